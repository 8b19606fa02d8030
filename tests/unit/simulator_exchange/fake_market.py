"""A market of a few instruments whose bids the test writes down; everything else follows from them."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from tui.simulator.market import Candle, Quote, Symbol

SLOT_MS = 500
START_MS = int(datetime(2026, 3, 10, 9, 0, tzinfo=UTC).timestamp() * 1000)
"""A Tuesday, ten in the morning in Warsaw."""

_EURUSD = Symbol(
    name="EURUSD", description="Euro to dollar", category="FX", group="Major", currency="EUR", currency_profit="USD",
    currency_pair=True, contract_size=100_000, digits=5, pip_digits=4, tick_size=Decimal("0.00001"),
    tick_value=Decimal("1"), lot_min=Decimal("0.01"), lot_max=Decimal("100"), lot_step=Decimal("0.01"),
    leverage_percent=Decimal("1.00"), margin_mode=101, profit_mode=5, quote_id=5, quote_id_cross=4, execution_mode=1,
    spread_points=10, swap_enabled=True, swap_long=Decimal("-0.5"), swap_short=Decimal("0.1"), swap_type=0,
    swap_rollover_three_days=2, long_only=False, short_selling=True, trailing_enabled=True, type_code=21,
    step_rule_id=1, depth_levels=1,
)  # fmt: skip

SYMBOLS = {
    one.name: one
    for one in (
        _EURUSD,
        replace(_EURUSD, name="US500", category="IND", currency="USD", contract_size=50, digits=1, pip_digits=0,
                margin_mode=102, profit_mode=6, leverage_percent=Decimal("5.00"), spread_points=5, stops_level=2,
                trailing_enabled=False, swap_type=2),
        replace(_EURUSD, name="AAPL.US_9", category="STC", currency="USD", contract_size=1, digits=2, pip_digits=2,
                margin_mode=104, profit_mode=6, leverage_percent=Decimal("100.00"), spread_points=2,
                lot_min=Decimal("1"), lot_max=Decimal("10000"), lot_step=Decimal("1"), long_only=True,
                short_selling=False, swap_enabled=False),
        replace(_EURUSD, name="BITCOIN", category="CRT", currency="BTC", contract_size=1, digits=2, pip_digits=2,
                margin_mode=103, profit_mode=6, leverage_percent=Decimal("50.00"), spread_points=5000, swap_type=1,
                swap_long=Decimal("-3"), swap_short=Decimal("-2")),
    )
}  # fmt: skip

_FIRST_BIDS = {"EURUSD": 110_000, "US500": 60_000, "AAPL.US_9": 20_000, "BITCOIN": 6_000_000}
_EUR_IN = {"EUR": Decimal("1"), "USD": Decimal("1.25"), "PLN": Decimal("4"), "BTC": Decimal("0.00002")}


class FakeMarket:
    """Bids hold until the next one that was set; asks are the usual spread above."""

    def __init__(self) -> None:
        self.symbols = dict(SYMBOLS)
        self.slot_ms = SLOT_MS
        self.closed: set[str] = set()
        self.asked: list[str] = []
        self._bids = {name: ([0], [bid]) for name, bid in _FIRST_BIDS.items()}

    def set_bid(self, name: str, at_ms: int, bid: int) -> None:
        """From this time on the bid is so many points; times must grow."""
        times, bids = self._bids[name]
        assert at_ms > times[-1]
        times.append(at_ms)
        bids.append(bid)

    def spike(self, name: str, at_ms: int, bid: int) -> None:
        """For one slot only the bid is so many points."""
        before = self._bid(name, at_ms)
        self.set_bid(name, at_ms, bid)
        self.set_bid(name, at_ms + SLOT_MS, before)

    def slot_start(self, at_ms: int) -> int:
        return at_ms - at_ms % SLOT_MS

    def quote(self, name: str, at_ms: int) -> Quote:
        self.asked.append(name)
        at = self.slot_start(at_ms)
        bid = self._bid(name, at)
        return Quote(name, 0, bid, bid + self.symbols[name].spread_points, 100, 100, bid, bid, at)

    def is_open(self, name: str, at_ms: int) -> bool:
        return name not in self.closed

    def day_start_ms(self, at_ms: int) -> int:
        there = datetime.fromtimestamp(at_ms / 1000, tz=ZoneInfo("Europe/Warsaw"))
        return int(there.replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1000)

    def candles(self, name: str, period_minutes: int, from_ms: int, to_ms: int, at_ms: int) -> list[Candle]:
        length = period_minutes * 60_000
        times, bids = self._bids[name]
        found = []
        first = from_ms - from_ms % -length
        if period_minutes == 1440:
            # As on the market, days begin at midnight in Warsaw. The tests' weeks have no change of the clocks.
            first = from_ms + (self.day_start_ms(from_ms) - from_ms) % length
        for start in range(first, to_ms, length):
            inside = [bid for at, bid in zip(times, bids, strict=True) if start < at < min(start + length, at_ms + 1)]
            seen = [self._bid(name, start), *inside]
            found.append(Candle(start, seen[0], max(seen), min(seen), seen[-1], 10))
        return found

    def rate(self, from_currency: str, to_currency: str, at_ms: int) -> Decimal:
        return _EUR_IN[to_currency] / _EUR_IN[from_currency]

    def _bid(self, name: str, at_ms: int) -> int:
        times, bids = self._bids[name]
        return bids[bisect_right(times, at_ms) - 1]
