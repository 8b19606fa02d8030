"""What the grid of the CRM screen shows in a cell, how wide a column wants to be, and by which letter it is sorted."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from tui.desk.crm_privacy import Private
from tui.view.text import THIN_SPACE, Numbers
from tui.view.widgets.live_table import Cell

if TYPE_CHECKING:
    from tui.desk.crm_table import Column, RowTable

_WHOLE_PART = re.compile(r"(?<![\d.])\d[\d,]*")
"""The digits before the point, set apart by commas or not at all."""
_SAMPLED = 200
_WORDS = frozenset({Private.NAME, Private.EMAIL, Private.ANY})
_MOST_OF = 0.95
"""A column of names is as wide as so much of them needs: a single long one would hide other columns."""


def cell_of(text: str) -> Cell:
    """Return a text as a cell; what is less than nothing has its colour."""
    return Cell(text, "down") if text.startswith("-") and text[1:2].isdigit() else Cell(text)


def shown_text(numbers: Numbers, table: RowTable[Any], at: int, column: Column[Any], *, hide: bool) -> str:
    """Return a cell as the screen shows it: amounts with thousands set apart as everywhere, all else as it came."""
    text = table.text(at, column.id, hide=hide)
    if not column.numeric or isinstance(column.value(table.rows[at]), str):
        return text
    return _WHOLE_PART.sub(lambda found: numbers.number(Decimal(found[0].replace(",", "")), 0), text)


def _room(text: str, column: Column[Any]) -> int:
    # With a single cell between them, a figure with gaps of its own would run together with the one before it.
    return cell_len(text) + (column.numeric and any(gap in text for gap in (" ", THIN_SPACE)))


def width_of(numbers: Numbers, table: RowTable[Any], column: Column[Any], *, hide: bool) -> int:
    """Return the cells that the texts of a column need, as far as a sample tells."""
    count = len(table)
    sample = range(0, count, max(1, count // _SAMPLED))
    widths = sorted(_room(shown_text(numbers, table, at, column, hide=hide), column) for at in sample)
    if not widths:
        return 0
    return widths[int((len(widths) - 1) * _MOST_OF)] if column.private in _WORDS else widths[-1]
