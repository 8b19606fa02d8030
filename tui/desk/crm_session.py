"""One user's reports of chosen days: each report's view, its reading, its question, and the figures of all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tui.crm.coverage import Wish
from tui.crm.paging import Announcement, Progress, State
from tui.crm.parts import Server
from tui.crm.queries import Report, Span
from tui.crm.records import Row
from tui.desk.crm_columns import report_table
from tui.desk.crm_fetch import Aside, Listener, Loaded, ReportFetch
from tui.desk.crm_figures import Figures, sets_of
from tui.desk.crm_room import CrmRoom, CrmUser
from tui.desk.crm_state import Phase, ReportView, Trouble, trouble_of
from tui.desk.errands import Errands
from tui.errors import TradedeckError

_PHASES = {State.COMPLETE: Phase.READY, State.FAILED: Phase.FAILED}


@dataclass(frozen=True, slots=True)
class Choice:
    """What is looked at. `servers` are the tags whose positions are asked for, none for all; see `CrmRoom.fetch`."""

    user: CrmUser
    span: Span
    servers: tuple[str, ...] = ()
    fakes: bool = False


@dataclass(frozen=True, slots=True)
class SessionTools:
    """What a session works with. `turn` lets one question out at a time; `told` is called after each change."""

    room: CrmRoom
    aside: Aside
    errands: Errands
    turn: asyncio.Lock
    told: Callable[[], None]


class ReportSession:
    """The reports of one choice; another choice is another session."""

    def __init__(self, tools: SessionTools, choice: Choice) -> None:
        self.choice = choice
        self.servers: tuple[Server, ...] = ()
        """The CRM's servers, once they were asked for."""
        self.figures: Figures | None = None
        """What was worked out of the rows; None until that is done."""
        self.rows: dict[Report, Sequence[Row]] = {}
        """The rows of the reports that were shown."""
        self._tools = tools
        self._views: dict[Report, ReportView] = {}
        self._fetches: dict[Report, ReportFetch] = {}
        self._answers: dict[Report, asyncio.Future[bool]] = {}
        self._closed = False

    def view(self, report: Report) -> ReportView:
        """Return a report as it is now."""
        return self._views.get(report) or ReportView(report)

    def refresh(self, report: Report, wish: Wish) -> None:
        """Ask for as much as wished; after trouble or a cancel it goes on where it stopped."""
        if self._closed or self.view(report).busy:
            return
        self._change(report, phase=Phase.READING, troubles=(), progress=None)
        work = self._load_servers if report is Report.SERVERS else lambda: self._load(report, wish)
        self._tools.errands.start((id(self), report), f"CRM {report.value}", work)

    def cancel(self, report: Report) -> None:
        """Stop reading; what came stays, marked partial."""
        fetch = self._fetches.get(report)
        if fetch is not None:
            fetch.cancel()
        self.answer(report, False)

    def answer(self, report: Report, wanted: bool) -> None:
        """Answer the question whether very many rows are to be read."""
        waiting = self._answers.pop(report, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(wanted)

    def close(self) -> None:
        """Stop all reading and tell nothing more; what came is in the cache."""
        self._closed = True
        for report in list(self._fetches):
            self.cancel(report)

    async def _load_servers(self) -> None:
        try:
            async with self._tools.turn:
                self.servers = await self._tools.room.servers(self.choice.user.name)
        except TradedeckError as error:
            self._fail(Report.SERVERS, (trouble_of(error),))
        else:
            self._change(Report.SERVERS, phase=Phase.READY)

    async def _load(self, report: Report, wish: Wish) -> None:
        try:
            fetch = self._fetches.get(report)
            if fetch is None:
                fetch = await self._fetch(report)
                await self._take(report, await fetch.cached())
            # One question at a time: the CRM serves others too.
            async with self._tools.turn:
                if self._closed:
                    return
                state = await fetch.run(wish)
            await self._take(report, await fetch.cached())
            self._finish(report, fetch, state)
        except TradedeckError as error:
            self._fail(report, (trouble_of(error),))
        finally:
            self._ended()

    async def _fetch(self, report: Report) -> ReportFetch:
        choice, room = self.choice, self._tools.room
        tags = (choice.servers or await self._tags()) if report is Report.POSITIONS else ()

        def progress(now: Progress) -> None:
            self._change(report, progress=now)

        async def ask(announcement: Announcement) -> bool:
            return not self._closed and await self._asked(report, announcement)

        fetch = room.fetch(
            choice.user.name,
            report,
            choice.span,
            servers=tags,
            fakes=choice.fakes,
            listener=Listener(progress, ask),
        )
        self._fetches[report] = fetch
        return fetch

    async def _tags(self) -> tuple[str, ...]:
        room, user = self._tools.room, self.choice.user.name
        try:
            async with self._tools.turn:
                self.servers = self.servers or await room.servers(user)
        except TradedeckError:
            # Positions that were read before are worth showing; without any the trouble is told.
            known = await room.known_servers(user)
            if not known:
                raise
            return known
        return tuple(dict.fromkeys(server.tag for server in self.servers))

    async def _asked(self, report: Report, announcement: Announcement) -> bool:
        waiting: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._answers[report] = waiting
        self._change(report, phase=Phase.ASKING, question=announcement)
        try:
            return await waiting
        finally:
            self._change(report, phase=Phase.READING, question=None)

    async def _take(self, report: Report, loaded: Loaded) -> None:
        if self._closed:
            return
        if loaded.rows or report in self.rows:
            table = await self._tools.aside(lambda: report_table(report, loaded.rows))
            usual = tuple(column.id for column in table.columns if column.usual)
            await self._tools.aside(lambda: table.prepare(usual))
            self.rows[report] = loaded.rows
            self._change(report, table=table, revision=self.view(report).revision + 1)
        self._change(report, as_of_ms=loaded.as_of_ms)

    def _finish(self, report: Report, fetch: ReportFetch, state: State) -> None:
        if state is State.COMPLETE:
            # The next refresh makes a new plan; an unfinished one is gone on with.
            self._fetches.pop(report, None)
        self.rows.setdefault(report, ())
        self._change(
            report,
            phase=_PHASES.get(state, Phase.CANCELLED),
            table=self.view(report).table or report_table(report, ()),
            troubles=tuple(trouble_of(error, server) for server, error in fetch.problems.items()),
            partial=fetch.is_partial,
            announced=fetch.announced,
            notes=fetch.notes,
            progress=None,
        )

    def _fail(self, report: Report, troubles: tuple[Trouble, ...]) -> None:
        self._change(report, phase=Phase.FAILED, troubles=troubles, partial=True, progress=None)

    def _ended(self) -> None:
        if not self._closed and self.rows and not any(view.busy for view in self._views.values()):
            self._tools.errands.start((id(self), "figures"), "CRM figures", self._work_out)

    async def _work_out(self) -> None:
        rows, words = dict(self.rows), self.choice.user.words

        def work() -> Figures:
            figures = Figures(sets_of(rows), words)
            figures.report(figures.usual)
            return figures

        figures = await self._tools.aside(work)
        if not self._closed:
            self.figures = figures
            self._tools.told()

    def _change(self, report: Report, **changes: object) -> None:
        if not self._closed:
            self._views[report] = replace(self.view(report), **changes)  # type: ignore[arg-type]
            self._tools.told()
