"""Runs a plan: one task after the other at a steady rate, with pause and end, each write journaled before and after.

A write goes out at most once, whatever happens to this program: one whose answer is missing is never sent again, its
effect is looked for instead. Only what is known not to have been done is taken up again by the next `run`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from tui.dxfeed.bulk.doing import Doer, HeldBackError, Means, TroubleError
from tui.dxfeed.bulk.journal import Journal
from tui.dxfeed.bulk.plan import Task
from tui.dxfeed.bulk.results import Result
from tui.dxfeed.errors import RecordError
from tui.dxfeed.outcomes import Failure, Refused
from tui.dxfeed.reasons import Kind


class State(Enum):
    """Where a run is."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    CANCELLED = "called off"
    FINISHED = "finished"

    @property
    def is_over(self) -> bool:
        """Whether it goes on only by another `run`."""
        return self in {State.STOPPED, State.CANCELLED, State.FINISHED}


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is: tasks with an end of all tasks, the state and its reason, and the latest result."""

    state: State
    reason: str
    ended: int
    total: int
    latest: Result | None = None


class BulkRun:
    """One journal being worked off. `pause` and `call_off` take effect before the next write, even a prepared one."""

    def __init__(
        self,
        means: Means,
        journal: Journal,
        *,
        account_ids: Mapping[str, str] | None = None,
        troubles: int = 3,
        tell: Callable[[Progress], None] = lambda progress: None,
    ) -> None:
        """`account_ids` are those that a preview found; `troubles` in a row without an answer pause the run."""
        self.journal = journal
        self.state = State.READY
        self.reason = ""
        self._doer = Doer(means, journal, account_ids or {}, lambda: self.state is State.RUNNING)
        self._allowed = troubles
        self._tell = tell
        self._troubles = 0
        self._going = asyncio.Event()
        self._going.set()

    async def run(self) -> State:
        """Work off what is open, once each, and return where it ended. Raises RecordError and SecretError.

        It waits while it is paused. A cancelled asyncio task leaves the journal as a killed process does.
        """
        self._troubles = 0
        self._become(State.RUNNING, "")
        try:
            await self._pass()
        except RecordError as error:
            self._become(State.STOPPED, str(error))
            raise
        if not self.state.is_over:
            left = len(self.journal.plan.tasks) - self.journal.over
            self._become(State.FINISHED, f"{left} not done, can be run again" if left else "")
        return self.state

    def pause(self, reason: str = "paused by you") -> None:
        """Wait before the next write."""
        if self.state is State.RUNNING:
            self._going.clear()
            self._become(State.PAUSED, reason)

    def go_on(self) -> None:
        """End a pause."""
        if self.state is State.PAUSED:
            self._troubles = 0
            self._become(State.RUNNING, "")
            self._going.set()

    def call_off(self, reason: str = "called off by you") -> None:
        """End before the next write; what has gone out is not called back."""
        if not self.state.is_over:
            self._become(State.CANCELLED, reason)
            self._going.set()

    async def _pass(self) -> None:
        for task in self.journal.open_tasks:
            held = True
            while held:
                await self._going.wait()
                if self.state.is_over:
                    return
                # What was read before a pause is old after it, so a task that was held back begins anew.
                held = await self._held_back(task)

    async def _held_back(self, task: Task) -> bool:
        try:
            result, lost = await self._doer.do(task)
        except HeldBackError:
            return True
        except TroubleError as trouble:
            self._stumbled(trouble.failure)
            return False
        if lost is not None:
            self._stumbled(lost)
        elif result.status is not None or not task.action.writes:
            # A task that a reading has settled does not show that writing works.
            self._troubles = 0
        self._report(result)
        return False

    def _stumbled(self, failure: Failure) -> None:
        """Stop where nothing else can work, pause where it may go better later."""
        if isinstance(failure, Refused):
            words = f"{failure.words} – {failure.case.advice}"
            if failure.kind is Kind.STOP:
                self._become(State.STOPPED, words)
            else:
                self.pause(words)
            return
        self._troubles += 1
        if self._troubles >= self._allowed:
            self.pause(f"{self._troubles} calls in a row without an answer: {failure.why}")

    def _become(self, state: State, reason: str) -> None:
        self.state, self.reason = state, reason
        self._report(None)

    def _report(self, latest: Result | None) -> None:
        self._tell(Progress(self.state, self.reason, self.journal.over, len(self.journal.plan.tasks), latest))
