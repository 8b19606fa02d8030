"""One bulk from its table to its result, as a screen shows it: plan, looking ahead, run with pause, result file."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import TypeVar

from tui.desk.entitlements_bulk import Asking, BulkDesk, BulkLine
from tui.desk.entitlements_forms import BulkWish
from tui.desk.entitlements_room import EntitlementRoom
from tui.dxfeed.bulk.plan import Defaults, Plan
from tui.dxfeed.bulk.preview import Foresight, Looker, Predicted, Preview
from tui.dxfeed.bulk.results import Fate
from tui.dxfeed.bulk.run import BulkRun, Progress, State
from tui.dxfeed.bulk.table import LARGEST_BYTES
from tui.errors import UsageError

T = TypeVar("T")
Words = tuple[str, str]


class Phase(Enum):
    """Where a bulk is."""

    LOOKING = "looking ahead"
    PLANNED = "planned"
    RUNNING = "running"
    OVER = "over"


class BulkWork:
    """The steps of one bulk; `changed` is called when there is something new to show."""

    def __init__(self, room: EntitlementRoom, folder: Path, changed: Callable[[], None]) -> None:
        """`folder` takes the result."""
        self.phase = Phase.LOOKING
        self.plan = Plan(())
        self.preview: Preview | None = None
        self.predicted: list[Predicted] = []
        self.progress: Progress | None = None
        self.line: BulkLine | None = None
        self.result: Path | None = None
        self._room = room
        self._desk = BulkDesk(room)
        self._folder = folder
        self._changed = changed
        self._source = ""
        self._looker: Looker | None = None
        self._run: BulkRun | None = None

    async def read(self, wish: BulkWish) -> None:
        """Make the plan. Raises InputError for a table that is none, UsageError for a file that cannot be read."""
        table = wish.table
        redirect = self._room.application.redirect
        defaults = Defaults(wish.feeds, wish.until, redirect)

        def make() -> Plan:
            path = Path(table).expanduser()
            pasted = "\n" in table or ("@" in table and not path.is_file())
            self._source = "pasted" if pasted else path.name
            return self._desk.plan(table if pasted else _bytes_of(path), wish.action, defaults)

        self.plan = await self._aside(make)
        self._changed()

    async def look(self) -> None:
        """Look ahead; nothing is changed by it. Raises SecretError."""

        def tell(predicted: Predicted) -> None:
            self.predicted.append(predicted)
            self._changed()

        self._looker = self._desk.looker(tell)
        self.preview = await self._looker.look(self.plan)
        self.phase = Phase.PLANNED
        self._changed()

    def stop_looking(self) -> None:
        """End the looking ahead before its next reading."""
        if self._looker is not None:
            self._looker.stop()

    def asking(self) -> Asking:
        """Return what has to be confirmed."""
        return self._desk.asking(self.plan)

    async def run(self) -> None:
        """Do it. Raises GuardError where nothing may be changed, InputError, RecordError, SecretError."""
        known = self.preview.account_ids if self.preview is not None else {}
        run = await self._aside(lambda: self._desk.begin(self.plan, self._source, account_ids=known, tell=self._tell))
        await self._work_off(run)

    async def asking_again(self, name: str = "") -> Asking:
        """Return what has to be confirmed before a bulk is gone on with. Raises UsageError, RecordError."""
        path = self._desk.find(name)
        return await self._aside(lambda: self._desk.asking_again(path))

    async def reopen(self, name: str = "") -> None:
        """Take up an unfinished bulk. Raises UsageError, RecordError, GuardError."""
        path = self._desk.find(name)
        self._run = await self._aside(lambda: self._desk.resume(path, tell=self._tell))
        self.plan = self._run.journal.plan

    async def go_on(self) -> None:
        """Work off what was taken up. Raises SecretError, RecordError."""
        assert self._run is not None
        await self._work_off(self._run)

    def pause_or_go_on(self) -> None:
        """Wait before the next write, or end the wait."""
        if self._run is None:
            return
        if self._run.state is State.PAUSED:
            self._run.go_on()
        else:
            self._run.pause()

    def call_off(self) -> None:
        """End before the next write."""
        if self._run is not None:
            self._run.call_off()

    def lines(self) -> list[Words]:
        """Return what there is to say, with the names of styles."""
        counts = ", ".join(f"{count} × {action.value}" for action, count in self.plan.counts.items())
        lines: list[Words] = [(counts or "No line can be used.", "strong")]
        lines += [(note, "muted") for note in self.plan.notes]
        if self.phase in {Phase.LOOKING, Phase.PLANNED}:
            return [*lines, *self._ahead_lines()]
        return [*lines, *self._run_lines()]

    def _ahead_lines(self) -> list[Words]:
        lines: list[Words] = []
        counts: dict[Foresight, int] = {}
        for each in self.predicted:
            counts[each.what] = counts.get(each.what, 0) + 1
        done = f"looked at {len(self.predicted)} of {len(self.plan.tasks)}"
        if self.preview is not None and self.preview.stopped:
            done += f" – ended: {self.preview.stopped}"
        lines.append((done, "muted"))
        lines += [
            (f"{count} {what.value}", "" if what is Foresight.WILL_DO else "warning") for what, count in counts.items()
        ]
        if self.plan.refused:
            lines.append((f"{len(self.plan.refused)} lines are left out:", "error"))
            lines += [(f"  line {each.line}: {each.why}", "") for each in self.plan.refused]
        odd = [each for each in self.predicted if each.what is not Foresight.WILL_DO]
        if odd:
            lines.append(("Not likely to go as planned:", "warning"))
            lines += [(f"  line {e.task.line}: {e.task.says} – {e.what.value} {e.words}".rstrip(), "") for e in odd]
        return lines

    def _run_lines(self) -> list[Words]:
        lines: list[Words] = []
        progress, line = self.progress, self.line
        if progress is not None:
            look = {State.FINISHED: "success", State.STOPPED: "error", State.PAUSED: "warning"}
            lines.append(
                (f"{progress.state.value}: {progress.ended} of {progress.total}", look.get(progress.state, "accent"))
            )
            if progress.reason:
                lines.append((progress.reason, "warning"))
        if line is not None and line.counts:
            for fate, count in line.counts.items():
                words = "not run" if fate is None else fate.value
                bad = fate in {Fate.REFUSED, Fate.UNKNOWN}
                lines.append((f"{count} {words}", "error" if bad else ""))
        if line is not None and line.left:
            lines.append((f"{line.left} are left: `bulkresume` goes on, no write is sent twice", "strong"))
        if self.result is not None:
            lines.append((f"result: {self.result}", "accent"))
        return lines

    async def _work_off(self, run: BulkRun) -> None:
        self._run, self.phase = run, Phase.RUNNING
        self._changed()
        path = run.journal.path
        try:
            await run.run()
        finally:
            self.phase = Phase.OVER
            await self._aside(run.journal.close)
            self.line = await self._aside(lambda: self._desk.line(path))
            result = self._folder / f"dxfeed-{path.stem}.csv"
            await self._aside(lambda: _export(self._desk, path, result))
            self.result = result
            self._changed()

    def _tell(self, progress: Progress) -> None:
        self.progress = progress
        self._changed()

    async def _aside(self, work: Callable[[], T]) -> T:
        return await self._room.tools.worker.run(work)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise UsageError("The table cannot be read", f"{path}: {error.strerror}") from error


def _export(desk: BulkDesk, path: Path, result: Path) -> None:
    result.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    desk.export(path, result)


async def unfinished(room: EntitlementRoom) -> BulkLine | None:
    """Return the newest bulk of an application that was not ended."""
    lines = await room.tools.worker.run(BulkDesk(room).bulks)
    return next((line for line in lines if line.left and not line.trouble), None)
