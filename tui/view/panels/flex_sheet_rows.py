"""The rows of a statement's table as the grid wants them: made when they come into view, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tui.view.widgets.made_rows import MadeRows, NumberKeys
from tui.view.widgets.table_cells import Cell, Column, Row
from tui.view.widgets.table_rows import TableRows

if TYPE_CHECKING:
    from tui.desk.flex_arrange import Arrangement
    from tui.desk.flex_sheet import Sheet


class SheetRows(TableRows):
    """Shows a table of a statement in the order of an arrangement; `wish` is told when the user wants another."""

    def __init__(self, wish: Callable[[], None], shown: Callable[[str, str], str]) -> None:
        """`shown` makes of an attribute's name and value what may be seen of it."""
        super().__init__(())
        self._wish = wish
        self._shown = shown
        self._places: Sequence[int] = ()
        self._sheet: Sheet | None = None

    def show_sheet(self, sheet: Sheet, columns: Sequence[Column]) -> None:
        """Show the rows of a table as the file has them, no row of it marked or filtered out."""
        self._sheet, self.columns = sheet, tuple(columns)
        self.filter_text, self.sort_column, self.sort_reverse = "", None, False
        self.marked = set()
        self.rows = MadeRows(self._row)
        everything = range(len(sheet))
        self.order = self.shown = NumberKeys(everything)
        self._places = everything
        self.cursor = "0" if everything else None

    def set_look(self, columns: Sequence[Column]) -> None:
        """Show other columns of the same rows."""
        self.columns = tuple(columns)
        self.rows = MadeRows(self._row)

    def take(self, arrangement: Arrangement) -> None:
        """Show the rows of an arrangement; the cursor stays on its row where that is still shown."""
        before = self.index_of(self.cursor)
        self.shown, self._places = NumberKeys(arrangement.shown), arrangement.places
        if self.index_of(self.cursor) is None:
            count = len(self.shown)
            self.cursor = self.shown[min(before or 0, count - 1)] if count else None

    def index_of(self, key: str | None) -> int | None:
        """Return the place of a shown row, or None."""
        if key is None or not 0 <= (at := int(key)) < len(self._places):
            return None
        place = self._places[at]
        return place if place >= 0 else None

    def set_rows(self, order: Iterable[str], rows: Mapping[str, Row]) -> None:
        """Nothing comes by this way: rows are those of the sheet."""

    def arrange(self, *, pin: bool = True) -> None:
        """Ask for the arrangement that filter and sort want now."""
        self._wish()

    def _row(self, at: int) -> Row:
        if self._sheet is None:
            return ()
        cells = self._sheet.attributes(at)
        return tuple(self._written(column.key, cells.get(column.key)) for column in self.columns)

    def _written(self, name: str, text: str | None) -> Cell:
        if text is None:
            return Cell("")
        shown = self._shown(name, text)
        return Cell(shown, "down") if text.startswith("-") and text[1:2].isdigit() else Cell(shown)
