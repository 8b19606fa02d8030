"""What widgets that paint their own lines have in common: lines that are freed as soon as they are painted over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class FreedStrip(Strip):
    """A strip that does not keep itself: Textual's remembers that it is its own only part."""

    # Without this each line that was ever shown waits for Python's collector, which holds up frames.
    __slots__ = ()

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """Return the parts between these cells; the whole is given, not kept."""
        inside = [cut for cut in cuts if cut <= self.cell_length]
        return [self] if inside == [self.cell_length] else super().divide(inside)


class PaintedWidget(Widget):
    """A widget whose lines change often."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._given: dict[int, tuple[Strip, FreedStrip]] = {}

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines of a region; a line that is as before is the same strip, with what it remembers."""
        return [self._freed(y, strip) for y, strip in zip(crop.line_range, super().render_lines(crop), strict=False)]

    def _freed(self, y: int, strip: Strip) -> Strip:
        before = self._given.get(y)
        if before is not None and before[0] is strip:
            return before[1]
        freed = FreedStrip(strip, strip.cell_length)
        self._given[y] = strip, freed
        return freed
