"""The main socket: commands leave by lane and pace, answers find their command, and nothing waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar, cast

from tui.clock import Clock
from tui.domain.events import Event
from tui.domain.traffic import Sent
from tui.errors import (
    CommandRefusedError,
    GuardError,
    LinkError,
    ProtocolError,
    TransportError,
)
from tui.net.text import clean_line
from tui.xapi.codes import lookup
from tui.xapi.framing import MAIN_LIMIT
from tui.xapi.pacing import Lane, LaneQueue, Pacer
from tui.xapi.pending import (
    ORDER_COMMAND,
    OrderHooks,
    OrderReply,
    Pending,
    pass_barrier,
    send_whole,
)
from tui.xapi.pending import NotSentError as NotSentError  # noqa: PLC0414 - callers know it as the connection's
from tui.xapi.request import Command
from tui.xapi.telling import exchanged, symbols_of
from tui.xapi.timing import cancelled, pause
from tui.xapi.transport import Transport, frames_of
from tui.xapi.unanswered import Unanswered
from tui.xapi.watch import Counters

R = TypeVar("R")

REPLY_TIMEOUT_S = 10.0
LONG_REPLY_TIMEOUT_S = 30.0
_LONG_COMMANDS = frozenset({"getAllSymbols", "getTradesHistory", "getIbsHistory", "getCalendar", "getNews"})
_ROWS_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Exchange(Generic[R]):
    """An answer with the monotonic seconds at which the command was written and the reply came."""

    value: R
    asked: float
    received: float


class MainConnection:
    """One main socket within one login epoch."""

    def __init__(
        self,
        transport: Transport,
        *,
        clock: Clock,
        epoch: int,
        counters: Counters,
        tell: Callable[[Event], None] = lambda _: None,
    ) -> None:
        self._tell = tell
        self._transport = transport
        self._clock = clock
        self._epoch = epoch
        self._pacer = Pacer()
        self._queue: LaneQueue[Pending] = LaneQueue()
        self._unanswered = Unanswered(counters)
        self._polls: dict[str, Pending] = {}
        self._work = asyncio.Event()
        self._given_up = asyncio.Event()
        self._number = 0
        self._lost: LinkError | None = None

    async def run(self) -> None:
        """Read and write until the socket ends; raises LinkError. All waiting commands fail at once then."""
        reader = asyncio.ensure_future(self._read())
        writer = asyncio.ensure_future(self._write())
        # A writer that hangs in a full buffer does not see that the connection was given up.
        given_up = asyncio.ensure_future(self._given_up.wait())
        try:
            await asyncio.wait((reader, writer, given_up), return_when=asyncio.FIRST_COMPLETED)
            if self._lost is not None:
                raise self._lost
            for task in (reader, writer):
                if task.done():
                    task.result()
        except LinkError as error:
            self.fail(error)
            raise
        finally:
            await cancelled(reader, writer, given_up)
            self.fail(TransportError("The connection was closed"))

    async def exchange(self, command: Command[R], lane: Lane = Lane.USER, ttl_s: float | None = None) -> Exchange[R]:
        """Send a command and return its answer; see `Session.request` for the errors."""
        if command.name == ORDER_COMMAND:
            raise ValueError("a trade command leaves through send_order only")
        pending = self._enqueue(command, lane, ttl_s)
        envelope = await self._outcome(pending)
        return Exchange(await _value(command, envelope, self._clock), pending.sent_at or 0.0, pending.answered_at)

    async def send_order(self, command: Command[int], ttl_s: float, hooks: OrderHooks) -> OrderReply:
        """Send a trade command once; see `Session.send_order`."""
        if command.name != ORDER_COMMAND:
            raise ValueError(f"{command.name} is no trade command")
        try:
            pending = self._enqueue(command, Lane.TRADE, ttl_s, hooks)
        except (GuardError, ValueError) as error:
            detail = error.detail if isinstance(error, GuardError) else str(error)
            raise NotSentError(f"{command.name} was not sent", detail) from error
        reply: OrderReply = await self._outcome(pending)
        return reply

    def expire(self, now: float) -> None:
        """Fail what has waited too long. A silent socket is given up: it fails everything and ends `run`."""
        for pending in self._queue.take_expired(now):
            self._settle(pending, pending.not_sent("it waited too long for its turn"))
        for pending in self._unanswered.overdue(now):
            if not self._unanswered.give_up(pending):
                self.fail(TransportError("The broker no longer answers", f"{pending.name} got no reply"))
            else:
                self._pacer.answered(now)
                self._work.set()

    def fail(self, error: LinkError) -> None:
        """Fail everything that waits: what has not left says so, what has left has an unknown fate."""
        if self._lost is not None:
            return
        self._lost = error
        for pending in self._queue.drain():
            self._settle(pending, pending.not_sent(error.title))
        self._unanswered.fail(error)
        self._given_up.set()

    async def close(self) -> None:
        """End the socket."""
        await self._transport.close()

    async def _outcome(self, pending: Pending) -> Any:
        pending.waiters += 1
        try:
            return await asyncio.shield(pending.answer)
        finally:
            pending.waiters -= 1
            if not pending.answer.done() and pending.waiters == 0 and pending.sent_at is None:
                # Nobody waits and nothing has left: the command need not be sent at all.
                self._queue.remove(pending)
                self._forget_poll(pending)

    def _enqueue(
        self, command: Command[Any], lane: Lane, ttl_s: float | None, hooks: OrderHooks | None = None
    ) -> Pending:
        if self._lost is not None:
            raise NotSentError(f"{command.name} was not sent", self._lost.title)
        key = command.key if lane is Lane.POLL else None
        # Only a poll that has not left is shared: an answer to an older question would be older than its asking.
        if key is not None and key in self._polls:
            return self._polls[key]
        self._number += 1
        tag = f"{self._epoch}.{self._number}"
        timeout_s = LONG_REPLY_TIMEOUT_S if command.name in _LONG_COMMANDS else REPLY_TIMEOUT_S
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        expires = None if ttl_s is None else self._clock.monotonic() + ttl_s
        pending = Pending(command.name, tag, command.frame(tag), answer, timeout_s, key, expires, hooks)
        pending.symbols = symbols_of(command)
        answer.add_done_callback(partial(self._ended, command, pending))
        if key is not None:
            self._polls[key] = pending
        self._queue.push(pending, lane, expires)
        self._work.set()
        return pending

    def _ended(self, command: Command[Any], pending: Pending, done: asyncio.Future[Any]) -> None:
        if not done.cancelled():
            outcome = done.exception() or done.result()
            self._tell(exchanged(command, pending.tag, pending.sent_at, self._clock.monotonic(), outcome))

    def _forget_poll(self, pending: Pending) -> None:
        if pending.poll_key is not None and self._polls.get(pending.poll_key) is pending:
            del self._polls[pending.poll_key]

    def _settle(self, pending: Pending, outcome: object) -> None:
        self._forget_poll(pending)
        pending.settle(outcome)

    async def _write(self) -> None:
        while True:
            self._work.clear()
            now = self._clock.monotonic()
            self.expire(now)
            lane = self._queue.first_lane()
            delay = None if lane is None else self._pacer.delay_s(lane, now)
            if delay is None:
                await self._work.wait()
            elif delay > 0:
                await pause(self._clock, delay, self._work)
            else:
                await self._send(self._queue.pop())

    async def _send(self, pending: Pending) -> None:
        self._forget_poll(pending)
        if pending.hooks is not None and not await self._may_leave(pending, pending.hooks):
            return
        # From here on its bytes may be on the network, whatever `send` says.
        pending.sent_at = now = self._clock.monotonic()
        self._unanswered.wrote(pending)
        self._pacer.wrote(now)
        self._tell(Sent(pending.tag, pending.name, pending.symbols, now))
        frame, pending.frame = pending.frame, ""
        if pending.hooks is None:
            await self._transport.send(frame)
        else:
            await send_whole(self._transport, frame)
            if not pending.answer.done():
                pending.hooks.written()
        self._pacer.flushed(self._clock.monotonic())

    async def _may_leave(self, pending: Pending, hooks: OrderHooks) -> bool:
        try:
            await pass_barrier(pending, hooks, self._epoch, self._clock)
            if self._lost is not None:
                raise pending.not_sent(self._lost.title)
        except NotSentError as error:
            pending.settle(error)
            return False
        return True

    async def _read(self) -> None:
        frames = frames_of(self._transport, MAIN_LIMIT)
        while True:
            data = await self._transport.receive()
            now = self._clock.monotonic()
            for frame in frames.feed(data):
                if self._unanswered.heard(frame, now):
                    self._pacer.answered(now)
                    self._work.set()


async def _value(command: Command[R], envelope: dict[str, Any], clock: Clock) -> R:
    status = envelope["status"]
    if status is True:
        rows = envelope.get("returnData")
        if command.row_wise and isinstance(rows, list) and len(rows) > _ROWS_AT_ONCE:
            return await _in_parts(command, rows, clock)
        return command.parse(envelope)
    if status is not False:
        raise ProtocolError(f"The answer to {command.name} cannot be read", "its status is neither true nor false")
    code = clean_line(str(envelope.get("errorCode") or "no code"), 40)
    message = clean_line(str(envelope.get("errorDescr") or ""))
    info = lookup(code)
    raise CommandRefusedError(command.name, code, message or info.meaning, info.advice)


async def _in_parts(command: Command[R], rows: list[Any], clock: Clock) -> R:
    """Read a long reply while ticks go on being read: thousands of symbols take a quarter of a second."""
    found: list[Any] = []
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        found.extend(cast("tuple[Any, ...]", command.parse({"returnData": rows[start : start + _ROWS_AT_ONCE]})))
        await clock.sleep(0)
    return cast("R", tuple(found))
