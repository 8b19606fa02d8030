"""The rows of a statement's table as the grid wants them: made when they come into view, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, overload

from tui.view.widgets.table_cells import Cell, Column, Row
from tui.view.widgets.table_rows import TableRows

if TYPE_CHECKING:
    from tui.desk.flex_arrange import Arrangement
    from tui.desk.flex_sheet import Sheet

_MOST_KEPT = 2000


class _Keys(Sequence[str]):
    """Numbers of rows as the keys that the grid knows them by."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        return [str(each) for each in self._numbers[at]] if isinstance(at, slice) else str(self._numbers[at])

    def __iter__(self) -> Iterator[str]:
        return map(str, self._numbers)


class _MadeRows(dict[str, Row]):
    """Rows that are made when they are asked for; the oldest are forgotten."""

    def __init__(self, make: Callable[[int], Row]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: str) -> Row:
        if len(self) >= _MOST_KEPT:
            self.clear()
        row = self[key] = self._make(int(key))
        return row

    def get(self, key: str, default: Row | None = None) -> Row:  # type: ignore[override]
        return self[key] if key else default or ()


class SheetRows(TableRows):
    """Shows a table of a statement in the order of an arrangement; `wish` is told when the user wants another."""

    def __init__(self, wish: Callable[[], None]) -> None:
        super().__init__(())
        self._wish = wish
        self._places: Sequence[int] = ()
        self._sheet: Sheet | None = None

    def show_sheet(self, sheet: Sheet, columns: Sequence[Column]) -> None:
        """Show the rows of a table as the file has them, no row of it marked or filtered out."""
        self._sheet, self.columns = sheet, tuple(columns)
        self.filter_text, self.sort_column, self.sort_reverse = "", None, False
        self.marked = set()
        self.rows = _MadeRows(self._row)
        everything = range(len(sheet))
        self.order = self.shown = _Keys(everything)
        self._places = everything
        self.cursor = "0" if everything else None

    def set_look(self, columns: Sequence[Column]) -> None:
        """Show other columns of the same rows."""
        self.columns = tuple(columns)
        self.rows = _MadeRows(self._row)

    def take(self, arrangement: Arrangement) -> None:
        """Show the rows of an arrangement; the cursor stays on its row where that is still shown."""
        before = self.index_of(self.cursor)
        self.shown, self._places = _Keys(arrangement.shown), arrangement.places
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
        return tuple(_cell(cells.get(column.key)) for column in self.columns)


def _cell(text: str | None) -> Cell:
    if text is None:
        return Cell("")
    return Cell(text, "down") if text.startswith("-") and text[1:2].isdigit() else Cell(text)
