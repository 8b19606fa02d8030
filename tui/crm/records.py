"""The rows of the reports as values: what is understood has a name, the rest stays as columns, the original is kept.

Every meaning is optional. Moments are as the server wrote them, without a zone; money has its currency beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from tui.crm.envelope import load
from tui.crm.parts import Tags, TradingAccount

Extras = tuple[tuple[str, str], ...]
"""Columns that have no meaning of ours: their names (paths) and values, cleaned."""


@dataclass(frozen=True, slots=True)
class Whence:
    """Who brought somebody; empty texts where the row does not say."""

    ib: str = ""
    affiliate: str = ""
    campaign: str = ""
    source: str = ""
    tags: Tags = ()


NOWHERE = Whence()


@dataclass(frozen=True, slots=True)
class Who:
    """Whom a row is about. `customer_id` is empty for a lead that is no customer."""

    customer_id: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class Person:
    """A lead, or a registration: a lead that has become a customer (spec, 2 and 3).

    `id` is the row's own: the lead's, or the customer's.
    """

    id: str
    lead_id: str
    who: Who
    country: str
    status: str
    registered: datetime | None
    modified: datetime | None
    accounts: tuple[TradingAccount, ...]
    whence: Whence
    utm: Extras
    extras: Extras
    raw: str


@dataclass(frozen=True, slots=True)
class Transaction:
    """A successful payment (spec, 4). `is_fake` is None when the row does not say; it then counts as real (R-B10).

    `amount` has the sign that the CRM gave it; `kind` is its word for the type.
    """

    id: str
    who: Who
    kind: str
    amount: Decimal | None
    currency: str
    at: datetime | None
    method: str
    account: TradingAccount
    is_fake: bool | None
    product_id: str
    status: str
    whence: Whence
    extras: Extras
    raw: str


@dataclass(frozen=True, slots=True)
class Position:
    """A closed position (spec, 6). `account.server` is the tag that was asked where the row names none.

    `lots` and `volume` are as the CRM says; `volume` has no unit that is documented.
    """

    id: str
    who: Who
    account: TradingAccount
    symbol: str
    side: str
    lots: Decimal | None
    volume: Decimal | None
    opened: datetime | None
    closed: datetime | None
    open_price: Decimal | None
    close_price: Decimal | None
    profit: Decimal | None
    commission: Decimal | None
    swap: Decimal | None
    currency: str
    whence: Whence
    extras: Extras
    raw: str


Row = Person | Transaction | Position


def raw_value(row: Row) -> Any:
    """Return the row as the CRM sent it; None when that was no JSON."""
    try:
        return load(row.raw)
    except (ValueError, ArithmeticError):
        return None
