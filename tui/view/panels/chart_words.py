"""The words around a chart: its title, the strip of periods, its state, and what a person types to get another one."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual.content import Content

from tui.domain.candle import Period
from tui.domain.freshness import Freshness
from tui.errors import UsageError
from tui.store.select import PriceView
from tui.view.panels.base import state_words
from tui.view.panels.context import ViewContext
from tui.view.text import plain

PERIODS = tuple(Period)
_TICKING = (Freshness.LIVE, Freshness.QUIET)


def chart_title(context: ViewContext, price: PriceView, period: Period, room: int) -> Content:
    """Return symbol, period, last price and the day's change, as much of it as has room in the frame."""
    numbers = context.numbers
    symbol = plain(price.symbol)
    text = "".join(numbers.price(price.bid, price.digits or 0))
    change = f" {numbers.change(price.change_percent)} %" if price.change_percent is not None else ""
    words = (f" {period.name}  {text}{change}", f" {period.name}  {text}", f" {period.name}")
    fitting = (each for each in words if cell_len(symbol + each) <= room)
    return Content.assemble((symbol, "bold"), next(fitting, ""))


def period_strip(current: Period, room: int) -> Content:
    """Return the periods with the current one marked: all, or those around it that have room in the frame."""
    first, last = 0, len(PERIODS)
    while last - first > 1 and len(" ".join(each.name for each in PERIODS[first:last])) > room:
        place = PERIODS.index(current)
        first, last = (first + 1, last) if place - first >= last - 1 - place else (first, last - 1)
    parts: list[str | tuple[str, str]] = []
    for period in PERIODS[first:last]:
        parts += [(period.name, "bold reverse" if period is current else ""), " "]
    return Content.assemble(*parts[:-1])


def empty_words(context: ViewContext, symbol: str, period: Period) -> str:
    """Return why a chart shows nothing although the link is up."""
    market = context.desk.store.market
    if market.instruments_complete and symbol not in market.instruments:
        return f"The broker does not offer {plain(symbol)} any more"
    series = context.desk.store.candles.series.get((symbol, period))
    if series is not None and series.read:
        return f"The broker has no {period.name} candles of {plain(symbol)}"
    problem = context.desk.problem(("chart", (symbol, period)))
    if problem:
        return f"{plain(problem)} · {context.key('app.refresh')} asks again"
    return f"Reading {period.name} candles of {plain(symbol)}"


def chart_state(context: ViewContext, price: PriceView, period: Period, *, following: bool) -> str:
    """Return why price or candles may not be believed, and that the newest candle is out of view when it is."""
    words = state_words(price.freshness, context, price.symbol)
    if price.freshness in _TICKING and price.symbol in context.desk.store.candles.silent:
        words = "From ticks – no candles are streamed" + (f" – {words}" if words else "")
    series = context.desk.store.candles.series.get((price.symbol, period))
    problem = context.desk.problem(("chart", (price.symbol, period)), brief=True)
    if problem and series is not None and series.candles:
        words = f"Not read anew: {plain(problem)}" + (f" – {words}" if words else "")
    if following:
        return words
    return "Scrolled back – End returns to the newest" + (f" – {words}" if words else "")


def parse_chart(argument: str, instruments: Iterable[str], current: Period) -> tuple[str, Period]:
    """Return symbol and period of `SYMBOL [PERIOD]`, upper and lower case alike; raises UsageError."""
    names = {name.casefold(): name for name in instruments}
    symbol, period = argument.strip(), ""
    if symbol.casefold() not in names:
        # Symbols may have blanks in them: only the last word can be the period.
        symbol, _, period = symbol.rpartition(" ") if " " in symbol else (symbol, "", "")
    known = names.get(symbol.strip().casefold())
    if known is None:
        raise UsageError(f"The broker has no symbol {symbol}", hint="Tab completes what there is.")
    if not period:
        return known, current
    try:
        return known, Period[period.strip().upper()]
    except KeyError:
        periods = " ".join(each.name for each in PERIODS)
        raise UsageError(f"There is no period {period}", hint=f"There are {periods}.") from None
