"""The live grid: one widget that repaints only the cells that changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from textual.message import Message
from textual.widget import Widget


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
"""Cells in the order of the table's columns."""


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


class LiveTable(Widget, can_focus=True):
    """A grid of rows with keys, one cursor, sort, filter, marks and a totals row.

    `LiveTable(columns, paint)`, paint being a mapping from style names to rich styles (`view.theme.Paint`).
    The owner calls `set_rows(order, rows)` for a new list, `patch(rows)` for changed rows, `set_order(order)`,
    `set_totals(row | None)`, `set_empty(text)`, `set_stale(bool)`, `set_paint(paint)`, `set_columns(columns)`,
    `flash(key, column_key, +1 | -1)` and once per frame `fade()`. It reads `cursor_key`, `cursor_cell()`,
    `cursor_row()`, `visible_keys()` (what is in view), `marked`, `filter_text`, `sort_column`, `sort_reverse`.
    Commands `table.*` run in `command_down`, `command_filter` … of the table itself.
    """

    class Highlighted(Message):
        """The cursor moved to another row."""

        def __init__(self, table: LiveTable, key: str | None) -> None:
            super().__init__()
            self.table = table
            self.key = key

    class Activated(Message):
        """The row under the cursor was clicked twice."""

        def __init__(self, table: LiveTable, key: str) -> None:
            super().__init__()
            self.table = table
            self.key = key
