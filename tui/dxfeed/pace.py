"""How fast calls follow each other: the service names no limit, so a bulk keeps to one of its own."""

from __future__ import annotations

from tui.clock import Clock
from tui.dxfeed.errors import InputError

DEFAULT_RATE = 2.0
"""Calls a second."""

FASTEST_RATE = 50.0


class Pace:
    """Gives turns at a steady rate; nobody waits for the first one."""

    def __init__(self, clock: Clock, per_second: float = DEFAULT_RATE) -> None:
        """Raises InputError for a rate that is none."""
        if not 0 < per_second <= FASTEST_RATE:
            raise InputError("rate", f"A rate is a number above 0, up to {FASTEST_RATE:.0f} calls a second")
        self._clock = clock
        self._gap_s = 1.0 / per_second
        self._next: float | None = None

    async def turn(self) -> None:
        """Wait for the next turn."""
        now = self._clock.monotonic()
        at = now if self._next is None else max(now, self._next)
        self._next = at + self._gap_s
        if at > now:
            await self._clock.sleep(at - now)
