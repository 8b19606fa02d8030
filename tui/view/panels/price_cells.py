"""Cells of tables of live prices: what is quoted, how it moved today, how fresh it is, each with its sort key."""

from __future__ import annotations

from typing import NamedTuple

from tui.domain.freshness import Freshness
from tui.store.select import PriceView
from tui.view.panels.base import freshness_sign, style_name
from tui.view.panels.context import ViewContext
from tui.view.text import clock
from tui.view.widgets.live_table import Cell

_STILL = 0.005
"""A change below this is shown as 0.00 %, which is neither up nor down."""


class PriceCells(NamedTuple):
    """The cells of one symbol, in the order of the columns of every table of prices."""

    state: Cell
    bid: Cell
    ask: Cell
    spread: Cell
    change: Cell
    high: Cell
    low: Cell
    time: Cell


def price_cells(context: ViewContext, view: PriceView) -> PriceCells:
    """Return the cells of a symbol; a price that cannot be trusted has no colour of its own."""
    numbers, digits = context.numbers, view.digits or 0
    plain_style = style_name(view.freshness)
    quiet = plain_style or "muted"
    bid, bid_tail = numbers.price(view.bid, digits, view.pip_digits)
    ask, ask_tail = numbers.price(view.ask, digits, view.pip_digits)
    bid_style, ask_style = style_name(view.freshness, "bid"), style_name(view.freshness, "ask")
    tail = plain_style or ("tail" if context.pace.ease.ornaments else "")
    return PriceCells(
        Cell(freshness_sign(view.freshness), quiet),
        Cell(bid, bid_style, bid_tail, tail or bid_style, sort=view.bid),
        Cell(ask, ask_style, ask_tail, tail or ask_style, sort=view.ask),
        Cell(numbers.pips(view.spread_pips), quiet, sort=view.spread_pips),
        Cell(numbers.change(view.change_percent), plain_style or _change_style(view), sort=view.change_percent),
        Cell("".join(numbers.price(view.high, digits)), quiet, sort=view.high),
        Cell("".join(numbers.price(view.low, digits)), quiet, sort=view.low),
        Cell(_time(context, view), quiet, sort=view.tick_ms),
    )


def _time(context: ViewContext, view: PriceView) -> str:
    if view.freshness is Freshness.CLOSED:
        return "closed"
    return context.numbers.missing if view.tick_ms is None else clock(view.tick_ms, context.zone)


def _change_style(view: PriceView) -> str:
    if view.change_percent is None or abs(view.change_percent) < _STILL:
        return "muted"
    return "up" if view.change_percent > 0 else "down"
