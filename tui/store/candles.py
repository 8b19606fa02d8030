"""Candle series of the charts in use: loaded from the broker, kept alive by ticks and by streamed minutes."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from tui.domain.candle import Candle, Period, merge, period_start
from tui.domain.events import CandleClosed, CandlesLoaded, QuoteChanged
from tui.store.changes import Changes, Topic

SeriesKey = tuple[str, Period]

MOST_CANDLES = 20_000
"""A series longer than this loses its oldest candles, so that days of scrolling stay bounded."""


@dataclass(slots=True)
class Series:
    """Ascending candles of one symbol and period; the last one may still be forming.

    `gap_from` is the start of the last candle that is certain while newer ones may be missing, after a broken
    link; None when the series is whole. `from_ticks` says that the forming candle was built here, from ticks, and
    `read` that the broker has answered, even if it has no candle.
    """

    symbol: str
    period: Period
    candles: list[Candle] = field(default_factory=list)
    reached_start: bool = False
    gap_from: int | None = None
    from_ticks: bool = False
    read: bool = False

    def load(self, event: CandlesLoaded) -> None:
        """Merge the broker's candles; they are the truth where both have one."""
        self.read = True
        live = self.candles[-1] if self.candles else None
        self.candles = merge(self.candles, event.candles)
        if live is not None and event.candles and event.candles[-1].start_ms == live.start_ms:
            # The reply is as old as its request: ticks that came since may have gone further.
            self.candles[-1] = event.candles[-1].with_price(live.close) if self.from_ticks else event.candles[-1]
        if event.reached_start:
            self.reached_start = True
        if self.gap_from is not None and event.candles and event.candles[0].start_ms <= self.gap_from:
            self.gap_from = None
        del self.candles[:-MOST_CANDLES]

    def tick(self, event: QuoteChanged) -> bool:
        """Let the forming candle follow the bid; return whether anything changed."""
        bid = event.quote.bid
        if bid is None or not self.candles:
            return False
        last = self.candles[-1]
        start = period_start(self.period, event.quote.at_ms)
        if start < last.start_ms:
            return False
        if start == last.start_ms:
            moved = last.with_price(bid)
            if moved == last:
                return False
            self.candles[-1] = moved
        else:
            self.candles.append(Candle(start, bid, bid, bid, bid, Decimal(0)))
        self.from_ticks = True
        return True

    def minute(self, minute: Candle) -> bool:
        """Fold a completed minute from the stream in; for M1 it replaces what ticks had built."""
        if not self.candles:
            return False
        start = period_start(self.period, minute.start_ms)
        index = len(self.candles) - 1
        while index >= 0 and self.candles[index].start_ms > start:
            index -= 1
        if index < 0 or self.candles[index].start_ms != start:
            self.candles.insert(index + 1, replace(minute, start_ms=start))
        elif self.period is Period.M1:
            self.candles[index] = minute
        else:
            known = self.candles[index]
            self.candles[index] = Candle(
                known.start_ms,
                known.open,
                max(known.high, minute.high),
                min(known.low, minute.low),
                known.close,
                known.volume + minute.volume,
            )
        return True

    def interrupted(self) -> None:
        """Note that candles may be missing from here on: the link was lost."""
        if self.gap_from is None and len(self.candles) > 1:
            self.gap_from = self.candles[-2].start_ms


@dataclass(slots=True)
class CandleStore:
    """The series that charts show; only those that were asked for are kept alive."""

    changes: Changes
    series: dict[SeriesKey, Series] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    """Symbols whose minutes the broker's stream owes: their newest candles are made of ticks alone."""
    _by_symbol: dict[str, list[Series]] = field(default_factory=dict)

    def open(self, symbol: str, period: Period) -> Series:
        """Return the series of a chart, made empty when it is new."""
        key = (symbol, period)
        if key not in self.series:
            self.series[key] = Series(symbol, period)
            self._by_symbol.setdefault(symbol, []).append(self.series[key])
        return self.series[key]

    def keep_only(self, keys: set[SeriesKey]) -> None:
        """Drop the series that no chart shows any more."""
        for key in [key for key in self.series if key not in keys]:
            series = self.series.pop(key)
            self._by_symbol[series.symbol].remove(series)

    def candles_loaded(self, event: CandlesLoaded) -> None:
        """Apply the answer to a chart request."""
        self.open(event.symbol, event.period).load(event)
        self._mark(event.symbol, event.period)

    def candle_closed(self, event: CandleClosed) -> None:
        """Apply a streamed minute to every series of its symbol."""
        for series in self._by_symbol.get(event.symbol, ()):
            if series.minute(event.candle):
                self._mark(series.symbol, series.period)

    def quote_changed(self, event: QuoteChanged) -> None:
        """Apply a tick to every series of its symbol."""
        if event.quote.level:
            return
        for series in self._by_symbol.get(event.quote.symbol, ()):
            if series.tick(event):
                self._mark(series.symbol, series.period)

    def interrupted(self) -> None:
        """Note a broken link in every series."""
        for series in self.series.values():
            series.interrupted()
            self._mark(series.symbol, series.period)

    def _mark(self, symbol: str, period: Period) -> None:
        key: Hashable = (symbol, period)
        self.changes.mark(Topic.CANDLES, key)
