"""A table of any rows: columns with values, and which rows are shown in which order. Fast enough for every keystroke.

What takes long (the texts that are searched, the keys that are sorted by) is made once by `prepare`, in a thread.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
            found = self._reversed(order.column)
        return self._matching(found, order.filter_text)

    def _matching(self, found: Sequence[int], filter_text: str) -> Sequence[int]:
        terms = filter_text.strip().casefold()
        wanted = terms.lstrip("!").split()
        if not wanted:
            return found
        self.prepare()
        texts = self._texts or []
        if terms.startswith("!"):
            return [at for at in found if not all(word in texts[at] for word in wanted)]
        for word in wanted:
            found = [at for at in found if word in texts[at]]
        return found

    def _in_order(self, column: str) -> array[int]:
        found = self._sorted.get(column)
        if found is None:
            get = self.by_id[column].value
            keys = [sort_key(get(row)) for row in self.rows]
            have = [at for at, key in enumerate(keys) if key is not None]
            have.sort(key=lambda at: keys[at] or _FIRST)
            found = array("q", have)
            found.extend(at for at, key in enumerate(keys) if key is None)
            self._sorted[column] = found
            self._sorted[f"-{column}"] = array("q", [*reversed(have), *found[len(have) :]])
        return found

    def _reversed(self, column: str) -> array[int]:
        self._in_order(column)
        return self._sorted[f"-{column}"]


SortKey = tuple[int, float, str]
_FIRST: SortKey = (-1, 0.0, "")
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the moments have no zone either


def sort_key(value: Value) -> SortKey | None:
    """Return what a value is sorted by, None for none: quantities before words; of sums the first currency's."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return (1, 0.0, value.casefold())
    if isinstance(value, datetime):
        return (0, (value - _EPOCH).total_seconds(), "")
    if isinstance(value, Money):
        return (0, float(value.amounts[0][1]), value.amounts[0][0]) if value else None
    # Only the order comes from it: what is shown is the exact value.
    return (0, float(value), "")


def text_of(value: Value) -> str:
    """Return a value as text: moments to the second, money with its currency, numbers with all of their digits."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}" if value.time() != _EPOCH.time() else f"{value:%Y-%m-%d}"
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
