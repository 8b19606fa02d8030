"""Rows of a grid that are made when they come into view, known by their numbers, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar, overload

from tui.view.widgets.table_cells import Column, Row
from tui.view.widgets.table_rows import TableRows

T = TypeVar("T")

_MOST_KEPT = 2000


class NumberKeys(Sequence[str]):
    """Numbers of rows as the keys that a grid knows them by."""

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


class MadeRows(dict[str, Row]):
    """Rows that are made when they are asked for; all are forgotten when there are too many."""

    def __init__(self, make: Callable[[int], Row]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: str) -> Row:
        if len(self) >= _MOST_KEPT:
            self.clear()
        row = self[key] = self._make(int(key))
        return row

    def get(self, key: str, default: Row | None = None) -> Row:  # type: ignore[override]
        """Return a row; an empty key has none."""
        return self[key] if key else default or ()


class LateRows(dict[str, Row], Generic[T]):
    """A row for each thing by its key, made when it is asked for; what is counted and named need not be made."""

    def __init__(self, things: Mapping[str, T], make: Callable[[T], Row]) -> None:
        super().__init__()
        self._things = things
        self._make = make

    def __missing__(self, key: str) -> Row:
        row = self[key] = self._make(self._things[key])
        return row

    def __contains__(self, key: object) -> bool:
        return key in self._things

    def __iter__(self) -> Iterator[str]:
        return iter(self._things)

    def __len__(self) -> int:
        return len(self._things)

    def copy(self) -> LateRows[T]:
        """Return the same rows: what has been made of them belongs to whoever shows them."""
        return self

    def renew(self, other: LateRows[T]) -> dict[str, Row]:
        """Make rows of the other's things from now on; return anew those that have been made."""
        self._things, self._make = other._things, other._make
        return {key: other[key] for key in dict.keys(self) if key in other}

    def get(self, key: str, default: Row | None = None) -> Row:  # type: ignore[override]
        """Return a row, or the default where there is no such thing."""
        return self[key] if key in self._things else default or ()


class NumberedRows(TableRows):
    """Shows a table's rows in the order that was found for it; `wish` is told when the user wants another."""

    def __init__(self, make: Callable[[int], Row], wish: Callable[[], None]) -> None:
        super().__init__(())
        self._make = make
        self._wish = wish
        self._places: Sequence[int] | None = None
        self.numbers: Sequence[int] = ()
        """The rows that are shown, in order."""

    def show(self, count: int, columns: Sequence[Column]) -> None:
        """Show another table of `count` rows, all of them for now, none of them marked."""
        self.set_look(columns)
        self.order = NumberKeys(range(count))
        self.marked = set()
        self.take(range(count), range(count))

    def set_look(self, columns: Sequence[Column]) -> None:
        """Make the rows anew, of these columns."""
        self.columns = tuple(columns)
        self.rows = MadeRows(self._make)

    def take(self, numbers: Sequence[int], places: Sequence[int] | None = None) -> None:
        """Show these rows; the cursor stays on its row where that is still shown.

        `places` has for each row of the table its place among them, -1 for none; without it that is found here.
        """
        before = self.index_of(self.cursor)
        self.numbers, self._places = numbers, places
        self.shown = NumberKeys(numbers)
        if self.index_of(self.cursor) is None:
            count = len(numbers)
            self.cursor = self.shown[min(before or 0, count - 1)] if count else None

    def index_of(self, key: str | None) -> int | None:
        """Return the place of a shown row, or None."""
        if not key:
            return None
        if self._places is None:
            self._places = self._found_places()
        at = int(key)
        place = self._places[at] if at < len(self._places) else -1
        return place if place >= 0 else None

    def _found_places(self) -> Sequence[int]:
        places = [-1] * len(self.order)
        for place, number in enumerate(self.numbers):
            places[number] = place
        return places

    def set_rows(self, order: Iterable[str], rows: Mapping[str, Row]) -> None:
        """Nothing comes by this way: rows are those of the table."""

    def arrange(self, *, pin: bool = True) -> None:
        """Ask for the rows that filter and sort want now."""
        self._wish()
