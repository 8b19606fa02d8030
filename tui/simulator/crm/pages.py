"""The CRM's pages: login, and the five reports of the document."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from functools import partial
from typing import Any
from urllib.parse import urlencode

from tui.simulator.context import VenueContext
from tui.simulator.crm import mischief
from tui.simulator.crm.book import Book, Found, Row, row_id
from tui.simulator.crm.doors import Doors
from tui.simulator.crm.envelope import Announcement, around, servers
from tui.simulator.crm.refusals import CrmRefusalError, refused
from tui.simulator.crm.rows import Clerk
from tui.simulator.crm.settings import CrmSettings
from tui.simulator.crm.shape import Shape, Speller, shape_of
from tui.simulator.crm.truth import Truth
from tui.simulator.crm.wish import PAIRS, Wish, read_wish
from tui.simulator.crm.words import OFF
from tui.simulator.faults import Fault
from tui.simulator.flex.mischief import ended, slowed
from tui.simulator.http import HttpRequest, HttpResponse, Routes, json_response
from tui.simulator.visits import Visit
from tui.simulator.wire import encode

LOGIN = "login"
LOGIN_PATH = "/crm/api/v1/auth/login"
REPORT_PATH = "/crm/api/v1/ib/"
_ROWS_AT_ONCE = 25
_LONGEST_PATH = 500

Answer = Callable[[HttpRequest], Awaitable[tuple[HttpResponse, str]]]
"""A request → the answer and what it did, for the ledger."""


class CrmPages:
    """Answers below /crm/api/v1."""

    def __init__(
        self, context: VenueContext, settings: CrmSettings, doors: Doors, *, book: Book, clerk: Clerk, truth: Truth
    ) -> None:
        self._context = context
        self._settings = settings
        self._doors = doors
        self._book = book
        self._clerk = clerk
        self._truth = truth

    def routes(self) -> Routes:
        """Return the table of the pages."""
        pages = {report: partial(self._page, report) for report in PAIRS}
        return {
            ("POST", LOGIN_PATH): partial(self._visited, LOGIN, self._log_in),
            ("GET", f"{REPORT_PATH}servers"): partial(self._visited, "servers", self._servers),
            **{("GET", REPORT_PATH + report): partial(self._visited, report, page) for report, page in pages.items()},
        }

    async def _visited(self, name: str, answer: Answer, request: HttpRequest) -> HttpResponse:
        """Answer a request, and note it when it is known what became of it."""
        wait = self._strike("crm_wait", name, request)
        if wait is not None:
            await asyncio.sleep(wait.settings["ms"] / 1000)
        stranger, error = self._strike("crm_answer", name, request), self._strike("crm_error", name, request)
        form = "object"
        try:
            if stranger is not None:
                how = stranger.settings["how"]
                response, effect = mischief.stranger(how), f"fault crm_answer {how}"
            elif error is not None:
                wish = error.settings
                form = wish["body"]
                raise CrmRefusalError(int(wish["status"]), wish["code"], wish["message"])
            else:
                response, effect = await answer(request)
        except CrmRefusalError as refusal:
            response, effect = refused(refusal, form), refusal.effect
        if response.chunks is None:
            self._note(request, response.status, effect)
        return response

    async def _log_in(self, request: HttpRequest) -> tuple[HttpResponse, str]:
        made = self._strike("crm_token", LOGIN, request)
        life_s = made.settings["life_s"] if made else None
        uses = int(made.settings["requests"]) or None if made else None
        token, session = self._doors.log_in(request, self._off(LOGIN, request), life_s, uses)
        effect = f"token {session.number} of {session.user.email}"
        spelled = self._strike("crm_login", LOGIN, request)
        if spelled is not None:
            return mischief.token(spelled.settings["how"], token), effect
        return json_response({"token": token}), effect

    async def _servers(self, request: HttpRequest) -> tuple[HttpResponse, str]:
        self._doors.admit(request, "servers", self._off("servers", request))
        known = self._settings.servers
        return json_response(servers(known, self._shape("servers", request))), f"servers: {len(known)}"

    async def _page(self, report: str, request: HttpRequest) -> tuple[HttpResponse, str]:
        self._doors.admit(request, report, self._off(report, request))
        settings = self._settings
        tags = [one.tag for one in settings.servers]
        wish = read_wish(report, request.query, tags, settings.usual_page, settings.largest_page)
        now_ms = self._context.clock.now_ms()
        found = await self._book.find(wish.filters, now_ms)
        self._truth.asked(wish, found.total)
        odd, shape = self._strike("crm_rows", report, request), self._shape(report, request)
        how, few = (odd.settings["how"], int(odd.settings["rows"])) if odd else ("", 0)
        rows = list(found.slice(*mischief.window(how, few, wish.page, wish.size)))
        before, behind = around(Announcement(report, self._total(wish, found, request), wish.page, wish.size), shape)
        told = self._told(report, rows, shape, now_ms, request)
        text = _text(mischief.twice(told) if how == "doubled" else told, before, behind)
        effect = f"{report}: page {wish.page}, {len(rows)} of {found.total}"
        body = self._counted(request, effect, wish, rows, self._under_way(text, report, request))
        return HttpResponse(200, b"", mischief.JSON, chunks=body), ""

    def _total(self, wish: Wish, found: Found, request: HttpRequest) -> int | str | None:
        odd = self._strike("crm_total", wish.filters.report, request)
        if odd is None:
            return found.total
        return mischief.announced(odd.settings["how"], int(odd.settings["rows"]), odd.hits, found.total)

    def _told(self, report: str, rows: list[Row], shape: Shape, now_ms: int, request: HttpRequest) -> Iterator[Any]:
        """Yield the rows of a page as they are spelled, one after another when they are needed."""
        odd, speller = self._strike("crm_values", report, request), Speller(shape)
        how = odd.settings["how"] if odd else ""
        for place, row in enumerate(rows):
            fields = mischief.fields(how, self._clerk.write(row, report, now_ms), place)
            yield mischief.instead(how, speller.row(fields), place)

    async def _under_way(
        self, chunks: AsyncGenerator[bytes], report: str, request: HttpRequest
    ) -> AsyncGenerator[bytes]:
        """Yield a page's bytes as the faults of the line let them through."""
        slow, cut = self._strike("crm_slow", report, request), self._strike("crm_cut", report, request)
        hang = self._strike("crm_hang", report, request)
        if cut is not None:
            chunks = ended(chunks, int(cut.settings["bytes"]), cut.settings["end"])
        if hang is not None:
            chunks = ended(chunks, int(hang.settings["bytes"]), None)
        if slow is not None:
            chunks = slowed(chunks, slow.settings["bytes_per_s"])
        async with contextlib.aclosing(chunks):
            async for chunk in chunks:
                yield chunk

    async def _counted(
        self, request: HttpRequest, effect: str, wish: Wish, rows: list[Row], chunks: AsyncGenerator[bytes]
    ) -> AsyncGenerator[bytes]:
        """Pass a page on, and note in the end whether it went out whole."""
        whole = False
        try:
            async with contextlib.aclosing(chunks):
                async for chunk in chunks:
                    yield chunk
            whole = True
        finally:
            if whole:
                self._truth.sent(wish, (row_id(row, wish.filters.report) for row in rows))
            self._note(request, 200, effect if whole else f"{effect}, cut")

    def _shape(self, report: str, request: HttpRequest) -> Shape:
        fault = self._strike("crm_shape", report, request)
        return shape_of({} if fault is None else fault.settings)

    def _off(self, name: str, request: HttpRequest) -> frozenset[str]:
        if not self._context.faults.busy:
            return frozenset()
        return frozenset(what for what in OFF if self._strike("crm_off", name, request, what) is not None)

    def _strike(self, fault: str, name: str, request: HttpRequest, what: str | None = None) -> Fault | None:
        faults = self._context.faults
        if not faults.busy:
            return None
        page = request.query.get("page", "1")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 10 else 1
        return faults.strike_page(fault, self._doors.email_of(request), name, number, what)

    def _note(self, request: HttpRequest, status: int, effect: str) -> None:
        secrets = {one.key for one in self._settings.keys}
        shown = {name: text for name, text in request.query.items() if name in _SHOWN and text not in secrets}
        path = f"{request.path}?{urlencode(shown)}" if shown else request.path
        now_ms = self._context.clock.now_ms()
        self._context.visits.note(Visit(now_ms, "crm", request.method, path[:_LONGEST_PATH], status, effect))


async def _text(rows: Iterator[Any], before: str, behind: str) -> AsyncGenerator[bytes]:
    waiting = [before]
    for place, row in enumerate(rows):
        waiting.append(("," if place else "") + encode(row))
        if place % _ROWS_AT_ONCE == _ROWS_AT_ONCE - 1:
            yield "".join(waiting).encode()
            waiting.clear()
    yield ("".join(waiting) + behind).encode()


_SHOWN = {f"{name}{end}" for names in PAIRS.values() for name in names for end in ("From", "To")} | {
    *("page", "pageSize", "includeFake", "serverTag"),
}
"""Parameters that hold no secret."""
