"""The venue's formulas: profit, margin, commission and swap, all in Decimal.

Every result is rounded half up to two places of the account's currency.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from tui.simulator.market import Symbol

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
_HUNDRED = Decimal(100)
_DAYS_OF_INTEREST = Decimal(360)
FOREX_MARGIN = 101
CASH_STOCK_MARGIN = 104


def cents(amount: Decimal) -> Decimal:
    """Round to two places, halves away from zero."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def is_cash_stock(symbol: Symbol) -> bool:
    """Tell whether the instrument is a share that is bought outright."""
    return symbol.margin_mode == CASH_STOCK_MARGIN


def value(symbol: Symbol, points: int, volume: Decimal) -> Decimal:
    """Return what so many lots are worth at this price, in the currency of profit."""
    return symbol.price(points) * volume * symbol.contract_size


def profit(
    symbol: Symbol, *, is_buy: bool, opened: int, closed: int, volume: Decimal, open_rate: Decimal, rate: Decimal
) -> Decimal:
    """Return (close − open) × volume × contract size in account currency.

    Rates are currency of profit → account currency. A cash stock converts each leg at its own time's rate.
    """
    if is_cash_stock(symbol):
        change = value(symbol, closed, volume) * rate - value(symbol, opened, volume) * open_rate
    else:
        change = value(symbol, closed - opened, volume) * rate
    return cents(change if is_buy else -change)


def margin_currency(symbol: Symbol) -> str:
    """Return the currency that the margin is reckoned in: base currency for forex, currency of profit for the rest."""
    return symbol.currency if symbol.margin_mode == FOREX_MARGIN else symbol.currency_profit


def margin(symbol: Symbol, points: int, volume: Decimal, rate: Decimal, multiplier: Decimal) -> Decimal:
    """Return the margin of one leg; `rate` is margin currency → account currency.

    Forex: volume × contract size × percent. Others: the same times the price. A cash stock is paid in full.
    """
    in_base = symbol.margin_mode == FOREX_MARGIN
    nominal = volume * symbol.contract_size if in_base else value(symbol, points, volume)
    percent = _HUNDRED if is_cash_stock(symbol) else symbol.leverage_percent * multiplier
    return cents(nominal * percent / _HUNDRED * rate)


def commission(
    symbol: Symbol, points: int, volume: Decimal, rate: Decimal, *, percent: Decimal, least: Decimal
) -> Decimal:
    """Return the cost of one side, zero or negative: cash stocks pay a percentage of the value and at least `least`."""
    if not is_cash_stock(symbol):
        return ZERO
    return -cents(max(value(symbol, points, volume) * percent / _HUNDRED, least) * rate)


def swap(
    symbol: Symbol, *, is_buy: bool, points: int, volume: Decimal, profit_rate: Decimal, base_rate: Decimal,
    dollar_rate: Decimal,
) -> Decimal:  # fmt: skip
    """Return one night's swap in account currency by `swap_type`: points, dollars, yearly interest, margin currency."""
    if not symbol.swap_enabled:
        return ZERO
    size = symbol.swap_long if is_buy else symbol.swap_short
    if symbol.swap_type == 0:
        return cents(size.scaleb(-symbol.digits) * volume * symbol.contract_size * profit_rate)
    if symbol.swap_type == 1:
        return cents(size * volume * dollar_rate)
    if symbol.swap_type == 2:
        return cents(value(symbol, points, volume) * size / _HUNDRED / _DAYS_OF_INTEREST * profit_rate)
    return cents(size * volume * base_rate)


def share(amount: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    """Return the part's share of an amount; the rest keeps what rounding leaves."""
    return amount if part == whole else cents(amount * part / whole)
