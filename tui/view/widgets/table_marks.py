"""The up and down marks of the live grid, which fade on the frames of their owner."""

from __future__ import annotations

from collections.abc import Collection

from tui.view.widgets.table_paint import FADE_STEPS, Flashes


class FadingMarks:
    """Marks by row key and column index; each lives for a few frames."""

    def __init__(self) -> None:
        self._marks: dict[str, dict[int, tuple[int, int]]] = {}

    def of(self, key: str) -> Flashes:
        """Return the marks of a row."""
        return self._marks.get(key, {})

    def put(self, key: str, index: int, direction: int) -> bool:
        """Set a mark at full strength; return whether it looks different now."""
        marks = self._marks.setdefault(key, {})
        fresh = (1 if direction > 0 else -1, FADE_STEPS)
        changed = marks.get(index) != fresh
        marks[index] = fresh
        return changed

    def fade(self) -> list[tuple[str, tuple[int, ...]]]:
        """Let every mark go one step; return what has to be drawn anew."""
        touched = [(key, tuple(marks)) for key, marks in self._marks.items()]
        left = {
            key: {index: (way, steps - 1) for index, (way, steps) in marks.items() if steps > 1}
            for key, marks in self._marks.items()
        }
        self._marks = {key: marks for key, marks in left.items() if marks}
        return touched

    def keep(self, keys: Collection[str]) -> None:
        """Forget the marks of all other rows."""
        self._marks = {key: marks for key, marks in self._marks.items() if key in keys}
