"""The actions of `tradedeck crm` for one user: which days, what is asked, and what is made of the rows."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from tui.clock import Clock
from tui.crm.coverage import Wish
from tui.crm.errors import QueryError
from tui.crm.funnel import quiet_since
from tui.crm.paging import Announcement, Progress, Reading, State, Watch
from tui.crm.queries import Query, Report, Span
from tui.crm.reader import Reader
from tui.crm.records import Row
from tui.desk.crm_columns import report_table
from tui.desk.crm_export import Extract, csv_of, json_of
from tui.desk.crm_fetch import Listener
from tui.desk.crm_figures import Figures, sets_of
from tui.desk.crm_range import span_of
from tui.desk.crm_room import CrmRoom
from tui.desk.crm_table import RowTable, TableOrder, masking_people
from tui.errors import GuardError, TradedeckError, UsageError
from tui.headless.crm.funnel import FunnelAnswer
from tui.headless.crm.report import lines_of, progress_text
from tui.headless.saying import Say, utc

if TYPE_CHECKING:
    import argparse

_FIGURES = (Report.REGISTRATIONS, Report.LEADS, Report.TRANSACTIONS, Report.POSITIONS)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is printed or written, piece by piece; how many rows that is; and the exit code."""

    pieces: Iterable[str]
    counted: str = ""
    warnings: tuple[str, ...] = ()
    code: int = 0


@dataclass(frozen=True, slots=True)
class Rows:
    """A report's rows as they came. `error` is what ended the reading before all were there."""

    rows: Sequence[Row]
    as_of_ms: int | None = None
    announced: int | None = None
    partial: bool = False
    notes: tuple[str, ...] = ()
    error: TradedeckError | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """Who is told how far it is and of warnings, and who is asked."""

    note: Say
    confirm: Callable[[str], bool]
    quiet: bool = False

    def progress(self, text: str) -> None:
        """Tell how far it is, unless that is not wanted."""
        if not self.quiet:
            self.note(text)


class Crm:
    """One command of one user."""

    def __init__(self, arguments: argparse.Namespace, room: CrmRoom, user: str, clock: Clock, voice: Voice) -> None:
        self._arguments = arguments
        self._room = room
        self._user = user
        self._clock = clock
        self._voice = voice

    async def act(self) -> Answer:
        """Run the action. Raises TradedeckError; GuardError where nobody agreed to very many rows."""
        action = self._arguments.action
        if action == "clear":
            count = await self._room.clear(self._user)
            return self._value({"user": self._user, "removed": count}, [f"Removed {count} rows of {self._user}."])
        if action == "servers":
            servers = await self._room.servers(self._user)
            value = [{"platform": each.platform, "tag": each.tag} for each in servers]
            table = [[each.platform, each.tag] for each in servers]
            return self._value({"servers": value}, lines_of(["Platform", "Server"], table))
        return await (self._funnel() if action == "funnel" else self._report(Report(action)))

    def _value(self, value: Any, lines: Iterable[str]) -> Answer:
        text = json.dumps(value, indent=2, ensure_ascii=False) if self._arguments.json else "\n".join(lines)
        return Answer([text + "\n"])

    # Days

    @property
    def _today(self) -> date:
        return datetime.fromtimestamp(self._clock.now_ms() / 1000, UTC).date()

    def _span(self) -> Span:
        arguments = self._arguments
        words = " ".join(arguments.days)
        if words and (arguments.first or arguments.until):
            raise UsageError("The days are said twice", words, "Give DAYS, or --from and --to.")
        if bool(arguments.first) != bool(arguments.until):
            raise UsageError("--from and --to belong together", "", "Give both.")
        text = f"{arguments.first} {arguments.until}" if arguments.first else words or "this month"
        try:
            return span_of(text, self._today)
        except QueryError as error:
            raise UsageError("Which days?", "; ".join(each.message for each in error.problems)) from error

    # Reports

    async def _report(self, report: Report) -> Answer:
        span = self._span()
        came = await self._rows(report, span)
        table = await asyncio.to_thread(lambda: report_table(report, came.rows))
        extract = self._extract(table, came, report, span)
        counted = f"{len(extract.rows)} of {len(table)} {report.value}, {span}, as of {utc(came.as_of_ms)}"
        pieces = self._pieces(extract)
        return self._ended(pieces, counted, {report: came})

    def _ended(self, pieces: Iterable[str], counted: str, came: dict[Report, Rows]) -> Answer:
        partial = {report: each for report, each in came.items() if each.partial}
        warnings = [note for each in came.values() for note in each.notes]
        for report, each in partial.items():
            of = f" of {each.announced}" if each.announced is not None else ""
            warnings.append(f"{report.value} are partial: {len(each.rows)}{of} rows came. Run it again to go on.")
            if each.error is not None:
                said = (each.error.title, each.error.detail, each.error.hint)
                warnings += [". ".join(part.rstrip(".") for part in said if part)]
        return Answer(pieces, counted, tuple(dict.fromkeys(warnings)), 1 if partial else 0)

    def _pieces(self, extract: Extract) -> Iterable[str]:
        arguments = self._arguments
        form = arguments.format or ("json" if arguments.json else "csv" if arguments.output else "table")
        if form == "table":
            titles = [column.title for column in extract.chosen]
            numeric = {at for at, column in enumerate(extract.chosen) if column.numeric}
            rows = [
                [extract.table.text(at, name, hide=extract.hide) for name in extract.columns] for at in extract.rows
            ]
            return [line + "\n" for line in lines_of(titles, rows, numeric)]
        return json_of(extract) if form == "json" else csv_of(extract)

    def _extract(self, table: RowTable[Any], came: Rows, report: Report, span: Span) -> Extract:
        arguments = self._arguments
        everything = arguments.columns == "all"
        wanted = [name for name in arguments.columns.split(",") if name and not everything]
        sort = arguments.sort
        for name in (*wanted, *([sort] if sort else [])):
            if name not in table.by_id:
                raise UsageError(f"There is no column {name}", f"there are: {', '.join(table.by_id)}")
        usual = [column.id for column in table.columns if column.usual or everything]
        order = TableOrder(arguments.filter, sort, arguments.reverse)
        return Extract(
            masking_people(table),
            table.arrange(order),
            tuple(wanted or usual),
            hide=arguments.hide,
            announced=came.announced,
            partial=came.partial,
            title=report.value,
            days=str(span),
            as_of=utc(came.as_of_ms),
        )

    async def _rows(self, report: Report, span: Span) -> Rows:
        if getattr(self._arguments, "modified", False):
            return await self._changed(report, span)
        servers: Sequence[str] = ()
        if report is Report.POSITIONS:
            servers = self._arguments.server or await self._tags()
        fetch = self._room.fetch(
            self._user,
            report,
            span,
            servers=servers,
            fakes=getattr(self._arguments, "fakes", False),
            listener=Listener(self._told(report), self._asked(report)),
        )
        if self._arguments.cached:
            kept = await fetch.cached()
            return Rows(kept.rows, kept.as_of_ms, None, kept.as_of_ms is None)
        state = await fetch.run(Wish.ALL if self._arguments.again else Wish.STALE)
        error = next(iter(fetch.problems.values()), None)
        self._stop(state, error, rows=0)
        loaded = await fetch.cached()
        if error is not None and not loaded.rows:
            raise error
        return Rows(loaded.rows, loaded.as_of_ms, fetch.announced, fetch.is_partial, fetch.notes, error)

    async def _changed(self, report: Report, span: Span) -> Rows:
        """Read rows by the day of their last change; the cache, which goes by registration, has no part in it."""
        tools = self._room.tools(self._user)
        query = Query.modified(report, span, tools.client.settings.page_size)
        watch = Watch(self._told(report), None, self._asked(report), tools.ask_above)
        reading = Reading(query, tools.client.page, Reader(report, tools.own), self._clock, watch)
        state = await reading.run()
        self._stop(state, reading.error, rows=len(reading.rows))
        rows = tuple(reading.rows)
        now_ms = self._clock.now_ms()
        return Rows(rows, now_ms, reading.total, reading.is_partial, reading.notes, reading.error)

    def _stop(self, state: State, error: TradedeckError | None, *, rows: int) -> None:
        if state is State.DECLINED:
            raise GuardError("Nothing was read: nobody agreed to so many rows", "", "Choose fewer days, or add --yes.")
        if error is not None and isinstance(error, QueryError) and not rows:
            raise error

    async def _tags(self) -> tuple[str, ...]:
        if self._arguments.cached:
            return await self._room.known_servers(self._user)
        return tuple(dict.fromkeys(server.tag for server in await self._room.servers(self._user)))

    def _told(self, report: Report) -> Callable[[Progress], None]:
        last = ""

        def tell(progress: Progress) -> None:
            nonlocal last
            text = progress_text(report.value, progress)
            if text != last:
                last = text
                self._voice.progress(text)

        return tell

    def _asked(self, report: Report) -> Callable[[Announcement], Any]:
        async def ask(announced: Announcement) -> bool:
            if self._arguments.yes:
                return True
            text = f"The CRM announces {announced.total:,} {report.value} on {announced.pages:,} pages. Read them all?"
            return await asyncio.to_thread(self._voice.confirm, text)

        return ask

    # Figures

    async def _funnel(self) -> Answer:
        arguments, span = self._arguments, self._span()
        came = {report: await self._rows(report, span) for report in _FIGURES}
        words = self._room.users[self._user].words
        rows = {report: each.rows for report, each in came.items()}
        figures = await asyncio.to_thread(lambda: Figures(sets_of(rows), words))
        since = self._since(span)
        answer = FunnelAnswer(figures, arguments, since, str(span))
        ages = [each.as_of_ms for each in came.values()]
        as_of = None if None in ages else min(age for age in ages if age is not None)
        pieces = await asyncio.to_thread(lambda: list(answer.pieces(utc(as_of))))
        return self._ended(pieces, f"{span}, as of {utc(as_of)}", came)

    def _since(self, span: Span) -> date:
        text = self._arguments.since
        if not text:
            return quiet_since(span.last, self._today)
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise UsageError("A day is written as 2026-01-31", text) from None
