"""Rows and columns of the account's past: closed trades, and cash told apart from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from tui.domain.history import DealKind, deal_kind
from tui.domain.intent import is_tag
from tui.domain.position import ClosedTrade, CloseReason
from tui.store.select import closed_totals
from tui.view.panels.context import ViewContext
from tui.view.panels.trade_cells import money_cell, price_cell, sided_cell
from tui.view.text import moment
from tui.view.widgets.live_table import Cell, Column, Row
from tui.view.widgets.made_rows import LateRows

HISTORY_COLUMNS = (
    Column("closed", "Closed", 16, "left", 98, letter="t"),
    Column("symbol", "Symbol", 9, "left", 100, flexible=True, max_width=15, letter="y", clip=True),
    Column("side", "Side", 6, "left", 95, letter="d"),
    Column("volume", "Volume", 7, "right", 90, letter="v"),
    Column("open", "Open", 10, "right", 60, letter="o"),
    Column("close", "Close", 10, "right", 65, letter="l"),
    Column("swap", "Swap", 7, "right", 40, letter="s"),
    Column("commission", "Commission", 10, "right", 30, letter="c"),
    Column("profit", "Profit", 10, "right", 96, letter="p"),
    Column("net", "Net", 10, "right", 80, letter="m"),
    Column("reason", "Closed by", 11, "left", 70, letter="r"),
    Column("position", "Position", 10, "right", 45, letter="n"),
    Column("comment", "Comment", 9, "left", 10, flexible=True, max_width=30, clip=True),
)
"""A row without a trade says in the column of symbols what it is."""

REASONS = {
    CloseReason.USER: "user",
    CloseReason.STOP_LOSS: "stop loss",
    CloseReason.TAKE_PROFIT: "take profit",
    CloseReason.STOP_OUT: "STOP OUT",
}
"""Who or what ended a trade."""


def history_key(trade: ClosedTrade) -> str:
    """Return the key of a closed trade's row."""
    return f"{trade.position}/{trade.request_id}/{trade.closed_at}"


def history_rows(context: ViewContext, trades: Iterable[ClosedTrade]) -> Mapping[str, Row]:
    """Return a row for each closed trade and each cash operation, in their order, made when it is looked at."""
    return LateRows({history_key(trade): trade for trade in trades}, lambda trade: history_row(context, trade))


def history_row(context: ViewContext, trade: ClosedTrade) -> Row:
    """Return the cells of `HISTORY_COLUMNS`."""
    numbers = context.numbers
    if trade.side is None:
        return _cash_row(context, trade)
    return (
        Cell(moment(trade.closed_at, context.zone), "muted", sort=trade.closed_at),
        Cell(trade.symbol, "strong"),
        sided_cell(context, trade.side),
        Cell(numbers.lots(trade.volume), sort=trade.volume),
        price_cell(context, trade.open_price, trade.digits),
        price_cell(context, trade.close_price, trade.digits),
        money_cell(context, trade.swap, dimmed="muted"),
        money_cell(context, trade.commission, dimmed="muted"),
        money_cell(context, trade.profit),
        money_cell(context, trade.net),
        Cell(REASONS[trade.reason], "error" if trade.reason is CloseReason.STOP_OUT else ""),
        Cell(str(trade.position), "muted", sort=trade.position),
        Cell(comment_of(trade), "muted"),
    )


def _cash_row(context: ViewContext, trade: ClosedTrade) -> Row:
    kind, none = deal_kind(trade), Cell("")
    return (
        Cell(moment(trade.closed_at, context.zone), "muted", sort=trade.closed_at),
        Cell(kind_word(kind), "accent"),
        *(none,) * 6,
        money_cell(context, trade.profit),
        money_cell(context, trade.net),
        Cell("cash" if kind.cash else "", "muted"),
        Cell(str(trade.position), "muted", sort=trade.position),
        Cell(trade.comment, "muted"),
    )


def kind_word(kind: DealKind) -> str:
    """Return what a row without a trade is called."""
    return kind.value.capitalize()


def comment_of(trade: ClosedTrade) -> str:
    """Return the comment for people: a tag of ours is none."""
    return trade.comment if is_tag(trade.custom_comment) else trade.custom_comment or trade.comment


def history_totals(context: ViewContext, trades: Iterable[ClosedTrade]) -> Row:
    """Return the sums of the trades among some rows."""
    sums = closed_totals(trades)
    profit = sums.profit or Decimal(0)
    return sums_row(context, sums.count, sums.volume, (sums.swap, sums.commission, profit))


def sums_row(context: ViewContext, count: int, volume: Decimal, money: tuple[Decimal, Decimal, Decimal]) -> Row:
    """Return a row of sums; `money` is swap, commission and profit."""
    none = Cell("")
    return (
        none,
        Cell(f"{count} closed"),
        none,
        Cell(context.numbers.lots(volume)),
        none,
        none,
        *(money_cell(context, amount) for amount in money),
        money_cell(context, sum(money, Decimal(0))),
    )
