"""Rows of a grid that are made when they come into view, known by their numbers, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import overload

from tui.view.widgets.table_cells import Row

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
