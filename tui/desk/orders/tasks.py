"""Small helpers around tasks of the order desk."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable


async def quietly(work: Callable[[], Awaitable[object]]) -> None:
    """Do what may end in any way; a fault of the program goes to the log."""
    with contextlib.suppress(asyncio.CancelledError):
        try:
            await work()
        except Exception:
            logging.getLogger(__name__).exception("a task of the order desk ended with a fault")


class Waiting:
    """Who waits for news of an order."""

    def __init__(self) -> None:
        self._futures: dict[str, list[asyncio.Future[None]]] = {}

    async def news(self, tag: str) -> None:
        """Return when something has happened to an order; cancelled when nothing will any more."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._futures.setdefault(tag, []).append(future)
        await future

    def tell(self, tag: str) -> None:
        """Wake whoever waits."""
        for future in self._futures.pop(tag, ()):
            if not future.done():
                future.set_result(None)

    def give_up(self, tag: str) -> None:
        """Let nobody wait any more."""
        for future in self._futures.pop(tag, ()):
            future.cancel()
