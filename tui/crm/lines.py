"""One line of a report: a group's figures, and how they are summed up row by row."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from tui.crm.book import Book, Customer
from tui.crm.money import NO_MONEY, ZERO, Money, Purse
from tui.crm.payments import Kind
from tui.crm.records import Position, Transaction
from tui.crm.values import EXACT

_PURSES = {Kind.DEPOSIT: "deposits", Kind.WITHDRAWAL: "withdrawals", Kind.OTHER: "others"}


class Place(enum.Enum):
    """What kind of line it is."""

    NAMED = "named"
    NOBODY = "nobody"
    """The rows name no partner."""
    OUTSIDE = "outside"
    """Customers who are not among the registrations read, and whose rows name no partner."""


@dataclass(frozen=True, slots=True)
class Group:
    """Which line; `name` is empty unless it is NAMED."""

    name: str
    place: Place = Place.NAMED

    @property
    def title(self) -> str:
        """How the line is shown."""
        if self.place is Place.NAMED:
            return self.name
        return "(none named)" if self.place is Place.NOBODY else "(registered outside these days)"


TOTAL = Group("Total")


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one group. Counts of customers count each once; `lots` and `volume` are None when no row has them.

    `people` are leads and registrations without counting twice who was both.
    """

    group: Group
    leads: int = 0
    registrations: int = 0
    people: int = 0
    funded: int = 0
    """Registrations of the range with a real deposit in it."""
    unfunded: int = 0
    """Registrations of the range without one; both make up the registrations."""
    depositors: int = 0
    """Customers with a real deposit in the range, be they registered in it or before; so too with the traders."""
    traders: int = 0
    first_deposits: Money = NO_MONEY
    deposits: Money = NO_MONEY
    deposit_count: int = 0
    withdrawals: Money = NO_MONEY
    withdrawal_count: int = 0
    others: Money = NO_MONEY
    """What is neither deposit nor withdrawal, with the signs of the rows."""
    other_count: int = 0
    fakes: Money = NO_MONEY
    """Fake transactions of any kind, by amount without sign."""
    fake_count: int = 0
    positions: int = 0
    lots: Decimal | None = None
    volume: Decimal | None = None
    profit: Money = NO_MONEY
    commission: Money = NO_MONEY

    @property
    def net(self) -> Money:
        """Deposits less withdrawals, by currency."""
        return self.deposits - self.withdrawals

    @property
    def conversion(self) -> Decimal | None:
        """Which part of the people has registered, 0 to 1; None when there are none."""
        return ratio(self.registrations, self.people)


def ratio(part: int, whole: int) -> Decimal | None:
    """Return a part as a number from 0 to 1, None of nothing."""
    return Decimal(part) / Decimal(whole) if whole else None


class Sums:
    """Collects the figures of one group."""

    def __init__(self) -> None:
        self.leads = 0
        self.people = 0
        self._counts: Counter[str] = Counter()
        self._purses: dict[str, Purse] = {}
        self._lots: Decimal | None = None
        self._volume: Decimal | None = None

    def take(self, customer: Customer, book: Book) -> None:
        """Add a customer with his transactions and positions."""
        if customer.person is not None:
            self.people += 1
            self._counts["registrations"] += 1
            self._counts["funded" if customer.is_funded else "unfunded"] += 1
        if customer.first_deposit is not None:
            self._counts["depositors"] += 1
            self._pay("first_deposits", customer.first_deposit.currency, customer.first_deposit.amount)
        if customer.has_traded:
            self._counts["traders"] += 1
        for row in customer.transactions:
            self._transaction(row, book.words.kind(row.kind))
        for position in customer.positions:
            self._position(position)

    def line(self, group: Group) -> Line:
        """Return the figures."""
        count, money = self._counts, {name: purse.money() for name, purse in self._purses.items()}
        return Line(
            group,
            leads=self.leads,
            registrations=count["registrations"],
            people=self.people,
            funded=count["funded"],
            unfunded=count["unfunded"],
            depositors=count["depositors"],
            traders=count["traders"],
            first_deposits=money.get("first_deposits", NO_MONEY),
            deposits=money.get("deposits", NO_MONEY),
            deposit_count=count["deposits"],
            withdrawals=money.get("withdrawals", NO_MONEY),
            withdrawal_count=count["withdrawals"],
            others=money.get("others", NO_MONEY),
            other_count=count["others"],
            fakes=money.get("fakes", NO_MONEY),
            fake_count=count["fakes"],
            positions=count["positions"],
            lots=self._lots,
            volume=self._volume,
            profit=money.get("profit", NO_MONEY),
            commission=money.get("commission", NO_MONEY),
        )

    def _transaction(self, row: Transaction, kind: Kind) -> None:
        amount = abs(row.amount or ZERO)
        name = "fakes" if row.is_fake else _PURSES[kind]
        if name == "others":
            amount = row.amount or ZERO
        self._counts[name] += 1
        self._pay(name, row.currency, amount)

    def _position(self, row: Position) -> None:
        self._counts["positions"] += 1
        self._lots = _plus(self._lots, row.lots)
        self._volume = _plus(self._volume, row.volume)
        if row.profit is not None:
            self._pay("profit", row.currency, row.profit)
        if row.commission is not None:
            self._pay("commission", row.currency, row.commission)

    def _pay(self, name: str, currency: str, amount: Decimal) -> None:
        self._purses.setdefault(name, Purse()).add(currency, amount)


def _plus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if other is None:
        return one
    return other if one is None else EXACT.add(one, other)
