"""What the grid of the CRM screen shows in a cell, how wide a column wants to be, and by which letter it is sorted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from tui.desk.crm_privacy import Private
from tui.view.widgets.live_table import Cell

if TYPE_CHECKING:
    from tui.desk.crm_table import Column, RowTable

_SAMPLED = 200
_WORDS = frozenset({Private.NAME, Private.EMAIL, Private.ANY})
_MOST_OF = 0.95
"""A column of names is as wide as so much of them needs: a single long one would hide other columns."""


def cell_of(text: str) -> Cell:
    """Return a text as a cell; what is less than nothing has its colour."""
    return Cell(text, "down") if text.startswith("-") and text[1:2].isdigit() else Cell(text)


def width_of(table: RowTable[Any], column: Column[Any], *, hide: bool) -> int:
    """Return the cells that the texts of a column need, as far as a sample tells."""
    count = len(table)
    widths = sorted(cell_len(table.text(at, column.id, hide=hide)) for at in range(0, count, max(1, count // _SAMPLED)))
    if not widths:
        return 0
    return widths[int((len(widths) - 1) * _MOST_OF)] if column.private in _WORDS else widths[-1]
