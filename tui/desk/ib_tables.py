"""What an introducing broker's clients traded, as tables: deal by deal, and sums by client and by symbol."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from tui.desk.crm_privacy import NOT_VISIBLE, Private
from tui.desk.crm_table import Column, RowTable
from tui.domain.ib import IbDeal, IbGroup, IbSum, ib_groups, ib_sums, ib_total


class IbView(enum.Enum):
    """How the deals are looked at."""

    DEALS = "deal by deal"
    CLIENT = "by client"
    SYMBOL = "by symbol"


@dataclass(frozen=True, slots=True)
class IbLine:
    """The deals of one client or of one symbol, and what they add up to."""

    name: str
    deals: tuple[IbDeal, ...]
    total: IbSum


def deals_table(deals: Sequence[IbDeal], zone: tzinfo) -> RowTable[IbDeal]:
    """Return deals as they came; times are those of `zone`, volume is in lots."""
    columns: list[Column[IbDeal]] = [
        Column("at", "Time", lambda deal: _moment(deal.at_ms, zone)),
        Column("login", "Login", _login, Private.ACCOUNT),
        Column("surname", "Surname", lambda deal: deal.surname, Private.NAME),
        Column("symbol", "Symbol", lambda deal: deal.symbol),
        Column("side", "Side", lambda deal: deal.side.value if deal.side is not None else None),
        Column("volume", "Lots", lambda deal: deal.volume, numeric=True),
        Column("open_price", "Open price", lambda deal: deal.open_price, numeric=True),
        Column("close_price", "Close price", lambda deal: deal.close_price, numeric=True),
        Column("nominal", "Nominal", lambda deal: deal.nominal, Private.MONEY, numeric=True),
    ]
    return RowTable(columns, deals)


def sums_table(deals: Iterable[IbDeal], by: IbGroup, zone: tzinfo) -> RowTable[IbLine]:
    """Return a line for each client or symbol, the largest volume first."""
    groups = ib_groups(deals, by)
    found = ib_sums((deal for rows in groups.values() for deal in rows), by)
    lines = [IbLine(total.name, tuple(groups[total.name]), total) for total in found]
    columns: list[Column[IbLine]] = [
        *(_CLIENT if by is IbGroup.CLIENT else _SYMBOL),
        *_SUMS,
        Column(
            "hidden",
            "Part hidden",
            lambda line: line.total.hidden or None,
            usual=any(line.total.hidden for line in lines),
            numeric=True,
        ),
        Column("first", "First", _when(lambda line: line.total.first_ms, zone)),
        Column("last", "Last", _when(lambda line: line.total.last_ms, zone)),
    ]
    return RowTable(columns, lines)


def with_zone(table: RowTable[Any], zone: tzinfo) -> RowTable[Any]:
    """Return the table for a file: its columns of times say of which zone they are."""
    columns = [
        replace(column, title=f"{column.title} ({zone})") if column.id in _TIMES else column for column in table.columns
    ]
    return RowTable(columns, table.rows)


def total_of(table: RowTable[Any], numbers: Sequence[int]) -> IbSum:
    """Return what some rows of either table add up to."""
    rows = (table.rows[at] for at in numbers)
    return ib_total(deal for row in rows for deal in (row.deals if isinstance(row, IbLine) else (row,)))


def _when(take: Callable[[IbLine], int | None], zone: tzinfo) -> Callable[[IbLine], datetime | None]:
    return lambda line: _moment(take(line), zone)


def _moment(at_ms: int | None, zone: tzinfo) -> datetime | None:
    return None if at_ms is None else datetime.fromtimestamp(at_ms // 1000, zone).replace(tzinfo=None)


def _login(deal: IbDeal) -> str | None:
    return deal.login if deal.client else NOT_VISIBLE


_TIMES = frozenset({"at", "first", "last"})

_CLIENT: tuple[Column[IbLine], ...] = (
    Column("login", "Login", lambda line: _login(line.deals[0]), Private.ACCOUNT),
    Column("surname", "Surname", lambda line: line.deals[0].surname, Private.NAME),
)

_SYMBOL: tuple[Column[IbLine], ...] = (Column("symbol", "Symbol", lambda line: line.name or NOT_VISIBLE),)

_SUMS: tuple[Column[IbLine], ...] = (
    Column("deals", "Deals", lambda line: line.total.deals, numeric=True),
    Column("volume", "Lots", lambda line: line.total.volume, numeric=True),
    Column("nominal", "Nominal", lambda line: line.total.nominal, Private.MONEY, numeric=True),
)
