"""What an introducing broker's clients traded (XAPI 5.3.7), and its sums by client and by symbol."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from tui.domain.position import Side

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class IbDeal:
    """One trade of a client; what the account may not see is None. Volume in lots, nominal as the broker gives it."""

    login: str | None
    surname: str | None
    symbol: str | None
    side: Side | None
    volume: Decimal | None
    open_price: Decimal | None
    close_price: Decimal | None
    nominal: Decimal | None
    at_ms: int | None

    @property
    def client(self) -> str:
        """Who traded, as far as it may be seen: login and name, empty where both are hidden."""
        return " ".join(part for part in (self.login, self.surname) if part)


class IbGroup(enum.Enum):
    """By what deals are summed."""

    CLIENT = "client"
    SYMBOL = "symbol"


class IbSum(NamedTuple):
    """The sum over some deals; `hidden` counts those whose volume or nominal may not be seen and is left out."""

    name: str
    deals: int
    volume: Decimal
    nominal: Decimal
    hidden: int
    first_ms: int | None
    last_ms: int | None


def ib_groups(deals: Iterable[IbDeal], by: IbGroup) -> dict[str, list[IbDeal]]:
    """Return deals by the name of client or symbol; hidden names are one group with an empty name."""
    groups: dict[str, list[IbDeal]] = {}
    for deal in deals:
        name = deal.client if by is IbGroup.CLIENT else deal.symbol or ""
        groups.setdefault(name, []).append(deal)
    return groups


def ib_sums(deals: Iterable[IbDeal], by: IbGroup) -> list[IbSum]:
    """Return sums by client or symbol, the largest volume first; see `ib_groups`."""
    groups = ib_groups(deals, by)
    return sorted((_sum(name, rows) for name, rows in groups.items()), key=lambda each: (-each.volume, each.name))


def ib_total(deals: Iterable[IbDeal]) -> IbSum:
    """Return the sum over all deals."""
    return _sum("", list(deals))


def _sum(name: str, rows: list[IbDeal]) -> IbSum:
    times = [row.at_ms for row in rows if row.at_ms is not None]
    return IbSum(
        name=name,
        deals=len(rows),
        volume=sum((row.volume for row in rows if row.volume is not None), ZERO),
        nominal=sum((row.nominal for row in rows if row.nominal is not None), ZERO),
        hidden=sum(1 for row in rows if row.volume is None or row.nominal is None),
        first_ms=min(times, default=None),
        last_ms=max(times, default=None),
    )
