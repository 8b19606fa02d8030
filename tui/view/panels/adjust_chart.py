"""What a change tells others: the levels that it would set to the chart, its questions to the calculator."""

from __future__ import annotations

from tui.domain.manage import ManagePlan
from tui.domain.position import PendingOrder
from tui.view.charts.model import LineKind, PriceLine
from tui.view.panels.adjust_draft import AdjustDraft
from tui.view.panels.context import DraftLines, ViewContext
from tui.view.panels.trade_facts import cost_desk

_WHO = "adjust"


def tell_chart(context: ViewContext, draft: AdjustDraft | None, plan: ManagePlan | None) -> bool:
    """Leave the lines where charts find them; return whether they changed."""
    fresh = draft_lines(context, draft, plan) if draft is not None and plan is not None else None
    return context.selection.take_draft(_WHO, fresh)


def ask_calculator(context: ViewContext, draft: AdjustDraft | None, plan: ManagePlan | None) -> None:
    """Have the broker asked what the change raises, or nothing any more."""
    costs = cost_desk(context)
    if costs is None:
        return
    if draft is None:
        costs.rest()
    elif plan is not None:
        typed = (draft.target.position, *(each.text for each in draft.texts.values()))
        costs.want(plan.questions, typed, plan.price)


def draft_lines(context: ViewContext, draft: AdjustDraft, plan: ManagePlan) -> DraftLines | None:
    """Return the levels that would be set as lines for the chart; what stays as it is has its own line there."""
    if draft.closing:
        return None
    target, numbers = draft.target, context.numbers
    lines: list[PriceLine] = []
    if isinstance(target, PendingOrder) and plan.price is not None and plan.price != target.price:
        lines.append(PriceLine(plan.price, LineKind.PENDING, f"new price {numbers.number(plan.price, target.digits)}"))
    levels = (
        (LineKind.STOP_LOSS, "SL", plan.stop_loss, target.stop_loss),
        (LineKind.TAKE_PROFIT, "TP", plan.take_profit, target.take_profit),
    )
    for kind, title, level, before in levels:
        if level is not None and level != before:
            lines.append(PriceLine(level, kind, f"new {title} {numbers.number(level, target.digits)}"))
    return DraftLines(target.symbol, tuple(lines)) if lines else None
