"""A venue without sockets: bytes are handed to its protocol objects, and what they write is kept.

Run as a module with a seed it plays one session and prints the hash of every byte that the venue sent.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.integration.venue.harness import EASY, MONDAY_MS, order
from tui.simulator.clock import VenueClock
from tui.simulator.exchange import ExchangeSettings
from tui.simulator.options import SimulatorOptions
from tui.simulator.venue import Venue


class Wire(asyncio.Transport):
    """The venue's end of one connection; `sent` is what it wrote, `ended` how it ended it."""

    def __init__(self, venue: Venue, kind: str) -> None:
        super().__init__()
        self.sent = b""
        self.ended: str | None = None
        self._protocol = venue.link(kind)
        self._protocol.connection_made(self)

    def hear(self, command: str, **fields: Any) -> bytes:
        """Hand a client's command to the venue; return its bytes."""
        data = json.dumps({"command": command, **fields}).encode()
        self._protocol.data_received(data)  # type: ignore[attr-defined]
        return data

    def replies(self) -> list[dict[str, Any]]:
        """Return what the venue has sent, message by message."""
        return [json.loads(part) for part in self.sent.split(b"\n\n") if part]

    def write(self, data: Any) -> None:
        if self.ended is None:
            self.sent += bytes(data)

    def close(self) -> None:
        self._end("fin")

    def abort(self) -> None:
        self._end("reset")

    def is_closing(self) -> bool:
        return self.ended is not None

    def get_write_buffer_size(self) -> int:
        return 0

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return ("127.0.0.1", 1) if name == "peername" else default

    def _end(self, how: str) -> None:
        if self.ended is None:
            self.ended = how
            asyncio.get_running_loop().call_soon(self._protocol.connection_lost, None)


@asynccontextmanager
async def unheard_venue(seed: int = 1, **settings: Any) -> AsyncIterator[Venue]:
    """A venue that nobody can reach by a socket and whose clock stands still."""
    venue = Venue(
        SimulatorOptions(seed=seed),
        clock=VenueClock(MONDAY_MS, speed=0.0),
        limits=EASY,
        settings=ExchangeSettings(seed=seed, **{"with_past": False, "scripted_trader": False, **settings}),
        threads=False,
        listening=False,
    )
    async with venue:
        yield venue


def enter(venue: Venue, login: str = "1000") -> Wire:
    """Return a main connection that has logged in."""
    main = Wire(venue, "main")
    main.hear("login", arguments={"userId": login, "password": "demo"})
    return main


async def turns(venue: Venue, seconds: float = 0.0) -> None:
    """Let the venue's time pass, and everything that it wants to say at once be said."""
    venue.clock.advance(seconds)
    await venue.caught_up()
    for _ in range(5):
        await asyncio.sleep(0)


async def play(seed: int) -> str:
    """Play a session with ticks, orders and faults; return the hash of all that was sent."""
    async with unheard_venue(seed, scripted_trader=True) as venue:
        mains = [enter(venue, login) for login in ("1000", "1001", "1000")]
        streams = [Wire(venue, "stream") for _ in mains]
        for main, stream in zip(mains, streams, strict=True):
            token = main.replies()[0]["streamSessionId"]
            for topic in ("Trades", "TradeStatus", "Balance", "Profits", "News"):
                stream.hear(f"get{topic}", streamSessionId=token)
            for symbol in ("GOLD", "EURUSD", "US500"):
                chart = {"symbol": symbol, "period": 1, "start": MONDAY_MS, "end": 0, "ticks": -1}
                main.hear("getChartRangeRequest", arguments={"info": chart})
                stream.hear("getTickPrices", streamSessionId=token, symbol=symbol, maxLevel=0)
                stream.hear("getCandles", streamSessionId=token, symbol=symbol)
        venue.faults.set("status_doubled", count=2)
        venue.faults.set("comment_changed", how="cut", length=3, count=1)
        for second in range(90):
            mains[second % 3].hear("tradeTransaction", arguments=order(0.01 * (1 + second % 5), customComment="tag"))
            await turns(venue, 0.7)
        bytes_sent = b"".join(wire.sent for wire in (*mains, *streams))
        assert all(b'"candle"' in stream.sent and b'"tradeStatus"' in stream.sent for stream in streams)
        return hashlib.sha256(bytes_sent).hexdigest()


if __name__ == "__main__":
    sys.stdout.write(asyncio.run(play(int(sys.argv[1]))))
