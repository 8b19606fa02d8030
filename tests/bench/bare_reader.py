"""The least that a client could be: `python -m tests.bench.bare_reader URL` reads the feed and decodes it."""

from __future__ import annotations

import asyncio
import json
import sys

from websockets.asyncio.client import connect


async def main() -> None:
    """Subscribe and read until the feed ends."""
    async with connect(f"{sys.argv[1]}/demoStream", compression=None) as connection:
        await connection.send(json.dumps({"command": "getTickPrices", "symbol": "S000", "streamSessionId": "bench"}))
        async for message in connection:
            json.loads(message)


if __name__ == "__main__":
    asyncio.run(main())
