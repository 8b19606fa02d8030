"""From a change, a close or a plan to its review: solved on the prices of now each time it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tui.desk.orders.service import Review
from tui.domain.facts import Figure, Problem
from tui.domain.intent import Action, OrderWish
from tui.domain.manage import ManagePlan, solve_close, solve_delete
from tui.domain.plan import ClosePlan, break_even_plan, reverse_plan
from tui.domain.position import PendingOrder, Position
from tui.errors import GuardError
from tui.view.panels.adjust_draft import AdjustDraft
from tui.view.panels.context import ViewContext
from tui.view.panels.order_words import figure_style, figure_text, wish_words
from tui.view.panels.trade_facts import facts_for
from tui.view.screens.review_sheet import ReviewSheet, SheetRow, plain_sheet, wish_rows
from tui.view.text import plain

Prepared = tuple[Review, ReviewSheet]


def refuse(context: ViewContext, title: str, problems: Sequence[Problem]) -> None:
    """Raise GuardError with the first problem that blocks, if there is one."""
    blocking = next((each for each in problems if each.blocking), None)
    if blocking is not None:
        words = f"{blocking.field.value.capitalize()}: {blocking.said(context.numbers.money)}."
        raise GuardError(title, words, f"{blocking.remedy.capitalize()}.")


def review_adjusted(context: ViewContext, draft: AdjustDraft) -> Prepared:
    """Put what stands in the form before the user. Raises GuardError."""
    target = draft.target
    account = context.desk.store.account
    if target.position not in (account.pending if isinstance(target, PendingOrder) else account.positions):
        raise GuardError("Nothing left to change", f"{target.position} is not open any more.")
    return _one(context, draft.solve(facts_for(context, target.symbol)))


def review_deleted(context: ViewContext, order: PendingOrder) -> Prepared:
    """Put the removal of a pending order before the user. Raises GuardError."""
    return _one(context, solve_delete(order, facts_for(context, order.symbol)))


def review_break_even(context: ViewContext, position: Position) -> Prepared:
    """Put the stop loss at break-even before the user. Raises GuardError."""
    plan = break_even_plan(position, facts_for(context, position.symbol))
    if not plan.changes and not any(problem.blocking for problem in plan.problems):
        raise GuardError("Nothing to change", "The stop loss is at break-even already.")
    return _one(context, plan)


def review_reversed(context: ViewContext, position: Position) -> Prepared:
    """Put the close of a position and its opening the other way round before the user. Raises GuardError."""
    plan = reverse_plan(position, facts_for(context, position.symbol))
    refuse(context, "The position cannot be closed", plan.close.problems)
    refuse(context, "It cannot be opened the other way round", plan.opening.problems)
    # The order desk opens only after the close is proven when a plan's name begins so.
    name = f"reverse-{context.now_ms}-{position.position}"
    first = plan.close.wish(name)
    second = replace(plan.opening.wish(), plan=name)
    remarks = ("The second order is sent only once the broker has proven the first.", "The new position has no levels.")
    sheet = plain_sheet(context, [first, second], [plan.close.result], heading="Reverse", remarks=remarks)
    return context.orders.review([first, second]), sheet


def review_plan(context: ViewContext, plan: ClosePlan) -> Prepared:
    """Put a plan of closes before the user. Raises GuardError."""
    items = plan.ready
    wishes = [item.close.wish() for item in items if item.close is not None]
    if not wishes:
        raise GuardError("Nothing can be closed", "No position of the plan is ready.")
    left_out = [item for item in plan.items if not item.ready]
    names = [(f"{plain(item.position.symbol)} {item.position.position}", item.obstacle) for item in left_out]
    remarks = [f"{name} is left out: {obstacle}" for name, obstacle in names]
    heading = f"Close {len(wishes)} positions, one after the other" if len(wishes) > 1 else ""
    results = [item.result for item in items]
    sheet = plain_sheet(context, wishes, results, heading=heading, total=plan.total, remarks=remarks)
    return context.orders.review(wishes), sheet


def review_again(context: ViewContext, wishes: Sequence[OrderWish]) -> Prepared:
    """Put closes that have failed before the user once more, on the prices of now. Raises GuardError."""
    positions = context.desk.store.account.positions
    fresh: list[OrderWish] = []
    results: list[Figure] = []
    for wish in wishes:
        position = positions.get(wish.position or 0)
        if wish.action is not Action.CLOSE or position is None:
            continue
        part = "" if wish.closes_all else f"{wish.volume:f}"
        plan = solve_close(part, position, facts_for(context, position.symbol))
        if plan.ready:
            fresh.append(replace(plan.wish(), parent=wish.parent))
            results.append(plan.result)
    if not fresh:
        raise GuardError("Nothing can be closed", "None of these positions is open and ready.")
    return context.orders.review(fresh), plain_sheet(context, fresh, results)


def _one(context: ViewContext, plan: ManagePlan) -> Prepared:
    refuse(context, "The order cannot be sent as it stands", plan.problems)
    if not plan.ready:
        raise GuardError("Nothing to change", "Everything is as you want it already.")
    wish = plan.wish()
    currency = facts_for(context, plan.target.symbol).currency

    def rows() -> tuple[SheetRow, ...]:
        return (*_changes(context, plan, wish), *_results(context, plan, currency))

    return context.orders.review([wish]), ReviewSheet(
        heading=wish_words(wish, context.numbers), side=wish.side, rows=rows
    )


def _changes(context: ViewContext, plan: ManagePlan, wish: OrderWish) -> tuple[SheetRow, ...]:
    """Return the full set of levels as it will be, with what it is now beside what changes."""
    rows = wish_rows(wish, context)
    if wish.action is not Action.MODIFY:
        return rows
    target, numbers = plan.target, context.numbers

    def before(title: str) -> str:
        levels = {"Stop loss": target.stop_loss, "Take profit": target.take_profit}
        if title == "Order price" and isinstance(target, PendingOrder):
            return numbers.number(target.price, target.digits)
        if title not in levels:
            return ""
        level = levels[title]
        return numbers.number(level, target.digits) if level else "none"

    marked = []
    for row in rows:
        was = before(row.title)
        changed = bool(was) and was != row.value
        marked.append(SheetRow(row.title, row.value, f"was {was}" if changed else row.remark, row.look))
    if target.trailing_offset and not wish.trailing_offset:
        marked.append(SheetRow("Trailing", "none", f"was {target.trailing_offset} points"))
    return tuple(marked)


def _results(context: ViewContext, plan: ManagePlan, currency: str) -> tuple[SheetRow, ...]:
    numbers = context.numbers
    named = (
        (("At the SL", plan.loss_at_stop), ("At the TP", plan.profit_at_target))
        if plan.action is Action.MODIFY
        else (("Result now", plan.result),)
    )
    return tuple(
        SheetRow(title, f"{figure_text(figure, numbers, signed=True)} {currency}", "", figure_style(figure))
        for title, figure in named
        if figure.known
    )
