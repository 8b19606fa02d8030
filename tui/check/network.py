"""Checks of each server that the config names: name, connection, certificate and WebSocket handshake."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus, WebSocketException

from tui.check.report import Finding, failed, ok
from tui.errors import ConfigError
from tui.net.text import clean_line
from tui.net.tls import client_context

TIMEOUT_S = 10.0
"""Seconds that each step of a connection may take."""

_PORTS = {"ws": 80, "wss": 443, "http": 80, "https": 443}
_WEBSOCKETS = ("ws", "wss")


async def check_addresses(
    addresses: Sequence[str], ca_file: Path | None, timeout_s: float = TIMEOUT_S
) -> list[Finding]:
    """Connect to each address, whose certificate may also be of an authority of `ca_file`; one line for each.

    Nothing is asked for there, except a WebSocket where the address is one.
    """
    try:
        context = client_context(ca_file)
    except ConfigError as error:
        return [failed("tls", f"{error.title}; {error.detail}", error.hint)]
    return [await _check_address(address, context, timeout_s) for address in addresses]


async def _check_address(address: str, context: ssl.SSLContext, timeout_s: float) -> Finding:
    parts = urlsplit(address)
    host = parts.hostname or ""
    port = parts.port or _PORTS.get(parts.scheme, 0)
    encrypted = parts.scheme not in {"ws", "http"}
    try:
        async with asyncio.timeout(timeout_s):
            spoken = await _connect(host, port, context if encrypted else None)
        if parts.scheme in _WEBSOCKETS:
            async with asyncio.timeout(timeout_s):
                await _handshake(address, context if encrypted else None)
    except TimeoutError:
        return failed("endpoint", f"{address} does not answer", "look for a firewall between here and there")
    except ssl.SSLCertVerificationError as error:
        reason = clean_line(error.verify_message or "not trusted")
        return failed("endpoint", f"{address}: certificate refused: {reason}", "set ca_file, or correct the host")
    except ssl.SSLError as error:
        return failed("endpoint", f"{address}: no TLS ({error.reason})", "the port may not be the encrypted one")
    except socket.gaierror:
        return failed("endpoint", f"{address}: the name {host} is not known", "correct the host, or look at DNS")
    except OSError as error:
        reason = error.strerror or "the connection broke"
        return failed("endpoint", f"{address}: {clean_line(reason)}", "is the server up, and the port right?")
    except _NoWebSocketError as error:
        return failed("endpoint", f"{address}: {error}", "correct the address in the profile")
    handshake = ", WebSocket" if parts.scheme in _WEBSOCKETS else ""
    return ok("endpoint", f"{address} ({spoken}{handshake})")


async def _connect(host: str, port: int, context: ssl.SSLContext | None) -> str:
    _, writer = await asyncio.open_connection(host, port, ssl=context)
    try:
        tls = writer.get_extra_info("ssl_object")
        return f"TCP, {tls.version()}" if tls is not None else "TCP, plain on this machine"
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


class _NoWebSocketError(Exception):
    """The server answered, but not as a WebSocket server."""


class _Direct(connect):
    """Connects to the address itself: a server must not send us to another one."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        """Follow no redirect."""
        return exc


async def _handshake(address: str, context: ssl.SSLContext | None) -> None:
    try:
        # A proxy from the environment would see every byte, so none is used.
        connection = await _Direct(address, ssl=context, proxy=None, open_timeout=None, close_timeout=1)
    except InvalidStatus as error:
        raise _NoWebSocketError(f"no WebSocket there (HTTP {error.response.status_code})") from None
    except WebSocketException as error:
        raise _NoWebSocketError(f"no WebSocket there ({type(error).__name__})") from None
    await connection.close()
