"""A market that costs nothing: a few instruments whose bids walk at random, written down before the run begins."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from random import Random

from tests.unit.simulator_exchange.fake_market import SYMBOLS
from tui.simulator.market import Candle, Hours, Market, NewsItem, Quote, Release, Symbol

START_MS = int(datetime(2026, 3, 10, 9, 0, tzinfo=UTC).timestamp() * 1000)
"""A Tuesday, ten in the morning in Warsaw, nothing in sight that the clock does by itself."""

SLOT_MS = 1_000
_DAY_MS = 86_400_000
_MIDNIGHT_MS = START_MS - 10 * 3_600_000
_FIRST_BID = {"EURUSD": 110_000, "US500": 60_000, "AAPL.US_9": 20_000, "BITCOIN": 6_000_000}
_STEP = {"EURUSD": 6, "US500": 4, "AAPL.US_9": 3, "BITCOIN": 1_300}
_EUR_IN = {"EUR": Decimal(1), "USD": Decimal("1.25"), "PLN": Decimal(4), "BTC": Decimal("0.00002")}
_ALWAYS = tuple(Hours(day, 0, _DAY_MS) for day in range(1, 8))


class CheapMarket(Market):
    """Everything that the venue asks of a market, answered from lists; prices move in some slots of a second."""

    def __init__(self, chance: Random, seconds: int) -> None:
        self.slot_ms = SLOT_MS
        self.step_rules = ()
        # Nothing is far away on a market of ten minutes: levels are a few points from the price.
        self.symbols: dict[str, Symbol] = {name: replace(one, stops_level=0) for name, one in SYMBOLS.items()}
        self._bids = {name: _walk(chance, _FIRST_BID[name], _STEP[name], seconds) for name in self.symbols}

    def quote(self, name: str, at_ms: int) -> Quote:
        bids = self._bids[name]
        slot = min(max((at_ms - START_MS) // SLOT_MS, 0), len(bids) - 1)
        bid = bids[slot]
        ask = bid + self.symbols[name].spread_points
        return Quote(name, 0, bid, ask, 100, 100, bid, bid, START_MS + slot * SLOT_MS)

    def depth(self, name: str, at_ms: int) -> tuple[Quote, ...]:
        return (self.quote(name, at_ms),)

    def ticked(self, name: str, slot_start_ms: int) -> bool:
        bids = self._bids[name]
        slot = (slot_start_ms - START_MS) // SLOT_MS
        return 0 < slot < len(bids) and bids[slot] != bids[slot - 1]

    def slot_start(self, at_ms: int) -> int:
        return at_ms - at_ms % SLOT_MS

    def is_open(self, name: str, at_ms: int) -> bool:
        return True

    def is_quoting(self, name: str, at_ms: int) -> bool:
        return True

    def quote_hours(self, name: str) -> tuple[Hours, ...]:
        return _ALWAYS

    def trading_hours(self, name: str) -> tuple[Hours, ...]:
        return _ALWAYS

    def day_start_ms(self, at_ms: int) -> int:
        return _MIDNIGHT_MS + (at_ms - _MIDNIGHT_MS) // _DAY_MS * _DAY_MS

    def percentage(self, name: str, at_ms: int) -> Decimal:
        return Decimal("0.00")

    def candles(self, name: str, period_minutes: int, from_ms: int, to_ms: int, at_ms: int) -> list[Candle]:
        return []

    def candles_back(self, name: str, period_minutes: int, before_ms: int, count: int, at_ms: int) -> list[Candle]:
        return []

    def candles_ahead(self, name: str, period_minutes: int, from_ms: int, count: int, at_ms: int) -> list[Candle]:
        return []

    def rate(self, from_currency: str, to_currency: str, at_ms: int) -> Decimal:
        return _EUR_IN[to_currency] / _EUR_IN[from_currency]

    def news(self, from_ms: int, to_ms: int) -> list[NewsItem]:
        return []

    def calendar(self, at_ms: int) -> list[Release]:
        return []


def _walk(chance: Random, bid: int, step: int, seconds: int) -> list[int]:
    """Return a bid for each second; it rests about four seconds out of five."""
    bids = []
    for _ in range(seconds):
        if chance.random() < 0.2:
            bid += chance.randint(-step, step)
        bids.append(bid)
    return bids
