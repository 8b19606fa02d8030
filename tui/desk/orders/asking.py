"""Asks the broker where single requests stand: those of known numbers, and those that may be an order of ours."""

from __future__ import annotations

from collections.abc import Sequence

from tui.clock import Clock
from tui.desk.broker import Broker
from tui.desk.orders.book import OrderBook
from tui.desk.orders.tracking import Tracker
from tui.desk.orders.watching import Phase, Watch
from tui.domain.events import RequestStatusChanged
from tui.domain.order import Order
from tui.domain.steps import OrderState
from tui.errors import CommandRefusedError
from tui.xapi.codes import CodeClass, lookup

_MOST_ASKED = 4
"""Foreign requests that are asked about in one round."""


class Asker:
    """Puts questions for statuses; the answers go to the tracker. Raises LinkError when one does not come."""

    def __init__(self, book: OrderBook, tracker: Tracker, clock: Clock, watches: dict[str, Watch]) -> None:
        self._book = book
        self._tracker = tracker
        self._clock = clock
        self._watches = watches

    def helps(self, order: Order) -> bool:
        """Whether a round should ask for an order's status, too."""
        watch = self._watches.get(order.tag)
        if order.request_id is None or watch is None:
            return False
        return watch.phase is Phase.FATE or watch.invisible(self._clock.monotonic())

    async def statuses(self, broker: Broker, tags: Sequence[str]) -> None:
        """Ask where these orders stand, as far as their numbers are known."""
        for tag in tags:
            order, watch = self._book.get(tag), self._watches.get(tag)
            if order is None or watch is None or order.request_id is None:
                continue
            watch.polled(self._clock.monotonic())
            known = await self._ask(broker, order.request_id, park=True)
            watch.denied = known is False
            if watch.phase is Phase.AGAIN:
                self._watches.pop(tag, None)

    async def _ask(self, broker: Broker, number: int, *, park: bool) -> bool | None:
        """Ask where a request stands; return whether the broker knows it, None when it did not say."""
        try:
            verdict = await broker.order_status(number)
        except CommandRefusedError as error:
            return False if lookup(error.code).kind is CodeClass.REFUSED else None
        event = RequestStatusChanged(
            number, verdict.status, verdict.message, verdict.custom_comment, None, self._clock.monotonic()
        )
        self._tracker.status(event, park=park)
        return True

    async def around(self, broker: Broker, wanted: Sequence[Order]) -> None:
        """Ask about requests that may be orders whose number was never told: their status bears the tag."""
        numbers: dict[int, None] = {}
        for order in wanted:
            now_known = self._book.get(order.tag)
            if now_known is not None and now_known.state is OrderState.UNKNOWN:
                leads = self._tracker.leads.get(order.tag)
                numbers |= dict.fromkeys([*(leads.ask if leads else ()), *self._tracker.shown.lookalikes(order)])
        for number in list(numbers)[:_MOST_ASKED]:
            await self._ask(broker, number, park=False)
