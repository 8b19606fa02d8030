"""What a transaction is: a deposit, a withdrawal, or something else that is never counted as either."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tui.crm.records import Transaction
from tui.crm.values import fold


class Kind(enum.Enum):
    """The kinds that sums are made of."""

    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    OTHER = "other"


_SOMETHING_ELSE = re.compile(r"bonus|cancel|revers|charge\s*back|refund|transfer|correct|adjust|fee\b")
_WITHDRAWAL = re.compile(r"withdraw|pay\s*out|cash\s*out")
_DEPOSIT = re.compile(r"deposit|\bftd\b|top\s*up")
_SHORT = {"dep": Kind.DEPOSIT, "wd": Kind.WITHDRAWAL, "wdr": Kind.WITHDRAWAL}


@dataclass(frozen=True, slots=True)
class PaymentWords:
    """A CRM's own words for the types, where ours do not fit; upper case and separators do not count."""

    deposits: frozenset[str] = frozenset()
    withdrawals: frozenset[str] = frozenset()

    @classmethod
    def of(cls, deposits: Iterable[str], withdrawals: Iterable[str]) -> PaymentWords:
        """Take words as a config has them."""
        return cls(frozenset(map(fold, deposits)), frozenset(map(fold, withdrawals)))

    def kind(self, word: str) -> Kind:
        """Return what a type is; OTHER where its word does not say deposit or withdrawal."""
        name, text = fold(word), word.lower()
        if name in self.deposits:
            return Kind.DEPOSIT
        if name in self.withdrawals:
            return Kind.WITHDRAWAL
        if name in _SHORT:
            return _SHORT[name]
        if _SOMETHING_ELSE.search(text):
            return Kind.OTHER
        if _WITHDRAWAL.search(text):
            return Kind.WITHDRAWAL
        return Kind.DEPOSIT if _DEPOSIT.search(text) else Kind.OTHER


@dataclass(frozen=True, slots=True)
class FirstDeposit:
    """A customer's earliest deposit that is not fake, within the range that was read; the API has no other (B4)."""

    row: Transaction
    amount: Decimal
    currency: str
    at: datetime | None


def earlier(one: FirstDeposit | None, row: Transaction) -> FirstDeposit:
    """Return the earlier of a first deposit and another deposit; one without a date comes last."""
    other = FirstDeposit(row, abs(row.amount or Decimal(0)), row.currency, row.at)
    if one is None:
        return other
    ranks = [(each.at is None, each.at or datetime.min, each.row.id) for each in (one, other)]  # noqa: DTZ901 - no zone
    return one if ranks[0] <= ranks[1] else other
