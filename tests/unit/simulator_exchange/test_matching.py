"""Stops, targets, triggers and stop-outs, tick by tick and over jumps of the clock."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.simulator_exchange.helpers import Venue, buy
from tui.simulator.exchange import BalanceChanged, ProfitChanged, TradeChanged

MINUTE_MS = 60_000
HOUR_MS = 3_600_000


def test_a_stop_loss_closes_at_the_market_with_its_comment() -> None:
    venue = Venue()
    venue.done(**buy(sl=1.09))
    venue.market.set_bid("EURUSD", venue.now_ms + 500, 108_950)
    venue.pass_ms(500)
    (closed,) = venue.closed()
    assert (closed.comment, closed.close_price) == ("[S/L]", Decimal("1.08950"))


def test_a_take_profit_may_fill_better_than_its_level() -> None:
    venue = Venue()
    venue.done(**buy(tp=1.11))
    venue.market.set_bid("EURUSD", venue.now_ms + 500, 111_020)
    venue.pass_ms(500)
    (closed,) = venue.closed()
    assert (closed.comment, closed.close_price) == ("[T/P]", Decimal("1.11020"))


def test_the_stop_of_a_short_position_looks_at_the_ask() -> None:
    venue = Venue()
    venue.done(**buy(cmd=1, sl=1.105))
    venue.market.set_bid("EURUSD", venue.now_ms + 500, 110_489)
    venue.market.set_bid("EURUSD", venue.now_ms + 1000, 110_490)
    venue.pass_ms(500)
    assert venue.closed() == []
    venue.pass_ms(500)
    assert [one.close_price for one in venue.closed()] == [Decimal("1.10500")]


@pytest.mark.parametrize(
    ("operation", "price", "not_yet", "hit"),
    [
        (2, 1.095, 109_491, 109_490),
        (3, 1.105, 110_499, 110_500),
        (4, 1.105, 110_489, 110_490),
        (5, 1.095, 109_501, 109_500),
    ],
)
def test_a_pending_order_triggers_exactly_at_its_price(operation: int, price: float, not_yet: int, hit: int) -> None:
    venue = Venue()
    venue.done(**buy(cmd=operation, price=price))
    venue.market.set_bid("EURUSD", venue.now_ms + 500, not_yet)
    venue.market.set_bid("EURUSD", venue.now_ms + 1000, hit)
    venue.pass_ms(500)
    assert venue.position().operation == operation
    venue.pass_ms(500)
    assert venue.position().operation == (0 if operation in (2, 4) else 1)
    assert venue.position().open_price == Decimal(str(price))


def test_a_pending_order_without_the_money_for_it_is_removed() -> None:
    venue = Venue()
    venue.done(**buy(50.0, cmd=2, price=1.095))
    venue.market.set_bid("EURUSD", venue.now_ms + 500, 109_000)
    venue.pass_ms(500)
    assert venue.trades() == []
    last = [one for one in venue.told if isinstance(one, TradeChanged)][-1]
    assert (last.deleted, last.record.comment) == (True, "[no money]")


def test_nothing_is_matched_while_the_market_is_closed() -> None:
    venue = Venue()
    venue.done(**buy(sl=1.09))
    venue.market.closed.add("EURUSD")
    venue.market.set_bid("EURUSD", venue.now_ms + 500, 108_000)
    venue.pass_ms(HOUR_MS)
    assert len(venue.trades()) == 1
    venue.market.closed.clear()
    venue.pass_ms(500)
    assert [one.close_price for one in venue.closed()] == [Decimal("1.08000")]


def test_a_trailing_stop_follows_and_never_steps_back() -> None:
    venue = Venue()
    venue.done(**buy(sl=1.099, offset=200))
    venue.market.set_bid("EURUSD", venue.now_ms + 500, 110_500)
    venue.pass_ms(500)
    assert venue.position().stop_loss == Decimal("1.10300")
    venue.market.set_bid("EURUSD", venue.now_ms + 500, 110_400)
    venue.pass_ms(500)
    assert venue.position().stop_loss == Decimal("1.10300")
    venue.market.set_bid("EURUSD", venue.now_ms + 500, 110_300)
    venue.pass_ms(500)
    assert [one.comment for one in venue.closed()] == ["[S/L]"]


@pytest.mark.parametrize("jump_ms", [3 * MINUTE_MS, 5 * HOUR_MS, 40 * HOUR_MS, 20 * 24 * HOUR_MS])
def test_one_slot_inside_a_jump_of_the_clock_is_enough_to_stop_a_position(jump_ms: int) -> None:
    venue = Venue()
    venue.done(**buy(sl=1.09))
    at = venue.market.slot_start(venue.now_ms + jump_ms // 2)
    venue.market.spike("EURUSD", at, 108_990)
    venue.pass_ms(jump_ms)
    (closed,) = venue.closed()
    assert (closed.closed_at_ms, closed.close_price) == (at, Decimal("1.08990"))


@pytest.mark.parametrize("jump_ms", [3 * MINUTE_MS, 40 * HOUR_MS])
def test_a_jump_gives_the_same_end_as_small_steps(jump_ms: int) -> None:
    results = []
    for stepped in (True, False):
        venue = Venue()
        venue.done(**buy(cmd=2, price=1.095, sl=1.09, tp=1.12))
        venue.done(**buy(0.2, cmd=1, sl=1.13))
        begin = venue.market.slot_start(venue.now_ms)
        for part, bid in ((4, 109_400), (3, 108_000), (2, 113_500)):
            venue.market.set_bid("EURUSD", begin + jump_ms // part, bid)
        end = venue.now_ms + jump_ms
        while venue.now_ms < end:
            venue.pass_ms(min(500 if jump_ms < HOUR_MS else 600_000, end - venue.now_ms) if stepped else jump_ms)
        results.append([(one.comment, one.close_price, one.closed_at_ms) for one in venue.closed()])
    assert results[0] == results[1]
    assert [one[0] for one in results[0]] == ["[S/L]", "[S/L]"]


def test_a_trailing_stop_survives_a_jump() -> None:
    venue = Venue()
    venue.done(**buy(sl=1.099, offset=5000))
    venue.market.set_bid("EURUSD", venue.now_ms + HOUR_MS, 112_000)
    venue.market.set_bid("EURUSD", venue.now_ms + 2 * HOUR_MS, 111_000)
    venue.pass_ms(6 * HOUR_MS)
    assert venue.position().stop_loss == Decimal("1.09900")
    venue.done(**buy(type=3, order=venue.position().position_number, sl=1.1, offset=1500))
    venue.market.set_bid("EURUSD", venue.now_ms + HOUR_MS, 112_000)
    venue.pass_ms(6 * HOUR_MS)
    assert venue.position().stop_loss == Decimal("1.10500")


def test_a_trailing_stop_that_rises_and_is_hit_within_one_minute_of_a_jump_is_hit_there() -> None:
    venue = Venue()
    venue.done(**buy(sl=1.09, offset=1000))
    begin = venue.market.slot_start(venue.now_ms + 2 * MINUTE_MS)
    begin -= begin % MINUTE_MS
    venue.market.set_bid("EURUSD", begin + 10_000, 112_000)
    venue.market.set_bid("EURUSD", begin + 20_000, 110_500)
    venue.pass_ms(10 * MINUTE_MS)
    assert [(one.comment, one.closed_at_ms) for one in venue.closed()] == [("[S/L]", begin + 20_000)]


def test_the_stop_out_closes_the_worst_position_first_and_stops_when_the_level_is_right() -> None:
    venue = Venue()
    venue.done("1001", **buy(0.3))
    venue.done("1001", **buy(0.1))
    # 1.10010 − 1.08000 = 2010 points: 603 USD and 201 USD; equity 196 on a margin of 500 USD.
    venue.market.set_bid("EURUSD", venue.now_ms + 1000, 108_000)
    venue.pass_ms(1000)
    (closed,) = venue.closed("1001")
    assert (closed.comment, closed.volume) == ("[S/O 39.20% 196.00 / 500.00 (USD)]", Decimal("0.3"))
    assert venue.position("1001").volume == Decimal("0.1")


def test_profits_and_balances_are_told_once_a_second_while_quotes_move() -> None:
    venue = Venue()
    venue.done(**buy())
    venue.pass_ms(1000)
    venue.told.clear()
    for step in range(1, 11):
        venue.market.set_bid("EURUSD", venue.now_ms + 250, 110_000 + step)
        venue.pass_ms(250)
    kinds = [type(one) for one in venue.told]
    assert kinds == [ProfitChanged, BalanceChanged] * 2


def test_nothing_is_told_while_nothing_moves() -> None:
    venue = Venue()
    venue.done(**buy())
    venue.pass_ms(1000)
    venue.told.clear()
    venue.pass_ms(5000)
    assert venue.told == []


def test_a_step_asks_quotes_only_for_symbols_in_use() -> None:
    venue = Venue()
    venue.done(**buy(sl=1.09))
    venue.market.asked.clear()
    venue.pass_ms(2000)
    assert set(venue.market.asked) == {"EURUSD"}
