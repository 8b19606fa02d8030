"""The week of a market as a strip: when it trades, when it is only quoted, in the user's own time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.style import Style

from tui.domain.hours import TradingHours
from tui.domain.market_hours import DayStrip, week_strip
from tui.view.panels.context import ViewContext
from tui.view.widgets.lines import Line, Span

_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = 1440
_LABEL_CELLS = 5
_WIDTHS = (96, 72, 48, 36, 24, 12)
"""Cells of a day; all divide it into whole minutes."""


def week_lines(context: ViewContext, hours: TradingHours, width: int) -> list[Line]:
    """Return a ruler, a line for each day from Monday on, and what the signs mean."""
    cells = next((each for each in _WIDTHS if each <= width - _LABEL_CELLS - 2), _WIDTHS[-1])
    at_ms, zone = context.server_now_ms, context.zone
    trading = week_strip(hours.trading, at_ms, zone)
    quotes = week_strip(hours.quotes, at_ms, zone)
    now = datetime.fromtimestamp(at_ms / 1000, zone)
    found: list[Line] = [_ruler(context, cells)]
    for day, quoted in zip(trading, quotes, strict=True):
        minute = now.hour * 60 + now.minute if day.day == now.date() else None
        found.append(_day(context, day, quoted, cells, minute))
    return [*found, _legend(context, now.tzname() or "", hours.trading != hours.quotes)]


def _signs(context: ViewContext) -> tuple[str, str, str, str]:
    """Return the signs of trading, of quotes alone, of nothing, and of now."""
    return ("=", "-", ".", "|") if context.numbers.ascii else ("━", "╌", "·", "┃")


def _ruler(context: ViewContext, cells: int) -> Line:
    text = [" "] * (cells + 2)
    for hour in range(0, 25, 6 if cells >= 24 else 12):
        label, place = str(hour), hour * cells // 24
        text[place : place + len(label)] = label
    return (Span(" " * _LABEL_CELLS), Span("".join(text).rstrip(), context.paint["muted"]))


def _day(context: ViewContext, day: DayStrip, quoted: DayStrip, cells: int, now_minute: int | None) -> Line:
    trades, quotes, nothing, now = _signs(context)
    paint = context.paint
    styles = {trades: paint["primary"], quotes: paint["muted"], nothing: paint["grid"], now: paint["accent"]}
    length = _DAY // cells
    signs = []
    for cell in range(cells):
        start, end = cell * length, (cell + 1) * length
        open_now = day.covered(start, end) >= 0.5
        signs.append(trades if open_now else quotes if quoted.covered(start, end) >= 0.5 else nothing)
        if now_minute is not None and start <= now_minute < end:
            signs[-1] = now
    label = Span(f" {_NAMES[day.day.weekday()]} ", Style(bold=True) if now_minute is not None else paint["muted"])
    return (label, *_runs(signs, styles))


def _runs(signs: Sequence[str], styles: dict[str, Style]) -> list[Span]:
    spans: list[Span] = []
    for sign in signs:
        if spans and spans[-1].text[0] == sign:
            spans[-1] = Span(spans[-1].text + sign, spans[-1].style)
        else:
            spans.append(Span(sign, styles[sign]))
    return spans


def _legend(context: ViewContext, zone: str, both: bool) -> Line:
    trades, quotes, _, now = _signs(context)
    paint = context.paint
    parts = [Span(" " * _LABEL_CELLS), Span(trades, paint["primary"]), Span(" trades  ", paint["muted"])]
    if both:
        parts += [Span(quotes, paint["muted"]), Span(" quotes only  ", paint["muted"])]
    return (*parts, Span(now, paint["accent"]), Span(f" now  {zone}", paint["muted"]))
