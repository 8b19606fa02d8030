"""Plans of several orders: one after the other, each with an intent of its own, each with its own outcome."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from tui.clock import Clock
from tui.desk.orders.book import OrderBook, proven
from tui.desk.orders.telling import rejection
from tui.domain.events import Event, PlanChanged
from tui.domain.intent import OrderWish
from tui.domain.order import Order
from tui.domain.progress import PlanItem, PlanItemState, PlanProgress
from tui.domain.steps import OrderState
from tui.errors import TradedeckError

REVERSE = "reverse"
"""A plan whose name begins so is stopped by anything but proof: its opening must not come without its closing."""

_MOST_PLANS = 50

_OUTCOMES = {
    OrderState.ACCEPTED: (PlanItemState.DONE, "accepted"),
    OrderState.CONFIRMED: (PlanItemState.DONE, "confirmed"),
    OrderState.DENIED: (PlanItemState.FAILED, "not sent"),
    OrderState.REJECTED: (PlanItemState.FAILED, "rejected"),
    OrderState.UNKNOWN: (PlanItemState.UNKNOWN, "fate unknown"),
    OrderState.NOT_FOUND: (PlanItemState.FAILED, "no trace at the broker"),
    OrderState.OVERTAKEN: (PlanItemState.FAILED, "overtaken"),
    OrderState.RESOLVED: (PlanItemState.DONE, "settled by you"),
}


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A wish of a plan and the way to make its order: `make` checks, writes down, starts, and returns the tag."""

    wish: OrderWish
    make: Callable[[], Awaitable[str]]


class Plans:
    """Runs plans; their items follow their orders for as long as they are remembered."""

    def __init__(self, book: OrderBook, clock: Clock, emit: Callable[[Event], None]) -> None:
        self._book = book
        self._clock = clock
        self._emit = emit
        self._plans: dict[str, PlanProgress] = {}

    def begin(self, plan: str, steps: list[PlanStep]) -> None:
        """Show a plan whose items all wait."""
        items = tuple(PlanItem(step.wish, PlanItemState.WAITING) for step in steps)
        self._put(PlanProgress(plan, items, running=True))
        for old in list(self._plans)[:-_MOST_PLANS]:
            if not self._plans[old].running:
                del self._plans[old]

    def stop(self, plan: str) -> None:
        """Make no further orders of a plan."""
        known = self._plans.get(plan)
        if known is not None and known.running:
            self._put(replace(known, stopped=True))

    async def run(self, plan: str, steps: list[PlanStep], first: str) -> None:
        """Make the orders of a plan in turn; the first one, of tag `first`, is made already."""
        try:
            stopped_by = await self._outcome(plan, 0, first)
            for index, step in enumerate(steps[1:], start=1):
                if self._plans[plan].stopped or stopped_by:
                    self._skip(plan, index, stopped_by or "stopped by you")
                    continue
                try:
                    tag = await step.make()
                except TradedeckError as error:
                    self._item(plan, index, PlanItemState.FAILED, _words(error))
                    stopped_by = _words(error) if plan.startswith(REVERSE) else ""
                    continue
                stopped_by = await self._outcome(plan, index, tag)
        finally:
            self._put(replace(self._plans[plan], running=False))

    def order_changed(self, order: Order) -> None:
        """Let the item of an order follow it."""
        known = self._plans.get(order.intent.wish.plan)
        if known is None:
            return
        for index, item in enumerate(known.items):
            if item.tag == order.tag and order.state in _OUTCOMES:
                self._item(known.plan, index, *outcome(order))

    async def _outcome(self, plan: str, index: int, tag: str) -> str:
        """Wait for the verdict on an item; return why the plan must end with it, empty when it may go on."""
        self._item(plan, index, PlanItemState.RUNNING, "", tag)
        order = await self._book.until(tag, lambda each: not each.state.in_flight)
        self._item(plan, index, *outcome(order))
        if plan.startswith(REVERSE) and not proven(order):
            return f"the closing was not carried out: {outcome(order)[1]}"
        return ""

    def _skip(self, plan: str, index: int, reason: str) -> None:
        self._item(plan, index, PlanItemState.SKIPPED, reason)

    def _item(self, plan: str, index: int, state: PlanItemState, detail: str, tag: str = "") -> None:
        known = self._plans[plan]
        item = known.items[index]
        changed = replace(item, state=state, detail=detail, tag=tag or item.tag)
        if changed != item:
            self._put(replace(known, items=(*known.items[:index], changed, *known.items[index + 1 :])))

    def _put(self, progress: PlanProgress) -> None:
        self._plans[progress.plan] = progress
        self._emit(PlanChanged(progress, self._clock.monotonic()))


def outcome(order: Order) -> tuple[PlanItemState, str]:
    """Return what an order's state means for the item of its plan, with the reason where there is one."""
    state, word = _OUTCOMES[order.state]
    why = rejection(order) if order.state is OrderState.REJECTED else order.reason
    told = why if state in (PlanItemState.FAILED, PlanItemState.UNKNOWN) else ""
    return state, f"{word}: {told}" if told else word


def _words(error: TradedeckError) -> str:
    return " – ".join(part for part in (error.title, error.detail) if part)
