"""A request on its way, the numbers that trades carry, and what the venue tells about them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.simulator_exchange.helpers import Venue, buy
from tui.simulator.exchange import BalanceChanged, ExchangeSettings, RequestState, RequestStatusChanged, TradeChanged


def test_a_request_is_pending_first_and_accepted_within_the_longest_delay() -> None:
    venue = Venue()
    number = venue.taken(**buy(customComment="mine", price=1.5))
    first = venue.exchange.status("1000", number)
    assert first is not None
    assert (first.state, first.price, first.custom_comment) == (RequestState.PENDING, Decimal("1.5"), "mine")
    venue.pass_ms(49)
    assert venue.trades() == []
    venue.pass_ms(351)
    assert venue.position().request_number == number
    states = [one.status for one in venue.told if isinstance(one, RequestStatusChanged)]
    assert states == [RequestState.PENDING, RequestState.ACCEPTED]


def test_the_status_of_another_accounts_request_is_not_told() -> None:
    venue = Venue()
    assert venue.exchange.status("1001", venue.taken(**buy())) is None


def test_a_market_position_has_its_own_number_and_the_request_as_second_one() -> None:
    venue = Venue()
    number = venue.done(**buy())
    held = venue.position()
    assert held.order_number == held.position_number != number
    assert held.request_number == number


def test_a_pending_order_carries_one_number_and_hands_it_to_its_position() -> None:
    venue = Venue()
    number = venue.done(**buy(cmd=2, price=1.09, customComment="wait", sl=1.08, tp=1.12))
    waiting = venue.position()
    assert waiting.order_number == waiting.request_number == waiting.position_number == number
    venue.market.set_bid("EURUSD", venue.now_ms + 500, 108_900)
    venue.pass_ms(500)
    held = venue.position()
    assert (held.operation, held.request_number, held.custom_comment) == (0, number, "wait")
    assert held.position_number != number
    assert (held.stop_loss, held.take_profit, held.open_price) == (
        Decimal("1.08"), Decimal("1.12"), Decimal("1.08910"),
    )  # fmt: skip


def test_a_close_keeps_the_position_and_takes_its_order_from_a_smaller_series() -> None:
    venue = Venue()
    venue.done(**buy())
    held = venue.position()
    closing = venue.done(**buy(cmd=0, type=2, order=held.position_number))
    (closed,) = venue.closed()
    assert (closed.position_number, closed.request_number, closed.closed) == (held.position_number, closing, True)
    assert closed.order_number < held.position_number
    assert closed.comment == held.comment


def test_partial_closes_share_the_opening_and_add_up() -> None:
    venue = Venue()
    venue.done(**buy(0.3))
    held = venue.position()
    venue.done(**buy(0.1, type=2, order=held.position_number))
    assert venue.position().volume == Decimal("0.2")
    venue.done(**buy(0.2, type=2, order=held.position_number))
    first, second = venue.closed()
    assert first.volume + second.volume == held.volume
    assert (first.open_price, first.opened_at_ms) == (second.open_price, second.opened_at_ms)
    assert first.order_number != second.order_number


def test_modify_replaces_everything_so_that_a_field_left_out_is_removed() -> None:
    venue = Venue()
    venue.done(**buy(sl=1.09, tp=1.11, offset=2000))
    held = venue.position()
    assert (held.stop_loss, held.take_profit, held.trailing_offset) == (Decimal("1.09"), Decimal("1.11"), 2000)
    venue.done(**buy(type=3, order=held.position_number, tp=1.12))
    changed = venue.position()
    assert (changed.stop_loss, changed.take_profit, changed.trailing_offset) == (0, Decimal("1.12"), 0)
    assert changed.request_number == held.request_number


def test_modify_replaces_price_and_expiration_of_a_pending_order() -> None:
    venue = Venue()
    later = venue.now_ms + 3_600_000
    number = venue.done(**buy(cmd=2, price=1.09, sl=1.08, expiration=later))
    venue.done(**buy(cmd=2, type=3, order=number, price=1.085))
    changed = venue.position()
    assert (changed.open_price, changed.stop_loss, changed.expires_at_ms) == (Decimal("1.085"), 0, None)


def test_a_deleted_pending_order_is_told_as_deleted() -> None:
    venue = Venue()
    number = venue.done(**buy(cmd=2, price=1.09))
    venue.done(**buy(cmd=2, type=4, order=number))
    assert venue.trades() == []
    last = [one for one in venue.told if isinstance(one, TradeChanged)][-1]
    assert (last.kind, last.deleted, last.record.position_number) == ("pending", True, number)


def test_a_pending_order_expires_at_its_time() -> None:
    venue = Venue()
    venue.done(**buy(cmd=2, price=1.09, expiration=venue.now_ms + 60_000))
    venue.pass_ms(59_000)
    assert len(venue.trades()) == 1
    venue.pass_ms(1_000)
    assert venue.trades() == []


@pytest.mark.parametrize("announced", [True, False])
def test_a_market_request_in_flight_may_show_as_type_one_with_the_side_of_the_deal(announced: bool) -> None:
    venue = Venue(announce_in_flight=announced)
    venue.done(**buy())
    venue.done(**buy(type=2, order=venue.position().position_number))
    shown = [(one.kind, int(one.record.operation)) for one in venue.told if isinstance(one, TradeChanged)]
    steps = [("pending", 0), ("open", 0), ("pending", 1), ("close", 0)]
    assert shown == (steps if announced else [one for one in steps if one[0] != "pending"])


def test_opening_and_closing_tell_the_balance_at_once() -> None:
    venue = Venue()
    number = venue.taken(**buy())
    venue.told.clear()
    venue.now_ms += 400
    venue.exchange.advance(venue.now_ms)
    assert BalanceChanged("1000") in venue.told
    assert any(isinstance(one, RequestStatusChanged) and one.number == number for one in venue.told)


@pytest.mark.parametrize(("wins", "comment"), [(True, "bye"), (False, "hello")])
def test_a_closed_trade_carries_the_comment_that_the_settings_choose(wins: bool, comment: str) -> None:
    venue = Venue(closing_comment_wins=wins)
    venue.done(**buy(customComment="hello"))
    venue.done(**buy(type=2, order=venue.position().position_number, customComment="bye"))
    assert venue.closed()[0].custom_comment == comment


def test_the_ledger_tells_verdict_and_position_of_every_transaction() -> None:
    venue = Venue()
    venue.done(**buy())
    held = venue.position().position_number
    venue.done(**buy(type=2, order=held))
    venue.taken(**buy())
    ledger = venue.exchange.ledger(venue.now_ms)
    assert [(one.seq, one.verdict, one.position) for one in ledger.transactions] == [
        (1, "accepted", held), (2, "accepted", held), (3, "pending", None),
    ]  # fmt: skip
    assert (ledger.logins, ledger.positions, len(ledger.deals)) == (("1000", "1001"), (), 3)


def test_trades_of_today_are_added_when_not_only_open_ones_are_asked_for() -> None:
    venue = Venue()
    venue.done(**buy())
    venue.done(**buy(type=2, order=venue.position().position_number))
    assert venue.trades() == []
    assert [one.closed for one in venue.exchange.trades("1000", False, venue.now_ms)] == [True]


def test_records_are_found_by_position_number_open_pending_and_closed() -> None:
    venue = Venue()
    pending = venue.done(**buy(cmd=2, price=1.09))
    venue.done(**buy(0.2))
    held = next(one.position_number for one in venue.trades() if one.operation == 0)
    venue.done(**buy(0.1, type=2, order=held))
    found = venue.exchange.records("1000", [held, 999, pending], venue.now_ms)
    assert [(one.position_number, one.closed) for one in found] == [(held, False), (held, True), (pending, False)]
    assert venue.exchange.records("1001", [held, pending], venue.now_ms) == []


def test_a_clock_set_back_does_not_strand_a_request() -> None:
    venue = Venue()
    venue.pass_ms(3_600_000)
    number = venue.taken(**buy())
    venue.pass_ms(-3_600_000)
    venue.pass_ms(500)
    status = venue.exchange.status("1000", number)
    assert status is not None
    assert status.state is RequestState.ACCEPTED


def test_the_shipped_accounts_are_three_and_both_rule_sets_know_them() -> None:
    for settings in (ExchangeSettings.strict(), ExchangeSettings.lenient()):
        assert [(one.login, one.currency) for one in settings.accounts] == [
            ("1000", "EUR"), ("1001", "USD"), ("1002", "PLN"),
        ]  # fmt: skip
