"""The actions of `tradedeck flex` on one archive: ask and wait on one side, read and export on the other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.clock import Clock
from tui.desk.flex_export import csv_of_all, csv_of_sheet, json_of, sheet_key
from tui.desk.flex_lines import entry_line, job_line, query_lines
from tui.desk.flex_period import period_between
from tui.desk.flex_room import FlexRoom, find_queries
from tui.desk.flex_sheet import OpenedStatement
from tui.errors import UsageError
from tui.files.whole import write_whole
from tui.flex.entries import Entry
from tui.flex.errors import FlexError
from tui.flex.glance import Kind
from tui.flex.jobs import Job, Phase
from tui.flex.windows import Period, windows
from tui.headless.flex.report import (
    entry_lines,
    entry_value,
    exit_code,
    job_lines,
    job_text,
    job_value,
    query_value,
    statement_lines,
    statement_value,
)
from tui.headless.flex.report import query_lines as lines_of_queries
from tui.headless.saying import Say

if TYPE_CHECKING:
    import argparse

_MOST_LISTED = 50
_PROGRESS_BYTES = 8 << 20
_ALL = -1


@dataclass(frozen=True, slots=True)
class Answer:
    """What an action found: as a JSON value and as lines, or (then `value` is None) as a document; its exit code."""

    value: Any
    lines: Iterable[str] = ()
    code: int = 0
    pieces: Iterable[str | bytes] | None = None


@dataclass
class Asking:
    """`list`, `get` and `status`."""

    arguments: argparse.Namespace
    room: FlexRoom
    clock: Clock
    note: Say
    _told: dict[int, tuple[str, int, int]] = field(default_factory=dict)

    def job_changed(self, job: Job) -> None:
        """Tell of a job's progress, each step once; of a further try when its answer is there."""
        shape = (job.phase.value, job.attempt, job.next_at_ms or job.received // _PROGRESS_BYTES)
        asking = job.phase in {Phase.REQUESTED, Phase.GENERATING} and job.next_at_ms is None
        known = self._told.get(job.id, ("",))
        if known != shape and not (asking and known[0] == job.phase.value):
            self._told[job.id] = shape
            self.note(job_text(job_line(job), self.clock.now_ms()))

    async def list_all(self) -> Answer:
        """Queries, and the newest files."""
        entries = await self.room.entries()
        wanted = wanted_ids(self.room, entries, self.arguments.query)
        shown = [query for query in self.room.queries if wanted is None or query.id in wanted]
        found = [entry_line(entry) for entry in entries if wanted is None or entry.source.query_id in wanted]
        now = self.clock.monotonic()
        queries = query_lines(shown, entries, await self._next_at())
        value = {"queries": [query_value(query, now) for query in queries], "statements": [*map(entry_value, found)]}
        older = len(found) - _MOST_LISTED
        rest = [f"… and {older} older ones"] if older > 0 else []
        return Answer(value, [*lines_of_queries(queries, now), *entry_lines(found[:_MOST_LISTED]), *rest])

    async def _next_at(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for job in await self.room.jobs():
            name = job.order.token_name
            if name in self.room.tokens and name not in found:
                found[name] = self.clock.monotonic() + await self.room.next_allowed_s(job.token_key)
        return found

    async def status(self) -> Answer:
        """The jobs of all processes: what is unfinished, and the newest of the rest."""
        if self.arguments.cancel is not None:
            await self._cancel(self.arguments.cancel)
        if self.arguments.wait:
            await self.room.wait(await self._resumed())
        jobs = await self._jobs(_ALL)
        unfinished = [job for job in jobs if not job.phase.is_over]
        shown = [*jobs[:_MOST_LISTED], *(job for job in jobs[_MOST_LISTED:] if not job.phase.is_over)]
        lines = [job_line(job) for job in shown]
        now_ms = self.clock.now_ms()
        texts = list(job_lines(lines, now_ms)) or ["Nothing was asked for yet."]
        return Answer({"now_ms": now_ms, "jobs": [*map(job_value, lines)]}, texts, exit_code(unfinished))

    async def _cancel(self, number: int) -> None:
        job = next((job for job in await self.room.jobs(_ALL) if job.id == number), None)
        if job is None:
            raise UsageError("There is no such job", f"number {number}", "See: tradedeck flex status.")
        await self.room.cancel(job)

    async def get(self) -> Answer:
        """Ask, wait until each job is over or parked, and write the statement where that is wanted."""
        arguments = self.arguments
        period = self._period()
        wanted = () if arguments.resume else find_queries(self.room.queries, arguments.query)
        one = len(wanted) == 1 and len(windows(period)) == 1
        folder = arguments.output is not None and await asyncio.to_thread(arguments.output.is_dir)
        if arguments.output is not None and not one and not folder:
            raise UsageError(
                "Several statements do not fit into one file",
                str(arguments.output),
                "Name a folder that exists; `tradedeck flex export` joins the parts of a long range.",
            )
        jobs = await self._resumed() if arguments.resume else []
        for query in wanted:
            jobs += await self.room.submit(query, period)
        ended = await self.room.wait(jobs)
        numbers = {job.entry_id for job in ended}
        entries = [entry for entry in await self.room.entries() if entry.id in numbers]
        written = await self._write_raw(entries, into=folder)
        lines = [job_line(job) for job in ended]
        # A statement that broke off is kept, but no script may take it for a whole one.
        code = exit_code(ended) or (0 if all(entry.seen.complete for entry in entries) else 1)
        texts = [*job_lines(lines, self.clock.now_ms()), *(f"Wrote {path}." for path in written)]
        if code == 4:
            texts.append("What is parked goes on with: tradedeck flex get --resume")
        return Answer({"jobs": [*map(job_value, lines)], "files": written}, texts or ["Nothing is unfinished."], code)

    def _period(self) -> Period:
        today = datetime.fromtimestamp(self.clock.now_ms() / 1000, UTC).date()
        try:
            return period_between(self.arguments.first, self.arguments.until, self.arguments.last, today)
        except FlexError as error:
            raise UsageError(error.title, error.detail, error.hint) from error

    async def _jobs(self, limit: int) -> Sequence[Job]:
        jobs = await self.room.jobs(limit)
        wanted = wanted_ids(self.room, await self.room.entries(), self.arguments.query)
        return [job for job in jobs if wanted is None or job.order.query_id in wanted]

    async def _resumed(self) -> list[Job]:
        found = []
        for job in reversed(await self._jobs(_ALL)):
            if job.phase.is_over:
                continue
            if job.order.token_name not in self.room.tokens:
                name = job.order.token_name
                self.note(f"job {job.id} stays: its token {name} is not in the config any more")
                continue
            found.append(await self.room.resume(job))
        return found

    async def _write_raw(self, entries: Sequence[Entry], *, into: bool) -> list[str]:
        output: Path | None = self.arguments.output
        if output is None:
            return []

        def write(entry: Entry) -> str:
            suffix = "xml" if entry.seen.kind is Kind.XML else "csv"
            path = output / f"flex-{entry.source.query_id}-{entry.id}.{suffix}" if into else output
            write_whole(path, self.room.raw(entry.id))
            return str(path)

        return await asyncio.to_thread(lambda: [write(entry) for entry in reversed(entries)])


@dataclass
class Reading:
    """`show` and `export`."""

    arguments: argparse.Namespace
    room: FlexRoom
    note: Say

    async def show(self) -> Answer:
        """The overview of one file, or of the parts of a long range together."""
        entry = await self._entry()
        opened = await self._opened(entry)
        line = entry_line(entry)
        return Answer(statement_value(opened, entry, line), statement_lines(opened, line))

    async def export(self) -> Answer:
        """One statement, whole or one section of it, as JSON, CSV, or as it was received."""
        arguments, entry = self.arguments, await self._entry()
        form = arguments.format or ("json" if arguments.json else "csv")
        if form == "raw" and arguments.section:
            raise UsageError("A section cannot be cut out of the raw file", "", "Use --format csv or json.")
        pieces: Iterable[str | bytes] = (
            self.room.raw(entry.id) if form == "raw" else self._pieces(await self._opened(entry), form)
        )
        if arguments.output is None:
            return Answer(None, pieces=pieces)
        size = await asyncio.to_thread(write_whole, arguments.output, pieces)
        value = {"file": str(arguments.output), "bytes": size, "statement": entry.id}
        words = f"Wrote {arguments.output}: {size} bytes, statement #{entry.id} (only you can read it)."
        return Answer(value, [words])

    def _pieces(self, opened: OpenedStatement, form: str) -> Iterable[str]:
        key = sheet_key(opened, self.arguments.section) if self.arguments.section else ""
        if form == "json":
            return json_of(opened, key)
        if not key:
            return csv_of_all(opened)
        sheets = [sheet for account in opened.accounts if (sheet := opened.sheet(account, key)) is not None]
        return csv_of_sheet(sheets[0]) if len(sheets) == 1 else csv_of_all(opened, key)

    async def _entry(self) -> Entry:
        entries = await self.room.entries()
        number = self.arguments.number
        wanted = wanted_ids(self.room, entries, self.arguments.query)
        found = [entry for entry in entries if wanted is None or entry.source.query_id in wanted]
        if number is not None:
            found = [entry for entry in found if entry.id == number]
        if not found:
            raise UsageError("The archive has no such statement", "", "See: tradedeck flex list; fetch: flex get.")
        return found[0]

    async def _opened(self, entry: Entry) -> OpenedStatement:
        self.note(f"reading statement #{entry.id}")
        single = self.arguments.single
        return await asyncio.to_thread(lambda: self.room.opened(entry.id, single=single))


def wanted_ids(room: FlexRoom, entries: Sequence[Entry], words: Sequence[str]) -> set[str] | None:
    """Return the ids of the queries that are named, None for no name: those of the config, and those of the archive.

    Raises UsageError for a name that neither has.
    """
    if not words:
        return None
    found: set[str] = set()
    for word in words:
        kept = {entry.source.query_id for entry in entries if _is_called(entry, word)}
        try:
            kept |= {query.id for query in find_queries(room.queries, [word])}
        except UsageError:
            if not kept:
                raise
        found |= kept
    return found


def _is_called(entry: Entry, word: str) -> bool:
    return word == entry.source.query_id or word.casefold() == entry.source.query_name.casefold()
