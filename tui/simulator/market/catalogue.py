"""The instruments that the venue lists by name."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.simulator.market.records import Step, StepRule, Symbol

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


# name, group, digits, usual spread in points, swap long, swap short
_FX = (
    ("EURUSD", "Major", 5, 8, "-6.91", "3.12"),
    ("GBPUSD", "Major", 5, 13, "-3.45", "0.21"),
    ("USDJPY", "Major", 3, 12, "6.42", "-16.88"),
    ("USDCHF", "Major", 5, 15, "4.11", "-9.53"),
    ("AUDUSD", "Major", 5, 12, "-2.61", "0.32"),
    ("NZDUSD", "Major", 5, 17, "-1.92", "-0.55"),
    ("USDCAD", "Major", 5, 17, "1.12", "-5.03"),
    ("EURGBP", "Minor", 5, 13, "-4.72", "1.24"),
    ("EURJPY", "Minor", 3, 18, "4.02", "-12.71"),
    ("EURCHF", "Minor", 5, 18, "2.02", "-6.13"),
    ("GBPJPY", "Minor", 3, 28, "9.42", "-23.81"),
    ("AUDJPY", "Minor", 3, 20, "4.12", "-11.34"),
    ("EURPLN", "Emergings", 5, 290, "-12.05", "3.01"),
    ("USDPLN", "Emergings", 5, 310, "-5.15", "-4.42"),
    ("USDSEK", "Emergings", 5, 480, "5.21", "-31.07"),
    ("USDNOK", "Emergings", 5, 520, "2.93", "-28.44"),
    ("EURHUF", "Emergings", 3, 260, "-9.13", "1.22"),
    ("USDCZK", "Emergings", 4, 180, "-1.51", "-8.27"),
)
_MORE_FX = (
    ("EURAUD", "Minor", 5, 22, "-7.31", "2.05"),
    ("EURCAD", "Minor", 5, 23, "-5.87", "1.11"),
    ("GBPCHF", "Minor", 5, 26, "5.61", "-14.02"),
    ("CHFJPY", "Minor", 3, 26, "1.02", "-9.45"),
    ("EURCZK", "Emergings", 4, 150, "-2.12", "-3.31"),
    ("EURSEK", "Emergings", 5, 430, "-3.45", "-9.81"),
    ("GBPPLN", "Emergings", 5, 420, "-9.14", "-3.02"),
    ("USDMXN", "Emergings", 5, 900, "-82.11", "31.43"),
)
# name, description, category, group, asset, timetable, currency, contract, digits, pip digits, spread, leverage %, lot min,
# swap long, swap short
_CFD = (
    ("GOLD", "Gold", "CMD", "Precious Metals", "XAU", "metal", "USD", 100, 2, 1, 30, "1.00", "0.01", "-6.21", "2.31"),
    (
        "SILVER",
        "Silver",
        "CMD",
        "Precious Metals",
        "XAG",
        "metal",
        "USD",
        5000,
        3,
        2,
        28,
        "2.00",
        "0.01",
        "-0.72",
        "0.21",
    ),
    (
        "COPPER",
        "Copper",
        "CMD",
        "Industrial Metals",
        "COPPER",
        "metal",
        "USD",
        300,
        1,
        0,
        220,
        "5.00",
        "0.01",
        "-2.18",
        "-0.35",
    ),
    ("OIL", "Brent crude oil", "CMD", "Energy", "OIL", "metal", "USD", 1000, 2, 2, 4, "5.00", "0.01", "0.31", "-1.52"),
    (
        "OIL.WTI",
        "WTI crude oil",
        "CMD",
        "Energy",
        "WTI",
        "metal",
        "USD",
        1000,
        2,
        2,
        4,
        "5.00",
        "0.01",
        "0.28",
        "-1.47",
    ),
    (
        "NATGAS",
        "Natural gas",
        "CMD",
        "Energy",
        "NATGAS",
        "metal",
        "USD",
        30000,
        3,
        3,
        6,
        "10.00",
        "0.01",
        "-4.12",
        "1.02",
    ),
    ("US500", "S&P 500 index", "IND", "US", "US500", "index", "USD", 50, 1, 0, 5, "5.00", "0.01", "-1.12", "0.31"),
    ("US100", "Nasdaq 100 index", "IND", "US", "US100", "index", "USD", 20, 2, 0, 120, "5.00", "0.01", "-3.92", "1.07"),
    ("US30", "Dow Jones index", "IND", "US", "US30", "index", "USD", 5, 0, 0, 2, "5.00", "0.01", "-8.21", "2.25"),
    ("DE40", "German 40 index", "IND", "Europe", "DE40", "index", "EUR", 25, 1, 0, 14, "5.00", "0.01", "-3.02", "0.12"),
    ("UK100", "UK 100 index", "IND", "Europe", "UK100", "index", "GBP", 10, 1, 0, 17, "5.00", "0.01", "-1.62", "0.24"),
    (
        "JP225",
        "Japan 225 index",
        "IND",
        "Asia-Pacific",
        "JP225",
        "index",
        "JPY",
        500,
        0,
        0,
        8,
        "5.00",
        "0.01",
        "-1.02",
        "-2.11",
    ),
    (
        "EU50",
        "Euro 50 index",
        "IND",
        "Europe",
        "EURO",
        "eu_index",
        "EUR",
        10,
        1,
        0,
        16,
        "5.00",
        "0.01",
        "-0.75",
        "0.03",
    ),
    ("BITCOIN", "Bitcoin", "CRT", "Crypto", "BTC", "crypto", "USD", 1, 2, 0, 6610, "50.00", "0.01", "-48.50", "-9.70"),
    ("ETHEREUM", "Ethereum", "CRT", "Crypto", "ETH", "crypto", "USD", 10, 2, 0, 420, "50.00", "0.01", "-1.70", "-0.34"),
    ("LITECOIN", "Litecoin", "CRT", "Crypto", "LTC", "crypto", "USD", 1, 3, 2, 620, "50.00", "1.00", "-5.20", "-1.04"),
)
_MORE_CFD = (
    (
        "PLATINUM",
        "Platinum",
        "CMD",
        "Precious Metals",
        "XPT",
        "metal",
        "USD",
        50,
        2,
        1,
        260,
        "5.00",
        "0.01",
        "-1.92",
        "-0.28",
    ),
    ("RIPPLE", "Ripple", "CRT", "Crypto", "XRP", "crypto", "USD", 1000, 5, 4, 1650, "50.00", "0.01", "-11.7", "-2.35"),
)
# ticker, company, country, price, own deviation, beta; each is listed as a CFD, as cash shares, or both
_SHARES: tuple[tuple[str, str, str, float, float, float, str], ...] = (
    ("AAPL", "Apple Inc", "US", 229.0, 0.011, 1.15, "4 9"),
    ("SAP", "SAP SE", "DE", 219.0, 0.012, 0.9, "9"),
    ("TSLA", "Tesla Inc", "US", 338.0, 0.026, 1.6, "4"),
    ("MSFT", "Microsoft Corp", "US", 421.0, 0.010, 1.05, "9"),
    ("PKN", "Orlen SA", "PL", 58.40, 0.015, 0.5, "9"),
)
_MORE_SHARES: tuple[tuple[str, str, str, float, float, float, str], ...] = (
    ("NVDA", "NVIDIA Corp", "US", 139.0, 0.022, 1.7, "4 9"),
    ("AMZN", "Amazon.com Inc", "US", 207.0, 0.014, 1.2, "4 9"),
    ("SIE", "Siemens AG", "DE", 186.0, 0.012, 0.9, "4 9"),
    ("BMW", "Bayerische Motoren Werke AG", "DE", 72.5, 0.013, 0.8, "4"),
    ("CDR", "CD Projekt SA", "PL", 178.0, 0.020, 0.5, "9"),
    ("VOD", "Vodafone Group PLC", "UK", 70.2, 0.013, 0.5, "4"),
)
# ticker, description, country, price, own deviation, beta
_ETFS = (("IDNA", "iShares Genomics and Biotech ETF", "UK", 5.12, 0.009, 0.8, "5"),)

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


def _forex(name: str, group: str, digits: int, spread: int, swap_long: str, swap_short: str) -> Entry:
    base, counter = name[:3], name[3:]
    symbol = Symbol(
        name=name, description=f"{base}/{counter}", category="FX", group=group, currency=base, currency_profit=counter,
        currency_pair=True, contract_size=100_000, digits=digits, pip_digits=digits - 1, tick_size=_tick(digits),
        tick_value=_tick(digits) * 100_000, lot_min=Decimal("0.01"), lot_max=Decimal("100.00"),
        lot_step=Decimal("0.01"), leverage_percent=Decimal("1.00" if group == "Major" else "2.00"), margin_mode=101,
        profit_mode=5, quote_id=5, quote_id_cross=4, execution_mode=1, spread_points=spread, swap_enabled=True,
        swap_long=Decimal(swap_long), swap_short=Decimal(swap_short), swap_type=0, swap_rollover_three_days=0,
        long_only=False, short_selling=True, trailing_enabled=True, type_code=21, step_rule_id=STEP_FOREX,
        depth_levels=5,
    )  # fmt: skip
    busy = {"Major": 3200.0, "Minor": 1500.0}.get(group, 320.0)
    return Entry(symbol, "fx", (base, counter), 100_000, busy)


def _cfd(
    name: str, description: str, category: str, group: str, asset: str, timetable: str, currency: str, contract: int,
    digits: int, pip_digits: int, spread: int, leverage: str, lot_min: str, swap_long: str, swap_short: str,
) -> Entry:  # fmt: skip
    symbol = Symbol(
        name=name, description=description, category=category, group=group, currency=currency, currency_profit=currency,
        currency_pair=False, contract_size=contract, digits=digits, pip_digits=pip_digits, tick_size=_tick(digits),
        tick_value=_tick(digits) * contract, lot_min=Decimal(lot_min), lot_max=Decimal("5000" if lot_min == "1.00" else "50"),
        lot_step=Decimal(lot_min), leverage_percent=Decimal(leverage), margin_mode=102 if category == "IND" else 103,
        profit_mode=6, quote_id=5, quote_id_cross=4, execution_mode=1, spread_points=spread, swap_enabled=True,
        swap_long=Decimal(swap_long), swap_short=Decimal(swap_short), swap_type=0, swap_rollover_three_days=4,
        long_only=False, short_selling=True, trailing_enabled=True,
        type_code={"CMD": 22, "IND": 23, "CRT": 26}[category], step_rule_id=STEP_CFD, depth_levels=3,
    )  # fmt: skip
    return Entry(symbol, timetable, (asset,), 3 if category == "CRT" else 20, 600.0 if category == "CRT" else 1400.0)


def share(ticker: str, company: str, country: str, price: float, sigma: float, beta: float, kind: str) -> Entry:
    """A share: `kind` 4 is a CFD on a share, 5 a CFD on a fund, 9 cash shares (long only, no swap, margin 100 %)."""
    group, currency, timetable = MARKETS[country]
    cash, fund = kind == "9", kind == "5"
    symbol = Symbol(
        name=f"{ticker}.{country}_{kind}", description=company + ("" if cash else " CFD"),
        category="ETF" if fund else "STC", group=group, currency=currency, currency_profit=currency,
        currency_pair=False, contract_size=1, digits=2, pip_digits=2, tick_size=_tick(2), tick_value=_tick(2),
        lot_min=Decimal(1), lot_max=Decimal(10_000), lot_step=Decimal(1),
        leverage_percent=Decimal("100.00" if cash else "20.00"), margin_mode=104 if cash else 103, profit_mode=6,
        quote_id=6, quote_id_cross=15, execution_mode=1, spread_points=max(2, round(price * (0.02 if cash else 0.05))),
        swap_enabled=not cash, swap_long=_NONE if cash else Decimal("-0.02123"),
        swap_short=_NONE if cash else Decimal("-0.00901"), swap_type=0 if cash else 2, swap_rollover_three_days=4,
        long_only=cash, short_selling=not cash, trailing_enabled=not cash, type_code={"4": 24, "5": 25, "9": 28}[kind],
        step_rule_id=STEP_SHARES, depth_levels=1,
    )  # fmt: skip
    return Entry(symbol, timetable, (ticker,), 100, 5200.0 if cash else 900.0, beta, sigma, price)


def build_catalogue() -> list[Entry]:
    """All named instruments; the first forty are what the venue lists by default."""
    entries: list[Entry] = []
    for forex, cfds, shares in ((_FX, _CFD, _SHARES), (_MORE_FX, _MORE_CFD, (*_MORE_SHARES, *_ETFS))):
        entries += [_forex(*row) for row in forex]
        entries += [_cfd(*row) for row in cfds]
        entries += [share(*row[:-1], kind) for row in shares for kind in row[-1].split()]
    return entries
