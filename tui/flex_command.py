"""`tradedeck flex`: asks for statements, waits at the service's pace, and shows and exports what the archive has."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from tui.clock import Clock, SystemClock
from tui.desk.flex_export import csv_of_all, csv_of_sheet, json_of, sheet_key, write_whole
from tui.desk.flex_lines import entry_line, job_line, query_lines, token_line
from tui.desk.flex_period import period_between
from tui.desk.flex_room import FlexRoom, FlexToken, find_queries
from tui.desk.flex_sheet import OpenedStatement
from tui.errors import UsageError
from tui.flex.entries import Entry
from tui.flex.glance import Kind
from tui.flex.jobs import Job
from tui.flex.windows import DateRange, windows
from tui.flex.worker import ThreadWorker
from tui.flex_report import (
    entry_lines,
    entry_value,
    exit_code,
    job_text,
    job_value,
    query_value,
    reminder,
    statement_lines,
    statement_value,
)
from tui.flex_report import query_lines as lines_of_queries
from tui.flex_sources import flex_tokens

if TYPE_CHECKING:
    import argparse

    from tui.config.paths import Paths

Say = Callable[[str], None]
FOLDER = "flex"
"""The archive's folder below the state folder, or below the demo's."""

_MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class Answer:
    """What an action found: as JSON values and as lines, and its exit code."""

    value: Any
    lines: Iterable[str]
    code: int = 0


@dataclass
class Action:
    """One run of the command."""

    arguments: argparse.Namespace
    room: FlexRoom
    clock: Clock
    note: Say
    told: dict[int, tuple[str, int, int]] = field(default_factory=dict)

    def job_changed(self, job: Job) -> None:
        """Tell of a job's progress, each step once."""
        shape = (job.phase.value, job.attempt, job.code)
        if self.told.get(job.id) != shape:
            self.told[job.id] = shape
            self.note(job_text(job_line(job), self.clock.now_ms()))

    @property
    def document(self) -> bool:
        """Whether JSON is wanted."""
        return bool(self.arguments.json)

    async def list_all(self) -> Answer:
        """Queries, and the newest files."""
        entries = await self.room.entries()
        found = [entry_line(entry) for entry in entries]
        wanted = find_queries(self.room.queries, self.arguments.query)
        if self.arguments.query:
            found = [entry for entry in found if entry.query_id in {query.id for query in wanted}]
        now = self.clock.monotonic()
        queries = query_lines(wanted, entries, await self._next_at())
        value = {"queries": [query_value(query, now) for query in queries], "statements": [*map(entry_value, found)]}
        shown = found[:_MOST_LISTED]
        hidden = [f"… and {len(found) - len(shown)} older ones"] if len(found) > len(shown) else []
        return Answer(value, [*lines_of_queries(queries, now), *entry_lines(shown), *hidden])

    async def _next_at(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for job in await self.room.jobs():
            name = job.order.token_name
            if name in self.room.tokens and name not in found:
                found[name] = self.clock.monotonic() + await self.room.next_allowed_s(job.token_key)
        return found

    async def status(self) -> Answer:
        """The newest jobs, those of other processes too."""
        jobs = await self.room.jobs(_MOST_LISTED)
        lines = [job_line(job) for job in jobs]
        open_jobs = [job for job in jobs if not job.phase.is_over]
        now_ms = self.clock.now_ms()
        texts = [f"job {line.id}: {job_text(line, now_ms)}" for line in lines] or ["Nothing was asked for yet."]
        return Answer({"now_ms": now_ms, "jobs": [*map(job_value, lines)]}, texts, exit_code(open_jobs))

    async def get(self) -> Answer:
        """Ask, wait until each job is over or parked, and write the statement where that is wanted."""
        arguments = self.arguments
        today = datetime.fromtimestamp(self.clock.now_ms() / 1000, UTC).date()
        period = period_between(arguments.first, arguments.until, arguments.last, today)
        wanted = () if arguments.resume else find_queries(self.room.queries, arguments.query)
        several = len(wanted) != 1 or (isinstance(period, DateRange) and len(windows(period)) > 1)
        if arguments.output is not None and several and not arguments.output.is_dir():
            raise UsageError(
                "Several statements do not fit into one file", str(arguments.output), "Name a folder that exists."
            )
        jobs = await self._resumed() if arguments.resume else []
        for query in wanted:
            jobs += await self.room.submit(query, period)
        ended = await self.room.wait(jobs)
        written = await self._write_raw(ended)
        code = exit_code(ended)
        lines = [*(job_text(job_line(job), self.clock.now_ms()) for job in ended), *written]
        if code == 4:
            lines.append("What is parked goes on with: tradedeck flex get --resume")
        return Answer({"jobs": [job_value(job_line(job)) for job in ended], "files": written}, lines, code)

    async def _resumed(self) -> list[Job]:
        waiting = [job for job in await self.room.jobs() if not job.phase.is_over]
        return [await self.room.resume(job) for job in reversed(waiting)]

    async def _write_raw(self, jobs: Sequence[Job]) -> list[str]:
        output: Path | None = self.arguments.output
        if output is None:
            return []
        numbers = {job.entry_id for job in jobs}
        entries = [entry for entry in await self.room.entries() if entry.id in numbers]
        return await asyncio.to_thread(lambda: [self._write_one(entry, output) for entry in reversed(entries)])

    def _write_one(self, entry: Entry, output: Path) -> str:
        suffix = "xml" if entry.seen.kind is Kind.XML else "csv"
        path = output / f"flex-{entry.source.query_id}-{entry.id}.{suffix}" if output.is_dir() else output
        write_whole(path, self.room.raw(entry.id))
        return str(path)

    async def show(self) -> Answer:
        """The overview of one file."""
        entry = await self._entry()
        opened = await self._opened(entry)
        line = entry_line(entry)
        return Answer(statement_value(opened, entry, line), statement_lines(opened, line))

    async def export(self) -> Answer:
        """One file, whole or one section of it, as JSON, CSV, or as it was received."""
        entry = await self._entry()
        form, output = self.arguments.format, self.arguments.output
        if form == "raw":
            if self.arguments.section:
                raise UsageError("A section cannot be cut out of the raw file", "", "Use --format csv or json.")
            pieces: Iterable[str | bytes] = self.room.raw(entry.id)
        else:
            pieces = self._pieces(await self._opened(entry), form)
        if output is None:
            await asyncio.to_thread(_to_stdout, pieces)
            return Answer(None, ())
        size = write_whole(output, pieces)
        value = {"file": str(output), "bytes": size, "statement": entry.id}
        return Answer(value, [f"Wrote {output}: {size} bytes, statement #{entry.id} (only you can read it)."])

    def _pieces(self, opened: OpenedStatement, form: str) -> Iterable[str]:
        key = sheet_key(opened, self.arguments.section) if self.arguments.section else ""
        if form == "json":
            return json_of(opened, key)
        if not key:
            return csv_of_all(opened)
        sheets = [sheet for account in opened.accounts if (sheet := opened.sheet(account, key)) is not None]
        if len(sheets) == 1:
            return csv_of_sheet(sheets[0])
        return csv_of_all(opened, key)

    async def _entry(self) -> Entry:
        entries = await self.room.entries()
        number = self.arguments.number
        if number is not None:
            found = [entry for entry in entries if entry.id == number]
        else:
            ids = {query.id for query in find_queries(self.room.queries, self.arguments.query)}
            found = [entry for entry in entries if not self.arguments.query or entry.source.query_id in ids]
        if not found:
            raise UsageError("The archive has no such statement", "", "See: tradedeck flex list; fetch: flex get.")
        return found[0]

    async def _opened(self, entry: Entry) -> OpenedStatement:
        self.note(f"reading statement #{entry.id}")
        return await asyncio.to_thread(lambda: OpenedStatement(entry.id, self.room.read(entry.id), entry.source.asked))


def run(arguments: argparse.Namespace, paths: Paths, out: Say, note: Say, clock: Clock | None = None) -> int:
    """Run one action and return its exit code. Raises UsageError, FlexError, SecretError."""
    tokens = () if arguments.demo else _tokens(arguments, paths, note)
    if arguments.demo and arguments.action == "get":
        raise UsageError(
            "The demo's venue runs only while the demo does",
            "",
            "Fetch there with tab 4, or point a [flex.NAME] table's base at `tradedeck simulate`.",
        )
    folder = (paths.demo if arguments.demo else paths.state) / FOLDER
    answer = asyncio.run(_act(arguments, folder, tokens, clock or SystemClock(), note))
    if answer.value is None:
        return answer.code
    text = json.dumps(answer.value, indent=2) if arguments.json else "\n".join(answer.lines)
    if arguments.output is not None and arguments.action in {"list", "status", "show"}:
        write_whole(arguments.output, [text, "\n"])
    else:
        out(text)
    return answer.code


async def _act(
    arguments: argparse.Namespace, folder: Path, tokens: tuple[FlexToken, ...], clock: Clock, note: Say
) -> Answer:
    actions: list[Action] = []

    def tell(job: Job) -> None:
        for action in actions:
            action.job_changed(job)

    room = await FlexRoom.open(folder, tokens, clock, Random(), ThreadWorker(), tell=tell)
    try:
        actions.append(action := Action(arguments, room, clock, note))
        act: dict[str, Callable[[], Any]] = {
            "list": action.list_all,
            "get": action.get,
            "status": action.status,
            "show": action.show,
            "export": action.export,
        }
        answer: Answer = await act[arguments.action]()
        return answer
    finally:
        await room.close()


def _tokens(arguments: argparse.Namespace, paths: Paths, note: Say) -> tuple[FlexToken, ...]:
    from tui.config.load import load_config
    from tui.config.secrets import SecretResolver, token_sources
    from tui.config.settings import FlexSource
    from tui.start import ask_on_terminal, harden

    file = arguments.config or paths.config_file
    if arguments.config is None and not file.exists():
        raise UsageError("There is no config that names a query", str(file), "Write one: tradedeck init.")
    config = load_config(file)
    if not config.flex:
        raise UsageError(
            "The config has no [flex.NAME] table", str(file), "README, Flex statements, shows how to set one up."
        )
    sources = []
    harden()
    for name, table in config.flex.items():
        secret = SecretResolver(token_sources(name, table), environ=os.environ, ask=ask_on_terminal)
        if arguments.action == "get":
            for sentence in secret.prepare():
                note(f"warning: {sentence}")
        sources.append(FlexSource(name, table, secret))
    tokens = flex_tokens(sources)
    for token in tokens:
        text = reminder(token_line(token), datetime.now(UTC).date())
        if text:
            note(f"warning: {text}")
    return tokens


def _to_stdout(pieces: Iterable[str | bytes]) -> None:
    for piece in pieces:
        sys.stdout.buffer.write(piece.encode() if isinstance(piece, str) else piece)
    sys.stdout.flush()
