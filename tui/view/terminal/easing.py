"""Decides how lavishly to draw for the terminal's line: down when it cannot follow, up again with patience."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final, Literal

from tui.view.terminal.stats import OutputStats

LinkMode = Literal["auto", "fast", "slow"]


@dataclass(frozen=True, slots=True)
class Ease:
    """How a line is treated: data frames a second at most, whether colours are full, and whether ornaments are drawn.

    Ornaments are what can be left out without losing a figure: fading marks and the small last digit.
    """

    frames_per_s: int
    full_colour: bool = True
    ornaments: bool = True


LEVELS: Final = (Ease(60), Ease(6, ornaments=False), Ease(4, False, False), Ease(2, False, False))
"""From a line that takes everything to one that is nearly cut."""

SLOW_LEVEL: Final = 2
"""The level of a line that the user calls slow."""

HARD_SHARE: Final = 0.4
"""A second is hard when frames waited for the line during this share of it."""

HARD_SECONDS: Final = (3, 5)
"""So many hard seconds among so many of the last ones take a step down; a single large picture does not."""

CALM_SHARE: Final = 0.1
FIRST_PATIENCE_S: Final = 15
LONGEST_PATIENCE_S: Final = 240


class Easing:
    """Pure state machine: told the counters once a second, it says which level fits.

    A step up is tried after calm seconds; when it fails soon, the next try takes twice the patience.
    """

    def __init__(self, mode: LinkMode) -> None:
        self._fixed = mode != "auto"
        self.level = SLOW_LEVEL if mode == "slow" else 0
        self._hard: deque[bool] = deque(maxlen=HARD_SECONDS[1])
        self._calm_s = 0
        self._patience_s = FIRST_PATIENCE_S
        self._since_up_s = LONGEST_PATIENCE_S
        self._waited_ms = 0.0

    @property
    def ease(self) -> Ease:
        """How the line is treated now."""
        return LEVELS[self.level]

    def second(self, stats: OutputStats) -> bool:
        """Take the counters of one more second; return whether the level has changed."""
        waited, self._waited_ms = stats.waited_ms - self._waited_ms, stats.waited_ms
        if self._fixed:
            return False
        share = waited / 1000
        self._hard.append(share > HARD_SHARE)
        self._calm_s = self._calm_s + 1 if share < CALM_SHARE else 0
        self._since_up_s += 1
        if sum(self._hard) >= HARD_SECONDS[0] and self.level < len(LEVELS) - 1:
            self._step_down()
            return True
        if self.level and self._calm_s >= self._patience_s:
            self._step(-1)
            self._since_up_s = 0
            return True
        return False

    def _step_down(self) -> None:
        if self._since_up_s <= FIRST_PATIENCE_S:
            self._patience_s = min(2 * self._patience_s, LONGEST_PATIENCE_S)
        elif self._since_up_s > LONGEST_PATIENCE_S:
            self._patience_s = FIRST_PATIENCE_S
        self._step(1)

    def _step(self, by: int) -> None:
        self.level += by
        # What was seen on another level says nothing of this one.
        self._hard.clear()
        self._calm_s = 0
