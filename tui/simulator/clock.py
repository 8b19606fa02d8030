"""The venue's own time: it starts where it is told, runs at a speed, and can be moved while others wait on it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

LONGEST_NAP_S = 3600.0


class VenueClock:
    """Wall time of the venue in milliseconds since 1970-01-01 UTC.

    Waits are in venue seconds: whoever waits is woken when the clock is advanced, set or sped up past the moment.
    `real` is the machine's monotonic clock in seconds, which also times everything that is not the venue's own
    (request spacing, link faults).
    """

    def __init__(self, start_ms: int, speed: float = 1.0, real: Callable[[], float] = time.monotonic) -> None:
        self.real = real
        self._base_ms = float(start_ms)
        self._base_real = real()
        self._speed = speed
        self._changed = asyncio.Event()

    @property
    def speed(self) -> float:
        """Venue seconds in a real second; 0 stands still."""
        return self._speed

    def now_ms(self) -> int:
        """Return the venue's wall time."""
        return int(self._base_ms + (self.real() - self._base_real) * 1000.0 * self._speed)

    def set_speed(self, speed: float) -> None:
        """Run on from now at another speed (0 stands still)."""
        if speed < 0:
            raise ValueError("speed must not be negative")
        self._move(self._exact_ms(), speed)

    def advance(self, seconds: float) -> None:
        """Jump forward by venue seconds."""
        if seconds < 0:
            raise ValueError("the clock advances, it does not go back")
        self._move(self._exact_ms() + seconds * 1000.0, self._speed)

    def set_now(self, now_ms: int) -> None:
        """Jump to a moment."""
        self._move(float(now_ms), self._speed)

    async def sleep(self, seconds: float) -> None:
        """Wait that many venue seconds."""
        await self.sleep_until(self._exact_ms() + seconds * 1000.0)

    async def sleep_until(self, moment_ms: float) -> None:
        """Wait until the venue's time reaches the moment; return at once when it has."""
        while (missing_ms := moment_ms - self._exact_ms()) > 0:
            nap = LONGEST_NAP_S if self._speed <= 0 else min(LONGEST_NAP_S, missing_ms / 1000.0 / self._speed)
            changed = self._changed
            try:
                await asyncio.wait_for(changed.wait(), nap)
            except TimeoutError:
                continue

    def _exact_ms(self) -> float:
        return self._base_ms + (self.real() - self._base_real) * 1000.0 * self._speed

    def _move(self, base_ms: float, speed: float) -> None:
        self._base_ms = base_ms
        self._base_real = self.real()
        self._speed = speed
        waiting, self._changed = self._changed, asyncio.Event()
        waiting.set()
