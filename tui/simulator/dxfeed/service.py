"""Puts the account service of a venue together, when somebody first asks for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tui.simulator.context import VenueContext
from tui.simulator.http import HttpRequest, HttpResponse, Routes

if TYPE_CHECKING:
    from tui.simulator.dxfeed.settings import DxfeedSettings

BASE = "/dxfeed/"
CONTROL = "/sim/dxfeed"
Answer = Callable[[HttpRequest], Awaitable[HttpResponse]]


def dxfeed_routes(
    context: VenueContext, settings: DxfeedSettings | None, start_ms: int, origin: Callable[[], str], path: Path | None
) -> Routes:
    """Return the pages below /dxfeed and the control page of it.

    `start_ms` is the venue's start, `origin` its scheme and host, `path` keeps the register between runs. Accounts are
    made at the first request, as none of them costs anything before.
    """
    service = cache(lambda: _made(context, settings, start_ms, origin, path))

    async def below(request: HttpRequest) -> HttpResponse:
        return await service()(request)

    return {("*", BASE): below, ("GET", CONTROL): below, ("POST", CONTROL): below}


def _made(
    context: VenueContext, settings: DxfeedSettings | None, start_ms: int, origin: Callable[[], str], path: Path | None
) -> Answer:
    from tui.simulator.dxfeed.api import Api
    from tui.simulator.dxfeed.inspection import Inspection
    from tui.simulator.dxfeed.pages import Pages
    from tui.simulator.dxfeed.register import Register
    from tui.simulator.dxfeed.settings import DxfeedSettings

    register = Register(context.settings.seed, settings or DxfeedSettings(), start_ms, path)
    api = Api(context, register, lambda kind, key: f"{origin()}{BASE}{kind}/{key}")
    pages = Pages(context, register, api.subscribing)
    inspection = Inspection(context, register, api.subscribing)

    async def answer(request: HttpRequest) -> HttpResponse:
        api.catch_up()
        if request.path == CONTROL:
            return inspection.answer(request)
        kind, _, below = request.path.removeprefix(BASE).partition("/")
        return await api.answer(request, below) if kind == "api" else pages.answer(request, kind, below)

    return answer
