"""Columns and rows of the Markets screen: instruments with live prices, and the tree of their groups."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from tui.domain.instrument import Instrument
from tui.store.select import PriceView
from tui.view.panels.context import ViewContext
from tui.view.panels.markets_branches import Branch, category_title
from tui.view.panels.price_cells import price_cells
from tui.view.widgets.live_table import Cell, Column, Row

COLUMNS = (
    Column("symbol", "Symbol", 10, "left", 100, flexible=True, max_width=16, letter="s", clip=True),
    Column("listed", "", 1, "left", 70),
    Column("state", "", 1, "left", 95),
    Column("bid", "Bid", 10, "right", 90, mark=True),
    Column("ask", "Ask", 10, "right", 85),
    Column("spread", "Spr", 5, "right", 55),
    Column("change", "Day %", 7, "right", 75),
    Column("description", "Name", 9, "left", 80, flexible=True, max_width=36, letter="n", clip=True),
    Column("group", "Group", 10, "left", 50, flexible=True, max_width=18, letter="g", clip=True),
    Column("category", "Class", 11, "left", 40, flexible=True, max_width=14, letter="c", clip=True),
    Column("currency", "In", 4, "left", 35, letter="i"),
    Column("high", "High", 9, "right", 25),
    Column("low", "Low", 9, "right", 24),
    Column("time", "Time", 8, "right", 20),
)

BRANCH_COLUMNS = (
    Column("name", "Group", 12, "left", 100, flexible=True, max_width=40, clip=True),
    Column("count", "", 5, "right", 90),
)


def listed_sign(listed: bool, *, ascii_only: bool) -> str:
    """Return the sign of a symbol that is on a watchlist."""
    if not listed:
        return ""
    return "*" if ascii_only else "★"


def bare_row(context: ViewContext, instrument: Instrument, listed: Collection[str]) -> Row:
    """Return the row of a symbol that is not in view: what one finds it by, without prices."""
    star = listed_sign(instrument.symbol in listed, ascii_only=context.numbers.ascii)
    return (
        Cell(instrument.symbol, "strong"),
        Cell(star, "accent"),
        Cell(""),
        *(_NOTHING,) * 4,
        Cell(instrument.description, "muted"),
        Cell(instrument.group, "muted"),
        Cell(category_title(instrument.category), "muted"),
        Cell(instrument.profit_currency, "muted"),
        *(_NOTHING,) * 3,
    )


_NOTHING = Cell("", "muted")


def live_row(context: ViewContext, instrument: Instrument, view: PriceView, listed: Collection[str]) -> Row:
    """Return the row of a symbol in view."""
    price = price_cells(context, view)
    symbol, star, _, _, _, _, _, *names, _, _, _ = bare_row(context, instrument, listed)
    return (symbol, star, *price[:5], *names, *price[5:])


def branch_row(context: ViewContext, branch: Branch) -> Row:
    """Return a category or group, moved in as deep as it lies."""
    indent = "  " * max(0, branch.depth - 1)
    return (
        Cell(indent + branch.title, "strong" if branch.depth < 2 else ""),
        Cell(context.numbers.number(Decimal(branch.count), 0), "muted"),
    )
