"""Transports for tests: a pair in memory, a wrapper that breaks what passes, and a memory of blocked logins."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tui.errors import TransportError
from tui.xapi.transport import Transport


class MemoryLoginGuard:
    """Blocks that last as long as the test."""

    def __init__(self) -> None:
        self._blocks: dict[tuple[str, str], int] = {}

    def login_blocked_until_ms(self, endpoint: str, login: str) -> int:
        return self._blocks.get((endpoint, login), 0)

    def block_login(self, endpoint: str, login: str, until_ms: int) -> None:
        self._blocks[endpoint, login] = until_ms


class MemoryTransport:
    """One end of a pair in memory; what one end sends, the other receives."""

    def __init__(self, *, keeps_messages: bool = True) -> None:
        self._keeps_messages = keeps_messages
        self._incoming: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._peer: MemoryTransport | None = None
        self._closed = False

    @property
    def keeps_messages(self) -> bool:
        return self._keeps_messages

    @property
    def closed(self) -> bool:
        """Whether either end has closed."""
        return self._closed

    @property
    def waiting(self) -> int:
        """How many messages were delivered and not received."""
        return self._incoming.qsize()

    def join(self, peer: MemoryTransport) -> None:
        """Make `peer` the other end."""
        self._peer = peer

    async def send(self, text: str) -> None:
        await self.send_bytes(text.encode())

    async def send_bytes(self, data: bytes) -> None:
        """Send bytes as they are, broken ones included."""
        if self._closed or self._peer is None:
            raise TransportError("The connection is closed")
        self._peer.deliver(data)

    def deliver(self, data: bytes | None) -> None:
        """Take bytes from the other end; None ends the connection."""
        if not self._closed:
            self._incoming.put_nowait(data)

    async def receive(self) -> bytes:
        data = None if self._closed and self._incoming.empty() else await self._incoming.get()
        if data is None:
            self._closed = True
            raise TransportError("The connection was closed by the other side")
        return data

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._incoming.put_nowait(None)
        if self._peer is not None:
            self._peer.deliver(None)


def memory_pair(*, keeps_messages: bool = True) -> tuple[MemoryTransport, MemoryTransport]:
    """Return two joined ends."""
    one, other = MemoryTransport(keeps_messages=keeps_messages), MemoryTransport(keeps_messages=keeps_messages)
    one.join(other)
    other.join(one)
    return one, other


class FaultyTransport:
    """Wraps a transport and lets a plan change, delay, drop or fail what passes.

    `on_send` and `on_receive` get what passes and return what goes on, None to swallow it; they may raise
    TransportError.
    """

    def __init__(
        self,
        inner: Transport,
        *,
        on_send: Callable[[str], Awaitable[str | None]] | None = None,
        on_receive: Callable[[bytes], Awaitable[bytes | None]] | None = None,
    ) -> None:
        self._inner = inner
        self._on_send = on_send
        self._on_receive = on_receive

    @property
    def keeps_messages(self) -> bool:
        return self._inner.keeps_messages

    async def send(self, text: str) -> None:
        passed = text if self._on_send is None else await self._on_send(text)
        if passed is not None:
            await self._inner.send(passed)

    async def receive(self) -> bytes:
        while True:
            data = await self._inner.receive()
            passed = data if self._on_receive is None else await self._on_receive(data)
            if passed:
                return passed

    async def close(self) -> None:
        await self._inner.close()
