"""Does something once nothing has moved for a moment: looking, scrolling and typing ask the broker only at rest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tui.clock import Clock


class Rest:
    """Calls `then` when `moved` has not been called for so many seconds."""

    def __init__(self, clock: Clock, seconds: float, then: Callable[[], None]) -> None:
        self._clock = clock
        self._seconds = seconds
        self._then = then
        self._task: asyncio.Task[None] | None = None
        self._due = 0.0

    def moved(self) -> None:
        """Begin to wait anew."""
        self._due = self._clock.monotonic() + self._seconds
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._wait())

    def cancel(self) -> None:
        """Wait no longer."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _wait(self) -> None:
        while (left := self._due - self._clock.monotonic()) > 0:
            await self._clock.sleep(left)
        self._then()
