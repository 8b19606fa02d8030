"""The streaming socket: subscriptions follow the wishes, and records become events."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.xapi.fakes import Stage, settle, stage
from tui.domain.events import (
    CandleClosed,
    FiguresChanged,
    NewsPublished,
    PendingChanged,
    PendingRemoved,
    PositionChanged,
    ProfitChanged,
    QuoteChanged,
    RequestStatusChanged,
    TradeClosed,
)
from tui.domain.position import CloseReason, Side
from tui.xapi.dispatch import Dispatcher
from tui.xapi.watch import Counters
from tui.xapi.wishes import KEEP_ALIVE, QuoteWish, Subscription, Wishes, next_step

pytestmark = pytest.mark.anyio


async def started(*wishes: QuoteWish) -> Stage:
    at = stage()
    at.session.wish_quotes(wishes)
    await at.start()
    await at.broker.live(6)
    at.broker.heard_stream.clear()
    return at


def heard(at: Stage) -> list[tuple[str, str]]:
    return [(frame.command, frame.packet.get("symbol", "")) for frame in at.broker.heard_stream]


async def test_a_changed_wish_is_stopped_and_started_again_with_its_options() -> None:
    at = await started(QuoteWish("EURUSD"), QuoteWish("GOLD"))
    at.session.wish_quotes([QuoteWish("EURUSD", 1, None), QuoteWish("GOLD")])
    await at.broker.live(2)
    assert heard(at) == [("stopTickPrices", "EURUSD"), ("getTickPrices", "EURUSD")]
    packet = at.broker.heard_stream[1].packet
    assert packet["minArrivalTime"] == 1
    assert "maxLevel" not in packet
    await at.stop()


async def test_new_wishes_go_before_the_end_of_old_ones() -> None:
    at = await started(QuoteWish("A"), QuoteWish("B"))
    at.session.wish_quotes([QuoteWish("C"), QuoteWish("D")])
    await at.broker.live(3)
    assert heard(at) == [
        ("getTickPrices", "C"),
        ("getTickPrices", "D"),
        ("stopTickPrices", "A"),
        ("stopTickPrices", "B"),
    ]
    await at.stop()


async def test_a_wish_that_comes_and_goes_within_the_pace_sends_nothing() -> None:
    at = await started(QuoteWish("A"))
    at.session.wish_quotes([QuoteWish("A"), QuoteWish("B")])
    at.session.wish_quotes([QuoteWish("A")])
    await at.broker.live(3)
    assert heard(at) == []
    await at.stop()


async def test_of_two_wishes_for_one_symbol_the_first_counts() -> None:
    at = await started()
    at.session.wish_quotes([QuoteWish("A", 1), QuoteWish("A", 500)])
    await at.broker.live(2)
    assert [frame.packet["minArrivalTime"] for frame in at.broker.heard_stream] == [1]
    await at.stop()


async def test_the_account_can_be_left_alone_again() -> None:
    at = await started()
    at.session.wish_account(True)
    await at.broker.live(3)
    at.session.wish_account(False)
    at.broker.heard_stream.clear()
    await at.broker.live(6)
    names = {"stopBalance", "stopTrades", "stopTradeStatus", "stopProfits", "stopNews"}
    assert {name for name, _ in heard(at)} == names
    await at.stop()


async def test_subscriptions_keep_their_distance_and_stop_while_nothing_is_heard() -> None:
    at = stage()
    at.session.wish_quotes([QuoteWish(f"S{n}") for n in range(12)])
    at.broker.silent_stream = True
    await at.start()
    await at.clock.advance(8)
    assert len(at.broker.heard_stream) == 4
    await at.broker.keep_alive()
    await at.clock.advance(3)
    times = [frame.at for frame in at.broker.heard_stream]
    assert len(times) == 8
    assert all(later - earlier >= 0.2099 for earlier, later in itertools.pairwise(times))
    await at.stop()


async def test_a_symbol_too_long_to_be_asked_for_is_left_out() -> None:
    at = await started(QuoteWish("X" * 2000), QuoteWish("GOLD"))
    assert at.session.counters.stream_errors == 1
    at.session.wish_quotes([QuoteWish("X" * 2000), QuoteWish("GOLD"), QuoteWish("DE40")])
    await at.broker.live(2)
    assert heard(at) == [("getTickPrices", "DE40")]
    await at.stop()


@given(st.lists(st.sampled_from("ABCDE"), max_size=6), st.lists(st.sampled_from("ABCDEF"), max_size=6), st.booleans())
def test_steps_always_end_in_what_is_wanted(before, after, account) -> None:
    wishes = Wishes()
    wishes.want_quotes([QuoteWish(symbol, 5) for symbol in before])
    active: dict[tuple[str, str], Subscription] = {item.key: item for item in wishes.wanted()}
    wishes.want_quotes([QuoteWish(symbol, ord(symbol) % 2) for symbol in after])
    wishes.want_account(account)
    for _ in range(40):
        step = next_step(wishes.wanted(), active)
        if step is None:
            break
        if step.start:
            assert step.subscription.key not in active
            active[step.subscription.key] = step.subscription
        else:
            del active[step.subscription.key]
    assert set(active.values()) == set(wishes.wanted())
    assert KEEP_ALIVE in active.values()


def event(command: str, data: object, counters: Counters | None = None) -> Any:
    return Dispatcher(counters or Counters()).event({"command": command, "data": data}, 5.0)


TICK = {
    "ask": Decimal("1.0852"),
    "askVolume": 200000,
    "bid": Decimal("1.0851"),
    "bidVolume": None,
    "high": Decimal("1.09"),
    "level": 2,
    "low": 1,
    "quoteId": 77,
    "symbol": "EURUSD",
    "timestamp": 1272529161605,
}


def test_a_tick_keeps_its_digits_its_level_and_its_unknowns() -> None:
    changed = event("tickPrices", TICK)
    assert isinstance(changed, QuoteChanged)
    quote = changed.quote
    assert (quote.symbol, str(quote.bid), str(quote.ask), quote.level) == ("EURUSD", "1.0851", "1.0852", 2)
    assert (quote.bid_volume, quote.ask_volume, quote.low) == (None, Decimal(200000), Decimal(1))
    assert (quote.at_ms, changed.received) == (1272529161605, 5.0)


@pytest.mark.parametrize(
    "change",
    [{"symbol": None}, {"timestamp": "1"}, {"bid": "1.1"}, {"bid": True}, {"level": "0"}, {"ask": []}],
    ids=str,
)
def test_a_tick_of_no_use_is_counted_and_dropped(change: dict[str, object]) -> None:
    counters = Counters()
    assert event("tickPrices", {**TICK, **change}, counters) is None
    assert counters.bad_records == 1


def test_messages_nobody_knows_are_counted_and_dropped() -> None:
    counters = Counters()
    for command, data in (("gift", {}), (None, {}), ("tickPrices", None), ("candle", []), ({}, {})):
        assert event(command, data, counters) is None  # type: ignore[arg-type]
    assert counters.unknown_messages == 5


TRADE = {
    "cmd": 0,
    "order": 627748153,
    "order2": 627726330,
    "position": 627748153,
    "symbol": "GOLD",
    "volume": Decimal("0.1"),
    "open_price": Decimal("1923.5"),
    "open_time": 1,
    "close_price": Decimal("1924.0"),
    "close_time": None,
    "closed": False,
    "profit": None,
    "sl": 0,
    "tp": 0,
    "storage": 0,
    "commission": 0,
    "comment": "",
    "customComment": "XD1",
    "digits": 2,
    "offset": 0,
    "state": "Modified",
    "type": 0,
}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({}, PositionChanged),
        ({"cmd": 1, "type": 3}, PositionChanged),
        ({"type": 1}, type(None)),
        ({"type": 1, "cmd": 1}, type(None)),
        ({"cmd": 2, "type": 1}, PendingChanged),
        ({"cmd": 5, "type": 0}, PendingChanged),
        ({"cmd": 3, "type": 1, "state": "Deleted"}, PendingRemoved),
        ({"cmd": 4, "type": 2}, PendingRemoved),
        ({"type": 2, "closed": True, "close_time": 9}, TradeClosed),
        ({"type": 77, "closed": True}, TradeClosed),
        ({"cmd": 6, "symbol": None, "closed": True}, TradeClosed),
        ({"cmd": 99}, type(None)),
    ],
    ids=str,
)
def test_a_trade_record_says_what_happened(change: dict[str, object], kind: type) -> None:
    assert type(event("trade", {**TRADE, **change})) is kind


def test_a_closed_trade_is_keyed_by_position_and_tells_why() -> None:
    record = {**TRADE, "type": 2, "closed": True, "order": 74148499, "order2": 316311957, "comment": "x [T/P]"}
    closed = event("trade", {**record, "close_time": 9, "profit": Decimal("5.5")})
    assert (closed.trade.position, closed.trade.request_id) == (627748153, 316311957)
    assert (closed.trade.side, closed.trade.reason) == (Side.BUY, CloseReason.TAKE_PROFIT)
    assert closed.trade.profit == Decimal("5.5")


def test_the_other_records_become_their_events() -> None:
    balance = {"balance": 1, "credit": None, "equity": 2, "margin": 3, "marginFree": 4, "marginLevel": Decimal("5.1")}
    figures = event("balance", balance)
    assert isinstance(figures, FiguresChanged)
    assert (figures.figures.free_margin, figures.figures.margin_level, figures.figures.credit) == (4, Decimal("5.1"), 0)
    profit = event("profit", {"order": 1, "order2": 2, "position": 3, "profit": Decimal("-7.5")})
    assert profit == ProfitChanged(3, Decimal("-7.5"), 5.0)
    price = Decimal("1.5")
    candle = event("candle", {"symbol": "A", "ctm": 60, "open": price, "close": price, "high": price, "low": price})
    assert isinstance(candle, CandleClosed)
    assert (candle.candle.start_ms, candle.candle.open, candle.candle.volume) == (60, price, 0)
    status = event("tradeStatus", {"order": 43, "requestStatus": 9, "message": None, "customComment": "c", "price": 1})
    assert status == RequestStatusChanged(43, 9, "", "c", Decimal(1), 5.0)
    news = event("news", {"key": "k", "time": 3, "title": "t\x1b", "body": "<b>\u202e</b>"})
    assert news == NewsPublished("k", "t", "<b></b>", 3)


@given(
    st.dictionaries(st.sampled_from([*TRADE, *TICK]), st.none() | st.integers() | st.text(max_size=5) | st.booleans())
)
def test_no_record_can_break_the_dispatcher(data) -> None:
    for command in ("tickPrices", "candle", "keepAlive", "balance", "profit", "news", "trade", "tradeStatus"):
        event(command, data)


async def test_ticks_reach_the_owner_with_the_time_of_their_coming() -> None:
    at = await started(QuoteWish("EURUSD"))
    await at.clock.advance(1)
    await at.broker.stream_says("tickPrices", {"symbol": "EURUSD", "timestamp": 1, "bid": 1.5, "ask": None})
    await settle()
    changed = [item for item in at.events if isinstance(item, QuoteChanged)]
    assert [item.received for item in changed] == [at.clock.monotonic()]
    await at.stop()
