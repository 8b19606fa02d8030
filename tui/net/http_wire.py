"""One request and its answer over httpx's transport; the library's errors become faults here."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

from tui.net.http_errors import HttpError, HttpFault
from tui.net.http_values import HttpHead, HttpRequest, Sink, Value
from tui.net.inflate import BadEncodingError, Inflater
from tui.net.text import clean_line

if TYPE_CHECKING:
    import httpx


async def exchange(
    transport: httpx.AsyncBaseTransport, request: HttpRequest, sink: Sink, limit: int, touch: Callable[[], None]
) -> HttpHead:
    """Send `request` and hand the decoded body to `sink`; `touch` is called whenever something came.

    Raises HttpError for a redirect and past `limit` bytes, and whatever the library raises: see `fault_of`.
    """
    response = await transport.handle_async_request(_wire(request))
    try:
        head = HttpHead(response.status_code, {k.lower(): v for k, v in response.headers.items()}, request.host)
        if 300 <= head.status < 400:
            raise HttpError(HttpFault.REDIRECT, request.host, _target(head))
        inflater = Inflater(head.headers.get("content-encoding", ""))
        received = 0
        touch()
        async for raw in response.aiter_raw():
            touch()
            for piece in inflater.feed(raw):
                received += len(piece)
                if received > limit:
                    raise HttpError(HttpFault.TOO_LARGE, request.host, f"more than {limit:,} bytes")
                sink(piece)
        inflater.finish()
        return head
    finally:
        await response.aclose()


def _wire(request: HttpRequest) -> httpx.Request:
    import httpx

    class QuietRequest(httpx.Request):
        """A request that does not show its address, in whatever list of local variables it turns up."""

        def __repr__(self) -> str:
            return f"<request {self.method}>"

    pairs = [(name, _plain(value)) for name, value in request.query]
    headers = [("Accept", "*/*"), ("Accept-Encoding", "gzip")]
    headers += [(name, _plain(value)) for name, value in request.headers]
    address = f"{request.url}?{urlencode(pairs, quote_via=quote)}" if pairs else request.url
    return QuietRequest(request.method, address, headers=headers, content=request.body or None)


def _plain(value: Value) -> str:
    return value if isinstance(value, str) else value.get_secret_value()


def _target(head: HttpHead) -> str:
    try:
        host = urlsplit(head.headers.get("location", "")).hostname
    except ValueError:
        host = None
    return f"it points to {clean_line(host, 100)}" if host else "it names no host"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def fault_of(error: Exception) -> HttpFault:
    """Return what an error of the library means."""
    import httpx

    causes = tuple(_chain(error))
    if isinstance(error, BadEncodingError | httpx.DecodingError):
        return HttpFault.BAD_REPLY
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return HttpFault.NAME
    # Once connected, TLS breaks like any line: the request may have arrived.
    if isinstance(error, httpx.ConnectError) and any(isinstance(cause, ssl.SSLError) for cause in causes):
        return HttpFault.TLS
    if isinstance(error, httpx.TimeoutException):
        return HttpFault.TIMEOUT
    if isinstance(error, httpx.ConnectError):
        return HttpFault.UNREACHABLE
    if isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError):
        return HttpFault.CUT
    return HttpFault.BAD_REPLY
