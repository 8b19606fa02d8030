"""Prices for symbols of which the stream brings nothing: asked for, all in one request, slowly and behind the rest."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from tui.clock import Clock
from tui.desk.errands import Errands
from tui.domain.freshness import STALE_AFTER_S
from tui.errors import TradedeckError
from tui.store.store import Store

SILENT_AFTER_S = 15.0
"""How long the stream of an open market may say nothing of a symbol before its price is asked for."""

POLL_EVERY_S = 10.0
"""Between two requests while the broker has newer prices than the stream brings."""

QUIET_EVERY_S = 60.0
"""Between two requests for symbols of which the broker has nothing newer either: they are quiet, not cut off."""

MOST_POLLED = 40
"""Symbols in one request; with names of usual length the command stays below 1 kB (XAPI 4.1)."""


class PricePolling:
    """Asks for the prices in view that ought to be streamed and are not.

    It needs a session that is ready, a feed that lives and a market that is open by its hours; it ends for a symbol
    with the first tick that the stream brings of it. `ask` reads prices and puts them into the store.
    """

    def __init__(
        self, store: Store, clock: Clock, errands: Errands, ask: Callable[[Sequence[str]], Awaitable[None]]
    ) -> None:
        self._store = store
        self._clock = clock
        self._errands = errands
        self._ask = ask
        self._since: dict[str, float] = {}
        self._next: dict[str, float] = {}

    def want(self, in_view: Sequence[str]) -> None:
        """Care for exactly these symbols; the stream is expected to speak of new ones from now on."""
        now = self._clock.monotonic()
        self._since = {symbol: self._since.get(symbol, now) for symbol in in_view}
        self._next = {symbol: at for symbol, at in self._next.items() if symbol in self._since}

    def began(self) -> None:
        """A session begins: everything is subscribed anew and gets its time to speak."""
        self._since = dict.fromkeys(self._since, self._clock.monotonic())
        self._next.clear()

    def keep(self) -> None:
        """Ask for what is due; called about once a second while the session is ready."""
        now = self._clock.monotonic()
        feed_age_s = self._store.link.feed_age(now)
        if feed_age_s is None or feed_age_s >= STALE_AFTER_S or self._errands.running("polling"):
            return
        due = [symbol for symbol in self._since if self._next.get(symbol, 0.0) <= now and self._silent(symbol, now)]
        if due:
            asked = due[:MOST_POLLED]
            self._errands.start("polling", "Prices that are not streamed", lambda: self._poll(asked))

    def _silent(self, symbol: str, now: float) -> bool:
        """Whether the stream ought to have spoken of the symbol and has not."""
        market = self._store.market
        if market.instruments_complete and symbol not in market.instruments:
            return False
        server_ms = self._store.link.server_now_ms(now, self._clock.now_ms())
        opened_ms = market.opened_at(symbol, server_ms)
        if opened_ms is None:
            return False
        state = market.prices.get(symbol)
        spoke = state.streamed if state is not None and state.streamed is not None else 0.0
        return now - max(self._since[symbol], now - (server_ms - opened_ms) / 1000, spoke) >= SILENT_AFTER_S

    async def _poll(self, symbols: Sequence[str]) -> None:
        try:
            await self._ask(symbols)
        except TradedeckError:
            self._next.update(dict.fromkeys(symbols, self._clock.monotonic() + QUIET_EVERY_S))
            raise
        prices, now = self._store.market.prices, self._clock.monotonic()
        for symbol in symbols:
            state = prices.get(symbol)
            found = state is not None and state.polled
            self._next[symbol] = now + (POLL_EVERY_S if found else QUIET_EVERY_S)
