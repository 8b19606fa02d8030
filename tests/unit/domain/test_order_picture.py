"""The README's picture of an order's life against the machine that it is a picture of."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from tests.order_picture import FILE, PLACES, drawn, picture
from tui.domain.intent import Action, Intent, OrderWish
from tui.domain.order import IllegalStepError, Order, advance, begin
from tui.domain.position import Side
from tui.domain.steps import WORDS, Basis, OrderState, Step, StepKind

WISH = OrderWish(action=Action.OPEN, symbol="EURUSD", side=Side.BUY, volume=Decimal("0.1"), price=Decimal("1.1"))
INTENT = Intent(tag="T", account="demo:1000", server_ms=0, wish=WISH)


def steps_after(order: Order) -> Iterator[Step]:
    """Yield a step of every kind and of every meaning that a kind can have."""
    for kind in StepKind:
        bare = Step(tag="T", number=order.next_number, kind=kind, at_ms=0, mono=0.0)
        for status in (0, 1, 3, 4) if kind is StepKind.STATUS else (None,):
            for basis in Basis:
                for reason in WORDS if kind is StepKind.RESOLVED else ("",):
                    yield Step(
                        tag=bare.tag, number=bare.number, kind=kind, at_ms=0, mono=0.0,
                        request_id=7, status=status, basis=basis, reason=reason,
                    )  # fmt: skip


def likeness(order: Order) -> tuple[object, ...]:
    """Return what the rules look at; orders that agree in it go the same ways."""
    told = (order.step(StepKind.SENT) is None, order.step(StepKind.REPLY) is None, order.reason in WORDS)
    recorded = any(step.kind is StepKind.RECORD and step.basis is not Basis.EFFECT for step in order.steps)
    return (order.state, order.request_id, order.basis, recorded, *told)


@cache
def changes_of_the_machine() -> set[tuple[OrderState, OrderState]]:
    """Return every change of state that any row of steps can make."""
    found: set[tuple[OrderState, OrderState]] = set()
    seen: set[tuple[object, ...]] = set()
    waiting = deque([begin(Step(tag="T", number=0, kind=StepKind.INTENT, at_ms=0, mono=0.0, intent=INTENT))])
    while waiting:
        order = waiting.popleft()
        if likeness(order) in seen:
            continue
        seen.add(likeness(order))
        for step in steps_after(order):
            try:
                after = advance(order, step)
            except IllegalStepError:
                continue
            found.add((order.state, after.state))
            waiting.append(after)
    return {(before, after) for before, after in found if before is not after}


def test_the_picture_draws_every_change_that_the_machine_makes_and_no_other() -> None:
    assert drawn() == changes_of_the_machine()


def test_every_state_has_a_place_in_the_picture() -> None:
    assert set(PLACES) == set(OrderState)


def test_the_picture_in_the_readme_is_the_one_that_is_drawn() -> None:
    assert FILE.read_text(encoding="utf-8") == picture()


def test_nothing_leads_back_to_sending() -> None:
    assert {before for before, after in changes_of_the_machine() if after is OrderState.SENDING} == {OrderState.QUEUED}
