"""What the live grid shows and in which order: rows by key, filter, sort and a cursor that stays on its row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tui.view.widgets.table_cells import NO_CELL, Cell, Column, Row


class TableRows:
    """Rows by key and the keys that are shown; knows nothing of the screen.

    While `pinned`, sorting flows around the cursor's row, which keeps its place.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns: tuple[Column, ...] = tuple(columns)
        self.rows: dict[str, Row] = {}
        self.order: Sequence[str] = ()
        self.shown: Sequence[str] = ()
        self.cursor: str | None = None
        self.marked: set[str] = set()
        self.filter_text = ""
        self.sort_column: str | None = None
        self.sort_reverse = False
        self.pinned = False
        self.fixed: frozenset[str] = frozenset()
        """Keys of rows that stay on top in list order, whatever is filtered or sorted."""
        self.finder: Callable[[str], Iterable[str]] | None = None
        """Who finds and ranks rows for the filter's text, where looking for its words is not enough."""
        self._index: dict[str, int] = {}

    def index_of(self, key: str | None) -> int | None:
        """Return the place of a shown row, or None."""
        return None if key is None else self._index.get(key)

    def set_rows(self, order: Iterable[str], rows: Mapping[str, Row]) -> None:
        """Take a new list of rows; keys of `order` without a row are left out."""
        # Rows that are made late stay so.
        self.rows = rows.copy() if isinstance(rows, dict) else dict(rows)
        self.order = tuple(dict.fromkeys(key for key in order if key in self.rows))
        self.marked &= set(self.order)
        self.arrange()

    def replace(self, key: str, row: Row) -> tuple[int, ...]:
        """Take one changed row; return the indexes of the columns whose cells differ."""
        old = self.rows[key]
        self.rows[key] = row
        if len(old) != len(row):
            return tuple(range(max(len(old), len(row))))
        return tuple(index for index, (before, now) in enumerate(zip(old, row, strict=True)) if before != now)

    def moves_rows(self, changed: Iterable[int]) -> bool:
        """Whether a change in these columns can change what is shown or its order."""
        sorted_by = self._sort_index()
        searched = self._searched() if self.filter_text and self.finder is None else ()
        return any(index == sorted_by or index in searched for index in changed)

    def arrange(self, *, pin: bool = True) -> None:
        """Filter and sort again; the cursor stays on its key, or takes the place of a row that is gone."""
        before = self.index_of(self.cursor)
        shown = self._found()
        index = self._sort_index()
        if index is not None:
            shown = self._sorted(shown, index)
            if pin and self.pinned and before is not None and self.cursor in shown:
                shown.remove(self.cursor)
                shown.insert(before, self.cursor)
        if self.fixed:
            shown = [key for key in self.order if key in self.fixed] + [key for key in shown if key not in self.fixed]
        self.shown = shown
        self._index = {key: place for place, key in enumerate(shown)}
        if self.cursor not in self._index:
            self.cursor = shown[min(before or 0, len(shown) - 1)] if shown else None

    def _found(self) -> list[str]:
        if self.finder is not None and self.filter_text.strip():
            return [key for key in self.finder(self.filter_text) if key in self.rows]
        return [key for key in self.order if self._matches(key)]

    def sort_by(self, column_key: str | None) -> None:
        """Sort by a column; the same column again reverses, a third time gives the list's own order back."""
        if column_key is not None and column_key == self.sort_column:
            column_key, self.sort_reverse = (None, False) if self.sort_reverse else (column_key, True)
        else:
            self.sort_reverse = False
        self.sort_column = column_key
        self.arrange(pin=False)

    def _sort_index(self) -> int | None:
        keys = [column.key for column in self.columns]
        return keys.index(self.sort_column) if self.sort_column in keys else None

    def _sorted(self, keys: list[str], index: int) -> list[str]:
        present = [(value, key) for key in keys if (value := _sort_value(self._cell(key, index))) is not None]
        known = {key for _, key in present}
        # Missing values stay at the end in both directions: they are no smallest value.
        missing = [key for key in keys if key not in known]
        try:
            present.sort(key=lambda pair: pair[0], reverse=self.sort_reverse)
        except TypeError:
            present.sort(key=lambda pair: str(pair[0]), reverse=self.sort_reverse)
        return [key for _, key in present] + missing

    def _cell(self, key: str, index: int) -> Cell:
        row = self.rows[key]
        return row[index] if index < len(row) else NO_CELL

    def _searched(self) -> tuple[int, ...]:
        # Names are searched, numbers are not: rows must not come and go with each tick.
        names = tuple(index for index, column in enumerate(self.columns) if column.align == "left")
        return names or tuple(range(len(self.columns)))

    def _matches(self, key: str) -> bool:
        wanted = self.filter_text.strip().casefold()
        inverse = wanted.startswith("!")
        terms = wanted.lstrip("!").split()
        if not terms:
            return True
        text = " ".join(self._cell(key, index).text for index in self._searched()).casefold()
        return all(term in text for term in terms) is not inverse


def _sort_value(cell: Cell) -> Any:
    if cell.sort is not None:
        return cell.sort
    text = (cell.text + cell.tail).strip().casefold()
    return None if text in {"", "–", "-"} else text
