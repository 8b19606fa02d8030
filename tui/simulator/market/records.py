"""What the market hands out: instruments, quotes, candles, trading hours, step rules, news and releases.

Prices are integers in points (price × 10^digits), times are venue UTC milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Symbol:
    """The static side of one instrument (SYMBOL_RECORD, spec "getAllSymbols"; see also real records)."""

    name: str
    description: str
    category: str
    """FX, CMD, IND, CRT, STC or ETF (`categoryName`)."""
    group: str
    """`groupName`: Major, Minor, Emergings, Crypto, Precious Metals, US, ..."""
    currency: str
    currency_profit: str
    currency_pair: bool
    contract_size: int
    digits: int
    """`precision`: decimal places of the price; one point is 10^-digits."""
    pip_digits: int
    """`pipsPrecision`: decimal places of a pip."""
    tick_size: Decimal
    """Smallest price change, in price units."""
    tick_value: Decimal
    """Value of one tick size for one lot, in `currency_profit`."""
    lot_min: Decimal
    lot_max: Decimal
    lot_step: Decimal
    leverage_percent: Decimal
    """`leverage`: the margin requirement in percent (1.00 is 1:100)."""
    margin_mode: int
    """101 forex, 102 CFD leveraged, 103 CFD, 104 cash stock."""
    profit_mode: int
    """5 forex, 6 CFD."""
    quote_id: int
    quote_id_cross: int
    execution_mode: int
    """`exemode`: 0 request, 1 instant, 2 market."""
    spread_points: int
    """The usual spread in calm hours; a quote's spread breathes around it."""
    swap_enabled: bool
    swap_long: Decimal
    swap_short: Decimal
    swap_type: int
    """0 points, 1 dollars, 2 interest, 3 margin currency."""
    swap_rollover_three_days: int
    long_only: bool
    short_selling: bool
    trailing_enabled: bool
    type_code: int
    """`type`: instrument class number."""
    step_rule_id: int
    depth_levels: int
    """How many levels `Market.depth` gives (level 0 included)."""
    initial_margin: int = 0
    margin_hedged: int = 0
    margin_hedged_strong: bool = False
    margin_maintenance: int = 0
    instant_max_volume: int = 2147483647
    stops_level: int = 0
    starting_ms: int | None = None
    expiration_ms: int | None = None

    def price(self, points: int) -> Decimal:
        """The price of so many points, with `digits` decimal places."""
        return Decimal(points).scaleb(-self.digits)

    def points(self, price: Decimal) -> int:
        """The nearest whole points of a price."""
        return int(price.scaleb(self.digits).to_integral_value())

    def spread_table(self, spread_points: int) -> Decimal:
        """`spreadTable`: the spread in pips, spreadRaw × 10^pipsPrecision."""
        return Decimal(spread_points).scaleb(self.pip_digits - self.digits)


@dataclass(frozen=True, slots=True)
class Quote:
    """One level of the book at one tick. Level 0 is the best; prices and the day's extremes (of the bid) in points."""

    symbol: str
    level: int
    bid: int
    ask: int
    bid_volume: int
    ask_volume: int
    """Units of the base currency for FX, lots for the rest."""
    high: int
    """Highest level-0 bid of the CET/CEST day up to this tick."""
    low: int
    time_ms: int
    """Start of the slot in which this quote last changed."""


@dataclass(frozen=True, slots=True)
class Candle:
    """Bid prices in points and the volume of one period that starts at `start_ms` (UTC)."""

    start_ms: int
    open: int
    high: int
    low: int
    close: int
    volume: int


@dataclass(frozen=True, slots=True)
class Hours:
    """One interval of a weekday (1 Monday … 7 Sunday), milliseconds from 00:00 CET/CEST, end exclusive."""

    day: int
    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True)
class Step:
    """From this volume on, volumes go in steps of `step` lots (STEP_RECORD)."""

    from_value: Decimal
    step: Decimal


@dataclass(frozen=True, slots=True)
class StepRule:
    """A named table of lot steps (STEP_RULE_RECORD)."""

    rule_id: int
    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One headline with an HTML body; `key` is 32 hex digits (NEWS_TOPIC_RECORD)."""

    key: str
    time_ms: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Release:
    """One economic release (CALENDAR_RECORD); `current` is empty until its time has come."""

    country: str
    title: str
    period: str
    impact: str
    """"1" low, "2" medium, "3" high."""
    time_ms: int
    previous: str
    forecast: str
    current: str
