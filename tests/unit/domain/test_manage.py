"""Changing and closing what is open: the full set of levels, parts that the broker takes, nothing for nothing."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.examples import AT_MS, a_pending_order, a_position
from tests.unit.domain.tickets import EURUSD, facts
from tui.domain.facts import Origin
from tui.domain.freshness import Freshness
from tui.domain.intent import Action, closing, deleting
from tui.domain.manage import ManagePlan, ModifyInput, modify_input, solve_close, solve_delete, solve_modify
from tui.domain.position import PendingOrder, Position, Side

D = Decimal
POSITION = a_position()
"""0.10 EURUSD bought at 1.08310, stop loss 1.08200, take profit 1.08800."""
LIMIT = a_pending_order(symbol="EURUSD", price=D("1.09000"), expires_at=AT_MS + 7_200_123)
"""0.20 EURUSD to be sold at 1.09000."""


def complaints(plan: ManagePlan) -> list[tuple[str, str]]:
    return [(problem.field.value, problem.said()) for problem in plan.problems if problem.blocking]


def modified(target: Position | PendingOrder = POSITION, **texts: str) -> ManagePlan:
    known = facts()
    return solve_modify(replace(modify_input(target, known), **texts), target, known)


def test_the_form_shows_what_is_set_and_changes_nothing_as_it_stands() -> None:
    assert modify_input(POSITION, facts()) == ModifyInput(stop_loss="1.08200", take_profit="1.08800")
    for target in (POSITION, LIMIT, replace(POSITION, trailing_offset=150)):
        plan = modified(target)
        assert not plan.changes
        assert not plan.ready
        assert complaints(plan) == []


def test_a_change_carries_the_full_set() -> None:
    wish = modified(stop_loss="1.08300", trailing="15p").wish()
    assert wish.action is Action.MODIFY
    assert (wish.stop_loss, wish.take_profit, wish.trailing_offset) == (D("1.08300"), D("1.08800"), 150)
    assert (wish.position, wish.volume, wish.side) == (POSITION.position, D("0.10"), Side.BUY)
    assert modified(take_profit="").wish().take_profit is None


def test_distances_of_a_position_count_from_its_open_price() -> None:
    plan = modified(stop_loss="20p", take_profit="2R")
    assert (plan.stop_loss, plan.take_profit) == (D("1.08110"), D("1.08710"))
    assert plan.loss_at_stop.value is not None
    # 20 pips of 10,000 EUR are 20 USD, at the bid 18.45 EUR.
    assert round(plan.loss_at_stop.value, 2) == D("-18.45")
    assert {question.kind.name for question in plan.questions} == {"STOP", "TARGET"}


def test_a_stop_loss_may_lock_in_a_gain_but_not_lie_beyond_the_market() -> None:
    assert modified(stop_loss="1.08400").ready
    assert complaints(modified(stop_loss="1.08412")) == [("stop loss", "must lie below the bid 1.08412")]


def test_a_pending_order_keeps_the_seconds_of_its_end_when_the_end_is_not_touched() -> None:
    plan = modified(LIMIT, price="1.09100")
    wish = plan.wish()
    assert (wish.price, wish.expires_at, wish.kind) == (D("1.09100"), AT_MS + 7_200_123, LIMIT.kind)
    assert modified(LIMIT, expiration="gtc").wish().expires_at is None


def test_the_rules_of_a_new_order_hold_for_a_changed_one() -> None:
    assert complaints(modified(LIMIT, price="1.0800")) == [("price", "a sell limit lies above 1.08412")]
    assert complaints(modified(LIMIT, price="")) == [("price", "a price is missing")]
    assert complaints(modified(LIMIT, stop_loss="1.08")) == [("stop loss", "must lie above the order's price 1.09000")]
    assert complaints(modified(trailing="15p", stop_loss="")) == [
        ("trailing", "a trailing stop needs a stop loss to start from")
    ]


def test_read_only_and_stale_prices_stop_changes_too() -> None:
    given = ModifyInput(stop_loss="1.0830")
    assert not solve_modify(given, POSITION, facts(read_only=True)).ready
    assert not solve_modify(given, POSITION, facts(freshness=Freshness.STALE)).ready
    assert solve_modify(given, POSITION, facts(no_opening="an order of unknown fate")).ready


def test_closing_all_needs_no_volume() -> None:
    plan = solve_close("", POSITION, facts())
    assert plan.wish() == closing(POSITION, D("1.08412"))
    assert (plan.result.value, plan.result.origin) == (D("9.41"), Origin.BROKER)


@pytest.mark.parametrize(("text", "lots"), [("50%", "0.05"), ("33%", "0.03"), ("0.04", "0.04"), ("100%", "0.10")])
def test_a_part_is_lots_or_a_share_rounded_down(text: str, lots: str) -> None:
    plan = solve_close(text, POSITION, facts())
    assert plan.volume == D(lots)
    assert plan.wish().volume == D(lots)
    assert plan.wish().volume_before == D("0.10")


def test_half_of_the_position_brings_half_of_its_profit_by_our_estimate() -> None:
    result = solve_close("50%", POSITION, facts()).result
    assert (result.value, result.origin) == (D("4.705"), Origin.ESTIMATE)


def test_more_than_there_is_brings_nothing_that_could_be_told() -> None:
    assert solve_close("1", POSITION, facts()).result.value is None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("0.11", "the position has 0.1 lots"),
        ("0.055", "not in steps of 0.01"),
        ("5%", "less than 0.01 lots"),
        ("x", "x is no unit here"),
        ("1.2.3", "more than one decimal mark"),
        ("50 eur", "eur is no unit here"),
    ],
)
def test_a_part_that_cannot_be_closed_says_why(text: str, complaint: str) -> None:
    assert complaint in [told for _, told in complaints(solve_close(text, POSITION, facts()))]


def test_what_stays_must_be_a_volume_too_but_all_can_always_be_closed() -> None:
    coarse = facts(replace(EURUSD, lot_min=D("0.05")))
    assert complaints(solve_close("0.06", POSITION, coarse)) == [
        ("volume", "0.04 lots would stay, below the smallest 0.05")
    ]
    odd = replace(POSITION, volume=D("0.015"))
    assert solve_close("", odd, facts()).ready
    assert solve_close("0.015", odd, facts()).ready


def test_own_limits_and_unknown_orders_never_stop_a_close() -> None:
    known = facts(no_opening="an order of unknown fate", orders_last_minute=99)
    assert solve_close("", POSITION, known).ready
    assert not solve_close("", POSITION, facts(freshness=Freshness.CLOSED)).ready


def test_deleting_minds_neither_price_nor_hours() -> None:
    plan = solve_delete(LIMIT, facts(freshness=Freshness.CLOSED, market_open=False))
    assert plan.wish() == deleting(LIMIT)
    assert not solve_delete(LIMIT, facts(read_only=True)).ready
