"""Columns and cells of the live grid: which columns fit, and how one value becomes segments."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from rich.cells import cell_len, set_cell_size

from tui.view.text import plain


class Cell(NamedTuple):
    """One value as it is shown.

    `style` and `tail_style` are names of the paint. `tail` follows the text without a gap and belongs to it (the
    last pip digit). `sort` is what the column sorts by; without it the text is taken.
    """

    text: str
    style: str = ""
    tail: str = ""
    tail_style: str = ""
    sort: Any = None


Row = tuple[Cell, ...]
"""Cells in the order of the table's columns; a row may be shorter than the columns."""

NO_CELL = Cell("")


@dataclass(frozen=True, slots=True)
class Column:
    """A column; all widths are in terminal cells.

    `width` is what its values need, `max_width` what it may grow to when `flexible`. Columns with the lowest
    `priority` hide first, whole. `letter` sorts by it after `o`. `mark` keeps one cell after the value for the fading
    up/down mark. `clip` allows an ellipsis (names); numbers that do not fit are shown as `…` alone, never cut.
    """

    key: str
    title: str
    width: int
    align: Literal["left", "right"] = "right"
    priority: int = 50
    flexible: bool = False
    max_width: int = 60
    letter: str = ""
    mark: bool = False
    clip: bool = False


class Placed(NamedTuple):
    """A column that fits: its place among all columns, where it starts and how wide its values are."""

    nth: int
    x: int
    width: int
    column: Column


GUTTER = 1
"""Cells on the left for cursor and mark, and on the right for the scroll position."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def place_columns(columns: Sequence[Column], width: int) -> tuple[Placed, ...]:
    """Return the columns that fit whole into `width` cells, in table order; spare cells go to flexible columns.

    One column always stays; it is the only one that may be narrower than it asks for.
    """
    shown = list(range(len(columns)))
    while len(shown) > 1 and _needed(columns, shown) > width:
        # Of equal columns the rightmost hides first.
        shown.remove(min(shown, key=lambda index: (columns[index].priority, -index)))
    if not shown:
        return ()
    widths = {index: columns[index].width for index in shown}
    spare = width - _needed(columns, shown)
    if spare < 0:
        widths[shown[0]] = max(0, widths[shown[0]] + spare)
    flexible = [index for index in shown if columns[index].flexible]
    while spare > 0 and (growing := [index for index in flexible if widths[index] < columns[index].max_width]):
        for index in growing[:spare]:
            widths[index] += 1
        spare -= len(growing[:spare])
    placed: list[Placed] = []
    x = GUTTER
    for index, gap in zip(shown, _gaps([columns[index] for index in shown]), strict=True):
        placed.append(Placed(index, x, widths[index], columns[index]))
        x += widths[index] + columns[index].mark + gap
    return tuple(placed)


def _needed(columns: Sequence[Column], shown: Sequence[int]) -> int:
    those = [columns[index] for index in shown]
    return sum(column.width + column.mark for column in those) + sum(_gaps(those)) + 2 * GUTTER


def _gaps(columns: Sequence[Column]) -> list[int]:
    """Return the cells behind each column, none behind the last."""
    between = [_gap(left, right) for left, right in itertools.pairwise(columns)]
    return [*between, 0] if columns else []


def _gap(left: Column, right: Column) -> int:
    """Return the cells between two columns: values that end and begin beside each other would be read as one.

    A mark keeps them apart as well, and a sign without a title belongs to the value before it.
    """
    is_sign = right.width == 1 and not right.title
    return 2 if left.align == "right" and not left.mark and right.align == "left" and not is_sign else 1


def letters_of(titles: Sequence[str]) -> list[str]:
    """Return a letter to sort by for each title, one of its own where that is free; empty when all are taken."""
    free = dict.fromkeys(_LETTERS)
    found = []
    for title in titles:
        letter = next((each for each in (*title.casefold(), *free) if each in free), "")
        free.pop(letter, None)
        found.append(letter)
    return found


def clean(text: str) -> str:
    """Return the text without anything that moves the cursor; the usual case costs one check."""
    return text if text.isascii() and text.isprintable() else plain(text)


@lru_cache(maxsize=8192)
def fitted(  # noqa: PLR0917 – a cached call is quicker without keywords, and this is the busiest one
    text: str, tail: str, width: int, right: bool, clip: bool, ellipsis: str
) -> tuple[str, str]:
    """Return value and tail that fill `width` cells together; a number that does not fit is never cut.

    Where a value does not fit, one that may be clipped ends in an ellipsis and another is only an ellipsis.
    """
    text, tail = clean(text), clean(tail)
    spare = width - cell_len(text) - cell_len(tail)
    if spare < 0:
        text = set_cell_size(text + tail, max(0, width - 1)) + ellipsis if clip else ellipsis
        tail = ""
        spare = width - cell_len(text)
        if spare < 0:
            text, spare = "", width
    blanks = " " * spare
    if right:
        return blanks + text, tail
    return (text, tail + blanks) if tail else (text + blanks, "")
