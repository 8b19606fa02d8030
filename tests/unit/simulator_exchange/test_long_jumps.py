"""A long way of the clock is gone in small parts, and it does not matter where it was interrupted."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.simulator_exchange.helpers import Venue, buy
from tui.simulator.exchange import Ledger, RequestState

HOUR_MS = 3_600_000


def venue_with_stops() -> Venue:
    """A stop that is hit in the second night, a trailing one that follows, and a position that only pays swap."""
    venue = Venue()
    venue.done(**buy(0.3, sl=1.09))
    venue.done(**buy(0.2, sl=1.095, offset=500))
    venue.done("1001", **buy(0.1, cmd=1))
    at = venue.market.slot_start(venue.now_ms)
    for hour, bid in ((3, 110_800), (9, 110_100), (26, 110_700), (31, 110_100)):
        venue.market.set_bid("EURUSD", at + hour * HOUR_MS, bid)
    venue.market.spike("EURUSD", at + 40 * HOUR_MS, 108_950)
    return venue


def finished(venue: Venue, end_ms: int) -> Ledger:
    venue.now_ms = end_ms
    return venue.exchange.ledger(end_ms)


def test_small_parts_lead_to_the_same_books_as_one_stride() -> None:
    one, other = venue_with_stops(), venue_with_stops()
    end_ms = one.now_ms + 60 * HOUR_MS
    one.exchange.advance(end_ms)
    pauses = sum(1 for _ in other.exchange.advancing(end_ms))
    assert pauses > 3
    assert finished(other, end_ms) == finished(one, end_ms)
    assert other.told == one.told
    assert sorted(deal.record.comment for deal in finished(one, end_ms).deals) == [
        "Deposit", "Deposit", "[S/L]", "[S/L]"
    ]  # fmt: skip


@pytest.mark.parametrize("kept", [1, 17, 20, 21, 26, 31, 40, 60])
def test_a_way_that_was_broken_off_at_a_pause_is_gone_on_from_there_after_a_kill(kept: int) -> None:
    whole, broken = venue_with_stops(), venue_with_stops()
    end_ms = whole.now_ms + 60 * HOUR_MS
    whole.exchange.advance(end_ms)
    for count, _ in enumerate(broken.exchange.advancing(end_ms), 1):
        if count == kept:
            break
    broken.now_ms = end_ms
    broken.restart()
    assert finished(broken, end_ms) == finished(whole, end_ms)


def test_swap_is_charged_once_a_night_however_often_the_way_pauses() -> None:
    venue = Venue()
    venue.done(**buy(1.0))
    end_ms = venue.now_ms + 24 * HOUR_MS
    for _ in venue.exchange.advancing(end_ms):
        venue.exchange.margin_level("1000", end_ms)
        venue.exchange.trades("1001", True, end_ms)
    venue.now_ms = end_ms
    assert venue.position().swap == Decimal("-0.40")


def test_an_order_sent_at_a_pause_is_executed_after_the_way_and_not_in_the_past() -> None:
    venue = venue_with_stops()
    end_ms = venue.now_ms + 60 * HOUR_MS
    way = venue.exchange.advancing(end_ms)
    next(way)
    venue.now_ms = end_ms
    number = venue.taken("1001", **buy(0.05))
    for _ in way:
        pass
    status = venue.exchange.status("1001", number)
    assert status is not None
    assert status.state is RequestState.PENDING
    venue.pass_ms(500)
    opened = [one for one in venue.trades("1001") if one.request_number == number]
    assert [one.opened_at_ms > end_ms for one in opened] == [True]


def test_an_account_that_wakes_at_a_pause_lives_through_the_rest_of_the_way() -> None:
    venue = Venue(with_past=True)
    crash_ms = venue.market.slot_start(venue.now_ms) + 8 * HOUR_MS
    for name in venue.market.symbols:
        venue.market.spike(name, crash_ms, venue.market.quote(name, crash_ms).bid // 2)
    end_ms = venue.now_ms + 30 * HOUR_MS
    venue.exchange.user_data("1000")
    way = venue.exchange.advancing(end_ms)
    next(way)
    held = {one.position_number for one in venue.trades("1001") if one.operation.is_market}
    for _ in way:
        pass
    assert held
    venue.now_ms = end_ms
    ended = {one.position_number: one.closed_at_ms for one in venue.closed("1001")}
    assert {ended.get(number) for number in held} == {crash_ms}


def test_an_account_is_stopped_out_in_the_hour_of_a_jump_in_which_its_margin_went() -> None:
    venue = Venue()
    venue.done("1001", **buy(0.8))
    at = venue.market.slot_start(venue.now_ms)
    venue.market.set_bid("EURUSD", at + 20 * HOUR_MS, 109_300)
    venue.market.set_bid("EURUSD", at + 21 * HOUR_MS, 110_500)
    venue.pass_ms(70 * HOUR_MS)
    (closed,) = venue.closed("1001")
    assert closed.comment.startswith("[S/O ")
    assert 20 * HOUR_MS <= (closed.closed_at_ms or 0) - at <= 20 * HOUR_MS + 5 * 60_000


def test_the_first_candle_of_a_stretch_does_not_pull_a_stop_by_prices_from_before_it() -> None:
    venue = Venue()
    at = venue.market.slot_start(venue.now_ms)
    venue.market.spike("EURUSD", at + 60_000, 110_300)
    venue.pass_ms(10 * 60_000)
    venue.done(**buy(0.1, sl=1.09, offset=1_000))
    venue.pass_ms(5 * HOUR_MS)
    assert venue.position().stop_loss == Decimal("1.0900")


@pytest.mark.parametrize("jump_ms", [40 * 60_000, 5 * HOUR_MS, 40 * HOUR_MS])
@pytest.mark.parametrize("offset_ms", [0, 500, 60_000 - 500])
def test_every_slot_of_a_minute_counts_in_a_jump_the_first_and_the_last_too(jump_ms: int, offset_ms: int) -> None:
    venue = Venue()
    venue.done(**buy(sl=1.09))
    start_ms = venue.now_ms - venue.now_ms % 60_000
    at = start_ms + jump_ms // 2 - jump_ms // 2 % (5 * 60_000) + offset_ms
    venue.market.spike("EURUSD", at, 108_990)
    venue.pass_ms(jump_ms)
    (closed,) = venue.closed()
    assert closed.closed_at_ms == at


def test_the_slot_in_which_a_jump_ends_counts() -> None:
    venue = Venue()
    venue.done(**buy(sl=1.09))
    end_ms = venue.market.slot_start(venue.now_ms) + 3 * HOUR_MS
    venue.market.spike("EURUSD", end_ms, 108_990)
    venue.pass_ms(end_ms - venue.now_ms)
    assert [one.closed_at_ms for one in venue.closed()] == [end_ms]


def test_the_slot_that_begins_at_a_pause_counts_when_the_way_was_broken_off_there() -> None:
    venue = Venue()
    venue.done(**buy(sl=1.09))
    hour_ms = venue.now_ms - venue.now_ms % HOUR_MS + HOUR_MS
    venue.market.spike("EURUSD", hour_ms, 108_990)
    next(venue.exchange.advancing(hour_ms + HOUR_MS))
    venue.now_ms = hour_ms
    venue.pass_ms(1_000)
    assert [one.closed_at_ms for one in venue.closed()] == [hour_ms]


def test_a_sale_is_stopped_in_a_jump_by_an_ask_whose_bid_did_not_get_there() -> None:
    venue = Venue()
    venue.done(**buy(cmd=1, sl=1.11))
    at = venue.market.slot_start(venue.now_ms) + 2 * HOUR_MS
    venue.market.spike("EURUSD", at, 110_995)
    venue.pass_ms(6 * HOUR_MS)
    assert [one.closed_at_ms for one in venue.closed()] == [at]
