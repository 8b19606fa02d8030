"""Another terminal on the same account: trades by a client that others wrote, told step by step by a test."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).with_name("trade_as_stranger.py")
PATIENCE_S = 60.0


class Stranger:
    """Each step waits until the venue has executed or refused it; it returns the client's own reply and the status.

    Fields are those of the client's `tradeTransaction`: symbol (EURUSD), volume (0.01), price (the ask), sl, tp, order,
    expiration, offset, customComment. The venue's clock must run, or nothing is ever executed.
    """

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def open(self, **fields: Any) -> dict[str, Any]:
        """Buy at the market."""
        return await self._do("open", fields)

    async def modify(self, position: int, **fields: Any) -> dict[str, Any]:
        """Change a position's levels; what is not given is removed."""
        return await self._do("modify", {"order": position, **fields})

    async def close(self, position: int, **fields: Any) -> dict[str, Any]:
        """Close so much of a position."""
        return await self._do("close", {"order": position, **fields})

    async def place(self, price: float, **fields: Any) -> dict[str, Any]:
        """Place a buy limit."""
        return await self._do("place", {"price": price, **fields})

    async def move(self, order: int, price: float, **fields: Any) -> dict[str, Any]:
        """Change a buy limit."""
        return await self._do("move", {"order": order, "price": price, **fields})

    async def delete(self, order: int, price: float, **fields: Any) -> dict[str, Any]:
        """Delete a buy limit."""
        return await self._do("delete", {"order": order, "price": price, **fields})

    async def answer(self) -> dict[str, Any]:
        """Return the next line of the process; a client that broke is an AssertionError with what it said."""
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        async with asyncio.timeout(PATIENCE_S):
            line = await self._process.stdout.readline()
            assert line, (await self._process.stderr.read()).decode()
        found: dict[str, Any] = json.loads(line)
        return found

    async def _do(self, step: str, fields: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"step": step, **fields}).encode() + b"\n")
        return await self.answer()


@asynccontextmanager
async def stranger(
    url: str, login: str = "1000", password: str = "demo", *, authority: Path | None = None
) -> AsyncIterator[Stranger]:
    """A logged-in client in a process of its own; `authority` is the CA file of a venue with TLS."""
    trust = {} if authority is None else {"SSL_CERT_FILE": str(authority)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(PROGRAM), url, login, password, env={**os.environ, **trust},
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        made = Stranger(process)
        await made.answer()
        yield made
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.communicate()
