"""The one small interface that both transports of XAPI 4 offer, with an in-memory pair and a wrapper that breaks it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from tui.errors import TransportError
from tui.net.hosts import is_loopback
from tui.xapi.framing import FrameSplitter, MessageFrames


class Transport(Protocol):
    """A connected socket."""

    @property
    def keeps_messages(self) -> bool:
        """Whether each `receive` is one whole message rather than any stretch of a stream of bytes."""
        ...

    async def send(self, text: str) -> None:
        """Hand one command to the network; returning says nothing of its arrival. Raises TransportError."""
        ...

    async def receive(self) -> bytes:
        """Return the next bytes; never empty. Raises TransportError once the connection has ended."""
        ...

    async def close(self) -> None:
        """End the connection; raises nothing and may be called twice."""
        ...


Dial = Callable[[str, int], Awaitable[Transport]]
"""Opens a URL with a limit of bytes for one frame; raises TransportError."""


def frames_of(transport: Transport, limit: int) -> FrameSplitter | MessageFrames:
    """Return what cuts the bytes of `transport` into frames."""
    return MessageFrames(limit) if transport.keeps_messages else FrameSplitter(limit)


@dataclass(frozen=True, slots=True)
class Target:
    """A parsed URL of a socket."""

    url: str
    scheme: str
    host: str
    port: int | None

    @property
    def encrypted(self) -> bool:
        """Whether TLS is spoken."""
        return self.scheme in ("wss", "tls")


def parse_target(url: str) -> Target:
    """Return the parts of `url`. Raises TransportError for a wrong one and for one without TLS off this machine."""
    try:
        parts: SplitResult = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
        parts = SplitResult("", "", "", "", "")
    plain_socket = parts.scheme in ("tls", "tcp")
    if host is None or parts.username or (plain_socket and port is None) or parts.scheme not in _SCHEMES:
        raise TransportError(
            "The address cannot be used",
            f"{parts.scheme or '?'}://{host or '?'}",
            "Use wss://host/path for WebSocket or tls://host:port for sockets.",
        )
    target = Target(url, parts.scheme, host, port)
    if not target.encrypted and not is_loopback(host):
        raise TransportError(
            "A connection without encryption was refused",
            f"{parts.scheme}://{host}",
            "Only a simulated venue on this machine may be reached without TLS.",
        )
    return target


_SCHEMES = ("wss", "ws", "tls", "tcp")


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
