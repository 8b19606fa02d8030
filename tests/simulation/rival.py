"""Another terminal on the same account: it opens trades of its own, and closes and changes ours."""

from __future__ import annotations

import asyncio
from random import Random
from typing import Any

from tests.simulation.venue import VenueInMemory

_VOLUMES = {"EURUSD": 0.02, "US500": 0.02}


class Rival:
    """A person on the broker's own platform, who is not bothered by our connection."""

    def __init__(self, venue: VenueInMemory, chance: Random, login: str) -> None:
        self._venue = venue
        self._chance = chance
        self._login = login

    async def live(self, until_s: float) -> None:
        """Act now and then until so many seconds have passed."""
        loop = asyncio.get_running_loop()
        end = loop.time() + until_s
        pace_s = self._chance.choice((40.0, 120.0, 400.0))
        while True:
            await asyncio.sleep(self._chance.expovariate(1 / pace_s) + 0.5)
            if loop.time() > end:
                return
            self._act()

    def _act(self) -> None:
        now_ms = self._venue.clock.now_ms()
        held = [one for one in self._venue.exchange.trades(self._login, True, now_ms) if one.symbol is not None]
        if not held or self._chance.random() < 0.4:
            symbol = self._chance.choice(sorted(_VOLUMES))
            self._submit(
                now_ms, cmd=self._chance.choice((0, 1)), symbol=symbol, volume=_VOLUMES[symbol], price=1.0, type=0
            )
            return
        one = self._chance.choice(held)
        about: dict[str, Any] = {
            "cmd": int(one.operation), "symbol": one.symbol, "volume": float(one.volume), "order": one.position_number,
            "price": float(one.open_price), "sl": 0.0, "tp": 0.0,
        }  # fmt: skip
        if one.operation.is_pending:
            self._submit(now_ms, **about, type=4)
        else:
            self._submit(now_ms, **about, type=self._chance.choice((2, 2, 3)))

    def _submit(self, now_ms: int, **info: Any) -> None:
        self._venue.exchange.submit(self._login, info, now_ms, connection="platform")
        self._venue.heart.hurry()
