"""An event loop on virtual time: when nothing is ready it jumps to the next timer, so ten minutes take no time."""

from __future__ import annotations

import asyncio
import contextlib
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

START_S = 1_000.0
LONGEST_S = 4_000.0
"""No run is longer; what passes this has lost its end."""


class StuckError(RuntimeError):
    """Nothing is ready and no timer is set: the run would wait for ever."""


class _Selector(selectors.DefaultSelector):
    """Never waits for a file: being asked to wait is what moves time."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = START_S

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or self.now_s > START_S + LONGEST_S:
            raise StuckError("nothing is left that could ever happen, or time runs away")
        if timeout > 0:
            self.now_s += timeout
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """asyncio's own loop with a clock that stands still while anything can run. No sockets, no threads."""

    def __init__(self) -> None:
        self._virtual = _Selector()
        self.errors: list[str] = []
        super().__init__(self._virtual)
        self.set_exception_handler(self._note)

    def time(self) -> float:
        return self._virtual.now_s

    def _note(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self.errors.append(f"{context.get('message')}: {context.get('exception')!r}")


class LoopClock:
    """The client's clock (`tui.clock.Clock`) on the running loop's time.

    `skew_ms` is how wrong the machine's wall clock is; `suspend` is a sleep of the machine that the monotonic clock
    does not count, as on Linux.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, start_ms: int, skew_ms: int = 0) -> None:
        self._loop = loop
        self._start_ms = start_ms
        self.skew_ms = skew_ms
        self._asleep_s = 0.0

    def now_ms(self) -> int:
        return self._start_ms + self.skew_ms + round((self._loop.time() - START_S + self._asleep_s) * 1000)

    def monotonic(self) -> float:
        return self._loop.time()

    def elapsed(self) -> float:
        return self._loop.time() + self._asleep_s

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def jump(self, seconds: float) -> None:
        """Let the machine have slept."""
        self._asleep_s += seconds


def run_virtually(main: Coroutine[Any, Any, T], loop: VirtualLoop) -> T:
    """Run a coroutine to its end on virtual time, then end whatever it left behind."""
    asyncio.set_event_loop(loop)
    try:
        return loop.run_until_complete(main)
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        with contextlib.suppress(StuckError):
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        asyncio.set_event_loop(None)
        loop.close()
