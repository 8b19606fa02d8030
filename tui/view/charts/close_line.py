"""The line through closing prices, in braille dots: two across and four down in each cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from tui.view.charts.cells import Ink, Row

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
DOTS_DOWN = 4
DOTS_ACROSS = 2


def draw_line(rows: Sequence[Row], points: Sequence[tuple[int, int]], clip_left: int = 0) -> None:
    """Connect points, given in dots from the top left, and leave the columns before `clip_left` alone."""
    for (row, column), glyph in line_glyphs(points).items():
        if column >= clip_left:
            rows[row].put(column, glyph, Ink.UP)


def line_glyphs(points: Sequence[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """Return the glyph of each cell, by row and column, that a line through points touches."""
    lit: dict[tuple[int, int], int] = {}
    for x, y in _dots(points):
        cell = (y // DOTS_DOWN, x // DOTS_ACROSS)
        lit[cell] = lit.get(cell, 0) | _DOTS[y % DOTS_DOWN][x % DOTS_ACROSS]
    return {cell: chr(0x2800 + dots) for cell, dots in lit.items()}


def _dots(points: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    if len(points) == 1:
        yield points[0]
    for (x, y), (next_x, next_y) in pairwise(points):
        steps = max(abs(next_x - x), abs(next_y - y), 1)
        for step in range(steps + 1):
            # Whole numbers rounded half up: the same dots on every machine.
            yield x + _share(next_x - x, step, steps), y + _share(next_y - y, step, steps)


def _share(length: int, step: int, steps: int) -> int:
    return (2 * length * step + steps) // (2 * steps)
