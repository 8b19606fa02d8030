"""Notices that the broker's candle stream owes minutes of a symbol that ticks, so that its candles are our own work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tui.clock import Clock
from tui.domain.candle import Period, period_start
from tui.domain.events import CandleClosed
from tui.store.store import Store

GRACE_S = 20.0
"""How long after a minute's end its candle may take."""


@dataclass(slots=True)
class _Watched:
    """One symbol: the minute of its newest tick, whether all of it was subscribed, and what the stream told."""

    minute_ms: int | None = None
    whole: bool = False
    heard_ms: int = -1
    owed_since: float | None = None


class MinuteWatch:
    """Compares minutes that ticked with minutes that the candle stream told (XAPI 6.2)."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._watched: dict[str, _Watched] = {}

    def want(self, symbols: Iterable[str]) -> None:
        """Watch exactly these symbols, whose candles are subscribed."""
        wanted = frozenset(symbols)
        self._watched = {symbol: self._watched.get(symbol) or _Watched() for symbol in wanted}
        self._store.candles.silent &= wanted

    def began(self) -> None:
        """A session begins: its stream owes nothing yet."""
        self._watched = {symbol: _Watched() for symbol in self._watched}
        self._store.candles.silent.clear()

    def heard(self, event: CandleClosed) -> None:
        """The stream has told a minute: it is not silent."""
        watched = self._watched.get(event.symbol)
        if watched is not None:
            watched.heard_ms = max(watched.heard_ms, event.candle.start_ms)
            watched.owed_since = None
        self._store.candles.silent.discard(event.symbol)

    def keep(self) -> None:
        """Look at what has ticked; called about once a second."""
        for symbol, watched in self._watched.items():
            state = self._store.market.prices.get(symbol)
            if state is not None and not state.polled:
                self._look(symbol, watched, period_start(Period.M1, state.quote.at_ms))

    def _look(self, symbol: str, watched: _Watched, minute_ms: int) -> None:
        now = self._clock.monotonic()
        if watched.minute_ms is None or minute_ms > watched.minute_ms:
            # The minute in which the subscription came may be left out by the broker.
            ended_ms, counts = watched.minute_ms, watched.whole
            watched.minute_ms, watched.whole = minute_ms, ended_ms is not None
            if counts and ended_ms is not None and watched.heard_ms < ended_ms and watched.owed_since is None:
                watched.owed_since = now
        if watched.owed_since is not None and now - watched.owed_since >= GRACE_S:
            self._store.candles.silent.add(symbol)
