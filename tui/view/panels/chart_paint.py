"""What a chart is drawn with: the palette of the theme in force, and the account's trades as lines and marks."""

from __future__ import annotations

from decimal import Decimal

from rich.style import Style

from tui.domain.position import PendingOrder, Position, Side
from tui.store.candles import Series
from tui.view.charts.model import (
    ChartColors,
    ChartSeries,
    Gap,
    HistoryEdge,
    LineKind,
    Mark,
    Overlays,
    PriceLine,
)
from tui.view.panels.context import ViewContext
from tui.view.text import Numbers
from tui.view.theme import Paint


def chart_colors(paint: Paint) -> ChartColors:
    """Return the chart's palette for the theme in force."""

    def style(name: str) -> str:
        return str(paint[name]) or "default"

    background = paint.colour("background")
    # The terminal's own ground has no name that text could take: only reversed it can be read whatever it is.
    tag = Style(color=background, bgcolor=paint.colour("foreground"), bold=True)
    if paint.ansi:
        tag = Style(reverse=True, bold=True)
    return ChartColors(
        up=paint.colour("up"),
        down=paint.colour("down"),
        flat=paint.colour("muted"),
        axis=style("muted"),
        axis_major=paint.colour("foreground"),
        grid=paint.faint("grid", 0.6),
        price_line=style("muted"),
        last_tag=str(tag),
        ask=style("ask"),
        entry=paint.colour("primary"),
        stop_loss=paint.colour("down"),
        take_profit=paint.colour("up"),
        pending=paint.colour("pending"),
        cursor=style("muted"),
        cursor_tag=str(tag),
        volume=paint.faint("grid", 0.35),
        muted=style("muted"),
        studies=_study_colours(paint),
        background=background if background != "default" else None,
    )


def _study_colours(paint: Paint) -> tuple[str, ...]:
    """Return what indicators are drawn with, each colour once: of the terminal's own some mean several things."""
    names = ("accent", "primary", "pending", "ask", "bid", "secondary")
    return tuple(dict.fromkeys(paint.colour(name) for name in names))


def chart_series(context: ViewContext, series: Series, digits: int, note: str) -> ChartSeries:
    """Return a series as the chart wants it; what may be missing after a broken link is marked as a gap."""
    gaps: tuple[Gap, ...] = ()
    if series.gap_from is not None:
        gaps = (Gap(series.gap_from + series.period.length_ms, context.server_now_ms),)
    return ChartSeries(
        symbol=series.symbol,
        period=series.period,
        digits=digits,
        candles=tuple(series.candles),
        gaps=gaps,
        older=HistoryEdge.END if series.reached_start else HistoryEdge.MORE,
        note=note,
    )


def series_shape(series: Series, digits: int) -> tuple[object, ...]:
    """Return what changes when anything but the last candle of a series does."""
    candles = series.candles
    return (
        series.symbol,
        series.period,
        len(candles),
        candles[0].start_ms if candles else 0,
        candles[-2] if len(candles) > 1 else None,
        series.gap_from,
        series.reached_start,
        digits,
    )


def trade_overlays(context: ViewContext, symbol: str, digits: int) -> Overlays:
    """Return the open positions and pending orders of a symbol as lines, and entries as marks."""
    account, numbers = context.desk.store.account, context.numbers
    lines: list[PriceLine] = []
    marks: list[Mark] = []
    for position in account.positions.values():
        if position.symbol == symbol:
            lines += [_entry(position, numbers), *_protection(position, numbers, digits)]
            marks.append(Mark(position.opened_at, position.side is Side.BUY))
    for order in account.pending.values():
        if order.symbol == symbol:
            lines += [_waiting(order, numbers), *_protection(order, numbers, digits)]
    return Overlays(tuple(lines), tuple(marks))


def with_drafts(context: ViewContext, symbol: str, trades: Overlays) -> Overlays:
    """Return the overlays with what an unsent ticket or change would set.

    Drafts come first: where labels contend for a row, what is being decided matters most.
    """
    drafts = context.selection.drafts.values()
    lines = tuple(line for draft in drafts if draft.symbol == symbol for line in draft.lines)
    return Overlays((*lines, *trades.lines), trades.marks)


def _entry(position: Position, numbers: Numbers) -> PriceLine:
    label = f"{position.side.value.title()} {numbers.lots(position.volume)}"
    if position.profit is not None:
        label += f" {numbers.money(position.profit, signed=True)}"
    return PriceLine(position.open_price, LineKind.ENTRY, label)


def _waiting(order: PendingOrder, numbers: Numbers) -> PriceLine:
    label = f"{order.side.value.title()} {order.kind.value} {numbers.lots(order.volume)}"
    return PriceLine(order.price, LineKind.PENDING, label)


def _protection(trade: Position | PendingOrder, numbers: Numbers, digits: int) -> list[PriceLine]:
    levels: list[tuple[LineKind, str, Decimal | None]] = [
        (LineKind.STOP_LOSS, "SL", trade.stop_loss),
        (LineKind.TAKE_PROFIT, "TP", trade.take_profit),
    ]
    return [
        PriceLine(level, kind, f"{title} {numbers.number(level, digits)}")
        for kind, title, level in levels
        if level is not None
    ]
