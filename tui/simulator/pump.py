"""The heartbeat of the venue: walks the market's slots on its clock and tells the exchange and the listeners."""

from __future__ import annotations

import asyncio

from tui.simulator.context import VenueContext
from tui.simulator.hub import Hub

MINUTE_MS = 60_000
BEAT_MS = 100
# Up to so many slots behind, each is walked in turn; further behind, the clock has jumped.
LONGEST_WALK = 200
# After a jump, completed minutes are still sent, but not years of them.
LONGEST_CANDLE_TAIL = 120


class Pump:
    """One task steps it; only symbols that somebody listens to are asked for.

    Slots carry the ticks. Where they are long, the exchange is also stepped in between, on beats, so that a request is
    executed when it is due. Beats and slots lie on a fixed grid: the same span is lived through in the same steps,
    however fast the clock runs.
    """

    def __init__(self, context: VenueContext, hub: Hub) -> None:
        self._context = context
        self._hub = hub
        now = context.clock.now_ms()
        self._slot = context.market.slot_start(now)
        self._lived_ms = now - now % BEAT_MS
        self._news_ms = now
        self._stepped = asyncio.Event()

    async def run(self) -> None:
        """Step for ever."""
        while True:
            await self.catch_up()
            await self._context.clock.sleep_until(self._due())

    async def catch_up(self) -> None:
        """Live up to the present; other tasks get their turn between steps."""
        clock, market = self._context.clock, self._context.market
        while (due := self._due()) <= (now := clock.now_ms()):
            target = market.slot_start(now)
            if (target - self._slot) // market.slot_ms > LONGEST_WALK:
                await self._jump(target)
            elif due == self._slot + market.slot_ms:
                await self._step(due)
            else:
                await self._live(due)
            stepped, self._stepped = self._stepped, asyncio.Event()
            stepped.set()
            await asyncio.sleep(0)

    async def caught_up(self) -> None:
        """Wait until the venue has lived through everything up to now."""
        now = self._context.clock.now_ms()
        while self._due() <= now:
            await self._stepped.wait()

    def _due(self) -> int:
        return min(self._lived_ms + BEAT_MS, self._slot + self._context.market.slot_ms)

    async def _live(self, moment_ms: int) -> None:
        if self._context.office.is_open:
            # A long way has pauses: other connections are answered while days are lived through.
            for _ in self._context.exchange.advancing(moment_ms):
                await asyncio.sleep(0)
        self._hub.told.lift(moment_ms)
        self._lived_ms = moment_ms

    async def _step(self, slot: int) -> None:
        await self._live(slot)
        before, self._slot = self._slot, slot
        self._hub.post_ticks(slot)
        self._minutes(before, slot)
        self._news(slot)

    async def _jump(self, slot: int) -> None:
        await self._live(slot)
        before, self._slot = self._slot, slot
        self._minutes(before, slot)
        self._hub.post_ticks(slot, all_symbols=True)
        self._news(slot)

    def _minutes(self, before: int, slot: int) -> None:
        end = slot - slot % MINUTE_MS
        start = before - before % MINUTE_MS
        if end <= start:
            return
        start = max(start, end - LONGEST_CANDLE_TAIL * MINUTE_MS)
        for name in self._hub.candle_symbols():
            for candle in self._context.market.candles(name, 1, start, end, slot):
                self._hub.post_candle(name, candle)

    def _news(self, slot: int) -> None:
        # Once a second is soon enough for headlines.
        if slot - self._news_ms < 1000:
            return
        start, self._news_ms = self._news_ms, slot
        for item in reversed(self._context.market.news(start, slot)):
            self._hub.post_news(item)
