"""The order machine under every row of events that chance can think of: no illegal path, and nothing is ever undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tui.domain.intent import Action, Intent, OrderWish, is_tag, new_tag
from tui.domain.order import IllegalStepError, Order, advance, allows, begin, fold
from tui.domain.position import Side
from tui.domain.steps import WORDS, Basis, OrderState, Step, StepKind

TAG = new_tag(1_772_618_400_000, lambda _: 0)
WISH = OrderWish(action=Action.OPEN, symbol="EURUSD", side=Side.BUY, volume=Decimal("0.1"), price=Decimal("1.1"))
FIRST = Step(
    tag=TAG, number=0, kind=StepKind.INTENT, at_ms=0, mono=0.0,
    intent=Intent(tag=TAG, account="demo:1", server_ms=0, wish=WISH),
)  # fmt: skip

kinds = st.sampled_from([kind for kind in StepKind if kind is not StepKind.INTENT])
statuses = st.sampled_from([0, 1, 3, 4, 7])
bases = st.sampled_from(list(Basis))


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """Any step that could follow, numbered later."""
    kind = draw(kinds)
    return Step(
        tag=TAG,
        number=0,
        kind=kind,
        at_ms=draw(st.integers(0, 1000)),
        mono=0.0,
        reason=draw(st.sampled_from(["", *WORDS])) if kind is StepKind.RESOLVED else "because",
        code="BE001" if kind is StepKind.REFUSED else "",
        request_id=draw(st.sampled_from([7, 8])) if kind in (StepKind.REPLY, StepKind.STATUS) else None,
        status=draw(statuses) if kind is StepKind.STATUS else None,
        position=draw(st.sampled_from([None, 500])) if kind in (StepKind.RECORD, StepKind.EFFECT) else None,
        basis=draw(bases) if kind in (StepKind.RECORD, StepKind.STATUS) else None,
    )


class OrderMachine(RuleBasedStateMachine):
    """Feeds an order whatever comes; what it refuses must leave it as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.order = begin(FIRST)
        self.past: list[Order] = [self.order]

    @rule(step=steps())
    def anything_comes(self, step: Step) -> None:
        self._try(step)

    @rule(kind=st.sampled_from([StepKind.QUEUED, StepKind.SENDING, StepKind.SENT, StepKind.LOST]))
    def it_goes_its_way(self, kind: StepKind) -> None:
        self._try(Step(tag=TAG, number=0, kind=kind, at_ms=0, mono=0.0))

    @precondition(lambda self: len(self.order.steps) > 1)
    @rule(data=st.data())
    def a_step_comes_twice(self, data: st.DataObject) -> None:
        assert advance(self.order, data.draw(st.sampled_from(self.order.steps))) == self.order

    @rule(step=steps())
    def a_step_is_missing(self, step: Step) -> None:
        with pytest.raises(IllegalStepError):
            advance(self.order, replace(step, number=self.order.next_number + 1))

    def _try(self, step: Step) -> None:
        numbered = replace(step, number=self.order.next_number)
        before = self.order
        try:
            self.order = advance(before, numbered)
        except IllegalStepError:
            return
        self.past.append(self.order)
        self._legal(before, self.order, numbered)

    def _legal(self, before: Order, after: Order, step: Step) -> None:
        kind, order = step.kind, after
        sent = any(each.kind is StepKind.SENT for each in before.steps)
        assert not (kind is StepKind.DENIED and sent)
        assert not (after.state is OrderState.SENDING and before.state is not OrderState.QUEUED)
        if after.state is OrderState.CONFIRMED and before.state is not OrderState.CONFIRMED:
            assert before.state is OrderState.ACCEPTED
            assert kind is StepKind.EFFECT
        if after.state is OrderState.NOT_FOUND:
            assert before.state in (OrderState.UNKNOWN, OrderState.NOT_FOUND)
        if kind is StepKind.RECORD:
            # Whatever was said before, an effect that was seen is admitted.
            assert order.state in (OrderState.ACCEPTED, OrderState.CONFIRMED)
        given_up = before.state.settled and before.state not in (OrderState.CONFIRMED,)
        said_done = before.state is OrderState.RESOLVED and before.reason == "done"
        if kind is StepKind.RECORD and given_up and not said_done:
            assert order.late_effect
        assert not (before.late_effect and not after.late_effect)
        if step.kind is StepKind.LOST:
            assert after.state is OrderState.UNKNOWN

    @invariant()
    def it_is_written_at_most_once(self) -> None:
        names = [step.kind for step in self.order.steps]
        for kind in (StepKind.INTENT, StepKind.QUEUED, StepKind.SENDING, StepKind.SENT, StepKind.REPLY):
            assert names.count(kind) <= 1

    @invariant()
    def it_is_the_fold_of_its_steps(self) -> None:
        assert fold(self.order.steps)[TAG] == self.order

    @invariant()
    def folding_twice_equals_once(self) -> None:
        once = fold(self.order.steps)
        assert fold(self.order.steps, once) == once

    @invariant()
    def what_had_not_left_has_no_verdict(self) -> None:
        if self.order.step(StepKind.SENDING) is None and self.order.state is not OrderState.ACCEPTED:
            assert self.order.state.local or self.order.late_effect


OrderMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestOrderMachine = OrderMachine.TestCase


@given(st.permutations([StepKind.STATUS, StepKind.RECORD, StepKind.REPLY, StepKind.LOST, StepKind.SENT]))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_the_order_of_the_evidence_an_accepted_order_ends_in_a_state_that_admits_it(
    order_of_coming: list[StepKind],
) -> None:
    order = begin(FIRST)
    facts = {"request_id": 7, "status": 3, "basis": Basis.TAG, "position": 500, "reason": "gone quiet"}
    for kind in (StepKind.QUEUED, StepKind.SENDING, *order_of_coming):
        step = Step(tag=TAG, number=order.next_number, kind=kind, at_ms=0, mono=0.0, **facts)  # type: ignore[arg-type]
        if allows(order, kind):
            order = advance(order, step)
    assert order.state is OrderState.ACCEPTED
    assert not order.late_effect


def test_a_step_of_another_order_is_refused() -> None:
    other = new_tag(1, lambda _: 1)
    with pytest.raises(IllegalStepError):
        advance(begin(FIRST), replace(FIRST, tag=other, number=1, kind=StepKind.QUEUED))


def test_an_order_begins_with_its_own_intent() -> None:
    with pytest.raises(IllegalStepError):
        begin(replace(FIRST, kind=StepKind.QUEUED))
    with pytest.raises(IllegalStepError):
        begin(replace(FIRST, tag=new_tag(1, lambda _: 1)))


@given(st.integers(0, (1 << 48) - 1), st.integers(0, (1 << 80) - 1))
def test_every_tag_is_a_whole_one_and_any_change_to_it_makes_it_none(now_ms: int, chance: int) -> None:
    tag = new_tag(now_ms, lambda _: chance)
    assert is_tag(tag)
    assert len(tag) == 30
    assert not is_tag(tag[:-1])
    assert not is_tag(tag.lower())
    assert not is_tag("")
    assert not is_tag(tag + "0")


Way = tuple[StepKind, Mapping[str, object]]


def after(*kinds_and_facts: Way) -> Order:
    """Return an order that went this way."""
    order = begin(FIRST)
    for kind, facts in kinds_and_facts:
        order = advance(order, Step(tag=TAG, number=order.next_number, kind=kind, at_ms=0, mono=0.0, **facts))  # type: ignore[arg-type]
    return order


WRITTEN: tuple[Way, ...] = (
    (StepKind.QUEUED, {}),
    (StepKind.SENDING, {}),
    (StepKind.SENT, {}),
)


@pytest.mark.parametrize("later", [(), ((StepKind.LOST, {"reason": "silence"}),)], ids=["sent", "unknown"])
def test_what_was_sent_is_never_called_not_sent(later: tuple[Way, ...]) -> None:
    assert not allows(after(*WRITTEN, *later), StepKind.DENIED)


def test_the_status_error_is_no_rejection_because_the_order_may_have_been_carried_out() -> None:
    numbered: Way = (StepKind.REPLY, {"request_id": 7})
    error: Way = (StepKind.STATUS, {"status": 0, "request_id": 7, "basis": Basis.NUMBER})
    assert after(*WRITTEN, numbered, error).state is OrderState.UNKNOWN
