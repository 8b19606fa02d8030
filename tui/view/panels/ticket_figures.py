"""The money of a ticket in lines: whose word each figure is, is told by a sign and not by colour alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from tui.domain.account import MarginAlarm, margin_alarm
from tui.domain.facts import Figure
from tui.domain.ticket import TicketPlan
from tui.view.panels.context import ViewContext
from tui.view.panels.order_words import figure_style, figure_text
from tui.view.screens.review_sheet import SheetRow
from tui.view.widgets.lines import Line, Span, line_width


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A title with one or two figures in words, each with the name of its look."""

    title: str
    value: str
    look: str = ""
    more: str = ""


def figure_rows(context: ViewContext, plan: TicketPlan) -> list[FigureRow]:
    """Return the figures, the most important first."""
    found, numbers = plan.figures, context.numbers

    def money(title: str, figure: Figure, *, signed: bool = False, more: str = "") -> FigureRow:
        return FigureRow(title, figure_text(figure, numbers, signed=signed), figure_style(figure), more)

    def part(figure: Figure, places: int, unit: str) -> str:
        return f"{numbers.number(figure.value, places)} {unit}" if figure.value is not None else ""

    level = found.margin_level_after
    return [
        money("Loss at SL", found.loss_at_stop, signed=True, more=part(found.risk_percent, 2, "%")),
        money("Gain at TP", found.profit_at_target, signed=True, more=part(found.reward, 1, "R")),
        money("Margin", found.margin),
        FigureRow("Level after", figure_text(level, numbers, 0, unit="%"), _level_look(context, level)),
        money("Free after", found.free_margin_after),
        money("Commission", found.commission),
        money("Spread", found.spread_cost),
        money("Swap/night", found.swap_per_night, signed=True),
        money("Pip value", found.pip_value),
        money("Value", found.value),
    ]


def figure_lines(context: ViewContext, plan: TicketPlan, width: int, *, wide: bool) -> list[Line]:
    """Return the figures in one column, or in two where the pane is wide."""
    rows = figure_rows(context, plan)
    if not wide:
        return [_line(context, row, width) for row in rows]
    half = min(38, (width - 2) // 2)
    middle = (len(rows) + 1) // 2
    pairs = zip(rows[:middle], [*rows[middle:], None][:middle], strict=True)
    return [
        (*_line(context, left, half), Span("  "), *(_line(context, right, half) if right is not None else ()))
        for left, right in pairs
    ]


def review_rows(context: ViewContext, plan: TicketPlan) -> tuple[SheetRow, ...]:
    """Return the costs and results of an order for its review, without those of levels that it does not have."""
    absent = {"Value", "Pip value"}
    if plan.stop_loss is None:
        absent.add("Loss at SL")
    if plan.take_profit is None:
        absent.add("Gain at TP")
    rows = (row for row in figure_rows(context, plan) if row.title not in absent)
    return tuple(SheetRow(row.title, row.value, row.more, row.look) for row in rows)


def _level_look(context: ViewContext, level: Figure) -> str:
    figures = context.desk.store.account.figures
    if level.value is None or figures is None:
        return "muted"

    alarm = margin_alarm(replace(figures, margin=Decimal(1), margin_level=level.value))
    if alarm >= MarginAlarm.WARNING:
        return "error"
    return "warning" if alarm is MarginAlarm.WATCH else figure_style(level)


def _line(context: ViewContext, row: FigureRow, width: int) -> Line:
    title = Span(f" {row.title}", context.paint["muted"])
    more = f"  {row.more:>7}" if row.more else ""
    value = (Span(row.value, context.paint[row.look]), Span(more), Span(" "))
    line = (title, *value)
    return (title, Span(" " * max(1, width - line_width(line))), *value)
