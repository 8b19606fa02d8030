"""The real venue without a single socket: its server, exchange and faults behind connections in memory."""

from __future__ import annotations

import asyncio
from random import Random
from typing import Self

from tests.simulation.heart import Heart
from tests.simulation.market import START_MS, CheapMarket
from tests.simulation.trace import Trace
from tests.simulation.wires import ClientEnd, Meddle, Wire
from tests.simulation.witness import Witness
from tui.errors import TransportError
from tui.simulator.clock import VenueClock
from tui.simulator.exchange import ExchangeSettings
from tui.simulator.options import SimulatorOptions
from tui.simulator.venue import Venue

SETTLED_AFTER_MS = 60_000
"""How long after an order was refused no fault of the venue has it carried out any more."""


class VenueInMemory(Venue):
    """A venue on the running loop's time; clients come by `dial`.

    `dialled` sees each new connection before a byte flows; it may refuse it with TransportError.
    """

    def __init__(self, chance: Random, trace: Trace, settings: ExchangeSettings, *, strict: bool, seconds: int) -> None:
        loop = asyncio.get_running_loop()
        super().__init__(
            SimulatorOptions(seed=settings.seed, strict=strict, start_ms=START_MS),
            clock=VenueClock(START_MS, real=loop.time),
            settings=settings,
            market=CheapMarket(chance, seconds),
            threads=False,
            listening=False,
        )
        self.wires: list[Wire] = []
        self.meddle: Meddle | None = None
        self.witness: Witness | None = None
        self.refusing = False
        self.delay_s = 0.01
        self._chance = chance
        self._trace = trace

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        self._pump = self.heart = Heart(self.context, self._hub)
        assert self._running is not None
        self._running.cancel()
        self._running = asyncio.get_running_loop().create_task(self.heart.run())
        return self

    async def dial(self, url: str, limit: int) -> ClientEnd:
        """Connect a client; `url` ends in main or stream."""
        kind = "stream" if url.endswith(":2") else "main"
        await asyncio.sleep(2 * self.delay_s)
        if self.refusing:
            raise TransportError("127.0.0.1 cannot be reached", "connection refused")
        wire = Wire(kind, len(self.wires) + 1, self.link(kind), self._chance, self._passed)
        wire.meddle = self._seen
        for lane in wire.lanes:
            lane.weather.delay_s = self.delay_s
        self.wires.append(wire)
        return wire.client

    def standing(self, kind: str | None = None) -> list[Wire]:
        """Return the connections that both ends believe in, the newest last."""
        return [wire for wire in self.wires if wire.alive and kind in (None, wire.kind)]

    def _seen(self, wire: Wire, data: bytes) -> bytes | None:
        if self.witness is not None:
            self.witness.wrote(wire, data)
        if b'"tradeTransaction"' in data:
            self.heart.hurry()
        return data if self.meddle is None else self.meddle(wire, data)

    def _passed(self, wire: Wire, to_venue: bool, data: bytes) -> None:
        self._trace.note(f"{wire.name}{'>' if to_venue else '<'}", data)
        if self.witness is None:
            return
        if to_venue:
            self.witness.venue_heard(wire, data)
        else:
            self.witness.client_heard(wire, data)

    def truth(self, tag: str) -> str | None:
        """Tell whether an order was done or not done, None while something may still come of it."""
        now_ms = self.clock.now_ms()
        found = [one for one in self.exchange.ledger(now_ms).transactions if one.info.get("customComment") == tag]
        if any(one.verdict == "accepted" for one in found):
            return "done"
        settled = all(one.verdict != "pending" and now_ms - one.at_ms > SETTLED_AFTER_MS for one in found)
        return "not done" if settled and found else None
