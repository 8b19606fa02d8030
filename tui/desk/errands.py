"""Small jobs that run beside the screen: one of each name at a time, failures told, none left behind."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable

from tui.clock import Clock
from tui.domain.events import Event, TroubleNoticed
from tui.errors import CommandRefusedError, TradedeckError

Job = Callable[[], Awaitable[object]]


class Errands:
    """Runs jobs on the event loop.

    A job whose name is running already is run once more after it, so that the newest wish is always served and
    wishes never pile up. Expected errors become TroubleNoticed; they are told once until the job succeeds again.
    """

    def __init__(self, emit: Callable[[Event], None], clock: Clock) -> None:
        self._emit = emit
        self._clock = clock
        self._running: dict[Hashable, asyncio.Task[None]] = {}
        self._again: dict[Hashable, tuple[str, Job]] = {}
        self._told: set[Hashable] = set()
        self._failed: dict[Hashable, TradedeckError] = {}

    def start(self, name: Hashable, what: str, job: Job) -> None:
        """Run `job`; `what` says in plain words what it does, for the case that it fails."""
        if name in self._running:
            self._again[name] = (what, job)
            return
        task = asyncio.get_running_loop().create_task(self._run(name, what, job))
        self._running[name] = task
        task.add_done_callback(lambda _: self._finished(name))

    def running(self, name: Hashable) -> bool:
        """Whether a job of that name is under way."""
        return name in self._running

    async def within(self, name: Hashable, what: str, job: Job) -> None:
        """Run a part of another job: a refusal is told as if it were a job of its own, and the other one goes on."""
        try:
            await job()
        except CommandRefusedError as error:
            self._note(name, what, error)
        else:
            self._succeeded(name)

    def failure(self, name: Hashable) -> TradedeckError | None:
        """Return why the job of that name failed when it last ran, None when it did not or the session is another."""
        return self._failed.get(name)

    def cancel_all(self) -> None:
        """Stop everything; used when the session that the jobs belong to is gone."""
        self._again.clear()
        self._failed.clear()
        for task in list(self._running.values()):
            task.cancel()

    async def _run(self, name: Hashable, what: str, job: Job) -> None:
        try:
            await job()
        except TradedeckError as error:
            self._note(name, what, error)
        else:
            self._succeeded(name)

    def _note(self, name: Hashable, what: str, error: TradedeckError) -> None:
        self._failed[name] = error
        if name not in self._told:
            self._told.add(name)
            self._emit(TroubleNoticed(f"{what}: {error.title}", error.detail, error.hint, self._clock.monotonic()))

    def _succeeded(self, name: Hashable) -> None:
        self._told.discard(name)
        self._failed.pop(name, None)

    def _finished(self, name: Hashable) -> None:
        self._running.pop(name, None)
        again = self._again.pop(name, None)
        if again is not None:
            self.start(name, *again)
