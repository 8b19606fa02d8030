"""Columns and rows of the watchlist."""

from __future__ import annotations

from tui.store.select import PriceView
from tui.view.panels.base import style_name
from tui.view.panels.context import ViewContext
from tui.view.panels.price_cells import price_cells
from tui.view.widgets.live_table import Cell, Column, Row

COLUMNS = (
    Column("symbol", "Symbol", 9, "left", 100, flexible=True, max_width=14, letter="n", clip=True),
    Column("state", " ", 1, "left", 95),
    Column("bid", "Bid", 9, "right", 90, letter="b", mark=True),
    Column("ask", "Ask", 9, "right", 85, letter="a"),
    Column("spread", "Spr", 5, "right", 60, letter="s"),
    Column("change", "Day %", 7, "right", 80, letter="d"),
    Column("high", "High", 9, "right", 40, letter="h"),
    Column("low", "Low", 9, "right", 39, letter="l"),
    Column("time", "Time", 8, "right", 30, letter="t"),
    Column("age", "Age", 5, "right", 20, letter="g"),
    Column("description", "Name", 16, "left", 10, flexible=True, max_width=40, clip=True),
)

_GONE = Cell("gone", "warning")
"""Stands for the price: the column of names leaves where there is no room."""

_NO_LONGER = Cell("no longer offered", "muted")


def watchlist_row(context: ViewContext, view: PriceView) -> Row:
    """Return the cells of one symbol."""
    if not view.known:
        return _gone_row(context, view)
    style = style_name(view.freshness)
    age = context.numbers.age(view.tick_age_s)
    return (
        Cell(view.symbol, style or "strong", sort=view.symbol),
        *price_cells(context, view),
        Cell(age, style or "muted", sort=-view.tick_ms if view.tick_ms else None),
        Cell(view.description, "muted"),
    )


def _gone_row(context: ViewContext, view: PriceView) -> Row:
    """Return the cells of a symbol that the broker no longer offers: an old price would look like one to trade on."""
    blank = Cell(context.numbers.missing, "muted")
    return (Cell(view.symbol, "muted", sort=view.symbol), Cell("!", "warning"), _GONE, *[blank] * 7, _NO_LONGER)
