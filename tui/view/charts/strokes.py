"""Strokes over a chart's base picture, and which of its cells are still free for a label."""

from __future__ import annotations

from collections.abc import Sequence

from tui.view.charts.cells import Ink, Row, Stroke
from tui.view.charts.frame import Frame

Strokes = list[list[Stroke]]
"""The strokes of each row, in the order in which they are applied."""


class StrokeBook:
    """Collects strokes and knows which cells are still free for a label."""

    def __init__(self, frame: Frame, rows: Sequence[Row]) -> None:
        self.frame = frame
        self.strokes: Strokes = [[] for _ in rows]
        self._rows = rows
        self._taken: dict[int, set[int]] = {}

    def free(self, row: int, x: int) -> bool:
        """Whether a cell of the plot is empty paper without a label."""
        inside = 0 <= row < self.frame.layout.price_rows and 0 <= x < self.frame.layout.columns
        return inside and self._rows[row].inks[x] <= Ink.GRID and x not in self._taken.get(row, ())

    def line(self, row: int, x: int, text: str, ink: Ink) -> None:
        """Draw through the empty cells of a row."""
        self.strokes[row].append(Stroke(x, text, ink, False))

    def force(self, row: int, x: int, text: str, ink: Ink) -> None:
        """Draw over whatever is there."""
        self.strokes[row].append(Stroke(x, text, ink, True))
        self._taken.setdefault(row, set()).update(range(x, x + len(text)))

    def label(self, row: int, text: str, ink: Ink) -> bool:
        """Write a label into the right-most free run of a row that holds it; False where none does."""
        run = 0
        for x in range(self.frame.layout.columns - 1, -1, -1):
            run = run + 1 if self.free(row, x) else 0
            if run == len(text):
                self.force(row, x, text, ink)
                return True
        return False

    def tagged(self, row: int) -> bool:
        """Whether something has been written into the price axis of a row."""
        return self.frame.layout.columns in self._taken.get(row, ())

    def tag(self, row: int, text: str, ink: Ink) -> None:
        """Write into the price axis."""
        layout = self.frame.layout
        if layout.axis:
            self.force(row, layout.columns, text[: layout.axis].ljust(layout.axis), ink)
