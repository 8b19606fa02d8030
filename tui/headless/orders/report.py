"""Orders of a journal as JSON documents and as lines of text, for `tradedeck orders`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tui.desk.orders.export import order_document
from tui.desk.orders.journal_file import VerifyReport
from tui.domain.intent import OrderWish
from tui.domain.order import IllegalStepError, Order, advance, begin
from tui.domain.steps import ON_WIRE, OrderState, Step
from tui.headless.saying import utc
from tui.net.text import clean_line

_LINE = 4_000
"""Characters of a line; raw replies are shown whole as far as the journal keeps them."""

_RESULTS = ("fill_price", "fill_volume", "code", "message", "reason", "late_effect", "contradicted")
_WISHED = ("symbol", "volume", "price", "stop_loss", "take_profit", "plan", "parent")


@dataclass(frozen=True, slots=True)
class Histories:
    """What the steps of a journal fold to: `orders` the oldest first, and the first row that cannot follow."""

    orders: tuple[Order, ...]
    bad_row: int | None = None
    reason: str = ""


def walk(steps: Sequence[Step]) -> Histories:
    """Fold every order as far as its path is legal; rows are numbered from 1."""
    found: dict[str, Order] = {}
    for row, step in enumerate(steps, 1):
        known = found.get(step.tag)
        try:
            if known is not None and step.number < known.next_number:
                raise IllegalStepError(f"step {step.number} of {step.tag} stands there twice")
            found[step.tag] = begin(step) if known is None else advance(known, step)
        except IllegalStepError as error:
            return Histories(tuple(found.values()), row, f"row {row} is no legal step: {error}")
    return Histories(tuple(found.values()))


def fate_unknown(order: Order) -> bool:
    """Whether nobody knows what became of it: it left, or may have, and there is no verdict."""
    return order.state is OrderState.UNKNOWN or order.state in ON_WIRE


def unknown_count(orders: Sequence[Order]) -> int:
    """Return how many fates are unknown."""
    return sum(fate_unknown(order) for order in orders)


def summary(order: Order, now_ms: int) -> dict[str, Any]:
    """Return an order without its steps; money and prices are texts, times UTC milliseconds."""
    wish = order.intent.wish
    began = order.steps[0].at_ms
    return {
        "tag": order.tag,
        "state": order.state.value,
        "unknown": fate_unknown(order),
        "action": wish.action.value,
        "side": wish.side.value,
        "kind": wish.kind.value if wish.kind is not None else None,
        **{name: _plain(getattr(wish, name)) for name in _WISHED},
        "request_id": order.request_id,
        "position": order.position,
        **{name: _plain(getattr(order, name)) for name in _RESULTS},
        "began_ms": began,
        "changed_ms": order.steps[-1].at_ms,
        "age_ms": max(0, now_ms - began),
    }


def whole(order: Order, now_ms: int) -> dict[str, Any]:
    """Return an order with all its steps."""
    return {**summary(order, now_ms), **order_document(order)}


def list_lines(orders: Sequence[Order], now_ms: int) -> Iterator[str]:
    """Yield one line per order, in columns."""
    rows = [_cells(order, now_ms) for order in orders]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(_COLUMNS)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def order_lines(order: Order, now_ms: int) -> Iterator[str]:
    """Yield the history of an order: a head, then a line per step with the raw message below it."""
    yield f"{order.tag}  {order.state.value.upper()}  {what(order.intent.wish)}  account {order.intent.account}"
    document = whole(order, now_ms)
    means = document["code_means"]
    if means is not None:
        yield _clean(f"  {means['code']}: {means['meaning']} {means['proves']} {means['advice']}")
    if order.late_effect:
        yield "  LATE EFFECT: it was given up or refused, and the broker showed an effect after that"
    if order.contradicted:
        yield "  CONTRADICTED: the broker said opposite things about it"
    for step, row in zip(order.steps, document["steps"], strict=True):
        after = row["after_ms"]
        waited = "" if after is None else f"+{after:.1f} ms"
        yield _clean(f"  {_clock(step.at_ms)}  {waited:>14}  {step.kind.value:<10}{_facts(step)}")
        if step.raw:
            yield _clean(f"      {step.raw}")


def verify_document(report: VerifyReport, found: Histories) -> dict[str, Any]:
    """Return what checking the chain and the paths said."""
    chain_first = report.first_bad is not None and (found.bad_row is None or report.first_bad <= found.bad_row)
    return {
        "intact": report.intact and found.bad_row is None,
        "rows": report.rows if found.bad_row is None else min(report.rows, found.bad_row - 1),
        "first_bad": report.first_bad if chain_first else found.bad_row,
        "reason": report.reason if chain_first else found.reason,
        "last_hash": report.last_hash,
        "orders": len(found.orders),
        "unknown": unknown_count(found.orders),
    }


def what(wish: OrderWish) -> str:
    """Return a wish in words."""
    kind = f" {wish.kind.value}" if wish.kind is not None else ""
    return _clean(f"{wish.action.value} {wish.side.value}{kind} {_decimal(wish.volume)} {wish.symbol}")


_COLUMNS = 7


def _cells(order: Order, now_ms: int) -> tuple[str, ...]:
    numbers = [f"request {order.request_id}" if order.request_id is not None else ""]
    numbers += [f"position {order.position}" if order.position is not None else ""]
    numbers += [f"at {_decimal(order.fill_price)}" if order.fill_price is not None else ""]
    # Why its fate was once in doubt is history when it is proven; `show` tells it.
    doubt = "" if order.state in (OrderState.ACCEPTED, OrderState.CONFIRMED) else order.reason
    tail = " ".join(part for part in (order.code, doubt or order.message) if part)
    late = "LATE EFFECT " if order.late_effect else ""
    began = order.steps[0].at_ms
    return (
        order.tag,
        order.state.value.upper(),
        utc(began),
        _age((now_ms - began) // 1000),
        what(order.intent.wish),
        "  ".join(part for part in numbers if part),
        _clean(late + tail),
    )


def _facts(step: Step) -> str:
    named = (
        ("request", step.request_id),
        ("status", step.status),
        ("position", step.position),
        ("by", None if step.basis is None else step.basis.value),
        ("price", None if step.price is None else _decimal(step.price)),
        ("volume", None if step.volume is None else _decimal(step.volume)),
        ("login", step.epoch or None),
    )
    words = [f"{name} {value}" for name, value in named if value is not None]
    return "  ".join([*words, *(part for part in (step.code, step.reason, step.message) if part)])


def _age(seconds: int) -> str:
    seconds = max(0, seconds)
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "m")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _clock(at_ms: int) -> str:
    try:
        return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%H:%M:%S.%f}"[:-3]
    except (OverflowError, ValueError, OSError):
        return str(at_ms)


def _decimal(value: Decimal) -> str:
    return format(value, "f")


def _plain(value: object) -> object:
    return _decimal(value) if isinstance(value, Decimal) else value


def _clean(text: str) -> str:
    # The indent says what belongs to what, and cleaning may take it off.
    words = text.strip()
    return text[: len(text.rstrip()) - len(words)] + clean_line(words, _LINE)
