"""The venue's heartbeat at the pace of a run: a beat for each slot, quick ones only while an order is on its way."""

from __future__ import annotations

import asyncio

from tui.simulator.context import VenueContext
from tui.simulator.hub import Hub
from tui.simulator.pump import BEAT_MS, Pump

HURRY_S = 1.2
"""How long after an order came beats are quick: longer than the venue needs for it."""


class Heart(Pump):
    """Lives through the same moments as the venue's own pump, leaving out beats in which nothing can be due."""

    def __init__(self, context: VenueContext, hub: Hub) -> None:
        super().__init__(context, hub)
        self._hurried_until = 0.0
        self._nap: asyncio.Future[None] | None = None

    def hurry(self) -> None:
        """Beat quickly for a while."""
        self._hurried_until = asyncio.get_running_loop().time() + HURRY_S
        self._wake()

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self.catch_up()
            missing_s = (self._due() - self._context.clock.now_ms()) / 1000
            self._nap = loop.create_future()
            timer = loop.call_later(max(missing_s, 0.001), self._wake)
            try:
                await self._nap
            finally:
                timer.cancel()

    def _wake(self) -> None:
        if self._nap is not None and not self._nap.done():
            self._nap.set_result(None)

    def _due(self) -> int:
        slot = self._slot + self._context.market.slot_ms
        if asyncio.get_running_loop().time() >= self._hurried_until:
            return slot
        # What was skipped while nothing was under way is not lived through beat by beat.
        beat = max(self._lived_ms + BEAT_MS, self._context.clock.now_ms() // BEAT_MS * BEAT_MS)
        return min(beat, slot)
