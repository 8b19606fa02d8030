"""A session against a whole venue over real loopback sockets."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import SecretStr

from tests.transports import MemoryLoginGuard
from tui.clock import SystemClock
from tui.desk.desk import Desk
from tui.desk.watchlists import Watchlists
from tui.desk.xapi_broker import XapiBroker
from tui.domain.events import Event, LinkChanged, LinkState
from tui.net.tls import client_context
from tui.simulator.options import SimulatorOptions
from tui.simulator.venue import Venue
from tui.store.store import Store
from tui.xapi.dialer import Dialer
from tui.xapi.endpoint import Address, Credentials, Endpoint
from tui.xapi.session import Session

E = TypeVar("E")

WEDNESDAY_MS = 1_768_384_800_000
"""2026-01-14 10:00 UTC, when every market of the venue trades."""

PATIENCE_S = 30.0


@dataclass
class Owner:
    """Takes the session's events and waits for those that a test needs."""

    events: list[Event] = field(default_factory=list)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def emit(self, event: Event) -> None:
        """Take one event."""
        self.events.append(event)
        self._changed.set()

    def seen(self, kind: type[E]) -> list[E]:
        """Return the events of a kind."""
        return [event for event in self.events if isinstance(event, kind)]

    async def until(self, happened: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
        """Wait until a condition holds; it is looked at after each event."""
        async with asyncio.timeout(patience_s):
            while not happened():
                self._changed.clear()
                await self._changed.wait()

    async def until_state(self, state: LinkState, epoch: int = 0) -> LinkChanged:
        """Wait for a state, of that epoch or a later one."""

        def found() -> list[LinkChanged]:
            return [change for change in self.seen(LinkChanged) if change.state is state and change.epoch >= epoch]

        await self.until(lambda: bool(found()))
        return found()[-1]


def address_of(venue: Venue, transport: str) -> Address:
    """Return where the venue's demo sockets are."""
    if transport == "websocket":
        return Address(f"{venue.url}/demo", f"{venue.url}/demoStream")
    assert venue.ports.raw_demo is not None
    main, stream = venue.ports.raw_demo
    return Address(f"tls://127.0.0.1:{main}", f"tls://127.0.0.1:{stream}")


def dialer(folder: Path) -> Dialer:
    """Return a dialer that trusts the venue's own authority where it has one."""
    authority = folder / "ca.pem"
    return Dialer(lambda: client_context(authority if authority.exists() else None))


def options(
    folder: Path, transport: str, *, strict: bool = False, port: int = 0, speed: float = 1.0
) -> SimulatorOptions:
    """Return the options of a venue on a working day."""
    tls = folder if transport == "socket" else None
    return SimulatorOptions(port=port, strict=strict, speed=speed, tls_self_signed=tls, start_ms=WEDNESDAY_MS)


@asynccontextmanager
async def session_at(
    address: Address, folder: Path, owner: Owner, *, login: str = "1000", password: str = "demo"
) -> AsyncIterator[Session]:
    """Run a session as long as the context is entered."""

    async def credentials() -> Credentials:
        return Credentials(login, SecretStr(password))

    session = Session(
        Endpoint("test", "custom", "websocket", (address,)),
        credentials,
        clock=SystemClock(),
        random=random.Random(1),
        emit=owner.emit,
        guard=MemoryLoginGuard(),
        dial=dialer(folder),
    )
    running = asyncio.ensure_future(session.run())
    try:
        yield session
    finally:
        await session.close()
        await running


@asynccontextmanager
async def logged_in(venue: Venue, login: str) -> AsyncIterator[tuple[Desk, Owner]]:
    """The desk of a user who has logged in to an account, and what it hears."""
    store, clock, owner = Store(), SystemClock(), Owner()
    desk = Desk(store, clock, Watchlists({"Mine": ["EURUSD"]}))

    def emit(event: Event) -> None:
        desk.handle(event)
        owner.emit(event)

    async def credentials() -> Credentials:
        return Credentials(login, SecretStr("demo"))

    endpoint = Endpoint(login, "custom", "websocket", (address_of(venue, "websocket"),))
    tools = {"clock": clock, "random": random.Random(1), "emit": emit, "guard": MemoryLoginGuard(), "app_name": "test"}
    broker = XapiBroker(endpoint, credentials, **tools)
    desk.attach(broker)
    running = asyncio.ensure_future(broker.run())
    try:
        await owner.until(lambda: store.account.profile is not None)
        yield desk, owner
    finally:
        await desk.close()
        await running
