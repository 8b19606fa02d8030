"""The orders of this program as the screen knows them, and the plans that they belong to."""

from __future__ import annotations

from dataclasses import dataclass, field

from tui.domain.events import Announced, OrderChanged, PlanChanged
from tui.domain.order import Order
from tui.domain.progress import PlanProgress
from tui.store.changes import Changes, Topic

MOST_SETTLED = 200
"""Settled orders that stay in memory; older ones are in the journal."""


@dataclass(slots=True)
class OrderStore:
    """Orders by tag, the oldest first; one that needs eyes is never forgotten."""

    changes: Changes
    orders: dict[str, Order] = field(default_factory=dict)
    plans: dict[str, PlanProgress] = field(default_factory=dict)
    announcements: list[Announced] = field(default_factory=list)
    """What has not been told to the user yet; the screen takes them out."""

    @property
    def unknown(self) -> tuple[Order, ...]:
        """The orders of unknown fate, the oldest first."""
        return tuple(order for order in self.orders.values() if order.needs_eyes)

    @property
    def unsettled(self) -> tuple[Order, ...]:
        """What leaving would leave behind: the orders of unknown fate first, then those under way."""
        return (*self.unknown, *(order for order in self.orders.values() if order.state.in_flight))

    def of(self, tag: str) -> Order | None:
        """Return an order by its tag."""
        return self.orders.get(tag)

    def order_changed(self, event: OrderChanged) -> None:
        """Keep the newest form of an order."""
        self.orders[event.order.tag] = event.order
        self._forget_old()
        self.changes.mark(Topic.ORDERS, event.order.tag)

    def plan_changed(self, event: PlanChanged) -> None:
        """Keep how far a plan has come."""
        self.plans[event.progress.plan] = event.progress
        self.changes.mark(Topic.ORDERS)

    def announced(self, event: Announced) -> None:
        """Keep what the user is to be told."""
        self.announcements.append(event)
        self.changes.mark(Topic.ANNOUNCEMENTS)

    def take_announcements(self) -> list[Announced]:
        """Return what has not been told yet, once."""
        taken, self.announcements = self.announcements, []
        return taken

    def _forget_old(self) -> None:
        settled = [tag for tag, order in self.orders.items() if order.state.settled]
        for tag in settled[: max(0, len(settled) - MOST_SETTLED)]:
            del self.orders[tag]
