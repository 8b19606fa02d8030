"""Orders for tests, each folded from the steps that lead to where it stands."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.examples import AT_MS
from tui.domain.intent import Action, Intent, OrderWish
from tui.domain.order import Order, advance, begin
from tui.domain.position import Side
from tui.domain.steps import Basis, Step, StepKind


def a_wish(**changes: Any) -> OrderWish:
    """Return a market buy of 0.10 lots with both levels, with the named fields changed."""
    usual: dict[str, Any] = {
        "action": Action.OPEN,
        "symbol": "EURUSD",
        "side": Side.BUY,
        "volume": Decimal("0.10"),
        "price": Decimal("1.08420"),
        "stop_loss": Decimal("1.08220"),
        "take_profit": Decimal("1.08820"),
    }
    return OrderWish(**(usual | changes))


def a_tag(number: int) -> str:
    """Return the tag of that number."""
    return f"XD1.{number:026}"


_FILL = {"position": 312408501, "price": Decimal("1.08421"), "volume": Decimal("0.10")}
_USUAL: dict[StepKind, dict[str, Any]] = {
    StepKind.REPLY: {"request_id": 7001, "raw": '{"status":true,"returnData":{"order":7001}}'},
    StepKind.REFUSED: {"code": "BE009", "message": "Not enough money", "raw": '{"errorCode":"BE009"}'},
    StepKind.LOST: {"reason": "no reply came in time"},
    StepKind.RECORD: {
        "basis": Basis.TAG,
        "position": 312408501,
        "price": Decimal("1.08421"),
        "volume": Decimal("0.10"),
    },
    StepKind.EFFECT: {"position": 312408501, "price": Decimal("1.08421"), "volume": Decimal("0.10")},
    StepKind.CHECKED: {"reason": "nothing found among open trades"},
    StepKind.DENIED: {"reason": "the link went down before it was sent"},
    StepKind.OVERTAKEN: {"reason": "the position was closed meanwhile"},
    StepKind.RESOLVED: {"reason": "not done"},
}

WRITTEN = (StepKind.QUEUED, StepKind.SENDING, StepKind.SENT)
"""The steps up to the moment when the network has it."""

Part = StepKind | tuple[StepKind, dict[str, Any]]


def an_order(
    number: int, *parts: Part, wish: OrderWish | None = None, at_ms: int = AT_MS, mono: float = 900.0
) -> Order:
    """Return the order of that number after these steps, 40 ms apart; a pair gives fields of its step."""
    tag = a_tag(number)
    intent = Intent(tag=tag, account="sim:1000", server_ms=at_ms, wish=wish or a_wish(), price_age_s=0.2)
    order = begin(Step(tag=tag, number=0, kind=StepKind.INTENT, at_ms=at_ms, mono=mono, intent=intent))
    for place, part in enumerate(parts, 1):
        kind, own = part if isinstance(part, tuple) else (part, {})
        fields = {"at_ms": at_ms + 40 * place, "mono": mono + 0.04 * place, "epoch": 1} | _USUAL.get(kind, {}) | own
        order = advance(order, Step(tag=tag, number=order.next_number, kind=kind, **fields))
    return order


def status(number: int, **own: Any) -> tuple[StepKind, dict[str, Any]]:
    """Return a STATUS step with this verdict."""
    return (StepKind.STATUS, {"status": number, "basis": Basis.NUMBER} | own)


def confirmed(number: int, **keywords: Any) -> Order:
    """Return an order that went all the way."""
    return an_order(
        number, *WRITTEN, StepKind.REPLY, status(1), status(3), StepKind.RECORD, StepKind.EFFECT, **keywords
    )


def refused(number: int, **keywords: Any) -> Order:
    """Return an order that the broker refused in its reply."""
    return an_order(number, *WRITTEN, StepKind.REFUSED, **keywords)


def under_way(number: int, **keywords: Any) -> Order:
    """Return an order that the broker has taken into processing."""
    return an_order(number, *WRITTEN, StepKind.REPLY, status(1), **keywords)


def unknown(number: int, **keywords: Any) -> Order:
    """Return an order whose fate is unknown."""
    return an_order(number, *WRITTEN, StepKind.LOST, StepKind.CHECKED, **keywords)
