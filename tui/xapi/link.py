"""Both sockets of one login: the main socket lost ends the login, the stream lost alone is made anew."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tui.clock import Clock
from tui.domain.events import Event, RoundTripMeasured, TroubleNoticed
from tui.domain.traffic import StreamCounted
from tui.errors import CommandRefusedError, LinkError, ProtocolError, TransportError
from tui.xapi import commands
from tui.xapi.connection import MainConnection
from tui.xapi.endpoint import Address, Credentials
from tui.xapi.framing import STREAM_LIMIT
from tui.xapi.hosts import connect
from tui.xapi.pacing import Lane
from tui.xapi.stream import StreamConnection, TokenRefusedError
from tui.xapi.timing import cancelled, within
from tui.xapi.transport import Dial, Transport
from tui.xapi.watch import WATCH_EVERY_S, Counters
from tui.xapi.wishes import Wishes

CLOSE_TIMEOUT_S = 2.0
PING_EVERY_S = 20.0
REPORT_EVERY_S = 60.0
COUNT_EVERY_S = 5.0


@dataclass(frozen=True, slots=True)
class LinkTools:
    """What every login of a session shares."""

    clock: Clock
    dial: Dial
    wishes: Wishes
    emit: Callable[[Event], None]
    counters: Counters
    stream_lost: Callable[[LinkError], None]
    stream_back: Callable[[], None]


class Link:
    """One login: opened, held until it is lost, closed."""

    def __init__(self, tools: LinkTools, address: Address, main: Transport, epoch: int) -> None:
        self._tools = tools
        self._address = address
        self._token = ""
        self.main = MainConnection(main, clock=tools.clock, epoch=epoch, counters=tools.counters, tell=tools.emit)
        self._stream: StreamConnection | None = None
        self._main_task = asyncio.ensure_future(self.main.run())
        self._stream_task: asyncio.Task[None] | None = None
        self._pings: set[asyncio.Task[None]] = set()
        self._reported = tools.counters.bad_frames + tools.counters.bad_records
        self._next_report = float("-inf")
        self._next_count = float("-inf")

    async def log_in(self, credentials: Credentials, app_name: str) -> None:
        """Log in. Raises CommandRefusedError with the broker's code, LinkError or ProtocolError."""
        command = commands.login(credentials.login, credentials.password, app_name)
        logging_in = asyncio.ensure_future(self.main.exchange(command, Lane.USER))
        ticker = asyncio.ensure_future(self._expire_replies())
        try:
            self._token = (await logging_in).value.stream_token
        finally:
            await cancelled(ticker, logging_in)

    async def open_stream(self) -> None:
        """Open the streaming socket; its first command leaves at once (XAPI 4.1). Raises LinkError."""
        transport = await connect(self._tools.clock, self._tools.dial, self._address.stream, STREAM_LIMIT)
        self._stream = StreamConnection(
            transport,
            self._token,
            clock=self._tools.clock,
            wishes=self._tools.wishes,
            emit=self._tools.emit,
            counters=self._tools.counters,
        )
        self._stream_task = asyncio.ensure_future(self._stream.run())

    async def hold(self) -> None:
        """Keep both sockets alive; raises LinkError when the login is lost."""
        ticker = asyncio.ensure_future(self._tick())
        try:
            while True:
                assert self._stream_task is not None
                watched = {self._main_task, self._stream_task, ticker}
                await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
                if ticker.done():
                    ticker.result()
                if self._main_task.done():
                    self._main_task.result()
                    raise TransportError("The connection was closed")
                await self._mend_stream()
        finally:
            await cancelled(ticker)

    def wishes_changed(self) -> None:
        """Compare again what is wanted with what is subscribed."""
        if self._stream is not None:
            self._stream.wishes_changed()

    async def close(self, *, log_out: bool) -> None:
        """End both sockets, with a farewell to the broker where there is time for one; who cuts it short ends them."""
        try:
            if log_out and self._token and not self._main_task.done():
                with contextlib.suppress(LinkError, CommandRefusedError, ProtocolError, TimeoutError):
                    await within(self._tools.clock, CLOSE_TIMEOUT_S, self._log_out())
        finally:
            await self._end()

    async def _end(self) -> None:
        tasks: list[asyncio.Task[Any]] = [self._main_task, *self._pings]
        if self._stream_task is not None:
            tasks.append(self._stream_task)
        try:
            await cancelled(*tasks)
        finally:
            with contextlib.suppress(TimeoutError):
                await within(self._tools.clock, CLOSE_TIMEOUT_S, self._close_sockets())

    async def _log_out(self) -> None:
        await self.main.exchange(commands.logout(), Lane.TRADE)

    async def _close_sockets(self) -> None:
        # Side by side: one that takes its time must not leave the other open.
        streams = () if self._stream is None else (self._stream.close(),)
        await asyncio.gather(self.main.close(), *streams)

    async def _mend_stream(self) -> None:
        """Make a lost stream anew; when the last one never lived, the token is not trusted any longer."""
        assert self._stream is not None
        assert self._stream_task is not None
        try:
            self._stream_task.result()
        except TokenRefusedError:
            raise
        except LinkError as error:
            if not self._stream.feed.ever_heard:
                raise
            self._tools.stream_lost(error)
        with contextlib.suppress(TimeoutError):
            await within(self._tools.clock, CLOSE_TIMEOUT_S, self._stream.close())
        await self.open_stream()
        self._tools.stream_back()

    async def _expire_replies(self) -> None:
        while True:
            await self._tools.clock.sleep(WATCH_EVERY_S)
            self.main.expire(self._tools.clock.monotonic())

    async def _tick(self) -> None:
        clock = self._tools.clock
        next_ping = clock.monotonic() + PING_EVERY_S
        while True:
            await clock.sleep(WATCH_EVERY_S)
            now = clock.monotonic()
            self.main.expire(now)
            self._judge_feed(now)
            self._report_oddities(now)
            self._report_stream(now)
            if now >= next_ping:
                next_ping = now + PING_EVERY_S
                self._ping()

    def _judge_feed(self, now: float) -> None:
        if self._stream is not None and self._stream.feed.dead(now):
            self._stream.give_up()

    def _report_oddities(self, now: float) -> None:
        counters = self._tools.counters
        refused = counters.bad_frames + counters.bad_records
        if refused > self._reported and now >= self._next_report:
            detail = f"{refused - self._reported} frames or records could not be read and were left out"
            hint = "Prices or trades may be missing until the next snapshot; this is worth a bug report."
            self._tools.emit(TroubleNoticed("The broker sent something unreadable", detail, hint, now))
            self._reported, self._next_report = refused, now + REPORT_EVERY_S

    def _report_stream(self, now: float) -> None:
        streamed = self._tools.counters.streamed
        if streamed and now >= self._next_count:
            self._next_count = now + COUNT_EVERY_S
            self._tools.emit(StreamCounted(dict(streamed), now))

    def _ping(self) -> None:
        if self._stream is not None:
            self._stream.ping()
        task = asyncio.ensure_future(self._ping_main())
        self._pings.add(task)
        task.add_done_callback(self._pings.discard)

    async def _ping_main(self) -> None:
        # A ping that fails needs no word of its own: the connection judges its own silence.
        with contextlib.suppress(LinkError, CommandRefusedError, ProtocolError):
            exchange = await self.main.exchange(commands.ping(), Lane.STATUS)
            round_trip_ms = (exchange.received - exchange.asked) * 1000
            self._tools.emit(RoundTripMeasured(round_trip_ms, exchange.received))
