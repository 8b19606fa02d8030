"""Orders in plain words: where one stands, what each of its steps was, and what the broker said about it."""

from __future__ import annotations

from datetime import datetime, tzinfo
from decimal import Decimal
from typing import NamedTuple

from tui.desk.orders.words import code_words
from tui.domain.intent import Action, OrderWish
from tui.domain.order import Order
from tui.domain.steps import (
    STATUS_ACCEPTED,
    STATUS_ERROR,
    STATUS_PENDING,
    STATUS_REJECTED,
    WORD_DONE,
    Basis,
    OrderState,
    Step,
    StepKind,
)
from tui.view.text import Numbers, plain


class StateLook(NamedTuple):
    """How a state is shown: a sign, the sign of plain terminals, a word, and a name of the paint."""

    sign: str
    ascii: str
    word: str
    style: str


_LOOKS = {
    OrderState.INTENT: StateLook("·", ".", "written", "warning"),
    OrderState.QUEUED: StateLook("·", ".", "waiting", "warning"),
    OrderState.DENIED: StateLook("○", "o", "not sent", "warning"),
    OrderState.SENDING: StateLook("»", ">", "sending", "warning"),
    OrderState.SENT: StateLook("»", ">", "sent", "warning"),
    OrderState.ACKED: StateLook("»", ">", "taken", "warning"),
    OrderState.PENDING: StateLook("»", ">", "pending", "warning"),
    OrderState.ACCEPTED: StateLook("✓", "+", "accepted", "success"),
    OrderState.CONFIRMED: StateLook("✓", "+", "confirmed", "success"),
    OrderState.REJECTED: StateLook("✕", "x", "rejected", "error"),
    OrderState.UNKNOWN: StateLook("?", "?", "UNKNOWN", "error"),
    OrderState.NOT_FOUND: StateLook("○", "o", "no trace", "warning"),
    OrderState.OVERTAKEN: StateLook("○", "o", "overtaken", "warning"),
    OrderState.RESOLVED: StateLook("■", "#", "settled", "muted"),
}


def state_look(order: Order) -> StateLook:
    """Return how the state of an order is shown; a late effect or a contradiction is never a quiet success."""
    look = _LOOKS[order.state]
    if order.contradicted:
        return look._replace(sign="!", ascii="!", style="error")
    if order.late_effect:
        return look._replace(sign="!", ascii="!", word=f"{look.word} late", style="error")
    return look


def state_text(order: Order, numbers: Numbers) -> str:
    """Return sign and word of an order's state: `✓ confirmed`."""
    look = state_look(order)
    return f"{look.ascii if numbers.ascii else look.sign} {look.word}"


def action_text(wish: OrderWish) -> str:
    """Return what a wish does in one or two words: `open`, `place limit`, `modify stop`."""
    return wish.action.value if wish.kind is None else f"{wish.action.value} {wish.kind.value}"


def span_text(milliseconds: float, numbers: Numbers) -> str:
    """Return a span between steps: `184 ms`, `2.41 s`, then as durations are written."""
    if milliseconds < 1000:
        return f"{max(0, round(milliseconds))} ms"
    return f"{milliseconds / 1000:.2f} s" if milliseconds < 60_000 else numbers.duration(milliseconds / 1000)


def exact_clock(at_ms: int, zone: tzinfo) -> str:
    """Return the time of day to the millisecond: `14:03:22.118`."""
    at = datetime.fromtimestamp(at_ms / 1000, zone)
    return f"{at:%H:%M:%S}.{at_ms % 1000:03}"


def outcome_text(order: Order) -> str:
    """Return in one sentence why an order stands where it stands: the broker's words first, then what we know."""
    said = plain(order.message)
    meaning = code_words(order.code)
    parts = [order.code, said or (meaning.meaning if meaning else "")]
    words = " ".join(part for part in parts if part)
    if order.state is OrderState.RESOLVED:
        words = f"you said: {order.reason}" if order.reason else "settled by you"
    elif order.state in (OrderState.UNKNOWN, OrderState.DENIED, OrderState.OVERTAKEN):
        words = plain(order.reason) or words
    elif order.state is OrderState.NOT_FOUND:
        words = "the broker shows no trace of it"
    if order.contradicted:
        words = f"the broker contradicted itself · {words}" if words else "the broker contradicted itself"
    if order.late_effect:
        words = f"it took effect after it had been given up · {words}" if words else "it took effect late"
    return words


_STATUS_WORDS = {
    STATUS_ERROR: "The broker reports an error, which proves nothing",
    STATUS_PENDING: "The broker is working on it",
    STATUS_ACCEPTED: "The broker accepted it",
    STATUS_REJECTED: "The broker rejected it",
}
_BASIS_WORDS = {
    Basis.TAG: "matched by its tag",
    Basis.NUMBER: "matched by its number",
    Basis.EFFECT: "matched by its effect",
}


def step_text(step: Step) -> str:
    """Return what a step was, in a sentence for people."""
    with_reason = f": {plain(step.reason)}" if step.reason else ""
    words = {
        StepKind.INTENT: "You confirmed; written to the journal",
        StepKind.QUEUED: "Waits for its turn on the line",
        StepKind.DENIED: f"Not sent{with_reason}",
        StepKind.SENDING: "Written down as sending; from here on it may be out",
        StepKind.SENT: "Handed to the network; nothing says that it arrived",
        StepKind.REPLY: f"The broker took it in as request {step.request_id}",
        StepKind.REFUSED: f"The broker refused it: {step.code} {plain(step.message)}".rstrip(),
        StepKind.LOST: f"Its fate is unknown from here on{with_reason}",
        StepKind.STATUS: _STATUS_WORDS.get(step.status or 0, f"The broker says status {step.status}"),
        StepKind.RECORD: f"The broker's records show it{_position(step)}",
        StepKind.EFFECT: "A later snapshot shows what it was meant to do",
        StepKind.CHECKED: f"Searched the broker's records{with_reason}",
        StepKind.ABSENT: "Every search is done: the broker shows no trace of it",
        StepKind.OVERTAKEN: f"It can have no effect any more{with_reason}",
        StepKind.RESOLVED: _resolved_text(step.reason),
        StepKind.UNNUMBERED: "Its request number turned out to be another order's",
    }[step.kind]
    if step.kind is StepKind.STATUS and step.message:
        words += f": {plain(step.message)}"
    if step.basis is not None and step.kind in (StepKind.STATUS, StepKind.RECORD):
        words += f" ({_BASIS_WORDS[step.basis]})"
    return words


def _position(step: Step) -> str:
    return f" as {step.position}" if step.position is not None else ""


def _resolved_text(reason: str) -> str:
    if not reason:
        return "You settled it"
    return "You settled it: it was done" if reason == WORD_DONE else "You settled it: it was not done"


def price_text(value: Decimal | None, digits: int | None, numbers: Numbers) -> str:
    """Return a price in the instrument's precision, or as it is where that is not known."""
    if value is None:
        return numbers.missing
    exponent = value.as_tuple().exponent
    own = -exponent if isinstance(exponent, int) else 0
    return numbers.number(value, own if digits is None else digits)


_UNDER_WAY = {
    Action.OPEN: "opening",
    Action.PLACE: "placing",
    Action.MODIFY: "modifying",
    Action.CLOSE: "closing",
    Action.DELETE: "deleting",
}


def under_way_word(order: Order) -> str:
    """Return what an order that is under way is doing to its position."""
    return _UNDER_WAY[order.intent.action]
