"""What stands in where the stream is silent: polled prices, and candles made of ticks. All on virtual time."""

from decimal import Decimal

import pytest

from tests.examples import AT_MS, a_candle, a_quote, an_instrument
from tests.fakes import FakeBroker, FakeClock, settle
from tui.desk.desk import Desk
from tui.desk.polling import MOST_POLLED
from tui.desk.watchlists import Watchlists
from tui.domain import events as ev
from tui.domain.candle import DAY_MS, HOUR_MS, Period
from tui.domain.events import LinkState
from tui.domain.freshness import Freshness
from tui.domain.hours import Interval, TradingHours
from tui.errors import CommandRefusedError
from tui.store.select import freshness_of
from tui.store.store import Store
from tui.xapi.replies import SymbolSnapshot

pytestmark = pytest.mark.anyio

ALWAYS = tuple(Interval(day, 0, DAY_MS) for day in range(1, 8))
FROM_NOON = tuple(Interval(day, 12 * HOUR_MS, DAY_MS) for day in range(1, 8))
"""The broker's noon is 11:00 UTC, an hour after the beginning of every test."""


class Feed:
    """A desk with one or more symbols in view whose stream does what a test says, second by second."""

    def __init__(self, *symbols: str, intervals: tuple[Interval, ...] = ALWAYS) -> None:
        self.symbols = symbols or ("EURUSD",)
        self.clock, self.store = FakeClock(), Store()
        self.desk = Desk(self.store, self.clock, Watchlists({"Mine": list(self.symbols)}))
        self.broker = FakeBroker(
            snapshots=[
                SymbolSnapshot(an_instrument(symbol=symbol), a_quote(symbol=symbol, at_ms=AT_MS), None)
                for symbol in self.symbols
            ],
            trading_hours=[TradingHours(symbol, intervals, intervals) for symbol in self.symbols],
        )
        self.desk.attach(self.broker)
        self.silent: set[str] = set()
        self.keep_alive = self.minutes = True

    async def begin(self) -> None:
        self.desk.look_at(self.symbols)
        for state in (LinkState.SYNCING, LinkState.READY):
            self.desk.handle(ev.LinkChanged(state, 1, self.clock.monotonic()))
            await settle()
        await self.run(1)
        self.broker.asked.clear()

    async def run(self, seconds: int) -> None:
        for _ in range(seconds):
            self.clock.advance(1)
            if self.keep_alive:
                self.desk.handle(ev.FeedHeard(self.now_ms, self.clock.monotonic()))
            for symbol in self.symbols:
                if symbol not in self.silent:
                    self.tick(symbol)
            if self.minutes and self.now_ms % 60_000 == 0:
                self.minute_closed()
            self.desk.keep()
            await settle(8)

    @property
    def now_ms(self) -> int:
        return AT_MS + int((self.clock.monotonic() - 1000) * 1000)

    def tick(self, symbol: str, at_ms: int = 0) -> None:
        quote = a_quote(symbol=symbol, at_ms=at_ms or self.now_ms)
        self.desk.handle(ev.QuoteChanged(quote, self.clock.monotonic()))

    def minute_closed(self) -> None:
        for symbol in self.symbols:
            candle = a_candle(self.now_ms - 60_000)
            self.desk.handle(ev.CandleClosed(symbol, candle, self.clock.monotonic()))

    def broker_has(self, bid: str, at_ms: int, symbol: str = "EURUSD") -> None:
        quote = a_quote(bid, symbol=symbol, at_ms=at_ms)
        self.broker.snapshots = [
            SymbolSnapshot(each.instrument, quote, None) if each.instrument.symbol == symbol else each
            for each in self.broker.snapshots
        ]

    def polls(self) -> list[object]:
        return [each[1] for each in self.broker.asked if each[0] == "ticks" and each[-1] == "politely"]

    def freshness(self, symbol: str = "EURUSD") -> Freshness:
        return freshness_of(self.store, symbol, self.clock.monotonic(), self.clock.now_ms())


async def test_a_stream_that_speaks_is_never_polled() -> None:
    feed = Feed()
    await feed.begin()
    await feed.run(60)
    assert feed.polls() == []
    assert feed.freshness() is Freshness.LIVE


async def test_all_silent_symbols_in_view_are_asked_for_in_one_request_every_ten_seconds() -> None:
    feed = Feed("EURUSD", "GOLD", "US500")
    await feed.begin()
    feed.silent = {"EURUSD", "GOLD"}
    for symbol in feed.silent:
        feed.broker_has("1.1", AT_MS + DAY_MS, symbol)
    await feed.run(14)
    assert feed.polls() == []
    await feed.run(2)
    assert feed.polls() == [("EURUSD", "GOLD")]
    await feed.run(8)
    assert len(feed.polls()) == 1
    await feed.run(52)
    assert feed.polls() == [("EURUSD", "GOLD")] * 7
    assert feed.freshness("US500") is Freshness.LIVE


async def test_a_polled_price_is_as_old_as_the_brokers_timestamp_says_and_never_live() -> None:
    feed = Feed()
    await feed.begin()
    feed.silent = {"EURUSD"}
    feed.broker_has("1.09000", feed.now_ms + 12_000)
    await feed.run(15)
    state = feed.store.market.prices["EURUSD"]
    assert (state.quote.bid, state.polled) == (Decimal("1.09000"), True)
    assert feed.clock.monotonic() - state.received == pytest.approx(3)
    assert feed.freshness() is Freshness.POLLED


async def test_polling_ends_with_the_first_tick_of_the_stream() -> None:
    feed = Feed()
    await feed.begin()
    feed.silent = {"EURUSD"}
    feed.broker_has("1.09000", feed.now_ms + 12_000)
    await feed.run(20)
    assert feed.freshness() is Freshness.POLLED
    feed.silent = set()
    await feed.run(1)
    assert feed.freshness() is Freshness.LIVE
    asked = len(feed.polls())
    await feed.run(60)
    assert len(feed.polls()) == asked


async def test_a_late_tick_of_the_stream_ends_the_polling_and_leaves_the_newer_price() -> None:
    feed = Feed()
    await feed.begin()
    feed.silent = {"EURUSD"}
    feed.broker_has("1.09000", AT_MS + DAY_MS)
    await feed.run(16)
    asked = len(feed.polls())
    feed.tick("EURUSD")
    await feed.run(14)
    assert len(feed.polls()) == asked
    assert feed.store.market.prices["EURUSD"].quote.bid == Decimal("1.09000")


async def test_a_symbol_of_which_the_broker_has_nothing_newer_is_quiet_and_asked_for_once_a_minute() -> None:
    feed = Feed()
    await feed.begin()
    feed.silent = {"EURUSD"}
    feed.broker_has("1.08412", feed.now_ms)
    await feed.run(65)
    assert len(feed.polls()) == 1
    assert feed.freshness() is Freshness.QUIET
    await feed.run(60)
    assert len(feed.polls()) == 2


async def test_a_closed_market_is_not_polled_and_its_opening_gives_the_stream_its_time() -> None:
    feed = Feed(intervals=FROM_NOON)
    await feed.begin()
    feed.silent = {"EURUSD"}
    feed.broker_has("1.09", AT_MS + DAY_MS)
    await feed.run(60)
    assert feed.polls() == []
    feed.clock.advance(3600 - 61 - 1)
    await feed.run(14)
    assert feed.polls() == []
    await feed.run(4)
    assert len(feed.polls()) == 1


async def test_a_dead_feed_is_not_polled() -> None:
    feed = Feed()
    await feed.begin()
    feed.silent, feed.keep_alive = {"EURUSD"}, False
    await feed.run(60)
    assert feed.polls() == []
    assert feed.freshness() is Freshness.STALE


async def test_what_is_out_of_view_or_no_longer_offered_is_not_polled() -> None:
    feed = Feed("EURUSD", "GOLD", "GONE")
    await feed.begin()
    feed.silent = {"EURUSD", "GOLD", "GONE"}
    feed.broker_has("1.09", AT_MS + DAY_MS)
    feed.desk.look_at(["EURUSD", "GONE"])
    feed.desk.handle(ev.InstrumentsLoaded((an_instrument(), an_instrument(symbol="GOLD")), complete=True))
    await feed.run(20)
    assert feed.polls() == [("EURUSD",)]


async def test_a_refusal_is_told_once_and_asked_again_no_sooner_than_a_minute_later() -> None:
    feed = Feed()
    await feed.begin()
    feed.silent = {"EURUSD"}
    feed.broker.refusals["ticks"] = CommandRefusedError("getTickPrices", "EX002", "busy")
    await feed.run(60)
    assert len(feed.polls()) == 1
    await feed.run(60)
    assert len(feed.polls()) == 2
    told = [trouble.title for trouble in feed.store.link.troubles]
    assert told == ["Prices that are not streamed: getTickPrices was refused: EX002"]


async def test_a_price_without_sides_does_not_replace_one_that_is_known() -> None:
    feed = Feed()
    await feed.begin()
    feed.silent = {"EURUSD"}
    nothing = a_quote(None, None, at_ms=AT_MS + DAY_MS)
    feed.broker.snapshots = [SymbolSnapshot(an_instrument(), nothing, None)]
    await feed.run(30)
    assert feed.store.market.prices["EURUSD"].quote.bid == Decimal("1.08412")
    assert len(feed.polls()) == 1


async def test_one_request_holds_no_more_symbols_than_fit_into_it() -> None:
    feed = Feed(*(f"STOCK{number}.US" for number in range(MOST_POLLED + 5)))
    await feed.begin()
    feed.silent = set(feed.symbols)
    await feed.run(16)
    assert [len(asked) for asked in feed.polls() if isinstance(asked, tuple)] == [MOST_POLLED, 5]


async def test_a_stream_that_owes_two_minutes_of_ticks_leaves_the_chart_with_candles_from_ticks() -> None:
    feed = Feed()
    feed.desk.show_chart("main", "EURUSD", Period.M1)
    await feed.begin()
    feed.minutes = False
    await feed.run(119 + 19)
    assert feed.store.candles.silent == set()
    await feed.run(2)
    assert feed.store.candles.silent == {"EURUSD"}
    assert len(feed.store.candles.series[("EURUSD", Period.M1)].candles) == 102
    feed.minute_closed()
    assert feed.store.candles.silent == set()


async def test_minutes_that_come_or_that_never_ticked_are_not_missed() -> None:
    feed = Feed()
    feed.desk.show_chart("main", "EURUSD", Period.M1)
    await feed.begin()
    await feed.run(200)
    assert feed.store.candles.silent == set()
    feed.silent, feed.minutes = {"EURUSD"}, False
    await feed.run(600)
    assert feed.store.candles.silent == set()


async def test_a_new_session_and_a_chart_that_leaves_owe_nothing() -> None:
    feed = Feed()
    feed.desk.show_chart("main", "EURUSD", Period.M1)
    await feed.begin()
    feed.minutes = False
    await feed.run(150)
    assert feed.store.candles.silent == {"EURUSD"}
    feed.desk.handle(ev.LinkChanged(LinkState.SYNCING, 2, feed.clock.monotonic()))
    assert feed.store.candles.silent == set()
    feed.desk.handle(ev.LinkChanged(LinkState.READY, 2, feed.clock.monotonic()))
    await feed.run(150)
    assert feed.store.candles.silent == {"EURUSD"}
    feed.desk.hide_chart("main")
    assert feed.store.candles.silent == set()


async def test_longer_candles_are_still_asked_for_when_ticks_alone_tell_that_they_have_ended() -> None:
    feed = Feed()
    feed.desk.show_chart("main", "EURUSD", Period.M5)
    await feed.begin()
    feed.minutes = False
    await feed.run(290)
    assert "candles_since" not in feed.broker.questions()
    await feed.run(15)
    assert feed.broker.questions().count("candles_since") == 1
