"""The one door to the simulated market: everything is a pure function of (seed, settings, time)."""

from __future__ import annotations

from decimal import Decimal

from tui.simulator.market.candles import Candles
from tui.simulator.market.catalogue import Entry, step_rules
from tui.simulator.market.factors import Paths
from tui.simulator.market.hours import build_weeks
from tui.simulator.market.listing import Listing
from tui.simulator.market.listings import ListingMaker
from tui.simulator.market.news import NewsWire
from tui.simulator.market.periods import Periods
from tui.simulator.market.prices import Prices
from tui.simulator.market.quotes import Quotes
from tui.simulator.market.rates import Rates
from tui.simulator.market.records import Candle, Hours, NewsItem, Quote, Release, StepRule, Symbol
from tui.simulator.market.releases import Releases
from tui.simulator.market.sizes import Sizes
from tui.simulator.market.zone import MINUTE_MS, WarsawTime

_DEFAULT_SLOT_MS = 500
_SLOTS_MS = tuple(length for length in range(5, MINUTE_MS + 1) if MINUTE_MS % length == 0)


def slot_length_ms(symbol_count: int, ticks_per_second: float | None) -> int:
    """The slot length with which so many symbols make about so many ticks per second, one tick per slot each."""
    if ticks_per_second is None:
        return _DEFAULT_SLOT_MS
    if ticks_per_second <= 0 or symbol_count < 1:
        raise ValueError("a market needs at least one symbol and a tick rate above zero")
    wanted = 1000 * symbol_count / ticks_per_second
    return min(_SLOTS_MS, key=lambda length: abs(length - wanted) / length)


class Market:
    """A venue's prices without a clock: every call names the time, and the same call always has the same answer.

    Time is cut into slots of `slot_ms` (a divisor of 60,000). A price holds from the start of a slot to its end, so
    sampling each slot once sees everything. Caches are bounded and only save work; they never change an answer.

    Unknown symbol names raise `KeyError`; an unknown period raises `ValueError`.
    """

    symbols: dict[str, Symbol]
    slot_ms: int
    step_rules: tuple[StepRule, ...]

    def __init__(
        self, seed: int, symbol_count: int = 40, ticks_per_second: float | None = None, *, always_open: bool = False
    ) -> None:
        """`symbol_count` beyond the catalogue adds generated stock CFDs.

        `ticks_per_second` is the rate of the whole market while everything is open (slot length follows from it);
        without it slots are 500 ms and quiet symbols tick less. `always_open` keeps every symbol open round the clock.
        """
        if symbol_count < 1:
            raise ValueError("a market needs at least one symbol")
        self.slot_ms = slot_length_ms(symbol_count, ticks_per_second)
        self.step_rules = step_rules()
        self._zone = zone = WarsawTime()
        every_slot = ticks_per_second is not None
        slots = MINUTE_MS // self.slot_ms
        self._maker = ListingMaker(build_weeks(zone, always_open=always_open), every_slot=every_slot)
        listed, unlisted = self._maker.entries(symbol_count)
        self.symbols = {entry.symbol.name: entry.symbol for entry in listed}
        self._entries: dict[str, Entry] = {entry.symbol.name: entry for entry in (*listed, *unlisted)}
        self._listings: dict[str, Listing] = {}
        self._unlisted: dict[str, Listing] = {}
        self._prices = Prices(Paths(seed, slots, zone, symbol_count, every_slot=every_slot), slots)
        sizes = Sizes(seed, self.slot_ms, zone)
        self._periods = Periods(zone)
        self._quotes = Quotes(self._prices, sizes, zone, self.slot_ms)
        self._candles = Candles(self._prices, sizes, self._periods, self.slot_ms)
        pairs = {name: entry.symbol for name, entry in self._entries.items() if entry.symbol.currency_pair}
        self._rates = Rates(pairs, self._mid)
        self._news = NewsWire(seed, zone, list(self.symbols.values()), self._move)
        self._releases = Releases(seed, zone)

    def quote(self, name: str, at_ms: int) -> Quote:
        """Level 0 at `at_ms`; when the symbol is closed, the last quote before it closed."""
        return self._quotes.quote(self._listing(name), at_ms)

    def depth(self, name: str, at_ms: int) -> tuple[Quote, ...]:
        """All levels, best first; level 0 equals `quote`."""
        return self._quotes.depth(self._listing(name), at_ms)

    def ticked(self, name: str, slot_start_ms: int) -> bool:
        """Whether a new tick exists in the slot that starts at this time (a multiple of `slot_ms`).

        True when the symbol quotes and bid, ask or size changed against the slot before, and in the first slot of
        every open minute. False while closed.
        """
        return self._quotes.ticked(self._listing(name), slot_start_ms)

    def slot_start(self, at_ms: int) -> int:
        """The start of the slot that holds `at_ms`."""
        return at_ms - at_ms % self.slot_ms

    def is_open(self, name: str, at_ms: int) -> bool:
        """Whether the symbol may be traded at this time (by `trading_hours`)."""
        return self._listing(name).trading.is_open(at_ms // MINUTE_MS)

    def is_quoting(self, name: str, at_ms: int) -> bool:
        """Whether the symbol has live quotes at this time (by `quote_hours`)."""
        return self._listing(name).quotes.is_open(at_ms // MINUTE_MS)

    def quote_hours(self, name: str) -> tuple[Hours, ...]:
        """When quotes change, by weekday."""
        return self._listing(name).quotes.table

    def trading_hours(self, name: str) -> tuple[Hours, ...]:
        """When orders are taken, by weekday."""
        return self._listing(name).trading.table

    def day_start_ms(self, at_ms: int) -> int:
        """UTC time of the CET/CEST midnight at or before `at_ms`."""
        return self._zone.day_start_ms(at_ms)

    def percentage(self, name: str, at_ms: int) -> Decimal:
        """The bid against the close of the previous D1 candle, in percent with two places."""
        return self._quotes.percentage(self._listing(name), at_ms)

    def candles(self, name: str, period_minutes: int, from_ms: int, to_ms: int, at_ms: int) -> list[Candle]:
        """Candles, oldest first, with `from_ms <= start < to_ms` and `start <= at_ms`; only periods with quotes.

        Bid-based. Periods: 1, 5, 15, 30, 60, 240, 1440, 10080, 43200 minutes. H4 and longer start on CET/CEST wall
        time (D1 at midnight, W1 on Monday, MN1 in fixed blocks of 30 days). The candle that holds `at_ms` is the
        forming one: it covers the slots up to and including the slot of `at_ms`.
        """
        return self._candles.between(self._listing(name), period_minutes, from_ms, to_ms, at_ms)

    def candles_back(self, name: str, period_minutes: int, before_ms: int, count: int, at_ms: int) -> list[Candle]:
        """The last `count` candles with `start < before_ms` (and `start <= at_ms`), oldest first."""
        return self._candles.back(self._listing(name), period_minutes, before_ms, count, at_ms)

    def candles_ahead(self, name: str, period_minutes: int, from_ms: int, count: int, at_ms: int) -> list[Candle]:
        """The first `count` candles with `start >= from_ms` (and `start <= at_ms`), oldest first."""
        return self._candles.ahead(self._listing(name), period_minutes, from_ms, count, at_ms)

    def period_start(self, period_minutes: int, at_ms: int) -> int:
        """UTC start of the period that holds `at_ms`."""
        return self._periods.start(period_minutes, at_ms)

    def rate(self, from_currency: str, to_currency: str, at_ms: int) -> Decimal:
        """Mid rate: how much `to_currency` one unit of `from_currency` is worth. `KeyError` for an unknown currency."""
        return self._rates.rate(from_currency, to_currency, at_ms)

    def news(self, from_ms: int, to_ms: int) -> list[NewsItem]:
        """Headlines with `from_ms <= time < to_ms`, newest first; at most the newest 500."""
        return self._news.news(from_ms, to_ms)

    def calendar(self, at_ms: int) -> list[Release]:
        """Releases of the current and the following CET/CEST week, by time, as known at `at_ms`."""
        return self._releases.calendar(at_ms)

    def _listing(self, name: str) -> Listing:
        listing = self._listings.get(name)
        if listing is None:
            if name not in self.symbols:
                raise KeyError(name)
            listing = self._listings[name] = self._maker.make(self._entries[name])
        return listing

    def _pair(self, name: str) -> Listing:
        """A currency pair, listed or not: conversions do not depend on what the venue offers."""
        if name in self.symbols:
            return self._listing(name)
        listing = self._unlisted.get(name)
        if listing is None:
            listing = self._unlisted[name] = self._maker.make(self._entries[name])
        return listing

    def _mid(self, name: str, at_ms: int) -> Decimal:
        listing = self._pair(name)
        quote = self._quotes.quote(listing, at_ms)
        return Decimal(quote.bid + quote.ask).scaleb(-listing.symbol.digits) / 2

    def _move(self, name: str, at_ms: int) -> Decimal:
        """Percent since the start of the day, without touching the cursors of the live quotes."""
        listing = self._listing(name)
        now = self._prices.bid(listing, self._quotes.live_slot(listing.quotes, at_ms))
        start_ms = self._zone.day_start_ms(at_ms) - 1
        start = self._prices.bid(listing, self._quotes.live_slot(listing.quotes, start_ms))
        return (Decimal(now - start) * 100 / start).quantize(Decimal("0.01"))
