"""Cells of tables of trades: sides, amounts of money and prices, each with its sign, colour and sort key."""

from __future__ import annotations

from decimal import Decimal

from tui.domain.position import Side
from tui.view.panels.context import ViewContext
from tui.view.widgets.live_table import Cell


def sided_cell(context: ViewContext, side: Side) -> Cell:
    """Return a side with its arrow."""
    arrow = context.numbers.arrow(Decimal(side.sign))
    return Cell(f"{arrow} {side.value.title()}", "up" if side is Side.BUY else "down", sort=side.value)


def money_cell(context: ViewContext, value: Decimal | None, *, dimmed: str = "", signed: bool = True) -> Cell:
    """Return an amount; `signed` gives gains and losses their sign and colour, `dimmed` is a style instead of that."""
    style = dimmed
    if not style and signed and value:
        style = "up" if value > 0 else "down"
    return Cell(context.numbers.money(value, signed=signed), style, sort=value)


def price_cell(context: ViewContext, value: Decimal | None, digits: int, style: str = "") -> Cell:
    """Return a price with the instrument's digits."""
    return Cell("".join(context.numbers.price(value, digits)), style, sort=value)
