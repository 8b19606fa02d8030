"""Columns and rows of the watchlist."""

from __future__ import annotations

from tui.domain.freshness import Freshness
from tui.store.select import PriceView
from tui.view.panels.base import freshness_sign, style_name
from tui.view.panels.context import ViewContext
from tui.view.text import clock
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
    Column("age", "Age", 4, "right", 20, letter="g"),
    Column("description", "Name", 16, "left", 10, flexible=True, max_width=40, clip=True),
)

_GONE = Cell("gone", "warning")
"""Stands for the price: the column of names leaves where there is no room."""

_NO_LONGER = Cell("no longer offered", "muted")


def watchlist_row(context: ViewContext, view: PriceView) -> Row:
    """Return the cells of one symbol."""
    if not view.known:
        return _gone_row(context, view)
    numbers = context.numbers
    plain_style = style_name(view.freshness)
    digits = view.digits or 0
    bid, bid_tail = numbers.price(view.bid, digits, view.pip_digits)
    ask, ask_tail = numbers.price(view.ask, digits, view.pip_digits)
    bid_style, ask_style = style_name(view.freshness, "bid"), style_name(view.freshness, "ask")
    tail = plain_style or ("tail" if context.pace.ease.ornaments else "")
    change_style = plain_style or _direction_style(view)
    return (
        Cell(view.symbol, plain_style or "strong", sort=view.symbol),
        Cell(freshness_sign(view.freshness), plain_style or "muted"),
        Cell(bid, bid_style, bid_tail, tail or bid_style, sort=view.bid),
        Cell(ask, ask_style, ask_tail, tail or ask_style, sort=view.ask),
        Cell(numbers.pips(view.spread_pips), plain_style or "muted", sort=view.spread_pips),
        Cell(numbers.change(view.change_percent), change_style, sort=view.change_percent),
        Cell("".join(numbers.price(view.high, digits)), plain_style or "muted", sort=view.high),
        Cell("".join(numbers.price(view.low, digits)), plain_style or "muted", sort=view.low),
        Cell(_time(context, view), plain_style or "muted", sort=view.tick_ms),
        Cell(numbers.age(view.tick_age_s), plain_style or "muted", sort=-view.tick_ms if view.tick_ms else None),
        Cell(view.description, "muted"),
    )


def _gone_row(context: ViewContext, view: PriceView) -> Row:
    """Return the cells of a symbol that the broker no longer offers: an old price would look like one to trade on."""
    blank = Cell(context.numbers.missing, "muted")
    return (Cell(view.symbol, "muted", sort=view.symbol), Cell("!", "warning"), _GONE, *[blank] * 7, _NO_LONGER)


def _time(context: ViewContext, view: PriceView) -> str:
    if view.freshness is Freshness.CLOSED:
        return "closed"
    if view.tick_ms is None:
        return context.numbers.missing
    return clock(view.tick_ms, context.zone)


def _direction_style(view: PriceView) -> str:
    if view.change_percent is None or abs(view.change_percent) < 0.005:
        return "muted"
    return "up" if view.change_percent > 0 else "down"
