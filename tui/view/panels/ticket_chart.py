"""What a ticket tells others: the lines that it would set to the chart, its questions to the calculator."""

from __future__ import annotations

from tui.domain.ticket import TicketPlan
from tui.view.charts.model import LineKind, PriceLine
from tui.view.panels.context import DraftLines, ViewContext

_WHO = "ticket"


def draft_lines(context: ViewContext, plan: TicketPlan) -> DraftLines | None:
    """Return entry, SL and TP of a ticket as lines, None while it has no volume and no level of its own.

    A market order has no line for its entry: it would lie on the price itself.
    """
    digits = context.desk.store.market.digits(plan.symbol) or 0
    numbers, given = context.numbers, plan.given
    lines: list[PriceLine] = []
    if given.kind is not None and plan.entry_price is not None:
        lots = f" {numbers.lots(plan.volume, plan.volume)}" if plan.volume is not None else ""
        label = f"draft {given.side.value} {given.kind.value}{lots}"
        lines.append(PriceLine(plan.entry_price, LineKind.PENDING, label))
    for kind, title, level in (
        (LineKind.STOP_LOSS, "SL", plan.stop_loss),
        (LineKind.TAKE_PROFIT, "TP", plan.take_profit),
    ):
        if level is not None:
            lines.append(PriceLine(level, kind, f"draft {title} {numbers.number(level, digits)}"))
    return DraftLines(plan.symbol, tuple(lines)) if lines else None


def tell_chart(context: ViewContext, plan: TicketPlan | None) -> bool:
    """Leave the ticket's lines where charts find them; return whether they changed."""
    return context.selection.take_draft(_WHO, draft_lines(context, plan) if plan is not None else None)


def tell_calculator(context: ViewContext, plan: TicketPlan | None) -> None:
    """Have the broker asked what the ticket raises, or nothing any more."""
    costs = context.desk.costs
    if plan is None:
        costs.rest()
        return
    price = context.desk.store.market.prices.get(plan.symbol)
    costs.want(plan.questions, (plan.symbol, plan.given), (price.quote.bid, price.quote.ask) if price else None)
