"""What orders of unknown fate would bind at worst, asked of the broker once for each."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from decimal import Decimal
from functools import partial

from tui.desk.broker import Broker
from tui.desk.orders.tasks import quietly
from tui.domain.order import Order
from tui.errors import TradedeckError


class Margins:
    """The broker's margin figure for each opening of unknown fate."""

    def __init__(self) -> None:
        self._broker: Broker | None = None
        self._known: dict[str, Decimal | None] = {}
        self._task: asyncio.Task[None] | None = None

    def attach(self, broker: Broker) -> None:
        """Ask this broker from now on."""
        self._broker = broker

    def of(self, order: Order) -> Decimal | None:
        """Return the margin that an order may bind, None while not known."""
        return self._known.get(order.tag)

    def keep(self, unknown: Iterable[Order]) -> None:
        """Ask for what is missing, and forget what is known by now."""
        orders = {order.tag: order for order in unknown if order.intent.action.adds_risk}
        self._known = {tag: margin for tag, margin in self._known.items() if tag in orders}
        missing = [order for tag, order in orders.items() if tag not in self._known]
        if missing and self._task is None and self._broker is not None:
            self._task = asyncio.get_running_loop().create_task(quietly(partial(self._ask, self._broker, missing[0])))
            self._task.add_done_callback(self._asked)

    async def _ask(self, broker: Broker, order: Order) -> None:
        wish = order.intent.wish
        self._known[order.tag] = None
        try:
            self._known[order.tag] = await broker.margin_trade(wish.symbol, wish.volume)
        except TradedeckError:
            return

    def _asked(self, _: asyncio.Task[None]) -> None:
        self._task = None
