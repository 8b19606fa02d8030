"""Waiting times between tries to connect: they grow, and chance spreads them so that clients do not return together."""

from __future__ import annotations

from typing import Protocol


class Uniform(Protocol):
    """The one draw that back-off needs; `random.Random` has it."""

    def uniform(self, a: float, b: float, /) -> float:
        """Return a number between `a` and `b`."""
        ...


class Backoff:
    """Full jitter: each wait is drawn from floor … min(ceiling, base·2^n), n counting the tries since `reset`."""

    def __init__(self, random: Uniform, *, base_s: float = 0.5, ceiling_s: float = 30.0, floor_s: float = 0.2) -> None:
        self._random = random
        self._base_s = base_s
        self._ceiling_s = ceiling_s
        self._floor_s = floor_s
        self._tries = 0

    @property
    def tries(self) -> int:
        """How many waits were drawn since the last reset."""
        return self._tries

    def next_delay_s(self, factor: float = 1.0) -> float:
        """Return the seconds to wait before the next try; `factor` lengthens the wait when a server asks for calm."""
        # The exponent is capped, because 2**n overflows a float after a weekend without network.
        top_s = min(self._ceiling_s, self._base_s * 2.0 ** min(self._tries, 32))
        self._tries += 1
        return self._random.uniform(self._floor_s, max(self._floor_s, top_s)) * factor

    def reset(self) -> None:
        """Start again from the shortest waits; called once a connection has proved itself."""
        self._tries = 0
