"""What was traded: sums by symbol and by asset class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tui.flex.statement.figures import rows_of
from tui.flex.statement.model import Statement
from tui.flex.statement.values import read_amount, total

_COLUMNS = ("assetCategory", "symbol", "currency", "buySell", "quantity", "proceeds")
_MORE = {
    "Trades": ("ibCommission", "ibCommissionCurrency", "taxes", "fifoPnlRealized"),
    "TradeConfirms": ("commission", "commissionCurrency", "tax", "fifoPnlRealized"),
}
"""Both sections tell the same; each has its own names for charges."""

_CANCELLED = "(Ca.)"
_SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class TradeSum:
    """Trades of one symbol in one currency, or with `symbol` empty of one asset class. None where no row says."""

    asset_class: str
    symbol: str
    currency: str
    count: int = 0
    bought: Decimal | None = None
    sold: Decimal | None = None
    """Quantity, positive; a cancelled trade takes its own away again."""
    proceeds: Decimal | None = None
    commission: Decimal | None = None
    """In `commission_currency`; None when charged in several currencies."""
    commission_currency: str = ""
    tax: Decimal | None = None
    realised: Decimal | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Trades:
    """Sums of the rows that count, in the order of the file; `note` says which rows were left out and why."""

    by_symbol: tuple[TradeSum, ...] = ()
    by_class: tuple[TradeSum, ...] = ()
    note: str = ""


def trades(statements: Sequence[Statement]) -> Trades:
    """Return the sums of the trades, of the confirmations where the statements have no trades."""
    notes: dict[str, None] = {}
    section = next((name for name in _MORE if any(rows_of(statements, name))), "")
    by_symbol: dict[tuple[str, str, str], TradeSum] = {}
    for one in _single(statements, section, notes) if section else ():
        key = (one.asset_class, one.symbol, one.currency)
        by_symbol[key] = _together(by_symbol[key], one) if key in by_symbol else one
    by_class: dict[tuple[str, str], TradeSum] = {}
    for each in by_symbol.values():
        one = replace(each, symbol="")
        place = (one.asset_class, one.currency)
        by_class[place] = _together(by_class[place], one) if place in by_class else one
    return Trades(tuple(by_symbol.values()), tuple(by_class.values()), "; ".join(notes))


def _single(statements: Sequence[Statement], section: str, notes: dict[str, None]) -> Iterator[TradeSum]:
    for rows in rows_of(statements, section):
        if rows.note:
            notes[rows.note] = None
        for cells in rows.cells(*_COLUMNS, *_MORE[section]):
            asset, symbol, currency, side, quantity, proceeds, commission, charged, tax, realised = cells
            bought, sold = _sides(side or "", read_amount(quantity))
            yield TradeSum(
                asset or "",
                symbol or "",
                currency or "",
                1,
                bought,
                sold,
                read_amount(proceeds),
                read_amount(commission),
                charged or currency or "",
                read_amount(tax),
                read_amount(realised),
                section,
            )


def _sides(side: str, quantity: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    if quantity is None:
        return None, None
    amount = -abs(quantity) if _CANCELLED in side else abs(quantity)
    sells = side.startswith("S") if side else quantity < 0
    return (None, amount) if sells else (amount, None)


def _together(one: TradeSum, two: TradeSum) -> TradeSum:
    alike = one.commission_currency == two.commission_currency
    return TradeSum(
        one.asset_class,
        one.symbol,
        one.currency,
        one.count + two.count,
        total((one.bought, two.bought)),
        total((one.sold, two.sold)),
        total((one.proceeds, two.proceeds)),
        total((one.commission, two.commission)) if alike else None,
        one.commission_currency if alike else _SEVERAL,
        total((one.tax, two.tax)),
        total((one.realised, two.realised)),
        one.source,
    )
