"""The life of one order as a pure machine: an order is the fold of its steps, and nothing else.

    INTENT ─▶ QUEUED ─▶ SENDING ─▶ SENT ─▶ ACKED ─▶ PENDING ─▶ ACCEPTED ─▶ CONFIRMED
       └────────┴─────────┴▶ DENIED        └───────┴──────┴──▶ REJECTED
    SENDING and later, without a verdict: ─▶ UNKNOWN ─▶ NOT_FOUND ─▶ RESOLVED, or OVERTAKEN, or any proven end

There is no arrow back to SENDING: an order is written at most once. Evidence of the broker is taken in every state
that can be on the wire; what comes after an end that it contradicts raises `late_effect`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from tui.domain.intent import Intent
from tui.domain.steps import (
    GIVEN_UP,
    ON_WIRE,
    STATUS_ACCEPTED,
    STATUS_ERROR,
    STATUS_REJECTED,
    WORD_DONE,
    WORDS,
    Basis,
    OrderState,
    Step,
    StepKind,
)


class IllegalStepError(ValueError):
    """A step that cannot follow in this state: a fault of the program or of the journal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An intent and what became of it.

    `request_id` is the broker's number of the request, `position` the position or pending order it made or acted on.
    `basis` says what the present state rests on, None for our own doing and for the direct reply. `late_effect`: the
    broker showed an effect after the order had been given up or refused. `contradicted`: the broker said opposite
    things.
    """

    intent: Intent
    state: OrderState
    steps: tuple[Step, ...]
    request_id: int | None = None
    status: int | None = None
    position: int | None = None
    code: str = ""
    message: str = ""
    reason: str = ""
    basis: Basis | None = None
    late_effect: bool = False
    contradicted: bool = False
    fill_price: Decimal | None = None
    fill_volume: Decimal | None = None

    @property
    def tag(self) -> str:
        """Its name."""
        return self.intent.tag

    @property
    def next_number(self) -> int:
        """The number of the step that comes next."""
        return len(self.steps)

    @property
    def maybe_written(self) -> bool:
        """Whether bytes of it may have left."""
        return self.step(StepKind.SENDING) is not None and self.state is not OrderState.DENIED

    @property
    def needs_eyes(self) -> bool:
        """Whether the screen must show it until somebody or something settles it."""
        return self.state is OrderState.UNKNOWN

    def step(self, kind: StepKind) -> Step | None:
        """Return the newest step of a kind."""
        return next((each for each in reversed(self.steps) if each.kind is kind), None)


def begin(step: Step) -> Order:
    """Return the order that an INTENT step starts."""
    if step.kind is not StepKind.INTENT or step.intent is None or step.number != 0 or step.intent.tag != step.tag:
        raise IllegalStepError(f"{step.tag} does not begin with its intent but with {step.kind.value} {step.number}")
    return Order(intent=step.intent, state=OrderState.INTENT, steps=(step,), position=step.intent.wish.position)


def advance(order: Order, step: Step) -> Order:
    """Return the order after a step; a step that it has already taken changes nothing.

    Raises IllegalStepError for one that leaves a gap, names another order, or cannot follow in this state.
    """
    if step.tag != order.tag:
        raise IllegalStepError(f"a step of {step.tag} was given to {order.tag}")
    if step.number < order.next_number:
        return order
    if step.number > order.next_number:
        raise IllegalStepError(f"{order.tag} misses step {order.next_number}")
    rule = _RULES.get(step.kind)
    after = None if rule is None else rule(order, step)
    if after is None:
        raise IllegalStepError(f"{step.kind.value} cannot follow {order.state.value} ({order.tag})")
    return replace(after, steps=(*order.steps, step))


def fold(steps: Iterable[Step], orders: Mapping[str, Order] = MappingProxyType({})) -> dict[str, Order]:
    """Return the orders that these steps make, in the order of their beginnings; folding twice equals once."""
    found = dict(orders)
    for step in steps:
        known = found.get(step.tag)
        found[step.tag] = begin(step) if known is None else advance(known, step)
    return found


def allows(order: Order, kind: StepKind) -> bool:
    """Whether a step of this kind can follow."""
    rule = _RULES.get(kind)
    blank = Step(tag=order.tag, number=order.next_number, kind=kind, at_ms=0, mono=0.0)
    return rule is not None and rule(order, blank) is not None


Rule = Callable[[Order, Step], Order | None]


def _queued(order: Order, step: Step) -> Order | None:
    return replace(order, state=OrderState.QUEUED) if order.state is OrderState.INTENT else None


def _denied(order: Order, step: Step) -> Order | None:
    # SENDING says "may be written"; what was provably not written after it (the link went in that very moment) is
    # denied too. Once SENT, never.
    if order.state in (OrderState.INTENT, OrderState.QUEUED, OrderState.SENDING):
        return replace(order, state=OrderState.DENIED, reason=step.reason)
    return None


def _sending(order: Order, step: Step) -> Order | None:
    return replace(order, state=OrderState.SENDING) if order.state is OrderState.QUEUED else None


def _sent(order: Order, step: Step) -> Order | None:
    if order.state.local or order.step(StepKind.SENT) is not None:
        return None
    # The broker's word can be quicker than the return of the write.
    return replace(order, state=OrderState.SENT) if order.state is OrderState.SENDING else order


def _reply(order: Order, step: Step) -> Order | None:
    if order.state.local or order.step(StepKind.REPLY) is not None:
        return None
    numbered = replace(order, request_id=step.request_id)
    if order.state in (OrderState.SENDING, OrderState.SENT, OrderState.UNKNOWN):
        return replace(numbered, state=OrderState.ACKED, basis=None)
    if order.state in GIVEN_UP:
        return replace(numbered, state=OrderState.UNKNOWN, reason="the broker's reply came late")
    return numbered


def _refused(order: Order, step: Step) -> Order | None:
    if order.state.local:
        return None
    told = replace(order, code=step.code, message=step.message)
    if order.state in (OrderState.SENDING, OrderState.SENT, OrderState.UNKNOWN, *GIVEN_UP):
        return replace(told, state=OrderState.REJECTED, basis=None)
    return told if order.state is OrderState.REJECTED else replace(told, contradicted=True)


def _lost(order: Order, step: Step) -> Order | None:
    if order.state in ON_WIRE:
        return replace(order, state=OrderState.UNKNOWN, reason=step.reason, code=step.code or order.code)
    return None


def _cannot_have_left(order: Order, step: Step) -> bool:
    """Whether evidence cannot be this order's: a tag alone is strong enough to say that a denied one left after all."""
    if order.state is OrderState.DENIED:
        return step.basis is not Basis.TAG
    return order.state.local


def _status(order: Order, step: Step) -> Order | None:
    if _cannot_have_left(order, step):
        return None
    number = order.request_id if step.request_id is None else step.request_id
    told = replace(order, status=step.status, request_id=number, message=step.message or order.message)
    if step.status == STATUS_ACCEPTED:
        return _accepted(order, told, step)
    if step.status == STATUS_REJECTED:
        return _rejected(told, step)
    if step.status == STATUS_ERROR and order.state in ON_WIRE:
        return replace(told, state=OrderState.UNKNOWN, reason="the broker reports an error, which proves nothing")
    if order.state in (OrderState.SENDING, OrderState.SENT, OrderState.ACKED):
        return replace(told, state=OrderState.PENDING, basis=step.basis)
    # An order that was given up as unknown stays so until there is a verdict: "still pending" is none.
    return told


def _accepted(order: Order, told: Order, step: Step) -> Order:
    if order.state in (OrderState.ACCEPTED, OrderState.CONFIRMED, OrderState.OVERTAKEN):
        return told
    late = order.state in (OrderState.DENIED, OrderState.REJECTED, *GIVEN_UP) and not _said_done(order)
    return replace(told, state=OrderState.ACCEPTED, basis=step.basis, late_effect=order.late_effect or late)


def _rejected(told: Order, step: Step) -> Order:
    if told.state is OrderState.OVERTAKEN:
        return told
    if told.state in ON_WIRE | GIVEN_UP or told.state in (OrderState.UNKNOWN, OrderState.REJECTED):
        return replace(told, state=OrderState.REJECTED, basis=step.basis)
    seen = any(each.kind is StepKind.RECORD and each.basis is not Basis.EFFECT for each in told.steps)
    if told.state is OrderState.ACCEPTED and not seen:
        return replace(told, state=OrderState.UNKNOWN, contradicted=True, reason="it was accepted, then rejected")
    return replace(told, contradicted=True)


def _said_done(order: Order) -> bool:
    return order.state is OrderState.RESOLVED and order.reason == WORD_DONE


def _told_by(order: Order, step: Step) -> Order:
    return replace(
        order,
        position=order.position if step.position is None else step.position,
        fill_price=order.fill_price if step.price is None else step.price,
        fill_volume=order.fill_volume if step.volume is None else step.volume,
    )


def _record(order: Order, step: Step) -> Order | None:
    if _cannot_have_left(order, step):
        return None
    seen = _told_by(order, step)
    if order.state in (OrderState.ACCEPTED, OrderState.CONFIRMED):
        return seen
    late = (order.state.settled and not _said_done(order)) or order.late_effect
    return replace(seen, state=OrderState.ACCEPTED, basis=step.basis, late_effect=late)


def _effect(order: Order, step: Step) -> Order | None:
    if order.state is not OrderState.ACCEPTED:
        return None
    return replace(_told_by(order, step), state=OrderState.CONFIRMED)


def _checked(order: Order, step: Step) -> Order | None:
    return order if order.state in (OrderState.UNKNOWN, OrderState.ACCEPTED) else None


def _absent(order: Order, step: Step) -> Order | None:
    return replace(order, state=OrderState.NOT_FOUND) if order.state is OrderState.UNKNOWN else None


def _overtaken(order: Order, step: Step) -> Order | None:
    if order.state in (OrderState.UNKNOWN, OrderState.ACCEPTED):
        return replace(order, state=OrderState.OVERTAKEN, reason=step.reason)
    return None


def _resolved(order: Order, step: Step) -> Order | None:
    if order.state in (OrderState.UNKNOWN, OrderState.NOT_FOUND) and step.reason in ("", *WORDS):
        return replace(order, state=OrderState.RESOLVED, reason=step.reason)
    return None


def _unnumbered(order: Order, step: Step) -> Order | None:
    if order.request_id is None or order.state.local:
        return None
    bare = replace(order, request_id=None)
    by_number = order.basis is Basis.NUMBER or order.state is OrderState.ACKED
    if by_number and order.state in (*ON_WIRE, OrderState.ACCEPTED, OrderState.REJECTED):
        return replace(bare, state=OrderState.UNKNOWN, reason="its number turned out to be another order's")
    return bare


_RULES: Mapping[StepKind, Rule] = MappingProxyType(
    {
        StepKind.QUEUED: _queued,
        StepKind.DENIED: _denied,
        StepKind.SENDING: _sending,
        StepKind.SENT: _sent,
        StepKind.REPLY: _reply,
        StepKind.REFUSED: _refused,
        StepKind.LOST: _lost,
        StepKind.STATUS: _status,
        StepKind.RECORD: _record,
        StepKind.EFFECT: _effect,
        StepKind.CHECKED: _checked,
        StepKind.ABSENT: _absent,
        StepKind.OVERTAKEN: _overtaken,
        StepKind.RESOLVED: _resolved,
        StepKind.UNNUMBERED: _unnumbered,
    }
)
