"""Prices as the screen knows them: the newest quote of each symbol, its depth, reference price and hours."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from tui.domain.candle import HOUR_MS
from tui.domain.events import (
    DayChangeKnown,
    HoursLoaded,
    InstrumentsLoaded,
    QuoteChanged,
)
from tui.domain.hours import TradingHours
from tui.domain.instrument import Instrument
from tui.domain.quote import Quote
from tui.store.changes import Changes, Topic
from tui.store.fetch import Fetch

_HUNDRED = Decimal(100)


@dataclass(slots=True)
class PriceState:
    """The newest quote of a symbol with what the eye needs: which way each side moved, and when.

    `received`, `bid_moved` and `ask_moved` are monotonic seconds; a direction is +1, -1 or 0 before the first move.
    `polled` says that the quote was asked for; `streamed` is when the stream last brought one, None before it did.
    """

    quote: Quote
    received: float
    bid_direction: int = 0
    ask_direction: int = 0
    bid_moved: float = 0.0
    ask_moved: float = 0.0
    polled: bool = False
    streamed: float | None = None


@dataclass(frozen=True, slots=True)
class DayReference:
    """The price that the day's change is measured against, as implied by the broker's percentage at `at_ms`."""

    price: Decimal
    at_ms: int


@dataclass(frozen=True, slots=True)
class _Session:
    """Whether a symbol trades between two moments (UTC ms), and since when; worked out once and then remembered."""

    from_ms: int
    until_ms: int
    opened_at: int | None


@dataclass(slots=True)
class MarketStore:
    """Everything about instruments and prices; written by events only."""

    changes: Changes
    instruments: dict[str, Instrument] = field(default_factory=dict)
    instruments_complete: bool = False
    prices: dict[str, PriceState] = field(default_factory=dict)
    depth: dict[str, dict[int, Quote]] = field(default_factory=dict)
    references: dict[str, DayReference] = field(default_factory=dict)
    hours: dict[str, TradingHours] = field(default_factory=dict)
    late_ticks: int = 0
    listing: Fetch = field(default_factory=Fetch)
    """How far the list of all instruments is read."""
    _sessions: dict[str, _Session] = field(default_factory=dict)

    def quote_changed(self, event: QuoteChanged) -> bool:
        """Keep the newest tick of each symbol and level; return whether it is the new best price.

        The stream does not promise order (XAPI 6.6), so an older tick is dropped and counted. A polled price counts
        only where it is newer than what is known: the same tick asked for again is still the one that was streamed.
        """
        quote = event.quote
        if quote.level > 0:
            self._depth_changed(quote)
            return False
        state = self.prices.get(quote.symbol)
        if state is None:
            state = self.prices[quote.symbol] = PriceState(quote, event.received, polled=event.polled)
        elif quote.at_ms < state.quote.at_ms or (event.polled and quote.at_ms == state.quote.at_ms):
            if not event.polled:
                state.streamed = event.received
                self.late_ticks += 1
            return False
        else:
            self._move(state, quote, event.received)
            state.polled = event.polled
        if not event.polled:
            state.streamed = event.received
        self._depth_changed(quote)
        self.changes.mark(Topic.QUOTES, quote.symbol)
        return True

    @staticmethod
    def _move(state: PriceState, quote: Quote, received: float) -> None:
        before = state.quote
        if quote.bid is not None and before.bid is not None and quote.bid != before.bid:
            state.bid_direction = 1 if quote.bid > before.bid else -1
            state.bid_moved = received
        if quote.ask is not None and before.ask is not None and quote.ask != before.ask:
            state.ask_direction = 1 if quote.ask > before.ask else -1
            state.ask_moved = received
        state.quote = quote
        state.received = received

    def _depth_changed(self, quote: Quote) -> None:
        levels = self.depth.setdefault(quote.symbol, {})
        known = levels.get(quote.level)
        if known is not None and known.at_ms > quote.at_ms:
            return
        levels[quote.level] = quote
        self.changes.mark(Topic.DEPTH, quote.symbol)

    def instruments_loaded(self, event: InstrumentsLoaded) -> None:
        """Take over static facts; a complete list also says what the broker no longer offers."""
        loaded = {instrument.symbol: instrument for instrument in event.instruments}
        if event.complete:
            self.instruments = loaded
            self.instruments_complete = True
        else:
            self.instruments.update(loaded)
        self.changes.mark(Topic.INSTRUMENTS)

    def day_change_known(self, event: DayChangeKnown) -> None:
        """Work the reference price back from the snapshot's percentage; newer snapshots win."""
        known = self.references.get(event.symbol)
        factor = 1 + event.percentage / _HUNDRED
        if factor <= 0 or (known is not None and known.at_ms > event.at_ms):
            return
        self.references[event.symbol] = DayReference(event.bid / factor, event.at_ms)
        self.changes.mark(Topic.DAY_CHANGE, event.symbol)

    def forget_references(self, before_ms: int) -> frozenset[str]:
        """Drop references older than a session start and return their symbols, which need a new snapshot."""
        expired = frozenset(symbol for symbol, known in self.references.items() if known.at_ms < before_ms)
        for symbol in expired:
            del self.references[symbol]
            self.changes.mark(Topic.DAY_CHANGE, symbol)
        return expired

    def hours_loaded(self, event: HoursLoaded) -> None:
        """Take over trading hours."""
        for hours in event.hours:
            self.hours[hours.symbol] = hours
            self._sessions.pop(hours.symbol, None)
            self.changes.mark(Topic.HOURS, hours.symbol)

    def market_open(self, symbol: str, server_ms: int) -> bool | None:
        """Whether the symbol trades now, None while its hours are unknown."""
        session = self._session(symbol, server_ms)
        return None if session is None else session.opened_at is not None

    def opened_at(self, symbol: str, server_ms: int) -> int | None:
        """When the running session of the symbol began (UTC ms), None when it does not trade or nobody knows."""
        session = self._session(symbol, server_ms)
        return None if session is None else session.opened_at

    def _session(self, symbol: str, server_ms: int) -> _Session | None:
        known = self._sessions.get(symbol)
        if known is not None and known.from_ms <= server_ms < known.until_ms:
            return known
        hours = self.hours.get(symbol)
        if hours is None:
            return None
        opened = [start for start, end in hours.sessions(server_ms, days_ahead=0) if start <= server_ms < end]
        # Without a change in sight the answer is good for an hour: hours may be renewed meanwhile.
        until = hours.next_change(server_ms) or server_ms + HOUR_MS
        self._sessions[symbol] = _Session(server_ms, until, opened[0] if opened else None)
        return self._sessions[symbol]

    def day_change_percent(self, symbol: str) -> Decimal | None:
        """Return the change of the bid against the day's reference in percent, None until it is known."""
        state, reference = self.prices.get(symbol), self.references.get(symbol)
        if state is None or reference is None or state.quote.bid is None:
            return None
        return (state.quote.bid / reference.price - 1) * _HUNDRED

    def digits(self, symbol: str) -> int | None:
        """Return the price decimals of a symbol, None when neither the instrument nor a price is known."""
        instrument = self.instruments.get(symbol)
        if instrument is not None:
            return instrument.digits
        state = self.prices.get(symbol)
        if state is None or state.quote.bid is None:
            return None
        exponent = state.quote.bid.as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else None
