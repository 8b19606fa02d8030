"""A command on its way: what is known of it between its asking and its answer, and the hooks of a trade command."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from tui.clock import Clock
from tui.errors import LinkError, TradedeckError
from tui.xapi.transport import Transport

RAW_LIMIT = 2000
"""Characters of a reply that are kept for an order's history."""

ORDER_COMMAND = "tradeTransaction"


class NotSentError(LinkError):
    """The command provably never left: trying again can do nothing twice."""


@dataclass(frozen=True, slots=True)
class OrderReply:
    """The direct reply to a trade command: a request number (not a verdict), or a code and the broker's own words.

    `asked` and `received` are monotonic seconds of writing and reading; `raw` is the reply as JSON, cleaned, at most
    `RAW_LIMIT` characters.
    """

    request_id: int | None
    code: str
    message: str
    asked: float
    received: float
    raw: str = field(repr=False, default="")

    @property
    def refused(self) -> bool:
        """Whether it carries an error code; what that code proves is another question (`codes.order_code`)."""
        return self.request_id is None


@dataclass(frozen=True, slots=True)
class OrderHooks:
    """What happens around the one write of a trade command; see `Session.send_order`."""

    barrier: Callable[[int], Awaitable[None]]
    written: Callable[[], None]
    late: Callable[[OrderReply], None]


@dataclass(eq=False, slots=True)
class Pending:
    """One command. `sent_at` is None until its bytes may have left; `expires` is when it must no longer leave."""

    name: str
    tag: str
    frame: str = field(repr=False)
    answer: asyncio.Future[Any]
    timeout_s: float
    poll_key: str | None = None
    expires: float | None = None
    hooks: OrderHooks | None = None
    waiters: int = 0
    sent_at: float | None = None
    answered_at: float = 0.0
    symbols: tuple[str, ...] = ()

    def settle(self, outcome: object) -> None:
        """Give the outcome, a value or an error, to whoever waits; only the first one counts."""
        if self.answer.done():
            return
        if isinstance(outcome, Exception):
            self.answer.set_exception(outcome)
        else:
            self.answer.set_result(outcome)

    def not_sent(self, reason: str) -> NotSentError:
        """Return the error that says that it did not leave."""
        return NotSentError(f"{self.name} was not sent", reason)


async def pass_barrier(pending: Pending, hooks: OrderHooks, epoch: int, clock: Clock) -> None:
    """Await the barrier of a trade command whose turn has come. Raises NotSentError: then it must not be written.

    The barrier itself is never cancelled, so that whoever wrote a row knows that it is written. When the writer is
    cancelled meanwhile, the command is settled as not sent once the barrier has ended.
    """
    if _too_late(pending, clock):
        raise pending.not_sent("it waited too long for its turn")
    turn = asyncio.ensure_future(_awaited(hooks.barrier, epoch))
    try:
        await asyncio.wait((turn,))
    except asyncio.CancelledError:
        turn.add_done_callback(lambda done: pending.settle(_refusal(pending, done) or pending.not_sent(_CLOSED)))
        raise
    refusal = _refusal(pending, turn)
    if refusal is not None:
        raise refusal
    if pending.waiters == 0:
        raise pending.not_sent("nobody waits for it any more")
    if _too_late(pending, clock):
        raise pending.not_sent("writing it down took too long")


_CLOSED = "the connection was closed"


async def _awaited(barrier: Callable[[int], Awaitable[None]], epoch: int) -> None:
    await barrier(epoch)


def _too_late(pending: Pending, clock: Clock) -> bool:
    return pending.expires is not None and clock.monotonic() >= pending.expires


def _refusal(pending: Pending, turn: asyncio.Future[None]) -> NotSentError | None:
    if turn.cancelled():
        return pending.not_sent("it was called back")
    error = turn.exception()
    if error is None:
        return None
    # A fault of the program in there is no less a proof that nothing was written.
    if isinstance(error, TradedeckError):
        refusal = pending.not_sent(" – ".join(part for part in (error.title, error.detail) if part))
        refusal.hint = error.hint
    else:
        refusal = pending.not_sent(f"it could not be written down ({type(error).__name__})")
    refusal.__cause__ = error
    return refusal


async def send_whole(transport: Transport, frame: str) -> None:
    """Hand a frame to the network; who is cancelled meanwhile leaves the write to end by itself."""
    sending = asyncio.ensure_future(transport.send(frame))
    sending.add_done_callback(lambda done: done.cancelled() or done.exception())
    await asyncio.shield(sending)
