"""A live table of any number of rows, made as they are seen, and of more columns than fit, which scroll sideways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from rich.style import Style

from tui.view.widgets.live_table import Column, Glyphs, LiveTable, Row
from tui.view.widgets.made_rows import NumberedRows
from tui.view.widgets.table_window import TableWindow

Each = TypeVar("Each")


class WideTable(LiveTable):
    """Rows are known by their numbers. The first column stays, those after it scroll sideways."""

    def __init__(self, paint: Mapping[str, Style], *, glyphs: Glyphs, empty: str, classes: str) -> None:
        super().__init__((), paint, glyphs=glyphs, empty=empty, classes=classes)
        self.numbered = NumberedRows(self.made_row, self.arrange_anew)
        self.model = self.numbered
        self.window = TableWindow(self.model)
        self.first = 0
        """How many columns are scrolled away to the left, beside the first one."""

    # What a table of its own kind says

    def made_row(self, at: int) -> Row:
        """Return the cells of a row by its number."""
        raise NotImplementedError

    def columns_now(self) -> tuple[Column, ...]:
        """Return the columns that are wanted, without those that are scrolled away."""
        raise NotImplementedError

    def arrange_anew(self) -> None:
        """Find the rows that filter and sort want now."""
        raise NotImplementedError

    # What is shown

    @property
    def row_number(self) -> int | None:
        """The number of the row under the cursor in its table, from 0."""
        return None if self.cursor_key is None else int(self.cursor_key)

    def scroll_columns(self, by: int) -> bool:
        """Show the columns to the left or to the right; False when there are none."""
        hidden = len(self.painter.columns) - len(self.painter.placed)
        first = max(0, min(self.first + by, self.first + hidden if by > 0 else self.first))
        if first == self.first:
            return False
        self.first = first
        self.make_anew()
        return True

    def unscrolled(self, wanted: Sequence[Each]) -> list[Each]:
        """Return what is left of the wanted columns without those that are scrolled away."""
        return [*wanted[:1], *wanted[1 + self.first :]]

    def make_anew(self) -> None:
        """Make the rows anew: they are to look otherwise, or to have other columns."""
        columns = self.columns_now()
        self.numbered.set_look(columns)
        self.take_columns(columns)

    def take_columns(self, columns: Sequence[Column]) -> None:
        """Paint these columns from now on."""
        self.painter.set_columns(columns)
        self.strips.clear()
        self.scroll_into_view(cursor=True)
        self.refresh()
