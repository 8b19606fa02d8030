"""A clock that a test moves and a scripted broker over in-memory sockets."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr

from tests.transports import MemoryLoginGuard, MemoryTransport, memory_pair
from tui.domain.events import Event, LinkChanged, LinkState
from tui.errors import LinkError, TransportError
from tui.xapi.connection import MainConnection
from tui.xapi.endpoint import Address, Credentials, Endpoint
from tui.xapi.login_guard import LoginBudget
from tui.xapi.session import Session
from tui.xapi.transport import Transport
from tui.xapi.watch import Counters

START_MS = 1_790_000_000_000


async def settle(rounds: int = 60) -> None:
    """Let everything run that can run without time passing."""
    for _ in range(rounds):
        await asyncio.sleep(0)


class ManualClock:
    """Time that stands still until `advance`; sleepers wake in order, each at its own moment."""

    def __init__(self) -> None:
        self._now = 1000.0
        self._slept = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def now_ms(self) -> int:
        return START_MS + round((self._now + self._slept - 1000.0) * 1000)

    def monotonic(self) -> float:
        return self._now

    def elapsed(self) -> float:
        return self._now + self._slept

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        self._count += 1
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._now + seconds, self._count, waiting))
        await waiting

    def suspend(self, seconds: float) -> None:
        """Let the machine sleep: wall time passes, the monotonic clock stands."""
        self._slept += seconds

    async def advance(self, seconds: float) -> None:
        """Let time pass and everything happen that falls into it."""
        end = self._now + seconds
        await settle()
        while due := sorted(sleeper for sleeper in self._sleepers if sleeper[0] <= end):
            at, _, waiting = due[0]
            self._sleepers.remove(due[0])
            self._now = max(self._now, at)
            if not waiting.done():
                waiting.set_result(None)
                await settle()
        self._now = end
        await settle()


@dataclass
class Heard:
    """One frame that the broker received."""

    at: float
    packet: dict[str, Any]

    @property
    def command(self) -> str:
        return str(self.packet["command"])


Answerer = Callable[[dict[str, Any]], dict[str, Any] | None]


@dataclass
class Broker:
    """A scripted venue: `answers` by command name, `refusals` of connections, and what it heard."""

    clock: ManualClock
    answers: dict[str, Answerer] = field(default_factory=dict)
    unreachable: set[str] = field(default_factory=set)
    silent_stream: bool = False
    echo_tags: bool = True
    heard_main: list[Heard] = field(default_factory=list)
    heard_stream: list[Heard] = field(default_factory=list)
    dialled: list[str] = field(default_factory=list)
    mains: list[MemoryTransport] = field(default_factory=list)
    streams: list[MemoryTransport] = field(default_factory=list)
    keeps_messages: bool = True
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def dial(self, url: str, limit: int) -> Transport:
        """Open a socket to the broker."""
        self.dialled.append(url)
        if url in self.unreachable:
            raise TransportError("cannot be reached", "refused by the test")
        ours, theirs = memory_pair(keeps_messages=self.keeps_messages)
        stream = url.endswith("Stream")
        (self.streams if stream else self.mains).append(theirs)
        task = asyncio.ensure_future(self._serve_stream(theirs) if stream else self._serve_main(theirs))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return ours

    async def _serve_main(self, socket: MemoryTransport) -> None:
        while (packet := await self._next(socket)) is not None:
            self.heard_main.append(Heard(self.clock.monotonic(), packet))
            answer = self.answers.get(packet["command"], self._usual)(packet)
            if answer is not None:
                if self.echo_tags and "customTag" in packet:
                    answer = {**answer, "customTag": packet["customTag"]}
                await self.say(socket, answer)

    async def _serve_stream(self, socket: MemoryTransport) -> None:
        while (packet := await self._next(socket)) is not None:
            self.heard_stream.append(Heard(self.clock.monotonic(), packet))
            if packet["command"] == "getKeepAlive" and not self.silent_stream:
                await self.keep_alive()

    async def _next(self, socket: MemoryTransport) -> dict[str, Any] | None:
        try:
            packet: dict[str, Any] = json.loads(await socket.receive())
        except TransportError:
            return None
        return packet

    def _usual(self, packet: dict[str, Any]) -> dict[str, Any]:
        match packet["command"]:
            case "login":
                return {"status": True, "streamSessionId": f"token-{len(self.mains)}"}
            case "getServerTime":
                return {"status": True, "returnData": {"time": self.clock.now_ms(), "timeString": ""}}
            case _:
                return {"status": True}

    async def say(self, socket: MemoryTransport, message: object) -> None:
        """Send a value, or bytes as they are."""
        data = message if isinstance(message, bytes) else json.dumps(message).encode() + b"\n\n"
        if not socket.closed:
            await socket.send_bytes(data)

    async def stream_says(self, command: str, data: object) -> None:
        """Send a record on the newest stream."""
        await self.say(self.streams[-1], {"command": command, "data": data})

    async def keep_alive(self) -> None:
        """Send a keepAlive on the newest stream."""
        await self.stream_says("keepAlive", {"timestamp": self.clock.now_ms()})

    async def live(self, seconds: float) -> None:
        """Let time pass while keepAlive comes every 3 s."""
        while seconds > 0:
            step = min(3.0, seconds)
            await self.clock.advance(step)
            seconds -= step
            if self.streams and not self.silent_stream:
                await self.keep_alive()
                await settle()

    def commands(self, heard: list[Heard]) -> list[str]:
        """Return the names of what was heard."""
        return [frame.command for frame in heard]

    async def end(self) -> None:
        """Close every socket of the broker's."""
        for socket in [*self.mains, *self.streams]:
            await socket.close()
        await settle()


def refuse(code: str, text: str = "") -> Answerer:
    """Return an answerer that refuses with a code."""
    return lambda packet: {"status": False, "errorCode": code, "errorDescr": text}


class HighRandom(random.Random):
    """Draws the longest wait each time, so that growing is seen."""

    def uniform(self, a: float, b: float) -> float:
        return b


@dataclass
class Stage:
    """A session with its broker, its clock and everything that it reported."""

    clock: ManualClock
    broker: Broker
    session: Session
    guard: MemoryLoginGuard
    events: list[Event]
    running: asyncio.Task[None] | None = None
    typed: bool = False

    def states(self) -> list[LinkState]:
        """Return the states in the order of their coming."""
        return [event.state for event in self.events if isinstance(event, LinkChanged)]

    def last(self) -> LinkChanged:
        """Return the last change of state."""
        return [event for event in self.events if isinstance(event, LinkChanged)][-1]

    async def start(self) -> None:
        """Run the session as far as it comes without time passing."""
        self.running = asyncio.ensure_future(self.session.run())
        await settle()

    async def stop(self) -> None:
        """Close the session and let its loop end."""
        closing = asyncio.ensure_future(self.session.close())
        await settle()
        await self.clock.advance(10)
        await closing
        if self.running is not None:
            await self.running
        await self.broker.end()


def stage(
    *,
    hosts: int = 1,
    guard: MemoryLoginGuard | None = None,
    budget: LoginBudget | None = None,
    credentials: Callable[[], Awaitable[Credentials]] | None = None,
    clock: ManualClock | None = None,
) -> Stage:
    """Build a session on a scripted broker."""
    clock = clock or ManualClock()
    broker = Broker(clock)
    guard = guard or MemoryLoginGuard()
    events: list[Event] = []

    async def usual_credentials() -> Credentials:
        return Credentials("1000", SecretStr("s3cret-canary"), typed=built.typed)

    addresses = tuple(Address(f"ws://127.0.0.{n}/demo", f"ws://127.0.0.{n}/demoStream") for n in range(1, hosts + 1))
    session = Session(
        Endpoint("test", "custom", "websocket", addresses),
        credentials or usual_credentials,
        clock=clock,
        random=HighRandom(1),
        emit=events.append,
        guard=guard,
        dial=broker.dial,
        budget=budget,
    )
    built = Stage(clock, broker, session, guard, events)
    return built


class Bench:
    """A connection, the broker's end of it and the clock between them."""

    def __init__(self, *, keeps_messages: bool = True) -> None:
        self.clock = ManualClock()
        self.counters = Counters()
        ours, self.peer = memory_pair(keeps_messages=keeps_messages)
        self.main = self.connection(ours)

    def connection(self, transport: Transport) -> MainConnection:
        return MainConnection(transport, clock=self.clock, epoch=7, counters=self.counters)

    async def hear(self) -> dict[str, Any]:
        packet: dict[str, Any] = json.loads(await asyncio.wait_for(self.peer.receive(), 5))
        return packet

    async def answer(self, packet: dict[str, Any], **fields: object) -> None:
        await self.say({"status": True, "customTag": packet["customTag"], **fields})

    async def say(self, message: dict[str, Any]) -> None:
        await self.peer.send(json.dumps(message))
        await settle()


@asynccontextmanager
async def running(bench: Bench) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.ensure_future(bench.main.run())
    await settle()
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, LinkError):
            await task
