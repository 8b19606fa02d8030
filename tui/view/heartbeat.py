"""When a second has passed that the panes should see: each one while something moves, few while nothing does."""

from __future__ import annotations

MOVING_S = 12.0
"""Ages are written in steps of 3, 5, 10, 20 s and more: each second counts for so long after the last change."""

RESTING_S = 5
"""Seconds between two looks at ages and countdowns in minutes."""

DOUBTFUL_S = 3.5
"""A keepAlive comes every 3 s; once one is missing, the marks for a stale feed must not be late."""


class Heartbeat:
    """Counts seconds on the monotonic clock of the frames."""

    def __init__(self) -> None:
        self._second = -1
        self._moved = 0.0

    def moved(self, changed: bool, now: float) -> None:
        """Note that a frame brought something."""
        if changed:
            self._moved = now

    def second(self, now: float) -> bool:
        """Whether another second has begun since this was last asked."""
        before, self._second = self._second, int(now)
        return self._second != before

    def due(self, now: float, feed_age_s: float | None) -> bool:
        """Whether the panes should look at their ages in this second."""
        restless = now - self._moved < MOVING_S or feed_age_s is None or feed_age_s >= DOUBTFUL_S
        return restless or int(now) % RESTING_S == 0
