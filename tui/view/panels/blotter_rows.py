"""Rows and columns of the blotter's three tables."""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.intent import is_tag
from tui.domain.position import PendingOrder, Position, Side
from tui.store.select import (
    PositionView,
    Totals,
    freshness_of,
    position_totals,
    position_view,
    price_view,
    recent_history,
)
from tui.view.panels.base import style_name
from tui.view.panels.context import ViewContext
from tui.view.panels.history_rows import history_totals
from tui.view.panels.orders_rows import mark_cells, orders_on, own_numbers
from tui.view.panels.trade_cells import money_cell, price_cell, sided_cell
from tui.view.text import moment
from tui.view.widgets.live_table import Cell, Column, Row

POSITION_COLUMNS = (
    Column("position", "Position", 10, "left", 53, letter="n"),
    Column("symbol", "Symbol", 9, "left", 100, flexible=True, max_width=14, letter="y", clip=True),
    Column("side", "Side", 6, "left", 95, letter="d"),
    Column("mark", "", 1, "left", 93),
    Column("state", "State", 10, "left", 52, letter="t"),
    Column("volume", "Volume", 7, "right", 90, letter="v"),
    Column("open", "Open", 10, "right", 75, letter="o"),
    Column("now", "Now", 10, "right", 80, letter="w"),
    Column("stop_loss", "SL", 10, "right", 70),
    Column("take_profit", "TP", 10, "right", 69),
    Column("trailing", "Trail", 6, "right", 42),
    Column("swap", "Swap", 7, "right", 40, letter="s"),
    Column("commission", "Commission", 10, "right", 30, letter="c"),
    Column("margin", "Margin ≈", 10, "right", 35, letter="m"),
    Column("profit", "Profit", 10, "right", 98, letter="p"),
    Column("pips", "Pips", 8, "right", 65, letter="i"),
    Column("age", "Age", 9, "right", 50, letter="a"),
    Column("comment", "Comment", 10, "left", 10, flexible=True, max_width=30, clip=True),
)

PENDING_COLUMNS = (
    Column("position", "Order", 10, "left", 45, letter="n"),
    Column("symbol", "Symbol", 9, "left", 100, flexible=True, max_width=14, letter="y", clip=True),
    Column("side", "Type", 12, "left", 95, letter="d"),
    Column("mark", "", 1, "left", 93),
    Column("state", "State", 10, "left", 52, letter="t"),
    Column("volume", "Volume", 7, "right", 90, letter="v"),
    Column("price", "Price", 10, "right", 92, letter="o"),
    Column("now", "Now", 10, "right", 80, letter="w"),
    Column("distance", "Pips away", 9, "right", 75, letter="i"),
    Column("stop_loss", "SL", 10, "right", 70),
    Column("take_profit", "TP", 10, "right", 69),
    Column("trailing", "Trail", 6, "right", 42),
    Column("expires", "Expires", 16, "right", 50, letter="e"),
    Column("placed", "Placed", 16, "right", 40, letter="a"),
    Column("comment", "Comment", 10, "left", 10, flexible=True, max_width=30, clip=True),
)


def position_rows(context: ViewContext) -> Mapping[str, Row]:
    """Return a row for each open position, oldest first."""
    marks = Marks(context)
    held = sorted(context.desk.store.account.positions)
    return {str(number): _position_row(context, _view(context, number), marks) for number in held}


class Marks:
    """Whose trades these are and what orders of ours are doing to them, as of one frame."""

    def __init__(self, context: ViewContext) -> None:
        self._context = context
        self._on = orders_on(context)
        self._made = own_numbers(context.desk.store.orders.orders.values())

    def of(self, trade: Position | PendingOrder) -> tuple[Cell, Cell]:
        """Return the marks of a trade; one that our tag or an order of ours names is ours."""
        ours = is_tag(trade.custom_comment) or not self._made.isdisjoint((trade.position, trade.order))
        return mark_cells(self._context, self._on.get(trade.position), ours=ours)


def _trail(context: ViewContext, offset: int) -> Cell:
    return Cell(str(offset) if offset else context.numbers.missing, "" if offset else "muted", sort=offset)


def _comment(trade: Position | PendingOrder) -> Cell:
    """Return the comment for people: a tag of ours is none."""
    return Cell(trade.comment if is_tag(trade.custom_comment) else trade.custom_comment or trade.comment, "muted")


def _view(context: ViewContext, number: int) -> PositionView:
    store = context.desk.store
    return position_view(store, store.account.positions[number], context.now, context.now_ms)


def _position_row(context: ViewContext, view: PositionView, marks: Marks) -> Row:
    position, numbers = view.position, context.numbers
    dimmed = style_name(view.freshness)
    # A running profit is as old as the price that it is made of.
    return (
        Cell(str(position.position), "muted", sort=position.position),
        Cell(position.symbol, "strong"),
        sided_cell(context, position.side),
        *marks.of(position),
        Cell(numbers.lots(position.volume), sort=position.volume),
        price_cell(context, position.open_price, position.digits),
        price_cell(context, view.now_price, position.digits, dimmed),
        price_cell(context, position.stop_loss, position.digits, "" if position.stop_loss else "muted"),
        price_cell(context, position.take_profit, position.digits, "" if position.take_profit else "muted"),
        _trail(context, position.trailing_offset),
        money_cell(context, position.swap, dimmed="muted"),
        money_cell(context, position.commission, dimmed="muted"),
        money_cell(context, view.margin, dimmed="muted", signed=False),
        money_cell(context, view.profit, dimmed=dimmed),
        Cell(numbers.pips(view.pips, signed=True), dimmed, sort=view.pips),
        Cell(numbers.duration(view.age_ms / 1000), "muted", sort=-position.opened_at),
        _comment(position),
    )


def pending_rows(context: ViewContext) -> Mapping[str, Row]:
    """Return a row for each pending order, oldest first."""
    account, marks = context.desk.store.account, Marks(context)
    return {str(number): _pending_row(context, account.pending[number], marks) for number in sorted(account.pending)}


def _pending_row(context: ViewContext, order: PendingOrder, marks: Marks) -> Row:
    store, numbers = context.desk.store, context.numbers
    price = price_view(store, order.symbol, context.now, context.now_ms)
    dimmed = style_name(freshness_of(store, order.symbol, context.now, context.now_ms))
    current = price.ask if order.side is Side.BUY else price.bid
    instrument = store.market.instruments.get(order.symbol)
    away = instrument.pips(abs(order.price - current)) if instrument and current is not None else None
    expires = moment(order.expires_at, context.zone) if order.expires_at else "until cancelled"
    return (
        Cell(str(order.position), "muted", sort=order.position),
        Cell(order.symbol, "strong"),
        Cell(f"{order.side.value.title()} {order.kind.value}", "pending"),
        *marks.of(order),
        Cell(numbers.lots(order.volume), sort=order.volume),
        price_cell(context, order.price, order.digits),
        price_cell(context, current, order.digits, dimmed),
        Cell(numbers.pips(away), dimmed, sort=away),
        price_cell(context, order.stop_loss, order.digits, "" if order.stop_loss else "muted"),
        price_cell(context, order.take_profit, order.digits, "" if order.take_profit else "muted"),
        _trail(context, order.trailing_offset),
        Cell(expires, "muted", sort=order.expires_at or 0),
        Cell(moment(order.placed_at, context.zone), "muted", sort=order.placed_at),
        _comment(order),
    )


def totals(context: ViewContext, tab: str) -> Row | None:
    """Return the totals row of a tab, None where there is nothing to sum."""
    store = context.desk.store
    if tab == "Positions" and store.account.positions:
        views = [_view(context, key) for key in store.account.positions]
        # A sum lives as long as one of its prices does.
        dimmed = [style_name(view.freshness) for view in views]
        return _position_totals(context, position_totals(views), dimmed[0] if all(dimmed) else "")
    if tab == "History" and (trades := recent_history(store, context.now, context.now_ms)):
        return history_totals(context, trades)
    return None


def _position_totals(context: ViewContext, sums: Totals, dimmed: str) -> Row:
    none = Cell("")
    return (
        none,
        Cell(f"{sums.count} open"),
        *(none,) * 3,
        Cell(context.numbers.lots(sums.volume)),
        *(none,) * 5,
        money_cell(context, sums.swap),
        money_cell(context, sums.commission),
        money_cell(context, sums.margin, signed=False),
        money_cell(context, sums.profit, dimmed=dimmed),
    )
