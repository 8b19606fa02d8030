"""The actions of `tradedeck dxfeed bulk`: look ahead, run, go on after a crash, list, and write the result."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tui.desk.entitlements_bulk import BulkDesk
from tui.desk.entitlements_room import EntitlementRoom
from tui.dxfeed.bulk.plan import Action, Defaults, Plan, action_of
from tui.dxfeed.bulk.preview import Foresight, Predicted, Preview
from tui.dxfeed.bulk.results import Fate
from tui.dxfeed.bulk.run import BulkRun, Progress, State
from tui.dxfeed.bulk.table import LARGEST_BYTES
from tui.errors import UsageError
from tui.headless.dxfeed.consent import Consent
from tui.headless.dxfeed.report import Answer, bulk_line, bulk_value, plan_lines, plan_value, predicted_lines

if TYPE_CHECKING:
    import argparse

_INTERRUPTED = 130
_TELL_EVERY = 20


@dataclass
class Bulking:
    """The actions on one application's bulks; `note` gets progress."""

    arguments: argparse.Namespace
    room: EntitlementRoom
    consent: Consent
    note: Callable[[str], None]
    bulks: BulkDesk = field(init=False)
    _told: int = 0

    def __post_init__(self) -> None:
        self.bulks = BulkDesk(self.room)

    async def preview(self) -> Answer:
        """What each row would do."""
        plan = await self._plan()
        preview = await self._look(plan)
        lines = (*plan_lines(plan), *predicted_lines(preview.predicted), *_counts(preview))
        code = 1 if preview.stopped or not plan.tasks else 0
        return Answer(plan_value(plan) | _preview_value(preview), lines, code)

    async def run(self) -> Answer:
        """Do it."""
        if self.arguments.dry_run:
            return await self.preview()
        plan = await self._plan()
        for line in plan_lines(plan):
            self.note(line)
        if plan.writes:
            self.room.application.may_write()
        known: dict[str, str] = {}
        if not self.arguments.skip_preview:
            preview = await self._look(plan)
            for line in (*predicted_lines(preview.predicted), *_counts(preview)):
                self.note(line)
            known = preview.account_ids
        asking = self.bulks.asking(plan)
        if plan.writes and not self.consent.give(
            asking.lines, asking.word, production=self.room.application.production
        ):
            return Answer({"outcome": "not begun"}, ("Nothing was sent.",), 1)
        source = "standard input" if self.arguments.file == "-" else Path(self.arguments.file).name
        worker = self.room.tools.worker
        run = await worker.run(lambda: self.bulks.begin(plan, source, account_ids=known, tell=self._tell))
        return await self._ended(run)

    async def resume(self) -> Answer:
        """Go on with an unfinished bulk."""
        path = self.bulks.find(self.arguments.name)
        run = await self.room.tools.worker.run(lambda: self.bulks.resume(path, tell=self._tell))
        return await self._ended(run)

    async def list_all(self) -> Answer:
        """All bulks."""
        found = await self.room.tools.worker.run(self.bulks.bulks)
        lines = tuple(map(bulk_line, found)) or ("There is no bulk yet.",)
        return Answer({"bulks": [*map(bulk_value, found)]}, lines)

    async def result(self) -> Answer:
        """The outcome of each row, or what can be run again, to a file."""
        path, output = self.bulks.find(self.arguments.name), self.arguments.output
        if output is None:
            raise UsageError("Where to?", "The result is a file.", "Give --output result.csv.")
        write = self.bulks.export_again if self.arguments.again else self.bulks.export
        size = await self.room.tools.worker.run(lambda: write(path, output))
        return Answer({"bulk": path.stem, "file": str(output), "bytes": size}, (f"Wrote {output}: {size} bytes.",))

    async def _plan(self) -> Plan:
        arguments = self.arguments
        todo: Action | None = action_of(arguments.todo) if arguments.todo else None
        redirect = arguments.redirect or self.room.application.redirect
        defaults = Defaults(tuple(arguments.feed), arguments.until, redirect, arguments.allowed)
        return await self.room.tools.worker.run(lambda: self.bulks.plan(read_table(arguments.file), todo, defaults))

    async def _look(self, plan: Plan) -> Preview:
        count = 0

        def tell(_: Predicted) -> None:
            nonlocal count
            count += 1
            if count % _TELL_EVERY == 0:
                self.note(f"looked at {count} of {len(plan.tasks)}")

        return await self.bulks.looker(tell).look(plan)

    def _tell(self, progress: Progress) -> None:
        if progress.ended >= self._told + _TELL_EVERY:
            self._told = progress.ended
            self.note(f"{progress.ended} of {progress.total}")

    async def _ended(self, run: BulkRun) -> Answer:
        """Run it to its end, and say what became of it; what would pause it ends it: nobody is there to go on."""
        stopper = asyncio.ensure_future(_end_pauses(run))
        interrupted = False

        def stop() -> None:
            nonlocal interrupted
            interrupted = True
            run.call_off()

        loop = asyncio.get_running_loop()
        with suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(signal.SIGINT, stop)
        try:
            state = await run.run()
        finally:
            stopper.cancel()
            with suppress(NotImplementedError, RuntimeError, ValueError):
                loop.remove_signal_handler(signal.SIGINT)
            await self.room.tools.worker.run(run.journal.close)
        answer = await self._answer(run, state)
        return replace(answer, code=_INTERRUPTED) if interrupted else answer

    async def _answer(self, run: BulkRun, state: State) -> Answer:
        path, output, work = run.journal.path, self.arguments.output, self.room.tools.worker.run
        line = await work(lambda: self.bulks.line(path))
        lines = [bulk_line(line), *([f"{state.value}: {run.reason}"] if run.reason else [])]
        unused = len(run.journal.plan.refused)
        lines += [f"{unused} lines of the table were not used; the result says why"] if unused else []
        value = bulk_value(line) | {"unused": unused, "state": state.value, "reason": run.reason, "file": None}
        if output is not None:
            await work(lambda: self.bulks.export(path, output))
            value["file"] = str(output)
            lines.append(f"Wrote {output}.")
        if line.left:
            lines.append(f"Go on with: tradedeck dxfeed bulk resume {path.stem}")
        counts = line.counts or {}
        bad = line.left or counts.get(Fate.REFUSED) or run.journal.plan.refused
        return Answer(value, tuple(lines), 4 if counts.get(Fate.UNKNOWN) else 1 if bad else 0)


async def _end_pauses(run: BulkRun) -> None:
    while not run.state.is_over:
        if run.state is State.PAUSED:
            run.call_off(run.reason)
        await asyncio.sleep(0.05)


def read_table(name: str) -> bytes:
    """Return a table's bytes; blocking. Raises UsageError when the file cannot be read."""
    try:
        if name == "-":
            return sys.stdin.buffer.read(LARGEST_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise UsageError("The table cannot be read", f"{name}: {error.strerror}") from error


def _counts(preview: Preview) -> tuple[str, ...]:
    words = ", ".join(f"{count} {what.value}" for what, count in preview.counts.items())
    stopped = (f"looking ahead ended: {preview.stopped}",) if preview.stopped else ()
    return (*((f"likely: {words}",) if words else ()), *stopped)


def _preview_value(preview: Preview) -> dict[str, object]:
    rows = [
        {"line": each.task.line, "does": each.task.says, "likely": each.what.value, "why": each.words}
        for each in preview.predicted
        if each.what is not Foresight.WILL_DO
    ]
    counts = {what.value: count for what, count in preview.counts.items()}
    return {"likely": counts, "stopped": preview.stopped, "rows": rows}
