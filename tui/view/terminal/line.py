"""What the app and its driver share of the terminal's line: the counters, and how colours are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tui.view.terminal.stats import OutputStats


@dataclass(slots=True)
class TerminalLine:
    """Made with the app; a driver of ours opens it, under any other driver the counters stay at 0."""

    stats: OutputStats = field(default_factory=OutputStats)
    measured: bool = False
    """Whether a driver counts."""
    _full_colour: bool = True
    _recolour: Callable[[bool], None] = lambda _: None

    def open(self, recolour: Callable[[bool], None]) -> None:
        """Let a driver take the colours; called by the driver."""
        self.measured, self._recolour = True, recolour
        recolour(self._full_colour)

    def use_full_colour(self, full: bool) -> None:
        """Write colours in full, or as the nearest of 256."""
        if full != self._full_colour:
            self._full_colour = full
            self._recolour(full)
