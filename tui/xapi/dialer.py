"""Opening real sockets: WebSocket by the websockets library and TLS sockets by asyncio; no foreign error gets out."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Callable

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, WebSocketException

from tui.errors import TransportError
from tui.net.tls import client_context
from tui.xapi.transport import Target, Transport, parse_target

_READ_SIZE = 64 * 1024
_CLOSE_TIMEOUT_S = 1.0
# The library ends a connection above its limit. A frame that is merely too long for us must not do that.
_HEADROOM = 8 * 1024 * 1024


class Dialer:
    """Opens `wss`, `ws`, `tls` and `tcp` URLs; certificates are always checked."""

    def __init__(
        self, make_context: Callable[[], ssl.SSLContext] = client_context, *, compression: bool = False
    ) -> None:
        self._make_context = make_context
        self._context: ssl.SSLContext | None = None
        self._compression = compression

    async def __call__(self, url: str, limit: int) -> Transport:
        """Connect to `url`; frames up to `limit` bytes are expected. Raises TransportError."""
        target = parse_target(url)
        try:
            if target.scheme in ("wss", "ws"):
                return await self._open_websocket(target, limit)
            return await self._open_socket(target)
        except ssl.SSLCertVerificationError as error:
            # The file of authorities may be replaced while we run: the next try reads it again.
            self._context = None
            raise TransportError(
                f"The certificate of {target.host} is not trusted",
                error.verify_message,
                "Set ca_file to the authority's certificate if the server is yours; checking cannot be turned off.",
            ) from None
        except (OSError, EOFError, WebSocketException) as error:
            raise TransportError(f"{target.host} cannot be reached", _reason(error)) from None

    def _context_for(self, target: Target) -> ssl.SSLContext | None:
        if not target.encrypted:
            return None
        if self._context is None:
            self._context = self._make_context()
        return self._context

    async def _open_websocket(self, target: Target, limit: int) -> Transport:
        connection = await _Connect(
            target.url,
            ssl=self._context_for(target),
            compression="deflate" if self._compression else None,
            user_agent_header="tradedeck",
            proxy=None,
            # Time limits are the caller's, on its own clock; keepAlive and ping of XAPI judge the line.
            open_timeout=None,
            ping_interval=None,
            close_timeout=_CLOSE_TIMEOUT_S,
            max_size=limit + _HEADROOM,
            max_queue=256,
        )
        return WebSocketTransport(connection)

    async def _open_socket(self, target: Target) -> Transport:
        context = self._context_for(target)
        reader, writer = await asyncio.open_connection(
            target.host,
            target.port,
            ssl=context,
            server_hostname=target.host if context is not None else None,
            ssl_shutdown_timeout=_CLOSE_TIMEOUT_S if context is not None else None,
        )
        return SocketTransport(reader, writer)


class _Connect(connect):
    """Never follows a redirect: another host must not get the login."""

    def process_redirect(self, exc: Exception) -> Exception:
        return exc


class WebSocketTransport:
    """XAPI over WebSocket: one message is one JSON value."""

    keeps_messages = True

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    async def send(self, text: str) -> None:
        try:
            await self._connection.send(text)
        except (OSError, WebSocketException) as error:
            raise TransportError("The connection broke while sending", _reason(error)) from None

    async def receive(self) -> bytes:
        while True:
            try:
                data = await self._connection.recv(decode=False)
            except (OSError, WebSocketException) as error:
                raise TransportError("The connection was lost", _reason(error)) from None
            if data:
                return data

    async def close(self) -> None:
        try:
            with contextlib.suppress(OSError, WebSocketException):
                await self._connection.close()
        finally:
            # Who is cut short has waited long enough for the other side: the socket ends all the same.
            self._connection.transport.abort()


class SocketTransport:
    """XAPI over a stream socket: JSON values follow each other without borders."""

    keeps_messages = False

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def send(self, text: str) -> None:
        try:
            self._writer.write(text.encode())
            await self._writer.drain()
        except (OSError, EOFError) as error:
            raise TransportError("The connection broke while sending", _reason(error)) from None

    async def receive(self) -> bytes:
        try:
            data = await self._reader.read(_READ_SIZE)
        except (OSError, EOFError) as error:
            raise TransportError("The connection was lost", _reason(error)) from None
        if not data:
            raise TransportError("The connection was closed by the other side")
        return data

    async def close(self) -> None:
        self._writer.close()
        try:
            with contextlib.suppress(OSError, EOFError):
                await self._writer.wait_closed()
        finally:
            self._writer.transport.abort()


def _reason(error: Exception) -> str:
    """Say what went wrong without repeating anything that was sent or received."""
    match error:
        case InvalidStatus():
            status = error.response.status_code
            return f"the server sends us elsewhere (HTTP {status})" if 300 <= status < 400 else f"HTTP status {status}"
        case InvalidHandshake():
            return "the server does not speak WebSocket here"
        case ConnectionClosed():
            code = error.rcvd.code if error.rcvd is not None else None
            return f"closed by the other side (code {code})" if code is not None else "cut without a farewell"
        case ssl.SSLError():
            return f"TLS: {error.reason or 'failed'}"
        case OSError():
            return error.strerror or type(error).__name__
        case _:
            return type(error).__name__
