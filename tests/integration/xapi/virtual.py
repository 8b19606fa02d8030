"""A desk on a whole venue, both on virtual time and without sockets: a quarter of an hour passes in a second."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from random import Random

from pydantic import SecretStr

from tests.integration.xapi.harness import WEDNESDAY_MS
from tests.simulation.loop import LoopClock, VirtualLoop, run_virtually
from tests.simulation.wires import ClientEnd, Wire
from tests.transports import MemoryLoginGuard
from tui.desk.desk import Desk
from tui.desk.watchlists import Watchlists
from tui.desk.xapi_broker import XapiBroker
from tui.domain.events import LinkState
from tui.domain.freshness import Freshness
from tui.simulator.clock import VenueClock
from tui.simulator.exchange import ExchangeSettings
from tui.simulator.options import SimulatorOptions
from tui.simulator.venue import Venue
from tui.store.select import freshness_of
from tui.store.store import Store
from tui.xapi.endpoint import Address, Credentials, Endpoint

PATIENCE_S = 120


class Trader:
    """A desk that is logged in at a venue of its own; `heard` is every command that reached the venue."""

    def __init__(self, venue: Venue, symbols: Iterable[str]) -> None:
        self.venue = venue
        self.clock = LoopClock(asyncio.get_running_loop(), WEDNESDAY_MS)
        self.store = Store()
        self.desk = Desk(self.store, self.clock, Watchlists({"Mine": list(symbols)}))
        self.heard: list[bytes] = []
        self._wires = 0
        self._running: asyncio.Task[None] | None = None
        self._keeping: asyncio.Task[None] | None = None

    async def log_in(self) -> None:
        """Go live and wait until everything is read."""
        broker = XapiBroker(
            Endpoint("sim", "demo", "socket", (Address("tcp://127.0.0.1:1", "tcp://127.0.0.1:2"),)),
            _credentials,
            clock=self.clock,
            random=Random(1),
            emit=self.desk.handle,
            guard=MemoryLoginGuard(),
            app_name="tests",
            dial=self._dial,
        )
        self.desk.attach(broker)
        self._running = asyncio.ensure_future(broker.run())
        self._keeping = asyncio.ensure_future(self._keep())
        self.desk.look_at(self.desk.watchlists.symbols)
        await self.until(lambda: self.store.link.current.state is LinkState.READY)

    async def leave(self) -> None:
        """Log out."""
        if self._keeping is not None:
            self._keeping.cancel()
        await self.desk.close()
        if self._running is not None:
            await self._running

    async def until(self, happened: Callable[[], bool], what: str = "it") -> None:
        """Wait for a condition, for two minutes of virtual time at most."""
        for _ in range(PATIENCE_S * 10):
            if happened():
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"{what} never happened")

    def freshness(self, symbol: str) -> Freshness:
        """What the symbol's price is worth now."""
        return freshness_of(self.store, symbol, self.clock.monotonic(), self.clock.now_ms())

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(1)
            self.desk.keep()

    async def _dial(self, url: str, limit: int) -> ClientEnd:
        kind = "stream" if url.endswith(":2") else "main"
        self._wires += 1
        wire = Wire(kind, self._wires, self.venue.link(kind), Random(1), self._passed)
        for lane in wire.lanes:
            lane.weather.delay_s = 0.01
        return wire.client

    def _passed(self, wire: Wire, to_venue: bool, data: bytes) -> None:
        if to_venue:
            self.heard.append(data)


def trade(story: Callable[[Trader], Awaitable[None]], *symbols: str, venue: type[Venue] = Venue) -> None:
    """Play a story of a trader whose watchlist holds these symbols, from the login to the logout."""

    async def play() -> None:
        settings = ExchangeSettings(seed=1, scripted_trader=False)
        clock = VenueClock(WEDNESDAY_MS, real=asyncio.get_running_loop().time)
        options = SimulatorOptions(start_ms=WEDNESDAY_MS)
        async with venue(options, clock=clock, settings=settings, threads=False, listening=False) as opened:
            trader = Trader(opened, symbols)
            try:
                await trader.log_in()
                await story(trader)
            finally:
                await trader.leave()

    loop = VirtualLoop()
    run_virtually(play(), loop)
    assert not loop.errors, loop.errors


async def _credentials() -> Credentials:
    return Credentials("1000", SecretStr("demo"))
