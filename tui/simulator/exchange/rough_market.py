"""A cheaper view of the market for writing months of past: quotes to the minute, rates to the week."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tui.simulator.exchange.market_view import MarketView
from tui.simulator.market import Candle, Quote, Symbol

_MINUTE_MS = 60_000
_WEEK_MS = 7 * 86_400_000


class RoughMarket:
    """Same prices as the market at the start of each minute, with the usual spread and without the day's extremes.

    A quote at a random past moment makes the market work out that whole day; a minute's candle costs a fraction.
    """

    def __init__(self, market: MarketView) -> None:
        self._market = market
        self._quotes: dict[tuple[str, int], Quote] = {}
        self._rates: dict[tuple[str, str, int], Decimal] = {}

    @property
    def symbols(self) -> Mapping[str, Symbol]:
        return self._market.symbols

    @property
    def slot_ms(self) -> int:
        return self._market.slot_ms

    def slot_start(self, at_ms: int) -> int:
        return self._market.slot_start(at_ms)

    def quote(self, name: str, at_ms: int) -> Quote:
        """Return the quote at the start of the minute of `at_ms`."""
        start = at_ms - at_ms % _MINUTE_MS
        known = self._quotes.get((name, start))
        if known is None:
            known = self._quotes[name, start] = self._quote(name, start)
        return known

    def _quote(self, name: str, start_ms: int) -> Quote:
        found = self._market.candles(name, 1, start_ms, start_ms + _MINUTE_MS, start_ms)
        if not found:
            return self._market.quote(name, start_ms)
        bid = found[0].open
        return Quote(name, 0, bid, bid + self.symbols[name].spread_points, 0, 0, bid, bid, start_ms)

    def is_open(self, name: str, at_ms: int) -> bool:
        return self._market.is_open(name, at_ms)

    def day_start_ms(self, at_ms: int) -> int:
        return self._market.day_start_ms(at_ms)

    def candles(self, name: str, period_minutes: int, from_ms: int, to_ms: int, at_ms: int) -> list[Candle]:
        return self._market.candles(name, period_minutes, from_ms, to_ms, at_ms)

    def rate(self, from_currency: str, to_currency: str, at_ms: int) -> Decimal:
        """Return the mid rate at the start of the week of `at_ms`, weeks of seven days since 1970."""
        week = at_ms // _WEEK_MS
        known = self._rates.get((from_currency, to_currency, week))
        if known is None:
            start_ms = self._market.day_start_ms(week * _WEEK_MS)
            known = self._rates[from_currency, to_currency, week] = self._market.rate(
                from_currency, to_currency, start_ms
            )
        return known
