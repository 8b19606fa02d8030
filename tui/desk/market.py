"""Market data for the screen: which symbols stream, where their static facts and reference prices come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from tui.clock import Clock
from tui.desk.broker import Broker
from tui.desk.errands import Errands
from tui.desk.polling import PricePolling
from tui.desk.reading import ReadingDesk
from tui.domain.candle import Period, period_start
from tui.domain.events import DayChangeKnown, Event, HoursLoaded, InstrumentsLoaded, QuoteChanged
from tui.domain.quote import Quote
from tui.errors import TradedeckError
from tui.store.changes import Topic
from tui.store.store import Store

if TYPE_CHECKING:
    from tui.xapi.replies import SymbolSnapshot

HOURS_BATCH = 40
"""Symbols per request for trading hours; the command stays below 1 kB (XAPI 4.1)."""


UNWATCHED_S = 5.0
"""From what age the price of a symbol that comes into view again is asked for at once."""


class MarketDesk(ReadingDesk):
    """Streams what is wanted, the visible first, and keeps hours and reference prices of it known."""

    def __init__(self, store: Store, clock: Clock, errands: Errands, emit: Callable[[Event], None]) -> None:
        super().__init__(store, clock, errands, emit)
        self._wanted: tuple[str, ...] = ()
        self._depth_of: frozenset[str] = frozenset()
        self._online = False
        self._returned: set[str] = set()
        self.polling = PricePolling(store, clock, errands, self._poll)

    def attach(self, broker: Broker) -> None:
        """Use this broker from now on."""
        super().attach(broker)
        broker.wish_quotes(self._wanted, self._depth_of)

    def want(self, symbols: Iterable[str], depth_of: Iterable[str]) -> None:
        """Stream these symbols, the first ones first."""
        wanted, depth_of = tuple(dict.fromkeys(symbols)), frozenset(depth_of)
        if (wanted, depth_of) == (self._wanted, self._depth_of):
            return
        fresh = [symbol for symbol in wanted if symbol not in self._wanted]
        self._returned = (self._returned & set(wanted)) | set(fresh)
        self._wanted, self._depth_of = wanted, depth_of
        if self._broker is not None:
            self._broker.wish_quotes(wanted, depth_of)
        if self._online and fresh:
            self._errands.start("ticks", "Prices", lambda: self.load_prices(self._unpriced()))
            self._errands.start("hours", "Trading hours", self._load_hours)

    def online(self, up: bool) -> None:
        """Say whether requests can be answered."""
        self._online = up

    async def load_prices(self, symbols: Sequence[str]) -> None:
        """Ask once for the prices of symbols, so that the screen need not wait for their next tick."""
        offered = self._offered(symbols)
        if self._broker is None or not offered:
            return
        for quote in await self._broker.ticks(offered):
            self._take_price(quote)

    async def _poll(self, symbols: Sequence[str]) -> None:
        """Ask for prices that the stream ought to bring, behind everything else."""
        if self._broker is None:
            return
        for quote in await self._broker.ticks(symbols, polite=True):
            if quote.bid is not None or quote.ask is not None:
                self._take_price(quote)

    def _take_price(self, quote: Quote) -> None:
        """Hand on a price that was asked for, as old as the broker's timestamp says."""
        age_s = max(0.0, (self._server_now_ms() - quote.at_ms) / 1000) if self._store.link.clock_known else 0.0
        self._emit(QuoteChanged(quote, self._clock.monotonic() - age_s, polled=True))

    def load_facts(self) -> None:
        """Load every instrument and then the hours of those that are wanted, behind everything else."""
        self._errands.start("symbols", "Instruments", self._load_symbols)
        self._errands.start("hours", "Trading hours", self._load_hours)

    def renew_references(self) -> None:
        """Drop reference prices from before the current session and ask for new ones."""
        now_ms = self._server_now_ms()
        expired = self._store.market.forget_references(period_start(Period.D1, now_ms))
        market = self._store.market
        for symbol in self._wanted:
            reference, opened_at = market.references.get(symbol), market.opened_at(symbol, now_ms)
            if reference is not None and opened_at is not None and reference.at_ms < opened_at:
                del market.references[symbol]
                expired |= {symbol}
        missing = [
            symbol
            for symbol in self._wanted
            if symbol in expired or (symbol in self._store.market.prices and self._has_no_reference(symbol))
        ]
        if missing and self._online:
            self._errands.start("references", "Day changes", lambda: self._load_references(missing))

    def _offered(self, symbols: Iterable[str]) -> list[str]:
        """Leave out what the broker no longer has: one such name can have a whole request refused."""
        market = self._store.market
        return [symbol for symbol in symbols if not market.instruments_complete or symbol in market.instruments]

    def _has_no_reference(self, symbol: str) -> bool:
        return symbol not in self._store.market.references and symbol in self._store.market.instruments

    def _unpriced(self) -> list[str]:
        """Return what has no price, and what was looked at again after its price had stood still unwatched."""
        returned, self._returned = self._returned, set()
        prices, oldest = self._store.market.prices, self._clock.monotonic() - UNWATCHED_S
        return [
            symbol
            for symbol in self._wanted
            if symbol not in prices or (symbol in returned and prices[symbol].received < oldest)
        ]

    async def _load_symbols(self) -> None:
        if self._broker is None:
            return
        listing = self._store.market.listing
        listing.begin()
        self._store.touch(Topic.INSTRUMENTS)
        try:
            snapshots = await self._broker.symbols()
        except TradedeckError as error:
            listing.failed(f"{error.title}: {error.detail}" if error.detail else error.title, error.hint)
            self._store.touch(Topic.INSTRUMENTS)
            raise
        listing.ready(self._server_now_ms())
        self._emit(InstrumentsLoaded(tuple(each.instrument for each in snapshots), complete=True))
        wanted = set(self._wanted)
        for snapshot in snapshots:
            if snapshot.instrument.symbol in wanted:
                self._take_reference(snapshot)
        # What was refused for the sake of a name that is gone can be had now.
        self._errands.start("hours", "Trading hours", self._load_hours)

    async def _load_references(self, symbols: Sequence[str]) -> None:
        for symbol in symbols:
            if self._broker is None or not self._online:
                return
            self._take_reference(await self._broker.symbol(symbol))

    def _take_reference(self, snapshot: SymbolSnapshot) -> None:
        quote = snapshot.quote
        if quote is None:
            return
        if snapshot.percentage is not None and quote.bid is not None:
            # The percentage is as of the snapshot, whatever the age of the symbol's last tick.
            self._emit(
                DayChangeKnown(snapshot.instrument.symbol, snapshot.percentage, quote.bid, self._server_now_ms())
            )
        if quote.symbol not in self._store.market.prices:
            self._take_price(quote)

    async def _load_hours(self) -> None:
        unknown = self._offered(symbol for symbol in self._wanted if symbol not in self._store.market.hours)
        for at in range(0, len(unknown), HOURS_BATCH):
            if self._broker is None:
                return
            hours = await self._broker.hours(unknown[at : at + HOURS_BATCH])
            self._emit(HoursLoaded(tuple(hours)))
