"""The clock that everything takes by constructor, so that a whole session can run on virtual time."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Three readings of time and one way to wait."""

    def now_ms(self) -> int:
        """Return wall time in milliseconds since 1970-01-01 UTC; it may jump."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go back; they may stand still while the machine sleeps."""
        ...

    def elapsed(self) -> float:
        """Return seconds that never go back and that include machine sleep where the system can tell."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait without blocking the loop."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        return time.monotonic()

    def elapsed(self) -> float:
        # Linux stops the monotonic clock in suspend and macOS keeps wall time only; BOOTTIME counts the sleep.
        boottime = getattr(time, "CLOCK_BOOTTIME", None)
        return time.clock_gettime(boottime) if boottime is not None else time.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
