"""Puts the account service of a venue together, when somebody first asks for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tui.simulator.context import VenueContext
from tui.simulator.http import HttpRequest, HttpResponse, Routes

if TYPE_CHECKING:
    from tui.simulator.dxfeed.api import Api
    from tui.simulator.dxfeed.inspection import Inspection
    from tui.simulator.dxfeed.pages import Pages
    from tui.simulator.dxfeed.settings import DxfeedSettings

BASE = "/dxfeed/"
CONTROL = "/sim/dxfeed"


class _Rooms(NamedTuple):
    api: Api
    pages: Pages
    inspection: Inspection


class DxfeedService:
    """The pages below /dxfeed, their control page, and their part of the venue's ledger.

    `start_ms` is the venue's start, `origin` its scheme and host, `path` keeps the register between runs. Accounts are
    made when somebody first asks, as none of them costs anything before.
    """

    def __init__(
        self,
        context: VenueContext,
        settings: DxfeedSettings | None,
        start_ms: int,
        origin: Callable[[], str],
        path: Path | None,
    ) -> None:
        self._context = context
        self._settings = settings
        self._start_ms = start_ms
        self._origin = origin
        self._path = path
        self._rooms: _Rooms | None = None

    def routes(self) -> Routes:
        """Return the table of its pages."""
        return {("*", BASE): self._answer, ("GET", CONTROL): self._answer, ("POST", CONTROL): self._answer}

    def section(self) -> dict[str, Any]:
        """Return what the ledger tells: every write that arrived."""
        if self._rooms is None and (self._path is None or not self._path.exists()):
            return {"writes": []}
        return {"writes": self._entered().inspection.writes()}

    async def _answer(self, request: HttpRequest) -> HttpResponse:
        rooms = self._entered()
        if request.path == CONTROL:
            return rooms.inspection.answer(request)
        kind, _, below = request.path.removeprefix(BASE).partition("/")
        return await rooms.api.answer(request, below) if kind == "api" else rooms.pages.answer(request, kind, below)

    def _entered(self) -> _Rooms:
        """Return what answers, after all that is due has been carried out."""
        if self._rooms is None:
            self._rooms = self._made()
        self._rooms.api.catch_up()
        return self._rooms

    def _made(self) -> _Rooms:
        from tui.simulator.dxfeed.api import Api
        from tui.simulator.dxfeed.inspection import Inspection
        from tui.simulator.dxfeed.pages import Pages
        from tui.simulator.dxfeed.register import Register
        from tui.simulator.dxfeed.settings import DxfeedSettings

        settings, context = self._settings or DxfeedSettings(), self._context
        register = Register(context.settings.seed, settings, self._start_ms, self._path)
        api = Api(context, register, lambda kind, key: f"{self._origin()}{BASE}{kind}/{key}")
        pages = Pages(context, register, api.subscribing)
        return _Rooms(api, pages, Inspection(context, register, api.subscribing))
