"""Rows and columns of the Orders tab, and what the other tabs say about orders of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from tui.domain.order import Order
from tui.domain.position import Side
from tui.view.panels.context import ViewContext
from tui.view.panels.orders_words import (
    action_text,
    outcome_text,
    price_text,
    span_text,
    state_look,
    state_text,
    under_way_word,
)
from tui.view.widgets.live_table import Cell, Column, Row

ORDER_COLUMNS = (
    Column("state", "State", 11, "left", 100, letter="e", max_width=16, flexible=True),
    Column("time", "Time", 8, "left", 97, letter="t"),
    Column("action", "Action", 8, "left", 95, letter="a", flexible=True, max_width=12, clip=True),
    Column("side", "Side", 6, "left", 94, letter="d"),
    Column("symbol", "Symbol", 8, "left", 99, letter="y", flexible=True, max_width=12, clip=True),
    Column("volume", "Volume", 6, "right", 90, letter="v"),
    Column("asked", "Asked", 9, "right", 60, letter="k"),
    Column("fill", "Filled", 9, "right", 80, letter="f"),
    Column("request", "Request", 9, "right", 45, letter="q"),
    Column("position", "Position", 10, "right", 50, letter="n"),
    Column("took", "Took", 8, "right", 55, letter="o"),
    Column("message", "Message", 16, "left", 70, flexible=True, max_width=70, clip=True),
)


def all_orders(context: ViewContext, past: Mapping[str, Order]) -> list[Order]:
    """Return every order of ours, those of unknown fate first, then the newest first."""
    known = {**past, **context.desk.store.orders.orders}
    return sorted(known.values(), key=lambda order: (not order.needs_eyes, -order.intent.server_ms, order.tag))


def order_rows(context: ViewContext, past: Mapping[str, Order]) -> Mapping[str, Row]:
    """Return a row for each order of ours."""
    return {order.tag: _row(context, order) for order in all_orders(context, past)}


def _row(context: ViewContext, order: Order) -> Row:
    numbers, wish = context.numbers, order.intent.wish
    look = state_look(order)
    # A row of unknown fate is red as a whole, so that it is found at a glance.
    ink = "error" if order.needs_eyes else ""
    digits = context.desk.store.market.digits(wish.symbol)
    arrow = numbers.arrow(Decimal(wish.side.sign))
    side = "up" if wish.side is Side.BUY else "down"
    return (
        Cell(state_text(order, numbers), look.style, sort=look.word),
        Cell(_when(order.intent.server_ms, context), ink or "muted", sort=order.intent.server_ms),
        Cell(action_text(wish), ink),
        Cell(f"{arrow} {wish.side.value.title()}", ink or side, sort=wish.side.value),
        Cell(wish.symbol, ink or "strong"),
        Cell(numbers.lots(wish.volume), ink, sort=wish.volume),
        Cell(price_text(wish.price, digits, numbers), ink or "muted", sort=wish.price),
        Cell(price_text(order.fill_price, digits, numbers), ink, sort=order.fill_price),
        Cell(numbers.missing if order.request_id is None else str(order.request_id), ink or "muted"),
        Cell(numbers.missing if order.position is None else str(order.position), ink or "muted", sort=order.position),
        _took(context, order, ink),
        Cell(outcome_text(order), ink or ("" if look.style == "error" else "muted")),
    )


def _when(at_ms: int, context: ViewContext) -> str:
    at = datetime.fromtimestamp(at_ms / 1000, context.zone)
    today = datetime.fromtimestamp(context.server_now_ms / 1000, context.zone).date()
    return at.strftime("%H:%M:%S") if at.date() == today else at.strftime("%d.%m.%y")


def took_ms(order: Order) -> float:
    """Return the milliseconds from the confirmation to the newest step, by the monotonic clock of the run."""
    return (order.steps[-1].mono - order.steps[0].mono) * 1000


def _took(context: ViewContext, order: Order, ink: str) -> Cell:
    if order.needs_eyes or order.state.in_flight:
        waited_s = max(0.0, (context.server_now_ms - order.intent.server_ms) / 1000)
        return Cell(context.numbers.duration(waited_s), ink or "warning", sort=waited_s * 1000)
    return Cell(span_text(took_ms(order), context.numbers), "muted", sort=took_ms(order))


def orders_on(context: ViewContext) -> Mapping[int, Order]:
    """Return for each position or pending order the order of ours that is under way on it, or of unknown fate."""
    found: dict[int, Order] = {}
    for order in context.desk.store.orders.orders.values():
        number = order.intent.wish.position
        if number is not None and (order.state.in_flight or order.needs_eyes):
            found[number] = order
    return found


def own_numbers(orders: Iterable[Order]) -> frozenset[int]:
    """Return the numbers of positions and pending orders that our orders have made."""
    return frozenset(order.position for order in orders if order.position is not None and order.intent.action.adds_risk)


def mark_cells(context: ViewContext, order: Order | None, *, ours: bool) -> tuple[Cell, Cell]:
    """Return sign and word of whose a trade is and what is under way on it; a trade of ours at rest says nothing."""
    ascii_only = context.numbers.ascii
    if order is None:
        if ours:
            return Cell("", sort=2), Cell("", sort=2)
        return Cell("x" if ascii_only else "◇", "muted", sort=1), Cell("external", "muted", sort=1)
    if order.needs_eyes:
        return Cell("?", "error", sort=0), Cell(f"{under_way_word(order)}?", "error", sort=0)
    return Cell(">" if ascii_only else "»", "warning", sort=0), Cell(under_way_word(order), "warning", sort=0)
