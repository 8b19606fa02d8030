"""The one way out over HTTP: checked certificates, no redirects, bounded answers, and no secret in anything shown.

httpx is loaded with the first request. Its client is left out on purpose: it logs whole addresses, obeys the
environment's proxies and keeps cookies. Only its transport is used.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from tui.clock import Clock
from tui.net.http_address import refuse_unsafe
from tui.net.http_errors import HttpError, HttpFault
from tui.net.http_values import Http, HttpHead, HttpLimits, HttpRequest, HttpResponse, Secret, Sink, Value
from tui.net.http_wire import exchange, fault_of
from tui.net.tls import client_context

if TYPE_CHECKING:
    import httpx

__all__ = [
    "Http",
    "HttpClient",
    "HttpError",
    "HttpFault",
    "HttpHead",
    "HttpLimits",
    "HttpRequest",
    "HttpResponse",
    "Secret",
    "Sink",
    "Value",
]

T = TypeVar("T")


class HttpClient:
    """Sends requests over HTTPS, and over plain HTTP to this machine only."""

    def __init__(
        self,
        clock: Clock,
        *,
        ca_file: Path | None = None,
        limits: HttpLimits | None = None,
        transport: Callable[[ssl.SSLContext], httpx.AsyncBaseTransport] | None = None,
    ) -> None:
        """`ca_file` (PEM) is trusted besides the system's authorities; `transport` replaces the network in tests."""
        self._clock = clock
        self._ca_file = ca_file
        self._limits = limits or HttpLimits()
        self._make_transport = transport or _network
        self._transport: httpx.AsyncBaseTransport | None = None

    def prepare(self) -> None:
        """Load what the first request needs, so that it goes out at once; blocking, for a thread without a loop.

        Raises ConfigError when the CA file cannot be used.
        """
        self._opened()
        _load_sockets()

    async def fetch(self, request: HttpRequest) -> HttpResponse:
        """Return the whole answer, decoded, of any status but a redirect.

        Raises HttpError; ConfigError when the CA file cannot be used.
        """
        body = bytearray()
        limits = self._limits
        head = await self._send(request, body.extend, limits.body_bytes, limits.total_s)
        return HttpResponse(head, bytes(body))

    async def download(self, request: HttpRequest, sink: Sink, limit: int) -> HttpHead:
        """Hand the decoded body to `sink` piece by piece as it comes; raises HttpError, also past `limit` bytes.

        An answer that ends before its declared length raises HttpError with the fault CUT. What `sink` raises is
        passed on unchanged.
        """
        return await self._send(request, sink, limit, self._limits.download_s)

    async def close(self) -> None:
        """Close all connections; may be called twice."""
        transport, self._transport = self._transport, None
        if transport is not None:
            await transport.aclose()

    async def _send(self, request: HttpRequest, sink: Sink, limit: int, total_s: float) -> HttpHead:
        refuse_unsafe(request.url)
        transport = self._opened()
        progress = _Progress(self._clock)
        guard = _Guard(sink)
        outcome: HttpHead | HttpFault
        try:
            outcome = await self._watched(exchange(transport, request, guard, limit, progress.touch), progress, total_s)
        except HttpError:
            raise
        except TimeoutError:
            outcome = HttpFault.TIMEOUT
        except Exception as error:  # noqa: BLE001 - whatever the libraries raise can hold the address
            outcome = fault_of(error)
        if guard.failure is not None:
            raise guard.failure
        # Raised outside of the except clause: nothing of the library's error, which knows the address, hangs on it.
        if isinstance(outcome, HttpFault):
            raise HttpError(outcome, request.host)
        return outcome

    def _opened(self) -> httpx.AsyncBaseTransport:
        if self._transport is None:
            self._transport = self._make_transport(client_context(self._ca_file))
        return self._transport

    async def _watched(self, work: Coroutine[Any, Any, T], progress: _Progress, total_s: float) -> T:
        """Run `work`; raises TimeoutError when it is silent or busy for too long on our clock."""
        task = asyncio.ensure_future(work)
        end = self._clock.monotonic() + total_s
        try:
            while not task.done():
                left_s = min(progress.at + self._limits.idle_s, end) - self._clock.monotonic()
                if left_s <= 0:
                    raise TimeoutError
                timer = asyncio.ensure_future(self._clock.sleep(left_s))
                try:
                    await asyncio.wait((task, timer), return_when=asyncio.FIRST_COMPLETED)
                finally:
                    timer.cancel()
            return task.result()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


class _Progress:
    """When something last came, in the clock's monotonic seconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.at = clock.monotonic()

    def touch(self) -> None:
        """Note that something came."""
        self.at = self._clock.monotonic()


class _Guard:
    """Keeps what the caller's sink raised apart from what the network raised."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.failure: Exception | None = None

    def __call__(self, piece: bytes) -> None:
        try:
            self._sink(piece)
        except Exception as error:
            self.failure = error
            raise


def _load_sockets() -> None:
    # The transport loads what it opens sockets with only when it opens the first one, on the event loop.
    with contextlib.suppress(ImportError):
        import anyio

        anyio.run(anyio.sleep, 0)


def _network(context: ssl.SSLContext) -> httpx.AsyncBaseTransport:
    import httpx

    return httpx.AsyncHTTPTransport(verify=context, trust_env=False, http2=False, retries=0)
