"""One order's way out: it waits for its turn, is written down as being sent, is written once, and has its reply read.

Nothing here repeats anything. An order whose way out ends in any doubt is of unknown fate from then on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from tui.desk.broker import Broker
from tui.desk.orders import wire
from tui.desk.orders.book import OrderBook
from tui.desk.orders.tasks import quietly
from tui.domain.order import Order
from tui.domain.steps import OrderState, StepKind
from tui.errors import GuardError, LinkError, ProtocolError, TradedeckError
from tui.xapi.codes import CodeClass, order_code
from tui.xapi.pending import NotSentError, OrderReply

TURN_S = 2.0
"""How long an order waits for its turn on the line; after that its price is another one."""


class Sender:
    """Sends orders of the book through one broker.

    `objection` is asked right before the write and returns why an order must not leave now, empty when it may.
    `numbered` is told of an order that got its request number, `look` asks for a snapshot.
    """

    def __init__(
        self,
        book: OrderBook,
        broker: Broker,
        objection: Callable[[Order], str],
        numbered: Callable[[str], None],
        look: Callable[[], None],
    ) -> None:
        self._book = book
        self._objection = objection
        self._numbered = numbered
        self._look = look
        self._broker = broker
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, tag: str) -> None:
        """Send an order, in a task of its own that a lost link does not cancel: it must see its own end."""
        task = asyncio.get_running_loop().create_task(quietly(partial(self._send, tag)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def ended(self) -> None:
        """Return when nothing is on its way out any more."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def _send(self, tag: str) -> None:
        order = self._book.get(tag)
        if order is None or not self._book.take(tag, StepKind.QUEUED):
            return
        try:
            request = wire.transaction(order.intent)
        except ValueError as error:
            self._deny(tag, str(error))
            return
        try:
            reply = await self._broker.send_order(
                request,
                ttl_s=TURN_S,
                barrier=partial(self._barrier, tag),
                written=lambda: self._written(tag),
                late=partial(self.replied, tag),
            )
        except NotSentError as error:
            self._deny(tag, error.detail or error.title)
        except (LinkError, ProtocolError) as error:
            self._book.take(tag, StepKind.LOST, reason=_plain(error))
        except BaseException as error:
            self._interrupted(tag, error)
            raise
        else:
            self.replied(tag, reply)

    async def _barrier(self, tag: str, epoch: int) -> None:
        """Let an order be written only if it may still leave, and only once that is on the disk."""
        order = self._book.get(tag)
        if order is None or order.state is not OrderState.QUEUED:
            raise GuardError("it is not waiting to be sent")
        objection = self._objection(order)
        if objection:
            raise GuardError(objection)
        await self._book.take_durably(tag, StepKind.SENDING, epoch=epoch)

    def _written(self, tag: str) -> None:
        self._book.take(tag, StepKind.SENT)

    def replied(self, tag: str, reply: OrderReply) -> None:
        """Take the direct reply, in time or late."""
        if reply.request_id is not None:
            self._book.take(tag, StepKind.REPLY, request_id=reply.request_id, raw=reply.raw)
            self._numbered(tag)
            return
        info = order_code(reply.code)
        if info.kind in (CodeClass.REFUSED, CodeClass.MARKET_MOVED):
            self._book.take(tag, StepKind.REFUSED, code=reply.code, message=reply.message, raw=reply.raw)
            if info.check_after:
                self._look()
            return
        reason = f"the broker answered {reply.code}, which proves nothing"
        self._book.take(tag, StepKind.LOST, reason=reason, code=reply.code, message=reply.message, raw=reply.raw)

    def _deny(self, tag: str, reason: str) -> None:
        # Past SENT nothing is provably unsent any more, whatever anybody says.
        if not self._book.take(tag, StepKind.DENIED, reason=reason):
            self._book.take(tag, StepKind.LOST, reason=reason)

    def _interrupted(self, tag: str, error: BaseException) -> None:
        order = self._book.get(tag)
        if order is None:
            return
        if not isinstance(error, asyncio.CancelledError):
            logging.getLogger(__name__).error("sending an order ended with %s", type(error).__name__)
        if order.state is OrderState.QUEUED:
            self._deny(tag, "the program was ending")
        else:
            self._book.take(tag, StepKind.LOST, reason="sending it was interrupted")


def _plain(error: TradedeckError) -> str:
    words = " – ".join(part for part in (error.title, error.detail) if part)
    return words.replace("tradeTransaction", "the order")
