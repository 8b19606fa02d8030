"""What can be said of orders of unknown fate: what is known, what is done, what it may mean, what the user can do."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from tui.desk.orders.service import Doubt
from tui.desk.orders.watching import Watch
from tui.domain.absence import Missing
from tui.domain.intent import Action, OrderWish
from tui.domain.order import Order
from tui.domain.steps import StepKind

_ZERO = Decimal(0)


def doubt_about(
    order: Order, watch: Watch | None, lacks: tuple[Missing, ...], up: bool, margin: Decimal | None
) -> Doubt:
    """Return what the screen says of an UNKNOWN order; `margin` is what it may bind, None when not known."""
    wish = order.intent.wish
    since = order.step(StepKind.LOST) or order.steps[-1]
    lots = wish.volume * wish.side.sign if wish.action.adds_risk else _ZERO
    return Doubt(
        tag=order.tag,
        since_ms=since.at_ms,
        known=_known(order),
        doing=_doing(watch, lacks, up),
        next_check=watch.next_check if watch is not None and up else None,
        meaning=_meaning(wish),
        lots=lots,
        margin=margin if wish.action.adds_risk else _ZERO,
        advice=_advice(order, lacks),
    )


def _known(order: Order) -> str:
    sent, sending = order.step(StepKind.SENT), order.step(StepKind.SENDING)
    if sent is not None:
        left = f"Handed to the network at {_clock_time(sent.at_ms)}"
    elif sending is not None:
        left = f"Being handed to the network at {_clock_time(sending.at_ms)}"
    else:
        left = "Not known to have left"
    number = (
        f"the broker took it as {order.request_id}" if order.request_id is not None else "no number from the broker"
    )
    return f"{left}; {number}; {order.reason}."


def _doing(watch: Watch | None, lacks: tuple[Missing, ...], up: bool) -> str:
    if not up:
        return "Waiting for the connection; then the broker's records are searched."
    searched = 0 if watch is None else watch.checks
    times = "once" if searched == 1 else f"{searched} times"
    done = f"Searched {times}. " if searched else ""
    wanted = (
        f" For a proof that it left no trace is missing: {', '.join(each.value for each in lacks)}." if lacks else ""
    )
    return f"{done}Searching the broker's open trades and history.{wanted}"


def _meaning(wish: OrderWish) -> str:
    lots = f"{wish.volume:f}"
    if wish.action is Action.OPEN:
        return f"It may be open: up to {lots} lots {wish.side.value} {wish.symbol}."
    if wish.action is Action.PLACE:
        return (
            f"It may be waiting at {wish.price} or have triggered: up to {lots} lots {wish.side.value} {wish.symbol}."
        )
    if wish.action is Action.CLOSE:
        return f"{lots} lots of {wish.symbol} {wish.position} may be closed, or still open."
    if wish.action is Action.DELETE:
        return f"The pending order {wish.position} may be deleted, or still waiting."
    return f"The levels of {wish.symbol} {wish.position} may be the old or the new ones."


def _advice(order: Order, lacks: tuple[Missing, ...]) -> str:
    number = "" if order.request_id is None else f" and number {order.request_id}"
    fresh = " Reconnecting lets the search be completed." if Missing.NEW_LOGIN in lacks else ""
    return (
        "Look on the broker's platform; if you know, type `done` or `not done`. "
        f"The broker's desk can be asked with tag {order.tag}{number}.{fresh}"
    )


def _clock_time(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%H:%M:%S.%f")[:-3] + " UTC"
