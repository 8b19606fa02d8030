"""A feed that floods: `python -m tests.bench.feed SYMBOLS TICKS_PER_SECOND`, just enough XAPI for a dashboard.

All symbols stream from the first subscription on, every 2 ms what is due, whatever the pace of further subscriptions.
The first line on stdout is the address; each line on stdin is answered with what has happened since the line before.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from tests.bench.feed_market import FeedMarket, always_open, now_ms

BEAT_S = 0.002
STAMPS_PER_S = 100
_KEEP_ALIVE_S = 3.0
_FIGURES = {"balance": 10_000.0, "equity": 10_012.5, "margin": 300.0}


class Feed:
    """One market for all who connect."""

    def __init__(self, symbols: int, ticks_per_second: float) -> None:
        self._market = FeedMarket(symbols)
        self._rate = ticks_per_second
        self._sent = 0
        self._behind_ms = 0.0
        self._answers: dict[str, Callable[[dict[str, Any]], object]] = {
            "getAllSymbols": lambda _: self._market.records(),
            "getTickPrices": lambda _: {"quotations": self._market.quotes()},
            "getSymbol": lambda asked: next(r for r in self._market.records() if r["symbol"] == asked["symbol"]),
            "getTradingHours": lambda asked: [always_open(symbol) for symbol in asked["symbols"]],
            "getTrades": lambda _: self._market.trades(),
            "getTradesHistory": lambda _: [],
            "getMarginLevel": lambda _: {**_FIGURES, "margin_free": 9_700.0, "margin_level": 3_300.0},
            "getServerTime": lambda _: {"time": now_ms(), "timeString": ""},
            "getChartRangeRequest": lambda _: {"digits": 5, "rateInfos": self._market.candles()},
            "getChartLastRequest": lambda _: {"digits": 5, "rateInfos": self._market.candles(2)},
            "getCurrentUserData": lambda _: {"currency": "EUR", "group": "bench", "leverageMultiplier": 0.01},
        }

    async def serve_client(self, connection: ServerConnection) -> None:
        """Answer commands, or stream, by the path of the address."""
        request = connection.request
        assert request is not None
        serve_path = self._stream if request.path.endswith("Stream") else self._command
        with contextlib.suppress(ConnectionClosed):
            await serve_path(connection)

    def told(self) -> dict[str, float]:
        """Return what was sent and how far behind its time the feed fell, since it was last asked."""
        result = {"sent": self._sent, "behind_ms": self._behind_ms}
        self._sent, self._behind_ms = 0, 0.0
        return result

    async def _command(self, connection: ServerConnection) -> None:
        async for message in connection:
            asked = json.loads(message)
            reply: dict[str, object] = {"status": True}
            if "customTag" in asked:
                reply["customTag"] = asked["customTag"]
            if asked["command"] == "login":
                reply["streamSessionId"] = "bench"
            elif asked["command"] in self._answers:
                reply["returnData"] = self._answers[asked["command"]](asked.get("arguments") or {})
            await connection.send(json.dumps(reply))

    async def _stream(self, connection: ServerConnection) -> None:
        streams: dict[str, asyncio.Task[None]] = {}
        try:
            async for message in connection:
                command = json.loads(message)["command"]
                if command in streams:
                    continue
                if command == "getTickPrices":
                    streams[command] = asyncio.create_task(self._pump(connection))
                elif command == "getKeepAlive":
                    streams[command] = asyncio.create_task(_keep_alive(connection))
        finally:
            for task in streams.values():
                task.cancel()

    async def _pump(self, connection: ServerConnection) -> None:
        began, sent, stamped = time.monotonic(), 0, 0
        with contextlib.suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(BEAT_S)
                elapsed = time.monotonic() - began
                due = int(elapsed * self._rate)
                for _ in range(due - sent):
                    # Waits when the client does not read: that is the backlog that is told.
                    await connection.send(self._market.tick())
                self._sent += due - sent
                sent = due
                if int(elapsed * STAMPS_PER_S) > stamped:
                    stamped = int(elapsed * STAMPS_PER_S)
                    await connection.send(self._market.stamp())
                self._behind_ms = max(self._behind_ms, (time.monotonic() - began - elapsed) * 1000)


async def _keep_alive(connection: ServerConnection) -> None:
    with contextlib.suppress(ConnectionClosed):
        while True:
            await connection.send(json.dumps({"command": "keepAlive", "data": {"timestamp": now_ms()}}))
            await asyncio.sleep(_KEEP_ALIVE_S)


async def main() -> None:
    """Serve until stdin ends."""
    feed = Feed(int(sys.argv[1]), float(sys.argv[2]))
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(0, "rb"))
    async with serve(feed.serve_client, "127.0.0.1", 0, compression=None, ping_interval=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        print(f"ws://127.0.0.1:{port}", flush=True)
        while await reader.readline():
            print(json.dumps(feed.told()), flush=True)
        server.close(close_connections=True)


if __name__ == "__main__":
    asyncio.run(main())
