"""Which slots of a series are in view, and where their columns are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple


class Zoom(NamedTuple):
    """Columns of a candle's body, and of the gap after it."""

    body: int
    gap: int

    @property
    def pitch(self) -> int:
        """Columns from one candle to the next."""
        return self.body + self.gap


ZOOMS = (Zoom(1, 0), Zoom(1, 1), Zoom(1, 2), Zoom(3, 1), Zoom(5, 1), Zoom(7, 2))
DEFAULT_ZOOM = 0


@dataclass(frozen=True, slots=True)
class Window:
    """Slots `first`…`last` (inclusive; none when last < first) drawn so that `last` ends before `margin` columns."""

    first: int
    last: int
    zoom: Zoom
    columns: int
    margin: int

    @property
    def capacity(self) -> int:
        """How many slots fit."""
        return capacity(self.columns - self.margin, self.zoom)

    def left(self, index: int) -> int:
        """Return the first column of a slot's body."""
        return self.columns - self.margin - self.zoom.body - (self.last - index) * self.zoom.pitch

    def centre(self, index: int) -> int:
        """Return the column of a slot's wick."""
        return self.left(index) + self.zoom.body // 2


def capacity(columns: int, zoom: Zoom) -> int:
    """Return how many slots fit into so many columns."""
    return max(1, (columns + zoom.gap) // zoom.pitch)


@dataclass(frozen=True, slots=True)
class Viewport:
    """Zoom level, right-most slot (None follows the newest one) and the cursor's slot (None: no cursor)."""

    level: int = DEFAULT_ZOOM
    right: int | None = None
    cursor: int | None = None

    @property
    def zoom(self) -> Zoom:
        """The widths at this level."""
        return ZOOMS[self.level]

    def window(self, count: int, columns: int) -> Window:
        """Return what is in view of `count` slots on so many columns."""
        margin = min(6, columns // 16) if self.right is None else 0
        last = count - 1 if self.right is None else min(self.right, count - 1)
        first = max(0, last - capacity(columns - margin, self.zoom) + 1)
        return Window(first, last, self.zoom, columns, margin)

    def zoomed(self, by: int) -> Viewport:
        """Return the viewport with wider (positive) or narrower candles."""
        return replace(self, level=min(max(self.level + by, 0), len(ZOOMS) - 1))

    def scrolled(self, by: int, count: int, columns: int) -> Viewport:
        """Return the viewport moved by slots; at the newest one it follows again, half a window stays filled."""
        if not count:
            return self
        window = self.window(count, columns)
        lowest = min(count - 1, window.capacity // 2)
        right = max(window.last + by, lowest)
        return replace(self, right=None if right >= count - 1 else right)

    def with_cursor(self, index: int, count: int, columns: int) -> Viewport:
        """Return the viewport with the cursor on a slot, scrolled just as far as it takes to show it."""
        if not count:
            return replace(self, cursor=None)
        index = min(max(index, 0), count - 1)
        window = self.window(count, columns)
        moved = self
        if index > window.last:
            moved = self.scrolled(index - window.last, count, columns)
        elif index < window.first:
            moved = self.scrolled(index - window.first, count, columns)
        return replace(moved, cursor=index)


def needs_older(window: Window) -> bool:
    """Whether the left edge is less than half a window away from the first loaded slot."""
    return window.first < max(10, window.capacity // 2)
