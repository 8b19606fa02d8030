"""Draws for the terminal's line: how often, in which colours, with which ornaments; and the words of its gauge."""

from __future__ import annotations

from collections import deque

from tui.view.terminal.easing import LEVELS, Ease, Easing, LinkMode
from tui.view.terminal.line import TerminalLine

_GAUGE_S = 3


class LinkPace:
    """Asked on each frame whether it is due, and told each second; `ease` is what panels look at."""

    def __init__(self, mode: LinkMode = "auto", line: TerminalLine | None = None) -> None:
        self.line = line or TerminalLine()
        self._easing = Easing(mode)
        self._shown_at = float("-inf")
        self._bytes: deque[tuple[float, int]] = deque(maxlen=_GAUGE_S + 1)
        self.line.use_full_colour(self.ease.full_colour)

    @property
    def ease(self) -> Ease:
        """How the line is treated now."""
        return self._easing.ease

    def frame_due(self, now: float) -> bool:
        """Whether a frame of data may be shown at this monotonic second."""
        # Timers are a little early or late: a frame that is due within a few milliseconds is due.
        if now - self._shown_at + 0.02 < 1 / self.ease.frames_per_s:
            return False
        self._shown_at = now
        return True

    def second(self, now: float) -> tuple[str, str] | None:
        """Look at the line; return a title and a sentence when the user should be told of it."""
        self._bytes.append((now, self.line.stats.bytes_written))
        before = self._easing.level
        if not self._easing.second(self.line.stats):
            return None
        self.line.use_full_colour(self.ease.full_colour)
        if before == 0:
            return "The terminal cannot follow", "Less is drawn for its line; :gauge shows what it takes."
        return ("The terminal follows again", "Everything is drawn.") if self.ease is LEVELS[0] else None

    def words(self) -> str:
        """Return bytes a second over the last seconds, and the level when it is not the best one: `1.2 kB/s 3 Hz`."""
        if not self.line.measured:
            return "not measured"
        if len(self._bytes) < 2:
            return "– B/s"
        (began, first), (ended, last) = self._bytes[0], self._bytes[-1]
        rate = (last - first) / max(0.001, ended - began)
        shown = f"{rate / 1000:.1f} kB/s" if rate >= 1000 else f"{rate:.0f} B/s"
        return shown if self._easing.level == 0 else f"{shown} {self.ease.frames_per_s} Hz"
