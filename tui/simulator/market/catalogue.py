"""The instruments that the venue lists by name."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.simulator.market.records import Step, StepRule, Symbol
from tui.simulator.market.tables import (
    CFDS,
    FOREX,
    MORE_CFDS,
    MORE_FOREX,
    MORE_SHARES,
    SHARES,
    CfdRow,
    ForexRow,
    ShareRow,
    cfd_rows,
    forex_rows,
    share_rows,
)

STEP_FOREX, STEP_CFD, STEP_SHARES = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One catalogue line: the record and what its price is made of."""

    symbol: Symbol
    timetable: str
    assets: tuple[str, ...]
    """A pair of currencies, or the one asset that is priced."""
    size_unit: int
    hourly_volume: float
    beta: float = 0.0
    """Shares: weight on the share market."""
    sigma: float = 0.0
    """Shares: deviation of the company's own factor."""
    reference: float = 0.0
    """Shares: the price around which it moves."""


MARKETS = {
    "US": ("US", "USD", "us_stock"),
    "DE": ("Germany", "EUR", "eu_stock"),
    "PL": ("Poland", "PLN", "eu_stock"),
    "UK": ("United Kingdom", "GBP", "eu_stock"),
    "FR": ("France", "EUR", "eu_stock"),
}
_NONE = Decimal("0")


def step_rules() -> tuple[StepRule, ...]:
    """The venue's step rules; `Symbol.step_rule_id` names one of them."""
    cent = Decimal("0.01")
    return (
        StepRule(STEP_FOREX, "Forex", (Step(cent, cent), Step(Decimal("50"), Decimal("0.1")))),
        StepRule(STEP_CFD, "CFD", (Step(cent, cent),)),
        StepRule(STEP_SHARES, "Shares", (Step(Decimal("1"), Decimal("1")),)),
    )


def _tick(digits: int) -> Decimal:
    return Decimal(1).scaleb(-digits)


def _forex(row: ForexRow) -> Entry:
    base, counter, digits = row.name[:3], row.name[3:], int(row.digits)
    symbol = Symbol(
        name=row.name, description=f"{base}/{counter}", category="FX", group=row.group, currency=base,
        currency_profit=counter, currency_pair=True, contract_size=100_000, digits=digits, pip_digits=digits - 1,
        tick_size=_tick(digits), tick_value=_tick(digits) * 100_000, lot_min=Decimal("0.01"), lot_max=Decimal("100.00"),
        lot_step=Decimal("0.01"), leverage_percent=Decimal("1.00" if row.group == "Major" else "2.00"),
        margin_mode=101, profit_mode=5, quote_id=5, quote_id_cross=4, execution_mode=1, spread_points=int(row.spread),
        swap_enabled=True, swap_long=Decimal(row.swap_long), swap_short=Decimal(row.swap_short), swap_type=0,
        swap_rollover_three_days=0, long_only=False, short_selling=True, trailing_enabled=True, type_code=21,
        step_rule_id=STEP_FOREX, depth_levels=5,
    )  # fmt: skip
    busy = {"Major": 3200.0, "Minor": 1500.0}.get(row.group, 320.0)
    return Entry(symbol, "fx", (base, counter), 100_000, busy)


def _cfd(row: CfdRow) -> Entry:
    digits, contract, lot_min = int(row.digits), int(row.contract), Decimal(row.lot_min)
    coin = row.category == "CRT"
    symbol = Symbol(
        name=row.name, description=row.description, category=row.category, group=row.group, currency=row.currency,
        currency_profit=row.currency, currency_pair=False, contract_size=contract, digits=digits,
        pip_digits=int(row.pip_digits), tick_size=_tick(digits), tick_value=_tick(digits) * contract, lot_min=lot_min,
        lot_max=lot_min * 5000, lot_step=lot_min, leverage_percent=Decimal(row.leverage),
        margin_mode=102 if row.category == "IND" else 103, profit_mode=6, quote_id=5, quote_id_cross=4,
        execution_mode=1, spread_points=int(row.spread), swap_enabled=True, swap_long=Decimal(row.swap_long),
        swap_short=Decimal(row.swap_short), swap_type=0, swap_rollover_three_days=4, long_only=False,
        short_selling=True, trailing_enabled=True, type_code={"CMD": 22, "IND": 23, "CRT": 26}[row.category],
        step_rule_id=STEP_CFD, depth_levels=3,
    )  # fmt: skip
    return Entry(symbol, row.timetable, (row.asset,), 3 if coin else 20, 600.0 if coin else 1400.0)


def share(row: ShareRow, kind: str) -> Entry:
    """A share: `kind` 4 is a CFD on a share, 5 a CFD on a fund, 9 cash shares (long only, no swap, margin 100 %)."""
    group, currency, timetable = MARKETS[row.country]
    cash, fund = kind == "9", kind == "5"
    symbol = Symbol(
        name=f"{row.ticker}.{row.country}_{kind}", description=row.company + ("" if cash else " CFD"),
        category="ETF" if fund else "STC", group=group, currency=currency, currency_profit=currency,
        currency_pair=False, contract_size=1, digits=2, pip_digits=2, tick_size=_tick(2), tick_value=_tick(2),
        lot_min=Decimal(1), lot_max=Decimal(10_000), lot_step=Decimal(1),
        leverage_percent=Decimal("100.00" if cash else "20.00"), margin_mode=104 if cash else 103, profit_mode=6,
        quote_id=6, quote_id_cross=15, execution_mode=1,
        spread_points=max(2, round(row.price * (0.02 if cash else 0.05))),
        swap_enabled=not cash, swap_long=_NONE if cash else Decimal("-0.02123"),
        swap_short=_NONE if cash else Decimal("-0.00901"), swap_type=0 if cash else 2, swap_rollover_three_days=4,
        long_only=cash, short_selling=not cash, trailing_enabled=not cash, type_code={"4": 24, "5": 25, "9": 28}[kind],
        step_rule_id=STEP_SHARES, depth_levels=1,
    )  # fmt: skip
    return Entry(symbol, timetable, (row.ticker,), 100, 5200.0 if cash else 900.0, row.beta, row.sigma, row.price)


def build_catalogue() -> list[Entry]:
    """All named instruments; the first forty are what the venue lists by default."""
    entries: list[Entry] = []
    for forex, cfds, shares in ((FOREX, CFDS, SHARES), (MORE_FOREX, MORE_CFDS, MORE_SHARES)):
        entries += [_forex(row) for row in forex_rows(forex)]
        entries += [_cfd(row) for row in cfd_rows(cfds)]
        entries += [share(row, kind) for row in share_rows(shares) for kind in row.kinds.split()]
    return entries
