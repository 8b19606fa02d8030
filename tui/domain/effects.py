"""Whether an order's effect shows: what a snapshot and the history say of an order that is ACCEPTED or UNKNOWN.

Once the broker has accepted an order, it is enough that its effect is there. Of an order of unknown fate only a change
of levels is proven by its effect: closings and deletions look the same whoever made them, so they need a tag or number.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tui.domain.evidence import (
    NOTHING,
    SLACK_MS,
    Reading,
    Sighting,
    View,
    bears_number,
    levels_equal,
    same_change,
)
from tui.domain.intent import Action
from tui.domain.order import Order
from tui.domain.position import ClosedTrade, CloseReason, PendingOrder, Position
from tui.domain.steps import Basis, OrderState, StepKind

_ZERO = Decimal(0)
_REASONS = {
    CloseReason.STOP_LOSS: "the stop loss closed the position",
    CloseReason.TAKE_PROFIT: "the take profit closed the position",
    CloseReason.STOP_OUT: "the broker's stop out closed the position",
    CloseReason.USER: "the position was closed otherwise",
}


def read(order: Order, view: View) -> Reading:
    """Return what a view says of an order that is ACCEPTED or UNKNOWN."""
    action = order.intent.action
    if action.adds_risk:
        return _opened(order, view) if order.state is OrderState.ACCEPTED else NOTHING
    if action is Action.CLOSE:
        return _closed(order, view)
    return _modified(order, view) if action is Action.MODIFY else _deleted(order, view)


# Opening and placing


def _opened(order: Order, view: View) -> Reading:
    wish = order.intent.wish
    pending = [row for row in view.snapshot.pending.values() if _own_row(order, row)]
    if wish.action is Action.PLACE and len(pending) == 1:
        row = pending[0]
        same = (row.symbol, row.side, row.kind, row.volume) == (wish.symbol, wish.side, wish.kind, wish.volume)
        return Reading(Sighting(Basis.EFFECT, row.position)) if same else NOTHING
    rows = [row for row in view.snapshot.positions.values() if _own_row(order, row)]
    if len(rows) > 1:
        return NOTHING
    number = rows[0].position if rows else order.position
    if number is None:
        return NOTHING
    parts = view.closed_of(number)
    opened: list[Position | ClosedTrade] = [*rows, *parts]
    if not opened:
        return _placed_and_gone(order, view)
    volume = sum((one.volume for one in opened), _ZERO)
    fits = all(one.symbol == wish.symbol and one.side is wish.side for one in opened) and volume == wish.volume
    return Reading(Sighting(Basis.EFFECT, number, opened[0].open_price, volume)) if fits else NOTHING


def _own_row(order: Order, row: Position | PendingOrder) -> bool:
    if row.custom_comment == order.tag:
        return True
    numbered = order.request_id is not None and row.request_id == order.request_id
    return row.symbol == order.intent.wish.symbol and (numbered or row.position == order.position)


def _placed_and_gone(order: Order, view: View) -> Reading:
    """A pending order that was seen by its own record and is no longer there: its end cannot undo its placing."""
    seen = order.step(StepKind.RECORD)
    gone = order.position is not None and order.position not in view.snapshot.pending
    if order.intent.action is Action.PLACE and seen is not None and seen.position == order.position and gone:
        return Reading(Sighting(Basis.EFFECT, order.position))
    return NOTHING


# Closing


def _closed(order: Order, view: View) -> Reading:
    wish = order.intent.wish
    if wish.position is None or wish.volume_before is None:
        return NOTHING
    parts = [one for one in view.closed_of(wish.position) if one.closed_at >= order.intent.server_ms - SLACK_MS]
    row = view.snapshot.positions.get(wish.position)
    left = _ZERO if row is None else row.volume
    own = [one for one in parts if _own_part(order, one)]
    if order.state is OrderState.ACCEPTED:
        return _accepted_close(order, own, parts, left)
    return _unknown_close(order, view, parts, left)


def _own_part(order: Order, part: ClosedTrade) -> bool:
    return part.custom_comment == order.tag or (order.request_id is not None and bears_number(order, part))


def _accepted_close(order: Order, own: Sequence[ClosedTrade], parts: Sequence[ClosedTrade], left: Decimal) -> Reading:
    wish = order.intent.wish
    before = wish.volume_before or wish.volume
    if left > before - wish.volume:
        return NOTHING
    if own and sum((one.volume for one in own), _ZERO) == wish.volume:
        return Reading(Sighting(Basis.EFFECT, wish.position, own[0].close_price, wish.volume))
    by_request = [one for one in parts if one.reason is CloseReason.USER]
    if sum((one.volume for one in by_request), _ZERO) >= wish.volume:
        return Reading(Sighting(Basis.EFFECT, wish.position))
    if left == 0 and sum((one.volume for one in parts), _ZERO) >= before:
        return Reading(overtaken=_REASONS[parts[-1].reason])
    return NOTHING


def _unknown_close(order: Order, view: View, parts: Sequence[ClosedTrade], left: Decimal) -> Reading:
    wish = order.intent.wish
    before = wish.volume_before or wish.volume
    own = next((one for one in parts if _own_part(order, one)), None)
    if own is not None:
        return Reading(Sighting(Basis.NUMBER, wish.position, own.close_price, own.volume))
    open_ones = [one for one in parts if not _explained(one, order, view)]
    fitting = tuple(one for one in open_ones if one.volume == wish.volume)
    if fitting and left <= before - wish.volume:
        # Which of the two numbers is the request's differs between brokers; the answer bears the tag or does not.
        numbers = tuple(number for one in fitting for number in (one.request_id, one.order))
        return Reading(ask=numbers, moot=_gone_somehow(left))
    total = sum((one.volume for one in parts), _ZERO)
    if left == 0 and not open_ones and total >= before:
        return Reading(overtaken=_REASONS[parts[-1].reason])
    return Reading(moot=_gone_somehow(left)) if left == 0 and total >= before else NOTHING


def _explained(part: ClosedTrade, order: Order, view: View) -> bool:
    """Whether something else than this order closed that part."""
    if part.reason is not CloseReason.USER or part.request_id in view.foreign:
        return True
    closings = [other for other in view.others if other.intent.action is Action.CLOSE]
    return any(part.custom_comment == other.tag or part.request_id == other.request_id for other in closings)


def _gone_somehow(left: Decimal) -> str:
    return "the position is closed; by this order or by another cannot be told" if left == 0 else ""


# Changing


def _modified(order: Order, view: View) -> Reading:
    wish, number = order.intent.wish, order.intent.wish.position
    if number is None:
        return NOTHING
    row = (view.snapshot.pending if wish.on_pending else view.snapshot.positions).get(number)
    accepted = order.state is OrderState.ACCEPTED
    if row is not None:
        if levels_equal(wish, row, view.digits):
            if accepted or not same_change(order, view.others, view.over_before):
                return Reading(Sighting(Basis.EFFECT, number))
            return NOTHING
        if not accepted or not any(_changed_after(other, view) for other in view.others):
            return NOTHING
        seen = _levels_were_seen(order)
        return Reading(Sighting(Basis.EFFECT, number)) if seen else Reading(overtaken="a later change replaced it")
    gone = _target_end(order, view)
    if not gone:
        return NOTHING
    if accepted and _levels_were_seen(order):
        return Reading(Sighting(Basis.EFFECT, number))
    return Reading(overtaken=gone) if accepted else Reading(moot=f"{gone}; whether it came first cannot be told")


def _changed_after(other: Order, view: View) -> bool:
    proven = other.state in (OrderState.ACCEPTED, OrderState.CONFIRMED)
    return other.intent.action is Action.MODIFY and proven and other.tag in view.confirmed_after


def _levels_were_seen(order: Order) -> bool:
    """Whether the stream showed the change itself, so that the end of its target cannot hide that it was made."""
    return any(each.kind is StepKind.RECORD for each in order.steps)


def _target_end(order: Order, view: View) -> str:
    """Return how the trade that a change is for has ended, empty when that is not known."""
    wish, number = order.intent.wish, order.intent.wish.position or 0
    if wish.on_pending:
        if number in view.became or any(row.request_id == number for row in view.snapshot.positions.values()):
            return "the pending order had triggered"
        return "the pending order is gone" if number in view.gone else ""
    parts = [one for one in view.closed_of(number) if one.closed_at >= order.intent.server_ms - SLACK_MS]
    if parts and sum((one.volume for one in parts), _ZERO) >= wish.volume:
        return _REASONS[parts[-1].reason]
    return ""


# Deleting


def _deleted(order: Order, view: View) -> Reading:
    number = order.intent.wish.position
    if number is None or number in view.snapshot.pending:
        return NOTHING
    if number in view.became or any(row.request_id == number for row in view.snapshot.positions.values()):
        return Reading(overtaken="the pending order had triggered")
    if order.state is OrderState.ACCEPTED:
        return Reading(Sighting(Basis.EFFECT, number))
    # One answer that lacks it may lack more than that; and nothing in the records says who deleted an order.
    gone = number in view.gone
    return Reading(moot="the pending order is gone; by this order or otherwise cannot be told") if gone else NOTHING
