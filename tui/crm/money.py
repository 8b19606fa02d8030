"""Money by currency: amounts of different currencies stand beside each other and are never added up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tui.crm.values import EXACT

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Money:
    """Sums by currency, in the order of the currencies' names; an empty name is money whose currency is not said."""

    amounts: tuple[tuple[str, Decimal], ...] = ()

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies that occur."""
        return tuple(currency for currency, _ in self.amounts)

    def get(self, currency: str) -> Decimal:
        """Return the amount in one currency, 0 when there is none."""
        return next((amount for name, amount in self.amounts if name == currency), ZERO)

    def __iter__(self) -> Iterator[tuple[str, Decimal]]:
        return iter(self.amounts)

    def __bool__(self) -> bool:
        return bool(self.amounts)

    def __add__(self, other: Money) -> Money:
        purse = Purse()
        purse.take(self)
        purse.take(other)
        return purse.money()

    def __neg__(self) -> Money:
        return Money(tuple((currency, EXACT.minus(amount)) for currency, amount in self.amounts))

    def __sub__(self, other: Money) -> Money:
        return self + -other


NO_MONEY = Money()


class Purse:
    """Collects money piece by piece."""

    __slots__ = ("_amounts",)

    def __init__(self) -> None:
        self._amounts: dict[str, Decimal] = {}

    def add(self, currency: str, amount: Decimal) -> None:
        """Add one amount."""
        self._amounts[currency] = EXACT.add(self._amounts.get(currency, ZERO), amount)

    def take(self, money: Money) -> None:
        """Add sums."""
        for currency, amount in money:
            self.add(currency, amount)

    def money(self) -> Money:
        """Return what was collected."""
        return money_of(self._amounts)


def money_of(amounts: Mapping[str, Decimal]) -> Money:
    """Return sums by currency as money."""
    return Money(tuple(sorted(amounts.items())))


def total(parts: Iterable[Money]) -> Money:
    """Return the sums of all parts."""
    purse = Purse()
    for part in parts:
        purse.take(part)
    return purse.money()
