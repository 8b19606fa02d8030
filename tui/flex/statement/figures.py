"""Numbers out of statements that say where they come from; what is missing is None and says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tui.flex.statement.levels import Counted, counted
from tui.flex.statement.model import Statement
from tui.flex.statement.values import EXACT, read_amount


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `source` names section and column; `note` what should be known about it.

    `amount` is None when the statement does not have it: that is never the same as 0.
    """

    amount: Decimal | None = None
    currency: str = ""
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A figure with a name: a currency, a kind of booking, a column of the file."""

    name: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of one row with what is needed to convert it."""

    amount: Decimal | None
    currency: str
    rate: Decimal | None
    """To the base currency, None when the row does not say."""
    unreadable: bool = False
    """Whether the cell holds something, but no number."""

    def in_base(self, base: str) -> Decimal | None:
        """Return the amount in the base currency, None without a rate."""
        if self.amount is None:
            return None
        if self.currency == base and base:
            return self.amount
        return None if self.rate is None else EXACT.multiply(self.amount, self.rate)


class Adder:
    """Adds amounts in the base currency and remembers what kept the sum from being whole."""

    def __init__(self, base: str, source: str) -> None:
        self._base = base
        self._source = source
        self._sum: Decimal | None = None
        self._rateless = 0
        self._unreadable = 0

    def add(self, money: Money) -> None:
        """Add one amount."""
        self._unreadable += money.unreadable
        converted = money.in_base(self._base)
        if converted is not None:
            self._sum = converted if self._sum is None else EXACT.add(self._sum, converted)
        elif money.amount is not None:
            self._rateless += 1

    def figure(self, note: str = "") -> Figure:
        """Return the sum; None when a part of it cannot be converted, because a part would pass for the whole."""
        notes = [note] if note else []
        if self._rateless:
            notes.append(f"{self._rateless} rows have no rate into the base currency")
        if self._unreadable:
            notes.append(f"{self._unreadable} rows have no readable number")
        amount = None if self._rateless else self._sum
        return Figure(amount, self._base, self._source, "; ".join(notes))


def money(amount: str | None, currency: str | None, rate: str | None) -> Money:
    """Read an amount with its currency and its rate out of three cells."""
    read = read_amount(amount)
    return Money(read, currency or "", read_amount(rate), read is None and bool((amount or "").strip()))


def rows_of(statements: Iterable[Statement], section: str) -> Iterator[Counted]:
    """Yield for each statement that has it the rows of a section that count."""
    for statement in statements:
        found = statement.section(section)
        if found is not None and len(found):
            yield counted(found)


def first_with_amount(candidates: Iterable[Figure]) -> Figure:
    """Return the first figure that has an amount; of none, the first with what it says is missing."""
    tried: list[Figure] = []
    for figure in candidates:
        if figure.amount is not None:
            return figure
        tried.append(figure)
    looked = ", ".join(figure.source for figure in tried if figure.source)
    notes = "; ".join(dict.fromkeys(figure.note for figure in tried if figure.note))
    return Figure(None, tried[0].currency if tried else "", looked, notes or "not in the statement")


def summed(statements: Sequence[Statement], section: str, column: str, base: str, rate: str = "fxRateToBase") -> Figure:
    """Return the sum of a column over the rows that count, converted row by row."""
    adder = Adder(base, f"{section}, {column}")
    notes: dict[str, None] = {}
    for rows in rows_of(statements, section):
        if rows.note:
            notes[rows.note] = None
        for cells in rows.cells(column, "currency", rate):
            adder.add(money(*cells))
    return adder.figure("; ".join(notes))
