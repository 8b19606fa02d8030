"""From a filled ticket to an order: into the review, or in one-click mode straight to the order desk."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from textual.app import App

from tui.desk.orders.service import Review
from tui.domain.position import Side
from tui.domain.ticket import TicketPlan, solve_ticket
from tui.errors import GuardError, TradedeckError
from tui.view.panel import notice, toast
from tui.view.panels.context import ViewContext
from tui.view.panels.order_words import wish_words
from tui.view.panels.ticket_draft import Draft, Slot
from tui.view.panels.ticket_figures import review_rows
from tui.view.panels.trade_facts import facts_for
from tui.view.screens.review_sheet import ReviewSheet

REPEAT_S = 1.0
"""A one-click order on the same symbol within this time after the key before it is a held key, not a second wish."""


def review_of(context: ViewContext, draft: Draft) -> tuple[Review, ReviewSheet]:
    """Solve the ticket on the prices of now and put it before the user; raises GuardError with what blocks it."""
    plan = _solved(context, draft, draft.side, at_market=False)
    wish = plan.wish()
    sheet = ReviewSheet(
        heading=wish_words(wish, context.numbers),
        side=wish.side,
        rows=partial(review_rows, context, plan),
    )
    return context.orders.review([wish]), sheet


async def confirm_now(app: App[Any], context: ViewContext, review: Review) -> None:
    """Confirm a one-click order and say that it was made, or why not."""
    try:
        await context.orders.confirm(review)
    except TradedeckError as error:
        toast(app, error)
    except Exception as fault:
        logging.getLogger(__name__).exception("a one-click order ended with a fault")
        hint = "Look at the Orders tab before you try again."
        toast(app, TradedeckError("A fault in tradedeck: it is not certain what was made", str(fault), hint))
    else:
        notice(app, "One-click order", wish_words(review.wishes[0], context.numbers))


class OneClick:
    """Makes market orders of the ticket's volume without a dialog, within limits, one for each press."""

    def __init__(self, context: ViewContext) -> None:
        self._context = context
        self._pressed: dict[str, float] = {}

    def review(self, draft: Draft | None, side: Side, cursor_symbol: str, *, shown: bool) -> Review:
        """Return what one press would send; raises GuardError where it must not.

        Nothing is sent that the user does not see: the ticket must be on screen (`shown`), filled, and on the symbol
        under the cursor.
        """
        context = self._context
        if not context.orders.one_click:
            raise GuardError("One-click mode is off", hint="`:oneclick on` turns it on; b and s open a ticket.")
        if draft is None or not shown or not draft.text(Slot.VOLUME):
            raise GuardError("Nothing was sent", "One-click sends the volume of a ticket that is filled and in view.")
        if draft.kept_ms is not None:
            raise GuardError("Nothing was sent", "The ticket is from an earlier run.", "Enter reviews it.")
        if draft.symbol != cursor_symbol:
            detail = f"The ticket is on {draft.symbol}, the cursor on {cursor_symbol}."
            raise GuardError("Nothing was sent", detail, "Move the cursor there, or open a ticket here.")
        self._refuse_repeat(draft.symbol)
        plan = _solved(context, draft, side, at_market=True)
        most = context.trading.one_click_max_lots
        if plan.volume is not None and plan.volume > most:
            lots = context.numbers.lots(most, most)
            raise GuardError("Nothing was sent", f"One-click orders go up to {lots} lot.", "Enter reviews larger ones.")
        review = context.orders.review([plan.wish()])
        if review.override:
            raise GuardError("Nothing was sent", review.override_reason, "Open the review with Enter.")
        return review

    def _refuse_repeat(self, symbol: str) -> None:
        now = self._context.now
        before, self._pressed[symbol] = self._pressed.get(symbol), now
        if before is not None and now - before < REPEAT_S:
            raise GuardError("Only one order was sent", f"{symbol} was ordered less than a second ago.", "Press again.")


def _solved(context: ViewContext, draft: Draft, side: Side, *, at_market: bool) -> TicketPlan:
    facts = facts_for(context, draft.symbol, side)
    plan = solve_ticket(draft.given(side, at_market=at_market), facts)
    blocking = next((problem for problem in plan.problems if problem.blocking), None)
    if blocking is not None:
        words = f"{blocking.field.value.capitalize()}: {blocking.said(context.numbers.money)}"
        raise GuardError("The order cannot be sent as it stands", words, f"{blocking.remedy.capitalize()}.")
    return plan
