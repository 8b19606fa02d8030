"""The streaming socket: keeps the venue's subscriptions equal to what is wanted and turns records into events."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from tui.clock import Clock
from tui.domain.events import Event, FeedHeard, TroubleNoticed
from tui.domain.traffic import Exchanged, Outcome
from tui.errors import GuardError, LinkError, TransportError
from tui.net.text import clean_line
from tui.xapi.codes import LOST_SESSION_CODES, lookup
from tui.xapi.dispatch import Dispatcher
from tui.xapi.framing import STREAM_LIMIT, BadFrame
from tui.xapi.pacing import StreamPacer
from tui.xapi.timing import cancelled, pause
from tui.xapi.transport import Transport, frames_of
from tui.xapi.watch import Counters, FeedWatch
from tui.xapi.wishes import Step, Subscription, Wishes, next_step, ping_frame


class TokenRefusedError(LinkError):
    """The venue no longer knows the stream token: only a new login helps."""


class StreamConnection:
    """One streaming socket with one token."""

    def __init__(
        self,
        transport: Transport,
        token: str,
        *,
        clock: Clock,
        wishes: Wishes,
        emit: Callable[[Event], None],
        counters: Counters,
    ) -> None:
        self._transport = transport
        self._token = token
        self._clock = clock
        self._wishes = wishes
        self._emit = emit
        self._counters = counters
        self._dispatcher = Dispatcher(counters)
        self._pacer = StreamPacer()
        self._active: dict[tuple[str, str], Subscription] = {}
        self._work = asyncio.Event()
        self._given_up = asyncio.Event()
        self._ping_due = False
        self.feed = FeedWatch(clock.monotonic())

    async def run(self) -> None:
        """Read and write until the socket ends; raises LinkError."""
        reader = asyncio.ensure_future(self._read())
        writer = asyncio.ensure_future(self._write())
        given_up = asyncio.ensure_future(self._given_up.wait())
        try:
            await asyncio.wait((reader, writer, given_up), return_when=asyncio.FIRST_COMPLETED)
            for task in (reader, writer):
                if task.done():
                    task.result()
            raise TransportError("The price feed fell silent", "no sign of life for 12 s")
        finally:
            await cancelled(reader, writer, given_up)

    def give_up(self) -> None:
        """End `run`, because the feed is dead."""
        self._given_up.set()

    def wishes_changed(self) -> None:
        """Compare again what is wanted with what is subscribed."""
        self._work.set()

    def ping(self) -> None:
        """Send a ping when the pace allows; nothing answers it (XAPI 6.9)."""
        self._ping_due = True
        self._work.set()

    async def close(self) -> None:
        """End the socket."""
        await self._transport.close()

    async def _write(self) -> None:
        while True:
            self._work.clear()
            step = next_step(self._wishes.wanted(), self._active)
            delay = self._pacer.delay_s(self._clock.monotonic())
            if delay is None or (step is None and not self._ping_due):
                await self._work.wait()
            elif delay > 0:
                await pause(self._clock, delay, self._work)
            elif self._ping_due and self._active:
                self._ping_due = False
                await self._send(ping_frame(self._token))
            elif step is not None:
                await self._take(step)

    async def _take(self, step: Step) -> None:
        subscription = step.subscription
        if not step.start:
            del self._active[subscription.key]
            await self._send(subscription.stop_frame())
            self._tell(f"stop{subscription.topic}", subscription.symbol)
            return
        self._active[subscription.key] = subscription
        try:
            frame = subscription.start_frame(self._token)
        except GuardError:
            # A symbol too long to be asked for; it counts as subscribed, so that it is not tried for ever.
            self._counters.stream_errors += 1
            return
        await self._send(frame)
        self._tell(f"get{subscription.topic}", subscription.symbol)

    def _tell(self, name: str, symbol: str) -> None:
        now = self._clock.monotonic()
        symbols = (clean_line(symbol),) if symbol else ()
        self._emit(Exchanged(name, symbols, "", Outcome.WRITTEN, now, now, stream=True))

    async def _send(self, frame: str) -> None:
        self._pacer.wrote(self._clock.monotonic())
        await self._transport.send(frame)

    async def _read(self) -> None:
        frames = frames_of(self._transport, STREAM_LIMIT)
        while True:
            data = await self._transport.receive()
            received = self._clock.monotonic()
            for frame in frames.feed(data):
                if isinstance(frame, BadFrame):
                    self._counters.bad_frames += 1
                else:
                    self._take_message(frame, received)
            self._heard()

    def _heard(self) -> None:
        if self._pacer.heard():
            self._work.set()

    def _take_message(self, message: dict[str, Any], received: float) -> None:
        if "status" in message:
            self._take_reply(message, received)
            return
        event = self._dispatcher.event(message, received)
        if event is None:
            return
        if type(event) is FeedHeard:
            self.feed.heard(received)
        self._emit(event)

    def _take_reply(self, reply: dict[str, Any], received: float) -> None:
        if reply["status"] is True:
            return
        code = clean_line(str(reply.get("errorCode") or "no code"), 40)
        info = lookup(code)
        if code in LOST_SESSION_CODES:
            raise TokenRefusedError("The broker ended the stream's session", f"{info.meaning} ({code})")
        self._counters.stream_errors += 1
        message = clean_line(str(reply.get("errorDescr") or info.meaning))
        self._emit(TroubleNoticed(f"The broker refused a subscription: {code}", message, info.advice, received))
