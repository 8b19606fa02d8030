"""Candles for the charts: loaded when a chart opens, older ones as one scrolls back, gaps filled after a cut."""

from __future__ import annotations

from collections.abc import Callable

from tui.clock import Clock
from tui.desk.errands import Errands
from tui.desk.minutes import MinuteWatch
from tui.desk.reading import ReadingDesk
from tui.domain.candle import Period, period_start
from tui.domain.events import CandleClosed, CandlesLoaded, Event
from tui.store.store import Store

FIRST_LOAD = 300
"""Candles that fill the widest chart once; more come as one scrolls back."""

OLDER_LOAD = 500

ChartKey = tuple[str, Period]


class ChartDesk(ReadingDesk):
    """Keeps the series of the shown charts whole."""

    def __init__(self, store: Store, clock: Clock, errands: Errands, emit: Callable[[Event], None]) -> None:
        super().__init__(store, clock, errands, emit)
        self._shown: dict[str, ChartKey] = {}
        self._online = False
        self._turned: dict[ChartKey, int] = {}
        self.minutes = MinuteWatch(store, clock)

    @property
    def shown(self) -> frozenset[ChartKey]:
        """The charts on screen."""
        return frozenset(self._shown.values())

    @property
    def symbols(self) -> tuple[str, ...]:
        """The symbols on the charts, each once."""
        return tuple(dict.fromkeys(symbol for symbol, _ in self._shown.values()))

    def show(self, place: str, symbol: str, period: Period) -> None:
        """Show a chart at a place of the screen; what no place shows any more is dropped."""
        if self._shown.get(place) == (symbol, period):
            return
        self._shown[place] = (symbol, period)
        self._store.candles.open(symbol, period)
        self._store.candles.keep_only(set(self._shown.values()))
        if self._online:
            self._refresh((symbol, period))

    def hide(self, place: str) -> None:
        """Take the chart of a place off."""
        if self._shown.pop(place, None) is not None:
            self._store.candles.keep_only(set(self._shown.values()))

    def online(self, up: bool) -> None:
        """Say whether requests can be answered; coming up fills the gaps."""
        self._online = up
        if up:
            for key in self.shown:
                self._refresh(key)

    def refresh(self) -> None:
        """Ask again for what is shown."""
        if self._online:
            for key in self.shown:
                self._refresh(key)

    def older(self, symbol: str, period: Period) -> bool:
        """Fetch candles before the oldest known one; return False when that is not possible or already under way."""
        series = self._store.candles.series.get((symbol, period))
        name = ("older", symbol, period)
        if not self._online or series is None or series.reached_start or not series.candles:
            return False
        if self._errands.running(name):
            return False
        self._errands.start(name, f"Older candles of {symbol} {period.name}", lambda: self._load_older(symbol, period))
        return True

    def minute_closed(self, event: CandleClosed) -> None:
        """Take note of a streamed minute; what it ends is asked for."""
        self.minutes.heard(event)
        self._turn(event.symbol, event.candle.start_ms + Period.M1.length_ms)

    def keep(self) -> None:
        """Called about once a second while the session is ready: ticks tell the time where the stream does not."""
        self.minutes.keep()
        for symbol in self._store.candles.silent:
            price = self._store.market.prices.get(symbol)
            if price is not None:
                self._turn(symbol, price.quote.at_ms)

    def _turn(self, symbol: str, at_ms: int) -> None:
        """Ask for longer candles that have ended: their volume and edges are the broker's to tell."""
        for key in self.shown:
            if key[0] != symbol or key[1] is Period.M1:
                continue
            start = period_start(key[1], at_ms)
            if self._turned.setdefault(key, start) != start:
                self._turned[key] = start
                if self._online:
                    self._refresh(key)

    def _refresh(self, key: ChartKey) -> None:
        symbol, period = key
        self._errands.start(("chart", key), f"Candles of {symbol} {period.name}", lambda: self._load_newest(key))

    async def _load_newest(self, key: ChartKey) -> None:
        broker, series = self._broker, self._store.candles.series.get(key)
        if broker is None or series is None:
            return
        symbol, period = key
        closed = series.gap_from or (series.candles[-2].start_ms if len(series.candles) > 1 else None)
        if closed is None:
            candles = await broker.candles_before(
                symbol, period, self._newest_ms(symbol) + period.length_ms, FIRST_LOAD
            )
        else:
            # One candle earlier than the last certain one, so that the seam is the broker's on both sides.
            since = period_start(period, closed - 1)
            candles = await broker.candles_since(symbol, period, since)
        self._emit(CandlesLoaded(symbol, period, tuple(candles)))

    def _newest_ms(self, symbol: str) -> int:
        """Return a moment of the broker's clock that no candle of the symbol is later than.

        Before that clock has been heard the symbol's last tick stands for it: ours may be days off.
        """
        price = self._store.market.prices.get(symbol)
        if price is not None and not self._store.link.clock_known:
            return price.quote.at_ms
        return self._store.link.server_now_ms(self._clock.monotonic(), self._clock.now_ms())

    async def _load_older(self, symbol: str, period: Period) -> None:
        broker, series = self._broker, self._store.candles.series.get((symbol, period))
        if broker is None or series is None or not series.candles:
            return
        oldest = series.candles[0].start_ms
        candles = [
            candle
            for candle in await broker.candles_before(symbol, period, oldest, OLDER_LOAD)
            if candle.start_ms < oldest
        ]
        self._emit(CandlesLoaded(symbol, period, tuple(candles), reached_start=not candles))
