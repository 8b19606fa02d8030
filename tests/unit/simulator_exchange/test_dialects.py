"""What real servers leave open is a setting of the venue: each question answered one way and the other."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.simulator_exchange.helpers import Venue, buy
from tui.simulator.exchange import Course, ExchangeSettings, RequestState, RequestStatusChanged, TradeChanged


def test_a2_a_deleted_order_carries_the_comment_that_the_settings_choose() -> None:
    for wins, comment in ((True, "bye"), (False, "hello")):
        venue = Venue(closing_comment_wins=wins)
        number = venue.done(**buy(cmd=2, price=1.09, customComment="hello"))
        venue.done(**buy(cmd=2, type=4, order=number, customComment="bye"))
        last = [one for one in venue.told if isinstance(one, TradeChanged)][-1]
        assert (last.deleted, last.record.custom_comment) == (True, comment)


@pytest.mark.parametrize(("wins", "comment"), [(True, "new"), (False, "old")])
def test_the_comment_of_a_change_may_replace_that_of_the_record(wins: bool, comment: str) -> None:
    venue = Venue(modify_comment_wins=wins)
    venue.done(**buy(customComment="old"))
    venue.done(**buy(type=3, order=venue.position().position_number, sl=1.09, customComment="new"))
    assert venue.position().custom_comment == comment
    venue.done(**buy(type=3, order=venue.position().position_number, sl=1.08))
    assert venue.position().custom_comment == comment


def test_a3_the_number_replied_may_be_the_order_of_the_record() -> None:
    venue = Venue(reply_number="order")
    number = venue.done(**buy(0.2))
    held = venue.position()
    assert (held.order_number, held.position_number) == (number, number)
    assert held.request_number != number
    closing = venue.done(**buy(0.1, type=2, order=number))
    (closed,) = venue.closed()
    assert (closed.order_number, closed.position_number) == (closing, number)
    assert closed.request_number != closing
    pending = venue.done(**buy(cmd=2, price=1.09))
    venue.market.set_bid("EURUSD", venue.now_ms + 500, 108_900)
    venue.pass_ms(500)
    newest = max(venue.trades(), key=lambda one: one.opened_at_ms)
    assert (newest.request_number, newest.order_number) == (pending, newest.position_number)
    assert newest.order_number != pending


def test_a4_only_the_session_that_sent_an_order_may_hear_its_status() -> None:
    venue = Venue(status_scope="session")
    number = venue.done_by("c1", **buy())
    assert venue.exchange.status("1000", number, connection="c1") is not None
    assert venue.exchange.status("1000", number, connection="c2") is None


def test_a4_a_status_may_be_forgotten_after_a_while() -> None:
    venue = Venue(status_memory_ms=60_000)
    number = venue.done(**buy())
    venue.pass_ms(59_000)
    assert venue.exchange.status("1000", number) is not None
    venue.pass_ms(1_001)
    assert venue.exchange.status("1000", number) is None


@pytest.mark.parametrize("shown", [True, False])
def test_a7_pending_orders_may_be_missing_from_one_list_or_the_other(shown: bool) -> None:
    venue = Venue(pending_when_opened_only=shown, pending_when_all=not shown)
    venue.done(**buy(cmd=2, price=1.09))
    lists = [venue.exchange.trades("1000", flag, venue.now_ms) for flag in (True, False)]
    assert [len(found) for found in lists] == [shown, not shown]


def test_a13_status_zero_may_be_the_end_or_not_and_is_told_once() -> None:
    for dies, trades in ((True, 0), (False, 1)):
        venue = Venue()
        number = venue.taken_with(Course(fault="f", error_ms=1000, dies=dies), **buy())
        venue.pass_ms(400)
        status = venue.exchange.status("1000", number)
        assert status is not None
        assert status.state is RequestState.ERROR
        assert venue.trades() == []
        venue.pass_ms(1500)
        assert len(venue.trades()) == trades
        states = [one.status for one in venue.told if isinstance(one, RequestStatusChanged)]
        assert states == [RequestState.PENDING, RequestState.ERROR]


def test_a_held_order_is_judged_and_executed_later_even_by_a_venue_that_was_restarted() -> None:
    venue = Venue()
    venue.held(Course(fault="error", hold_ms=4000), **buy(customComment="late"))
    venue.pass_ms(3000)
    venue.restart()
    assert venue.trades() == []
    venue.pass_ms(1500)
    held = venue.position()
    (entry,) = venue.exchange.ledger(venue.now_ms).transactions
    assert (held.custom_comment, held.request_number) == ("late", entry.request)
    assert (entry.verdict, entry.position, entry.fault) == ("accepted", held.position_number, "error")


def test_the_shipped_dialects_differ_where_the_document_and_real_servers_do_and_nowhere_else() -> None:
    strict, lenient = ExchangeSettings.strict(), ExchangeSettings.lenient()
    fields = ("reply_number", "status_scope", "second_login_kicks", "verdict_order", "error_executes", "least_gap_ms")
    assert [getattr(strict, name) for name in fields] == [getattr(lenient, name) for name in fields]
    assert (strict.document_codes, lenient.document_codes) == (True, False)


def test_the_album_gives_the_account_as_it_was() -> None:
    venue = Venue()
    venue.done(**buy(0.3))
    number = venue.position().position_number
    before_ms = venue.now_ms
    venue.pass_ms(5000)
    venue.done(**buy(0.1, type=2, order=number))
    then = venue.exchange.trades("1000", False, venue.now_ms, as_of_ms=before_ms)
    assert [(one.volume, one.closed) for one in then] == [(Decimal("0.3"), False)]
    assert [one.volume for one in venue.exchange.records("1000", [number], venue.now_ms, as_of_ms=before_ms)] == [
        Decimal("0.3")
    ]
    assert venue.position().volume == Decimal("0.2")
