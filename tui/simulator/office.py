"""The exchange as the server holds it: it may still be writing the past of a new book while quotes already stream."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tui.simulator.exchange import Exchange


class Office:
    """Holds the exchange once it is open. Market data needs no office; whoever needs the exchange waits for it."""

    def __init__(self) -> None:
        self._exchange: Exchange | None = None
        self._opened = asyncio.Event()
        self._waiting: list[Callable[[], None]] = []

    @property
    def is_open(self) -> bool:
        """Tell whether the exchange may be asked."""
        return self._exchange is not None

    @property
    def exchange(self) -> Exchange:
        """The exchange; only to be asked for when open."""
        assert self._exchange is not None, "the exchange is not open yet"
        return self._exchange

    def open(self, exchange: Exchange) -> None:
        """Let everybody in who waits."""
        self._exchange = exchange
        self._opened.set()
        waiting, self._waiting = self._waiting, []
        for callback in waiting:
            callback()

    def when_open(self, callback: Callable[[], None]) -> None:
        """Have a function called once, at the opening."""
        self._waiting.append(callback)

    async def opened(self) -> Exchange:
        """Wait for the exchange."""
        await self._opened.wait()
        return self.exchange
