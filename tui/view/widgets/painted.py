"""Lines that are made once: what is on the screen beside a change is not made again, and is freed when painted over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Self

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class SteadyWidget(Widget):
    """A widget that gives the lines it gave before, until it is refreshed or styled anew.

    Textual asks every widget on the screen for all of its lines whenever one cell of one of them changes.
    """

    _steady: tuple[Region, list[Strip]] | None = None

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines of a region of the widget."""
        if self._steady is None or self._steady[0] != crop:
            self._steady = crop, self.make_lines(crop)
        return self._steady[1]

    def make_lines(self, crop: Region) -> list[Strip]:
        """Return the lines as they are now."""
        return super().render_lines(crop)

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Paint again what changed."""
        self._steady = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Take other styles."""
        self._steady = None
        super().notify_style_update()


class FreedStrip(Strip):
    """A strip that does not keep itself: Textual's remembers that it is its own only part."""

    # Without this each line that was ever shown waits for Python's collector, which holds up frames.
    __slots__ = ()

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """Return the parts between these cells; the whole is given, not kept."""
        inside = [cut for cut in cuts if cut <= self.cell_length]
        return [self] if inside == [self.cell_length] else super().divide(inside)


class PaintedWidget(SteadyWidget):
    """A widget whose lines change often, each by itself."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._given: dict[int, tuple[Strip, FreedStrip]] = {}

    def make_lines(self, crop: Region) -> list[Strip]:
        """Return the lines as they are now; one that did not change is the same strip, with what it remembers."""
        return [self._freed(y, strip) for y, strip in zip(crop.line_range, super().make_lines(crop), strict=False)]

    def _freed(self, y: int, strip: Strip) -> Strip:
        before = self._given.get(y)
        if before is not None and before[0] is strip:
            return before[1]
        freed = FreedStrip(strip, strip.cell_length)
        self._given[y] = strip, freed
        return freed
