"""The store: events in, changes out."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.examples import (
    AT_MS,
    a_candle,
    a_closed_trade,
    a_pending_order,
    a_position,
    a_quote,
    an_instrument,
)
from tui.domain import events as ev
from tui.domain.candle import Candle, Period
from tui.domain.events import LinkState
from tui.store.changes import Changes, Topic
from tui.store.select import freshness_of
from tui.store.store import Store


def store_with(*events: ev.Event) -> Store:
    store = Store()
    for event in events:
        store.apply(event)
    return store


def test_draining_tells_each_change_once() -> None:
    store = store_with(ev.QuoteChanged(a_quote(), 1.0))
    assert store.drain().keys(Topic.QUOTES) == {"EURUSD"}
    assert not store.drain()


def test_everything_touches_every_topic() -> None:
    changes = Changes.everything()
    assert all(changes.whole(topic) for topic in Topic)


def test_an_older_tick_is_dropped_and_counted() -> None:
    store = store_with(
        ev.QuoteChanged(a_quote("1.08500"), 1.0),
        ev.QuoteChanged(a_quote("1.08000", at_ms=AT_MS - 1), 2.0),
    )
    assert store.market.prices["EURUSD"].quote.bid == Decimal("1.08500")
    assert store.market.late_ticks == 1


@given(st.permutations(range(8)))
def test_whatever_the_order_of_ticks_the_newest_is_shown(order: list[int]) -> None:
    ticks = [a_quote(f"1.0{n}", at_ms=AT_MS + n) for n in range(8)]
    store = store_with(*(ev.QuoteChanged(ticks[n], float(i)) for i, n in enumerate(order)))
    assert store.market.prices["EURUSD"].quote == ticks[7]
    assert store.market.depth["EURUSD"][0] == ticks[7]


def test_a_move_of_the_bid_is_remembered_with_its_direction_and_time() -> None:
    store = store_with(
        ev.QuoteChanged(a_quote("1.08412"), 1.0),
        ev.QuoteChanged(a_quote("1.08400", at_ms=AT_MS + 1), 2.5),
        ev.QuoteChanged(a_quote("1.08400", "1.08411", at_ms=AT_MS + 2), 3.0),
    )
    state = store.market.prices["EURUSD"]
    assert (state.bid_direction, state.bid_moved) == (-1, 2.5)
    assert (state.ask_direction, state.ask_moved) == (-1, 3.0)


def test_a_deeper_level_is_no_new_best_price() -> None:
    store = store_with(ev.QuoteChanged(a_quote(), 1.0), ev.QuoteChanged(a_quote("1.08300", level=1), 1.0))
    assert store.market.prices["EURUSD"].quote.bid == Decimal("1.08412")
    assert sorted(store.market.depth["EURUSD"]) == [0, 1]


def test_the_day_change_is_measured_against_what_the_percentage_implies() -> None:
    store = store_with(ev.QuoteChanged(a_quote("1.0200"), 1.0))
    assert store.market.day_change_percent("EURUSD") is None
    store.apply(ev.DayChangeKnown("EURUSD", Decimal("1.0"), Decimal("1.0100"), AT_MS))
    assert store.market.day_change_percent("EURUSD") == Decimal("2.0")


def test_a_percentage_that_implies_no_price_is_not_believed() -> None:
    store = store_with(
        ev.QuoteChanged(a_quote(), 1.0), ev.DayChangeKnown("EURUSD", Decimal(-100), Decimal("1.0"), AT_MS)
    )
    assert store.market.day_change_percent("EURUSD") is None


def test_reference_prices_of_yesterday_are_forgotten() -> None:
    store = store_with(ev.DayChangeKnown("EURUSD", Decimal(1), Decimal(1), AT_MS))
    assert store.market.forget_references(AT_MS) == frozenset()
    assert store.market.forget_references(AT_MS + 1) == {"EURUSD"}
    assert store.market.references == {}


def test_decimals_are_read_off_the_price_until_the_instrument_is_known() -> None:
    store = store_with(ev.QuoteChanged(a_quote("2664.10"), 1.0))
    assert store.market.digits("EURUSD") == 2
    store.apply(ev.InstrumentsLoaded((an_instrument(digits=5),), complete=False))
    assert store.market.digits("EURUSD") == 5


# --- candles


def charted(*candles: Candle) -> Store:
    store = Store()
    store.candles.open("EURUSD", Period.M1)
    store.apply(ev.CandlesLoaded("EURUSD", Period.M1, candles))
    return store


def last(store: Store, period: Period = Period.M1) -> Candle:
    return store.candles.series[("EURUSD", period)].candles[-1]


def test_a_tick_in_the_forming_minute_moves_its_close_and_extremes() -> None:
    store = charted(a_candle(AT_MS, "1.1 1.3 1.0 1.2"))
    store.apply(ev.QuoteChanged(a_quote("1.4", at_ms=AT_MS + 59_999), 1.0))
    assert last(store) == a_candle(AT_MS, "1.1 1.4 1.0 1.4")


def test_a_tick_in_the_next_minute_opens_a_candle() -> None:
    store = charted(a_candle(AT_MS))
    store.apply(ev.QuoteChanged(a_quote("1.25", at_ms=AT_MS + 60_000), 1.0))
    assert last(store) == a_candle(AT_MS + 60_000, "1.25 1.25 1.25 1.25", volume=0)


def test_the_streamed_minute_replaces_what_ticks_had_built() -> None:
    store = charted(a_candle(AT_MS))
    store.apply(ev.QuoteChanged(a_quote("1.25", at_ms=AT_MS + 60_000), 1.0))
    minute = a_candle(AT_MS + 60_000, "1.25 1.26 1.24 1.26", volume=7)
    store.apply(ev.CandleClosed("EURUSD", minute, 2.0))
    assert last(store) == minute


def test_a_streamed_minute_counts_into_the_longer_candle() -> None:
    store = Store()
    store.candles.open("EURUSD", Period.M5)
    store.apply(ev.CandlesLoaded("EURUSD", Period.M5, (a_candle(AT_MS, "1.1 1.3 1.0 1.2", volume=10),)))
    store.apply(ev.CandleClosed("EURUSD", a_candle(AT_MS + 60_000, "1.2 1.5 1.2 1.4", volume=3), 1.0))
    assert last(store, Period.M5) == a_candle(AT_MS, "1.1 1.5 1.0 1.2", volume=13)


def test_a_minute_that_was_missed_is_put_at_its_place() -> None:
    store = charted(a_candle(AT_MS), a_candle(AT_MS + 120_000))
    missed = a_candle(AT_MS + 60_000)
    store.apply(ev.CandleClosed("EURUSD", missed, 1.0))
    assert [candle.start_ms for candle in store.candles.series[("EURUSD", Period.M1)].candles] == [
        AT_MS,
        AT_MS + 60_000,
        AT_MS + 120_000,
    ]


def test_a_broken_link_leaves_a_gap_until_candles_from_before_it_come() -> None:
    store = charted(a_candle(AT_MS), a_candle(AT_MS + 60_000))
    store.apply(ev.LinkChanged(LinkState.READY, 1, 1.0))
    store.apply(ev.LinkChanged(LinkState.WAITING, 1, 2.0))
    series = store.candles.series[("EURUSD", Period.M1)]
    assert series.gap_from == AT_MS
    store.apply(ev.CandlesLoaded("EURUSD", Period.M1, (a_candle(AT_MS + 120_000),)))
    assert series.gap_from == AT_MS
    store.apply(ev.CandlesLoaded("EURUSD", Period.M1, (a_candle(AT_MS), a_candle(AT_MS + 60_000))))
    assert series.gap_from is None


def test_only_charts_in_use_are_kept() -> None:
    store = charted(a_candle())
    store.candles.keep_only(set())
    store.apply(ev.QuoteChanged(a_quote(), 1.0))
    assert store.candles.series == {}


@given(st.lists(st.integers(0, 30), min_size=1, max_size=20))
def test_candles_stay_ascending_whatever_comes(minutes: list[int]) -> None:
    store = charted(a_candle(AT_MS))
    for index, minute in enumerate(minutes):
        at_ms = AT_MS + minute * 60_000
        if index % 2:
            store.apply(ev.CandleClosed("EURUSD", a_candle(at_ms), 1.0))
        else:
            store.apply(ev.QuoteChanged(a_quote("1.2", at_ms=at_ms), 1.0))
    starts = [candle.start_ms for candle in store.candles.series[("EURUSD", Period.M1)].candles]
    assert starts == sorted(set(starts))


# --- account


def snapshot(*positions: object, pending: tuple[object, ...] = (), asked: float = 1.0) -> ev.TradesLoaded:
    return ev.TradesLoaded(positions, pending, asked)  # type: ignore[arg-type]


def test_a_snapshot_replaces_what_the_stream_has_not_touched_since() -> None:
    store = store_with(snapshot(a_position(1)), snapshot(a_position(2), asked=2.0))
    assert list(store.account.positions) == [2]


def test_a_position_that_opened_after_the_question_survives_the_answer() -> None:
    store = store_with(snapshot(), ev.PositionChanged(a_position(7), 2.5), snapshot(asked=2.0))
    assert list(store.account.positions) == [7]


def test_a_late_snapshot_cannot_bring_a_closed_position_back() -> None:
    store = store_with(
        snapshot(a_position(7)),
        ev.TradeClosed(a_closed_trade(7), 2.5),
        snapshot(a_position(7), asked=2.0),
    )
    assert store.account.positions == {}


def test_a_trade_that_was_counted_as_gone_by_mistake_comes_back_with_a_snapshot_of_long_after() -> None:
    store = store_with(snapshot(a_position(7)), ev.TradeClosed(a_closed_trade(7), 2.0))
    store.apply(snapshot(a_position(7), asked=31.9))
    assert store.account.positions == {}
    store.apply(snapshot(a_position(7), asked=32.0))
    assert list(store.account.positions) == [7]


def test_a_running_profit_reaches_its_position_and_no_other() -> None:
    store = store_with(snapshot(a_position(7)), ev.ProfitChanged(7, Decimal("3.21"), 2.0))
    store.apply(ev.ProfitChanged(8, Decimal("1"), 2.0))
    assert store.account.positions[7].profit == Decimal("3.21")


def test_a_modification_without_profit_keeps_the_known_one() -> None:
    store = store_with(snapshot(a_position(7)), ev.PositionChanged(a_position(7, profit=None), 2.0))
    assert store.account.positions[7].profit == Decimal("9.41")


PART = a_closed_trade(7, volume=Decimal("0.06"))
REST = ev.PositionChanged(a_position(7, volume=Decimal("0.04")), 2.0)


def test_a_part_closed_leaves_the_rest_whichever_message_comes_first() -> None:
    for messages in ([REST, ev.TradeClosed(PART, 2.0)], [ev.TradeClosed(PART, 2.0), REST]):
        store = store_with(snapshot(a_position(7, volume=Decimal("0.10"))), *messages)
        assert store.account.positions[7].volume == Decimal("0.04")


def test_a_close_that_is_told_twice_counts_once() -> None:
    store = store_with(
        snapshot(a_position(7, volume=Decimal("0.10"))), ev.TradeClosed(PART, 2.0), ev.TradeClosed(PART, 2.1)
    )
    assert store.account.positions[7].volume == Decimal("0.04")
    assert len(store.account.history) == 1


def test_a_part_closed_of_a_position_that_a_snapshot_lacked_does_not_hide_the_rest_for_ever() -> None:
    rest = a_position(7, volume=Decimal("0.04"))
    for before in ([], [snapshot(a_position(7, volume=Decimal("0.10"))), snapshot(asked=1.5)]):
        store = store_with(*before, ev.TradeClosed(PART, 2.0))
        assert store.account.positions == {}
        store.apply(snapshot(rest, asked=1.9))
        assert store.account.positions == {}, "asked for before the part was closed"
        store.apply(snapshot(rest, asked=3.0))
        assert store.account.positions == {7: rest}


def test_a_pending_order_that_triggers_gives_way_to_its_position() -> None:
    store = store_with(
        snapshot(pending=(a_pending_order(50),)),
        ev.PositionChanged(a_position(51, request_id=50), 2.0),
    )
    assert store.account.pending == {}
    assert list(store.account.positions) == [51]


def test_a_deleted_pending_order_stays_deleted() -> None:
    store = store_with(
        snapshot(pending=(a_pending_order(50),)),
        ev.PendingRemoved(50, 2.0),
        ev.PendingChanged(a_pending_order(50), 2.1),
    )
    assert store.account.pending == {}


def test_a_snapshot_that_differs_under_a_living_feed_is_counted() -> None:
    store = store_with(snapshot(a_position(1)), snapshot(a_position(1), asked=2.0))
    assert store.account.snapshot_differences == 0
    store.apply(snapshot(a_position(2), asked=3.0))
    assert store.account.snapshot_differences == 2


# --- link


def test_a_lost_link_makes_the_feed_unheard() -> None:
    store = store_with(
        ev.LinkChanged(LinkState.READY, 1, 0.0),
        ev.FeedHeard(AT_MS, 5.0),
        ev.QuoteChanged(a_quote(), 5.0),
    )
    assert freshness_of(store, "EURUSD", 5.5, AT_MS).value == "live"
    assert freshness_of(store, "EURUSD", 12.5, AT_MS).value == "stale"
    store.apply(ev.LinkChanged(LinkState.WAITING, 1, 13.0))
    assert freshness_of(store, "EURUSD", 13.5, AT_MS).value == "down"
    store.apply(ev.LinkChanged(LinkState.SYNCING, 2, 14.0))
    assert freshness_of(store, "EURUSD", 14.5, AT_MS).value == "waiting"


def test_a_clock_jump_makes_every_price_wait_for_the_feed() -> None:
    store = store_with(ev.LinkChanged(LinkState.READY, 1, 0.0), ev.FeedHeard(AT_MS, 5.0), ev.ClockJumped(60.0, 6.0))
    assert store.link.feed_age(6.0) is None


def test_the_brokers_clock_is_its_last_word_carried_on() -> None:
    store = store_with(ev.FeedHeard(AT_MS, 5.0))
    assert store.link.server_now_ms(7.5, 0) == AT_MS + 2500


def test_a_news_item_that_comes_twice_is_kept_once() -> None:
    item = ev.NewsPublished("k", "title", "body", AT_MS)
    assert len(store_with(item, item).news) == 1
