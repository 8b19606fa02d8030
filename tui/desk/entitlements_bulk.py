"""Bulks of one application: from a table to a preview, from a typed word to a run, and on again after a crash."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tui.desk.entitlements_room import EntitlementRoom
from tui.dxfeed.bulk.doing import Means
from tui.dxfeed.bulk.journal import Head, Journal, peek
from tui.dxfeed.bulk.plan import Action, Defaults, Plan, make_plan
from tui.dxfeed.bulk.preview import Looker, Predicted
from tui.dxfeed.bulk.report import again_lines, result_lines
from tui.dxfeed.bulk.results import Fate
from tui.dxfeed.bulk.run import BulkRun, Progress
from tui.dxfeed.bulk.table import read_table
from tui.dxfeed.errors import InputError, RecordError
from tui.dxfeed.pace import Pace
from tui.errors import UsageError
from tui.files.whole import write_whole


@dataclass(frozen=True, slots=True)
class Asking:
    """What has to be said before a bulk runs: `word` must be typed, a plain yes is enough when it is empty."""

    word: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BulkLine:
    """A bulk that was begun. `counts` has its tasks by how they ended, None for those that have not been run.

    A journal that cannot be read has `trouble` and nothing else.
    """

    path: Path
    source: str = ""
    begun_ms: int = 0
    total: int = 0
    counts: Mapping[Fate | None, int] | None = None
    left: int = 0
    """How many tasks a further run would take up: those not run, and one that was on its way when a run broke off."""
    trouble: str = ""


class BulkDesk:
    """Makes, runs and lists bulks. Raised are InputError, GuardError, RecordError and SecretError."""

    def __init__(self, room: EntitlementRoom) -> None:
        self._room = room
        self._application = room.application
        self._tools = room.tools

    def plan(self, content: bytes | str, action: Action | None, defaults: Defaults | None = None) -> Plan:
        """Return the plan of a table or a pasted list; blocking, a second for ten thousand lines."""
        return make_plan(read_table(content), action, self._tools.clock.now_ms(), defaults or self._defaults())

    def looker(self, tell: Callable[[Predicted], None] = lambda predicted: None) -> Looker:
        """Return what looks ahead: `looker.look(plan)` reads at the application's rate, `looker.stop()` ends it."""
        return Looker(self._room.sender, self._pace(), tell)

    def asking(self, plan: Plan) -> Asking:
        """Return what has to be confirmed: a typed word in production and above the application's number of writes."""
        application, writes = self._application, plan.writes
        counts = ", ".join(f"{count} × {action.value}" for action, count in plan.counts.items())
        lines = [counts, f"at {application.name}, {application.badge}: {application.base}"]
        if plan.refused:
            lines.append(f"{len(plan.refused)} lines are left out")
        typed = writes > 0 and (application.production or writes > application.confirm_over)
        return Asking(f"{application.name} {writes}" if typed else "", tuple(lines))

    def asking_again(self, path: Path) -> Asking:
        """Return what has to be confirmed before an unfinished bulk is gone on with; blocking.

        Raises RecordError for a journal that cannot be read, UsageError when no line is left or it is another
        application's, GuardError where nothing may be changed.
        """
        journal = peek(path)
        self._check(journal)
        left = journal.open_tasks
        if not left:
            raise UsageError("No line of this bulk is left", journal.head.source, "`bulk` begins another one.")
        asking = self.asking(Plan(left))
        count = len(journal.plan.tasks)
        return Asking(asking.word, (*asking.lines, f"{journal.head.source}: {len(left)} of {count} lines are left"))

    def begin(
        self,
        plan: Plan,
        source: str,
        *,
        account_ids: Mapping[str, str] | None = None,
        tell: Callable[[Progress], None] = lambda progress: None,
    ) -> BulkRun:
        """Write a confirmed plan down and return its run, not yet started. Blocking for a moment.

        Raises GuardError where the application can only be looked at, InputError for a plan without tasks.
        """
        if not plan.tasks:
            raise InputError("table", "There is nothing to do", "No line of the table can be used.")
        if plan.writes:
            self._application.may_write()
        now_ms = self._tools.clock.now_ms()
        head = Head(self._application.name, self._application.known_as, now_ms, source)
        journal = Journal.create(self._new_path(now_ms, plan), head, plan)
        return self._run(journal, account_ids, tell)

    def resume(self, path: Path, *, tell: Callable[[Progress], None] = lambda progress: None) -> BulkRun:
        """Return the run of an unfinished bulk. Raises RecordError when another process has it, UsageError."""
        journal = Journal.open(path)
        try:
            self._check(journal)
        except Exception:
            journal.close()
            raise
        return self._run(journal, None, tell)

    def bulks(self) -> tuple[BulkLine, ...]:
        """Return all bulks of the application, newest first; blocking."""
        paths = sorted(self._room.files.bulks.glob("*.jsonl"), reverse=True)
        return tuple(self.line(path) for path in paths)

    def line(self, path: Path) -> BulkLine:
        """Return one bulk as it is now, whoever runs it; blocking."""
        try:
            journal = peek(path)
        except RecordError as error:
            return BulkLine(path, trouble=str(error))
        head = journal.head
        return BulkLine(
            path, head.source, head.begun_ms, len(journal.plan.tasks), journal.counts, len(journal.open_tasks)
        )

    def export(self, journal_path: Path, to: Path) -> int:
        """Write the result as CSV, a line for each task and each refused line, and return the bytes; blocking."""
        return write_whole(to, result_lines(peek(journal_path)))

    def export_again(self, journal_path: Path, to: Path, *, refused: bool = False) -> int:
        """Write a table of what can be run again, and return the bytes; blocking."""
        return write_whole(to, again_lines(peek(journal_path), refused=refused))

    def find(self, name: str) -> Path:
        """Return the journal of a bulk's name, or of the newest for an empty one. Raises UsageError."""
        paths = sorted(self._room.files.bulks.glob("*.jsonl"), reverse=True)
        found = [path for path in paths if path.stem.startswith(name)]
        if not found:
            raise UsageError(f"There is no bulk {name}" if name else "There is no bulk yet")
        return found[0]

    def _check(self, journal: Journal) -> None:
        head, application = journal.head, self._application
        if (head.profile, head.base) != (application.name, application.known_as):
            raise UsageError("The bulk belongs to another application", f"{head.profile} at {head.base}")
        if any(task.action.writes for task in journal.open_tasks):
            application.may_write()

    def _run(
        self, journal: Journal, account_ids: Mapping[str, str] | None, tell: Callable[[Progress], None]
    ) -> BulkRun:
        means = Means(self._room.sender, self._tools.clock, self._pace(), self._tools.worker)
        return BulkRun(means, journal, account_ids=account_ids, tell=tell)

    def _pace(self) -> Pace:
        return Pace(self._tools.clock, self._application.rate)

    def _defaults(self) -> Defaults:
        return Defaults(redirect=self._application.redirect)

    def _new_path(self, now_ms: int, plan: Plan) -> Path:
        stamp = f"{datetime.fromtimestamp(now_ms / 1000, UTC):%Y%m%d-%H%M%S}"
        return self._room.files.bulks / f"{stamp}-{plan.digest[:8]}-{self._tools.new_id()[:6]}.jsonl"
