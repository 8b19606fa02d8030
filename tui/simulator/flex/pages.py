"""The service's pages: SendRequest and GetStatement under today's paths and those of the document."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from functools import partial
from urllib.parse import urlencode

from tui.simulator.context import VenueContext
from tui.simulator.faults import Fault
from tui.simulator.flex import mischief
from tui.simulator.flex.codes import IN_PROGRESS, UNAVAILABLE, FlexRefusalError
from tui.simulator.flex.desk import Desk
from tui.simulator.flex.document import Document
from tui.simulator.flex.envelope import LIVE, accepted, refused
from tui.simulator.flex.plain import lines
from tui.simulator.flex.settings import FlexSettings
from tui.simulator.http import HttpRequest, HttpResponse, Routes
from tui.simulator.visits import Visit

SEND, GET = "SendRequest", "GetStatement"
BASE = "/flex/"
MOVED = "/flex/AccountManagement/FlexWebService/"
SERVLETS = ("/flex/Universal/servlet/FlexStatementService.", "/flex/FlexStatementService.")

_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?")
_DOCUMENTED = re.compile(r"(java|blackberry)", re.IGNORECASE)
_CHUNK = 16 * 1024
_LONGEST_PATH = 500
_TYPES = {"xml": mischief.XML, "pipe": mischief.PLAIN}

Answer = Callable[[HttpRequest, str], Awaitable[tuple[HttpResponse, str]]]
"""(request, where it was asked) → the answer and what it did, for the ledger."""


class FlexPages:
    """Answers below /flex; `origin` is the venue's scheme and host, used when a request does not name its own."""

    def __init__(self, context: VenueContext, settings: FlexSettings, desk: Desk, origin: Callable[[], str]) -> None:
        self._context = context
        self._settings = settings
        self._desk = desk
        self._origin = origin

    def routes(self) -> Routes:
        """Return the table of the service's pages."""
        return {
            ("GET", base + name): partial(self._visited, name, answer, base)
            for base in (BASE, MOVED, *SERVLETS)
            for name, answer in ((SEND, self._send), (GET, self._get))
        }

    async def _visited(self, name: str, answer: Answer, base: str, request: HttpRequest) -> HttpResponse:
        """Answer a request, and note it when it is known what became of it."""
        try:
            stranger = self._strike("flex_answer", name, request)
            if stranger is not None:
                how = stranger.settings["how"]
                response, effect = mischief.stranger(how, self._now()), f"fault flex_answer {how}"
            else:
                response, effect = await answer(request, base)
        except FlexRefusalError as refusal:
            spelled = self._strike("flex_reply", name, request)
            text = refused(refusal, self._now(), mischief.spelling(spelled.settings["how"]) if spelled else LIVE)
            response, effect = HttpResponse(200, text.encode(), mischief.XML), str(refusal.code)
        if response.chunks is None:
            self._note(request, response.status, effect)
        return response

    async def _send(self, request: HttpRequest, base: str) -> tuple[HttpResponse, str]:
        if (closed := self._closed(request)) is not None:
            return closed
        token = self._desk.admit(request.query.get("t", ""), request.address)
        self._refuse(SEND, request)
        rows, takes = self._strike("flex_rows", SEND, request), self._strike("flex_generation", SEND, request)
        parts = self._settings.rows if rows is None else int(rows.settings["parts"])
        reference = self._desk.request(token, request.query, parts, takes.settings["takes_s"] if takes else None)
        url, reply = self._strike("flex_url", SEND, request), self._strike("flex_reply", SEND, request)
        element = mischief.address(
            url.settings["how"] if url else "", self._own(request), (MOVED if base == BASE else base) + GET
        )
        how = reply.settings["how"] if reply else ""
        code = mischief.reference(how, reference.code)
        text = accepted(code, element, self._now(), mischief.spelling(how))
        return HttpResponse(200, text.encode(), mischief.XML), f"reference {reference.code}"

    async def _get(self, request: HttpRequest, base: str) -> tuple[HttpResponse, str]:
        if (closed := self._closed(request)) is not None:
            return closed
        token = self._desk.admit(request.query.get("t", ""), request.address)
        self._refuse(GET, request)
        host = self._strike("flex_host", GET, request, uses=False)
        if host is not None and (host.settings["works"] == "base") != (base == BASE):
            if host.settings["other"] == "in_progress":
                raise FlexRefusalError(IN_PROGRESS)
            return mischief.stranger("not_found", self._now()), "fault flex_host"
        reference = self._desk.find(token, request.query.get("q", ""))
        damage = self._strike("flex_damage", GET, request, reference.query)
        how = damage.settings["how"] if damage else ""
        document = await self._desk.document(reference, 1 if how == "wrong_count" else 0)
        text = document.xml() if document.query.layout == "xml" else lines(document)
        if damage is not None:
            text = mischief.damaged(text, how, int(damage.settings["bytes"]))
        chunks = self._counted(request, document, self._under_way(text, request, reference.query))
        kind = _TYPES.get(document.query.layout, "text/csv; charset=UTF-8")
        return HttpResponse(200, b"", kind, chunks=chunks), ""

    def _closed(self, request: HttpRequest) -> tuple[HttpResponse, str] | None:
        """Return the answer to those who do not say who they are, or refuse those who speak another version."""
        agent = request.headers.get("user-agent", "").strip()
        if not agent or (self._settings.strict and not _DOCUMENTED.match(agent)):
            return mischief.page(403, "Access denied", "No User-Agent that is accepted here."), "no User-Agent"
        if request.query.get("v") != "3":
            # Version 2 is what a request without a version speaks, and its service is gone.
            raise FlexRefusalError(UNAVAILABLE)
        return None

    def _refuse(self, name: str, request: HttpRequest) -> None:
        fault = self._strike("flex_error", name, request)
        if fault is not None:
            wish = fault.settings
            raise FlexRefusalError(int(wish["code"]), wish["message"], wish["status"])

    def _strike(
        self, fault: str, name: str, request: HttpRequest, query: str | None = None, *, uses: bool = True
    ) -> Fault | None:
        faults = self._context.faults
        if not faults.busy:
            return None
        if query is None:
            query = self._desk.query_of(request.query.get("q", "")) if name == GET else request.query.get("q", "")
        return faults.strike_query(fault, name, query) if uses else faults.meant_for(fault, name, query)

    async def _under_way(self, text: Iterator[str], request: HttpRequest, query: str) -> AsyncGenerator[bytes]:
        """Yield a statement's bytes as the faults of the line let them through."""
        chunks = _chunks(text)
        slow, cut = self._strike("flex_slow", GET, request, query), self._strike("flex_cut", GET, request, query)
        hang = self._strike("flex_hang", GET, request, query)
        if cut is not None:
            chunks = mischief.ended(chunks, int(cut.settings["bytes"]), cut.settings["end"])
        if hang is not None:
            chunks = mischief.ended(chunks, int(hang.settings["bytes"]), None)
        if slow is not None:
            chunks = mischief.slowed(chunks, slow.settings["bytes_per_s"])
        async with contextlib.aclosing(chunks):
            async for chunk in chunks:
                yield chunk

    async def _counted(
        self, request: HttpRequest, document: Document, chunks: AsyncGenerator[bytes]
    ) -> AsyncGenerator[bytes]:
        """Pass a statement on, and note in the end how much of it there was."""
        size, whole = 0, False
        try:
            async with contextlib.aclosing(chunks):
                async for chunk in chunks:
                    size += len(chunk)
                    yield chunk
            whole = True
        finally:
            what = f"statement of {document.query.id}, {document.span.first} to {document.span.last}"
            self._note(request, 200, f"{what}, {size} bytes" + ("" if whole else ", cut"))

    def _own(self, request: HttpRequest) -> str:
        origin, host = self._origin(), request.headers.get("host", "")
        return f"{origin.partition('://')[0]}://{host}" if _HOST.fullmatch(host) else origin

    def _note(self, request: HttpRequest, status: int, effect: str) -> None:
        secrets = {token.token for token in self._settings.tokens}
        shown = {name: text for name, text in request.query.items() if name != "t" and text not in secrets}
        path = f"{request.path}?{urlencode(shown)}" if shown else request.path
        visit = Visit(self._now(), "flex", request.method, path[:_LONGEST_PATH], status, effect)
        self._context.visits.note(visit)

    def _now(self) -> int:
        return self._context.clock.now_ms()


async def _chunks(text: Iterator[str]) -> AsyncGenerator[bytes]:
    waiting: list[str] = []
    size = 0
    for line in text:
        waiting.append(line)
        size += len(line)
        if size >= _CHUNK:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    # An answer without a body ends as well, but only in a turn of its own.
    await asyncio.sleep(0)
    if waiting:
        yield "".join(waiting).encode()
