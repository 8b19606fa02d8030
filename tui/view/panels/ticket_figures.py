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
from tui.view.text import moment
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
    """Return levels, results and costs of an order for its review, each level with what it would come to."""
    rows = {row.title: row for row in figure_rows(context, plan)}
    found: list[SheetRow] = []
    if plan.given.kind is not None:
        found.append(SheetRow("Order price", _price(context, plan, plan.entry_price)))
        ends = moment(plan.expires_at, context.zone) if plan.expires_at is not None else "good till cancelled"
        found.append(SheetRow("Expires", f"  {ends}"))
    for title, level, result in (
        ("Stop loss", plan.stop_loss, rows["Loss at SL"]),
        ("Take profit", plan.take_profit, rows["Gain at TP"]),
    ):
        if level is None:
            found.append(SheetRow(title, f"{'none':>12}", look="muted"))
        else:
            remark = f"{result.value}  {result.more:>7}" if result.more else result.value
            found.append(SheetRow(title, _price(context, plan, level, pips=True), remark, result.look))
    if plan.trailing_offset:
        found.append(SheetRow("Trailing", f"{plan.trailing_offset:>12} points"))
    found.append(SheetRow())
    for left, right in (("Margin", "Level after"), ("Commission", "Free after"), ("Spread", "Swap/night")):
        found.append(
            SheetRow(
                left, f"{rows[left].value:>12}", f"{right:<12}{rows[right].value:>12}", _worse(rows[left], rows[right])
            )
        )
    if plan.given.note.strip():
        found += [SheetRow(), SheetRow("Note", plan.given.note.strip())]
    return tuple(found)


def _worse(*rows: FigureRow) -> str:
    """Return the look that two figures on one line share: the one that warns most."""
    looks = [row.look for row in rows]
    return next((look for look in ("error", "warning") if look in looks), "")


def _price(context: ViewContext, plan: TicketPlan, price: Decimal | None, *, pips: bool = False) -> str:
    """Return a price, on the review's column, with its distance from the entry in pips."""
    instrument = context.desk.store.market.instruments.get(plan.symbol)
    text = f"{context.numbers.number(price, instrument.digits if instrument is not None else 0):>12}"
    if not pips or instrument is None or price is None or plan.entry_price is None:
        return text
    return f"{text}  {context.numbers.pips(abs(instrument.pips(price - plan.entry_price)))} pips"


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
