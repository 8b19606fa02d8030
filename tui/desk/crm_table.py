"""A table of any rows: columns with values, and which rows are shown in which order. Fast enough for every keystroke.

What takes long (the texts that are searched, the keys that are sorted by) is made once by `prepare`, in a thread.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Generic, TypeVar

from tui.crm.money import Money
from tui.desk.crm_privacy import Private, masked

T = TypeVar("T")

Value = str | int | Decimal | datetime | bool | Money | None
"""What a cell holds."""


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column. `value` takes it out of a row; `usual` says whether it is shown before the user chooses columns."""

    id: str
    title: str
    value: Callable[[T], Value]
    private: Private = Private.NOTHING
    usual: bool = True
    numeric: bool = False
    """Whether it is a quantity: aligned to the right."""


@dataclass(frozen=True, slots=True)
class TableOrder:
    """How a table is looked at: words that rows must have (`!` first: must not), and the column that sorts them."""

    filter_text: str = ""
    column: str = ""
    reverse: bool = False


class RowTable(Generic[T]):
    """Rows and columns; the rows never change, the look at them does."""

    def __init__(self, columns: Sequence[Column[T]], rows: Sequence[T]) -> None:
        self.columns = tuple(columns)
        self.rows = rows
        self.by_id: Mapping[str, Column[T]] = {column.id: column for column in self.columns}
        self._texts: list[str] | None = None
        self._sorted: dict[str, array[int]] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def text(self, at: int, column: str, *, hide: bool = False) -> str:
        """Return a cell as it is shown; `hide` masks what tells of a person."""
        known = self.by_id[column]
        text = text_of(known.value(self.rows[at]))
        return masked(text, known.private) if hide else text

    def record(self, at: int, columns: Sequence[str] | None = None, *, hide: bool = False) -> dict[str, str]:
        """Return a row as texts by column."""
        return {name: self.text(at, name, hide=hide) for name in columns or self.by_id}

    def prepare(self, columns: Sequence[str] = ()) -> None:
        """Make what filtering needs, and sorting by `columns`; blocking, for a thread."""
        if self._texts is None:
            getters = [column.value for column in self.columns]
            self._texts = [
                "\n".join(text for get in getters if (text := text_of(get(row)))).casefold() for row in self.rows
            ]
        for column in columns:
            self._in_order(column)

    def arrange(self, order: TableOrder) -> Sequence[int]:
        """Return the rows that are shown, in order; rows without a value stay at the end in both directions."""
        known = order.column in self.by_id
        found: Sequence[int] = self._in_order(order.column) if known else range(len(self.rows))
        if known and order.reverse:
            found = self._sorted[f"-{order.column}"]
        return self._matching(found, order.filter_text)

    def _matching(self, found: Sequence[int], filter_text: str) -> Sequence[int]:
        terms = filter_text.strip().casefold()
        wanted = terms.lstrip("!").split()
        if not wanted:
            return found
        self.prepare()
        texts = self._texts or []
        if terms.startswith("!"):
            hits = set(self._having(found, wanted, texts))
            return [at for at in found if at not in hits]
        return self._having(found, wanted, texts)

    @staticmethod
    def _having(found: Sequence[int], wanted: Sequence[str], texts: Sequence[str]) -> Sequence[int]:
        for word in wanted:
            found = [at for at in found if word in texts[at]]
        return found

    def _in_order(self, column: str) -> array[int]:
        found = self._sorted.get(column)
        if found is None:
            get = self.by_id[column].value
            numbers: dict[int, float] = {}
            words: dict[int, str] = {}
            for at, row in enumerate(self.rows):
                key = sort_key(get(row))
                if isinstance(key, str):
                    words[at] = key
                elif key is not None:
                    numbers[at] = key
            # Quantities before words; plain keys of one type are compared many times faster than pairs.
            have = [*sorted(numbers, key=numbers.__getitem__), *sorted(words, key=words.__getitem__)]
            rest = [at for at in range(len(self.rows)) if at not in numbers and at not in words]
            found = array("q", [*have, *rest])
            self._sorted[column] = found
            self._sorted[f"-{column}"] = array("q", [*reversed(have), *rest])
        return found


_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the moments have no zone either


def sort_key(value: Value) -> float | str | None:
    """Return what a value is sorted by, None for none: a number, or a folded word; of sums the first currency's."""
    if isinstance(value, str):
        return value.casefold() or None
    if isinstance(value, datetime):
        return (value - _EPOCH).total_seconds()
    if isinstance(value, Money):
        return float(value.amounts[0][1]) if value else None
    # Only the order comes from it: what is shown is the exact value.
    return None if value is None else float(value)


def text_of(value: Value) -> str:
    """Return a value as text: moments to the second, money with its currency, numbers with all of their digits."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        is_day = value.hour == value.minute == value.second == 0
        return value.date().isoformat() if is_day else value.isoformat(" ", "seconds")
    if isinstance(value, Money):
        return money_text(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def money_text(money: Money) -> str:
    """Return sums by currency, beside each other: `150.10 EUR · 9.00 USD`."""
    return " · ".join(f"{amount_text(amount)} {currency or '(no currency)'}" for currency, amount in money)


def amount_text(amount: Decimal) -> str:
    """Return an amount with at least two decimal places and no digit lost."""
    exponent = amount.as_tuple().exponent
    digits = max(2, -exponent) if isinstance(exponent, int) else 2
    return f"{amount:,.{min(digits, 30)}f}"


def masking_people(table: RowTable[T]) -> RowTable[T]:
    """Return the table for a file of figures: hiding masks names, not how much, nor what joins it to other files."""
    figures = {Private.MONEY, Private.ACCOUNT, Private.ID, Private.PARTNER}
    columns = [replace(each, private=Private.NOTHING) if each.private in figures else each for each in table.columns]
    return RowTable(columns, table.rows)
