"""A small HTTP/1.1 server behind a link: a table of routes, whole answers, and long ones that come in chunks."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import h11

from tui.simulator.link import Link
from tui.simulator.wire import encode

LARGEST_BODY = 1_000_000


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request; `query` holds the last value of each name, header names are lower case.

    `address` is the client's, as far as it is known.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    address: str = ""

    def json(self) -> Any:
        """Return the body as JSON; raises `HttpError` 400."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise HttpError(400, "the body is not JSON") from error


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """One answer; with `chunks` they are the body, sent as fast as the client takes them."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    chunks: AsyncGenerator[bytes] | None = None


class BodyCutError(Exception):
    """Raised by a handler or a body's chunks: the connection ends here, with "reset" or "fin"."""

    def __init__(self, end: str) -> None:
        super().__init__(end)
        self.end = end


class HttpError(Exception):
    """Becomes an answer with this status and `{"error": text}`."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


Handler = Callable[[HttpRequest], Awaitable[HttpResponse]]
Routes = Mapping[tuple[str, str], Handler]
"""Handlers by method and path; one of method "*" and a path with "/" at its end has everything below that."""


def json_response(value: object, status: int = 200) -> HttpResponse:
    """Return a JSON answer."""
    return HttpResponse(status, encode(value).encode())


async def respond(routes: Routes, request: HttpRequest) -> HttpResponse:
    """Return the route's answer; an unknown path is 404, a known one with another method 405."""
    handler = routes.get((request.method, request.path)) or _below(routes, request.path)
    try:
        if handler is not None:
            return await handler(request)
        if any(path == request.path for _, path in routes):
            raise HttpError(405, f"{request.method} is not allowed here")
        raise HttpError(404, f"nothing at {request.path}")
    except HttpError as error:
        return json_response({"error": error.text}, error.status)


def _below(routes: Routes, path: str) -> Handler | None:
    for (method, base), handler in routes.items():
        if method == "*" and path.startswith(base):
            return handler
    return None


class HttpEngine:
    """One keep-alive connection; requests are answered one after the other."""

    def __init__(self, link: Link, routes: Routes) -> None:
        self._link = link
        self._routes = routes
        self._connection = h11.Connection(h11.SERVER)
        self._request: h11.Request | None = None
        self._body = bytearray()
        self._answering: asyncio.Task[None] | None = None

    def receive(self, data: bytes) -> None:
        try:
            self._connection.receive_data(data)
            self._advance()
        except h11.RemoteProtocolError as error:
            self._refuse(error.error_status_hint, "this is not HTTP")

    def ended(self) -> None:
        if self._answering is not None:
            self._answering.cancel()

    def _advance(self) -> None:
        while self._answering is None:
            event = self._connection.next_event()
            if isinstance(event, h11.Request):
                self._request = event
                self._body.clear()
            elif isinstance(event, h11.Data):
                self._body += event.data
                if len(self._body) > LARGEST_BODY:
                    self._refuse(413, "the body is too large")
                    return
            elif isinstance(event, h11.EndOfMessage):
                self._answering = asyncio.get_running_loop().create_task(self._answer())
            else:
                return

    async def _answer(self) -> None:
        assert self._request is not None
        try:
            response = await respond(self._routes, _read(self._request, bytes(self._body), self._link.address))
            if response.chunks is None:
                self._send(response)
            else:
                await self._send_in_chunks(response, response.chunks)
        except BodyCutError as cut:
            self._link.cut(cut.end)
            return
        self._answering = None
        if self._connection.our_state is h11.DONE and self._connection.their_state is h11.DONE:
            self._connection.start_next_cycle()
            self._advance()
        else:
            self._link.close()

    def _refuse(self, status: int, text: str) -> None:
        if self._connection.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self._send(json_response({"error": text}, status))
        self._link.close()

    async def _send_in_chunks(self, response: HttpResponse, chunks: AsyncGenerator[bytes]) -> None:
        headers = [("Content-Type", response.content_type), ("Cache-Control", "no-store"), *response.headers]
        self._link.send(self._connection.send(h11.Response(status_code=response.status, headers=headers)) or b"")
        async with contextlib.aclosing(chunks):
            async for chunk in chunks:
                self._link.send(self._connection.send(h11.Data(data=chunk)) or b"")
                await self._link.drained()
                # Everybody else has a turn between two chunks, also when this client takes them at once.
                await asyncio.sleep(0)
        self._link.send(self._connection.send(h11.EndOfMessage()) or b"")

    def _send(self, response: HttpResponse) -> None:
        headers = [
            ("Content-Type", response.content_type),
            ("Content-Length", str(len(response.body))),
            ("Cache-Control", "no-store"),
            *response.headers,
        ]
        sent = self._connection.send(h11.Response(status_code=response.status, headers=headers)) or b""
        if self._request is None or self._request.method != b"HEAD":
            sent += self._connection.send(h11.Data(data=response.body)) or b""
        sent += self._connection.send(h11.EndOfMessage()) or b""
        self._link.send(sent)


def _read(request: h11.Request, body: bytes, address: str) -> HttpRequest:
    target = urlsplit(request.target.decode("ascii", "replace"))
    query = {name: values[-1] for name, values in parse_qs(target.query, keep_blank_values=True).items()}
    headers = {name.decode(): value.decode("latin-1") for name, value in request.headers}
    return HttpRequest(request.method.decode(), target.path, query, headers, body, address)
