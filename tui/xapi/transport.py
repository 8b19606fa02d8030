"""The one small interface that both transports of XAPI 4 offer, and the addresses that lead to them."""

from __future__ import annotations

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
