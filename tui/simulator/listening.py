"""The ports of a venue: one for WebSocket and HTTP, and with TLS two raw pairs."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from tui.errors import UsageError
from tui.simulator.options import SimulatorOptions
from tui.simulator.server import WEB

HANDSHAKE_S = 5.0


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the venue listens; the raw pairs are main and stream, and exist with TLS only."""

    web: int
    raw_demo: tuple[int, int] | None = None
    raw_real: tuple[int, int] | None = None


class Listeners:
    """Opens the ports and closes them."""

    def __init__(self) -> None:
        self._servers: list[asyncio.Server] = []

    async def open(self, options: SimulatorOptions, link: Callable[[str], asyncio.Protocol]) -> Ports:
        """Listen as the options say; `link` makes what serves a connection of a kind. Raises `UsageError`."""
        tls = None
        if options.tls:
            from tui.simulator.tls import server_context

            tls = server_context(options)
        host = host_of(options)
        web = await self._open(host, options.port, lambda: link(WEB), tls)
        if tls is None:
            return Ports(web)
        mains = [await self._open(host, 0, lambda: link("main"), tls) for _ in range(2)]
        streams = [await self._open(host, 0, lambda: link("stream"), tls) for _ in range(2)]
        return Ports(web, (mains[0], streams[0]), (mains[1], streams[1]))

    def close(self) -> None:
        """Listen no more; what is connected stays."""
        for server in self._servers:
            server.close()

    async def _open(
        self, host: str, port: int, serve: Callable[[], asyncio.Protocol], tls: ssl.SSLContext | None
    ) -> int:
        loop = asyncio.get_running_loop()
        handshake_s = HANDSHAKE_S if tls is not None else None
        try:
            server = await loop.create_server(serve, host, port, ssl=tls, ssl_handshake_timeout=handshake_s)
        except OSError as error:
            raise UsageError(
                "The venue cannot listen", f"{host} port {port}: {error.strerror}", "give another --port, or 0"
            ) from error
        self._servers.append(server)
        bound: int = server.sockets[0].getsockname()[1]
        return bound


def host_of(options: SimulatorOptions) -> str:
    """Return the one address to listen on: a name may mean two, and those would get two different free ports."""
    return "127.0.0.1" if options.host == "localhost" else options.host
