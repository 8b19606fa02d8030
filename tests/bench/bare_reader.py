"""The least that a client could be: `python -m tests.bench.bare_reader URL FILE SECONDS` decodes the feed.

FILE gets the delays of its event loop, which are what the machine itself adds to everything.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from websockets.asyncio.client import connect

from tests.bench.loop_watch import LoopWatch


async def read() -> list[float]:
    """Subscribe and read until the watch has seen enough; return the delays of the loop in ms."""
    loop_watch = LoopWatch(float(sys.argv[3]))
    watching = asyncio.create_task(loop_watch.watch())
    async with connect(f"{sys.argv[1]}/demoStream", compression=None) as connection:
        await connection.send(json.dumps({"command": "getTickPrices", "symbol": "S000", "streamSessionId": "bench"}))
        async for message in connection:
            json.loads(message)
            if watching.done():
                break
    return loop_watch.delays_ms


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(asyncio.run(read())))
