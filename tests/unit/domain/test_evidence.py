"""What records prove: by tag always, by number where nothing speaks against it, by `order` never alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.examples import a_closed_trade, a_pending_order, a_position
from tui.domain.effects import read
from tui.domain.evidence import NOTHING, Reading, Snapshot, View, levels_equal, record_shows
from tui.domain.intent import Action, Intent, OrderWish, closing, modifying, modifying_pending, new_tag
from tui.domain.order import Order
from tui.domain.position import OrderKind, Side
from tui.domain.steps import Basis, OrderState, Step, StepKind

OPENING = OrderWish(action=Action.OPEN, symbol="EURUSD", side=Side.BUY, volume=Decimal("0.10"), price=Decimal("1.084"))
PLACING = replace(OPENING, action=Action.PLACE, kind=OrderKind.LIMIT)
CLOSING = closing(a_position(300), Decimal("1.084"))


def an_order(wish: OrderWish = OPENING, number: int | None = 7001, seed: int = 1, **changes: Any) -> Order:
    tag = new_tag(1, lambda _: seed)
    intent = Intent(tag=tag, account="demo:1", server_ms=0, wish=wish)
    first = Step(tag=tag, number=0, kind=StepKind.INTENT, at_ms=0, mono=0.0, intent=intent)
    order = Order(intent=intent, state=OrderState.UNKNOWN, steps=(first,), request_id=number, position=wish.position)
    return replace(order, **changes)


def test_a_whole_tag_is_proof_whatever_the_numbers_say() -> None:
    order = an_order()
    seen = record_shows(order, a_position(500, custom_comment=order.tag, request_id=1), order)
    assert seen is not None
    assert (seen.basis, seen.position, seen.price) == (Basis.TAG, 500, Decimal("1.08310"))


def test_the_request_number_is_proof_for_the_same_symbol_and_side() -> None:
    order = an_order()
    assert record_shows(order, a_position(500, request_id=7001), None) is not None
    assert record_shows(order, a_position(500, request_id=7001, symbol="GBPUSD"), None) is None
    assert record_shows(order, a_position(500, request_id=7001, side=Side.SELL), None) is None


@pytest.mark.parametrize("wish", [OPENING, PLACING])
def test_the_order_field_of_an_open_record_proves_nothing(wish: OrderWish) -> None:
    assert record_shows(an_order(wish), a_position(500, order=7001, request_id=1), None) is None


def test_a_number_on_a_record_with_another_openings_tag_proves_nothing() -> None:
    order, other = an_order(), an_order(seed=2)
    assert record_shows(order, a_position(500, request_id=7001, custom_comment=other.tag), other) is None
    assert record_shows(order, a_position(500, request_id=7001, custom_comment=other.tag), None) is None


def test_a_later_change_may_have_left_its_own_tag_on_the_record() -> None:
    order = an_order()
    change = modifying(a_position(500), Decimal(1), stop_loss=None, take_profit=None, trailing_offset=0)
    other = an_order(change, seed=2)
    assert record_shows(order, a_position(500, request_id=7001, custom_comment=other.tag), other) is not None


def test_a_pending_order_of_another_kind_is_not_ours() -> None:
    row = a_pending_order(7001, symbol="EURUSD", side=Side.BUY, kind=OrderKind.STOP)
    assert record_shows(an_order(PLACING), row, None) is None
    assert record_shows(an_order(PLACING), replace(row, kind=OrderKind.LIMIT), None) is not None
    assert record_shows(an_order(OPENING), replace(row, kind=OrderKind.LIMIT), None) is None


def test_a_closed_record_with_our_number_is_our_close_of_that_position_only() -> None:
    order = an_order(CLOSING)
    assert record_shows(order, a_closed_trade(300, request_id=7001), None) is not None
    assert record_shows(order, a_closed_trade(301, request_id=7001), None) is None
    assert record_shows(an_order(), a_closed_trade(300, request_id=7001), None) is None


def test_the_order_field_of_a_closing_counts_for_its_own_position_and_volume() -> None:
    order = an_order(CLOSING)
    fitting = a_closed_trade(300, order=7001, request_id=1)
    assert record_shows(order, fitting, None) is not None
    assert record_shows(order, replace(fitting, volume=Decimal("0.05")), None) is None
    assert record_shows(order, replace(fitting, position=301), None) is None


def view(*rows: Any, closed: tuple[Any, ...] = (), **changes: Any) -> View:
    positions = {row.position: row for row in rows if not hasattr(row, "kind")}
    pending = {row.position: row for row in rows if hasattr(row, "kind")}
    usual = View(
        snapshot=Snapshot(positions, pending, 1.0),
        closed_of=lambda number: [trade for trade in closed if trade.position == number],
    )
    return replace(usual, **changes)


def test_an_unknown_opening_is_never_concluded_from_a_snapshot() -> None:
    assert read(an_order(), view(a_position(500))) == NOTHING


def test_two_positions_with_one_tag_confirm_nothing() -> None:
    order = an_order(state=OrderState.ACCEPTED)
    rows = [a_position(number, custom_comment=order.tag) for number in (500, 501)]
    assert read(order, view(*rows)) == NOTHING


def test_a_close_of_which_more_is_left_than_there_should_be_is_not_done() -> None:
    order = an_order(CLOSING, state=OrderState.ACCEPTED)
    part = a_closed_trade(300, request_id=7001)
    assert read(order, view(a_position(300, volume=Decimal("0.01")), closed=(part,))) == NOTHING
    assert read(order, view(closed=(part,))).shown is not None


def test_an_accepted_close_that_a_stop_did_instead_is_overtaken() -> None:
    order = an_order(CLOSING, state=OrderState.ACCEPTED)
    assert "stop loss" in read(order, view(closed=(a_closed_trade(300, comment="[S/L]"),))).overtaken


def test_old_parts_of_a_position_say_nothing_about_a_close() -> None:
    order = an_order(CLOSING)
    order = replace(order, intent=replace(order.intent, server_ms=a_closed_trade().closed_at + 700_000))
    assert read(order, view(closed=(a_closed_trade(300),))) == NOTHING


def test_a_foreign_request_explains_a_closing() -> None:
    order = an_order(CLOSING, number=None)
    part = a_closed_trade(300, comment="", request_id=8100)
    asked = read(order, view(closed=(part,)))
    assert asked.ask == (8100, part.order)
    assert asked.moot
    assert read(order, view(closed=(part,), foreign=frozenset({8100}))) == Reading(
        overtaken="the position was closed otherwise"
    )


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"stop_loss": Decimal("1.08200000")}, True),
        ({"stop_loss": None}, False),
        ({"take_profit": Decimal("1.08801")}, False),
        ({"trailing_offset": 5}, False),
    ],
)
def test_levels_are_compared_as_the_full_set_at_the_instruments_digits(changes: dict[str, Any], same: bool) -> None:
    position = a_position(300)
    wish = modifying(
        position, Decimal(1), stop_loss=position.stop_loss, take_profit=position.take_profit, trailing_offset=0
    )
    assert levels_equal(wish, replace(position, **changes)) is same


@pytest.mark.parametrize(("stop", "same"), [("1.08250", True), ("1.08200", True), ("1.08150", False)])
def test_a_trailing_stop_may_have_moved_on_in_favour(stop: str, same: bool) -> None:
    position = a_position(300, trailing_offset=50)
    wish = modifying(
        position, Decimal(1), stop_loss=Decimal("1.082"), take_profit=position.take_profit, trailing_offset=50
    )
    assert levels_equal(wish, replace(position, stop_loss=Decimal(stop))) is same


def test_a_pending_orders_price_and_expiration_belong_to_its_full_set() -> None:
    order = a_pending_order(400, expires_at=5)
    wish = modifying_pending(
        order, price=order.price, stop_loss=None, take_profit=None, trailing_offset=0, expires_at=5
    )
    assert levels_equal(wish, order)
    assert not levels_equal(wish, replace(order, price=order.price + 1))
    assert not levels_equal(wish, replace(order, expires_at=6))
