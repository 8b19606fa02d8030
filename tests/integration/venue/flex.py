"""A client of the venue's Flex pages that knows nothing of ours: it asks, moves the venue's clock, and reads XML."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from xml.etree import ElementTree

import httpx

from tests.integration.venue.harness import EASY, MONDAY_MS, PATIENCE_S
from tui.simulator.clock import VenueClock
from tui.simulator.exchange import ExchangeSettings
from tui.simulator.flex.settings import QUERIES, TOKENS, FlexSettings
from tui.simulator.options import SimulatorOptions
from tui.simulator.venue import Venue

TOKEN, SECOND, EXPIRED, BOUND, INACTIVE, REPLACED = (token.token for token in TOKENS)
YEAR, THIRTY, ALL, DAILY, CONFIRMS, CSV, RECORDS, PIPES, SLOW, LEGACY, CLOSED, NEW, OTHERS = (
    query.id for query in QUERIES
)
RANGE = {"fd": "20251101", "td": "20260104"}
"""Days that hold most of the past of an account that is asked on the first Monday of 2026."""


class FlexClient:
    """Asks as one program with one token; every request comes well after the one before, by the venue's clock."""

    def __init__(self, venue: Venue, http: httpx.AsyncClient) -> None:
        self.venue = venue
        self.http = http

    async def ask(self, page: str, **wish: str | None) -> httpx.Response:
        """GET a page below /flex, with the good token and version unless others (or None) are given."""
        self.venue.clock.advance(7)
        return await self.at_once(page, **wish)

    async def at_once(self, page: str, **wish: str | None) -> httpx.Response:
        """Do what `ask` does without a wait before."""
        sent = {name: text for name, text in {"t": TOKEN, "v": "3", **wish}.items() if text is not None}
        return await self.http.get(f"{self.venue.flex_url}/{page}", params=sent)

    async def code(self, page: str, **wish: str | None) -> int:
        """Return the code that a request is answered with, 0 when it is taken."""
        return code_of((await self.ask(page, **wish)).text)

    async def reference(self, query: str = YEAR, **wish: str | None) -> str:
        """Have a statement made and wait until it is ready; return its reference code."""
        reply = (await self.ask("SendRequest", q=query, **wish)).text
        found = re.search(r"<ReferenceCode>(\d+)</ReferenceCode>", reply)
        assert found is not None, reply
        self.venue.clock.advance(10)
        return found[1]

    async def statement(self, query: str = YEAR, **wish: str | None) -> httpx.Response:
        """Return a statement."""
        return await self.ask("GetStatement", q=await self.reference(query, **wish))

    async def tree(self, query: str = YEAR, **wish: str | None) -> ElementTree.Element:
        """Return a statement as XML."""
        return ElementTree.fromstring((await self.statement(query, **wish)).text)


def code_of(text: str) -> int:
    """Return the error code in a reply, 0 when there is none."""
    found = re.search(r"<ErrorCode>(\d+)</ErrorCode>", text)
    return 0 if found is None else int(found[1])


@asynccontextmanager
async def flex_client(venue: Venue) -> AsyncIterator[FlexClient]:
    """A client of a venue."""
    async with httpx.AsyncClient(trust_env=False, headers={"User-Agent": "Java"}, timeout=PATIENCE_S) as http:
        yield FlexClient(venue, http)


@asynccontextmanager
async def flex_venue(
    options: SimulatorOptions | None = None, *, with_past: bool = True, flex: FlexSettings | None = None
) -> AsyncIterator[FlexClient]:
    """A client of a venue whose accounts have a past and whose clock stands still."""
    venue = Venue(
        options or SimulatorOptions(),
        clock=VenueClock(MONDAY_MS, speed=0.0),
        limits=EASY,
        settings=ExchangeSettings(scripted_trader=False, with_past=with_past),
        flex=flex,
        threads=False,
    )
    async with venue, flex_client(venue) as client:
        yield client
