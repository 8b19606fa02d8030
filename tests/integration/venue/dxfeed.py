"""A client of the venue's account service that knows nothing of ours: plain requests, and the pages of the links."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from tests.integration.venue.harness import EASY, MONDAY_MS, PATIENCE_S
from tui.simulator.clock import VenueClock
from tui.simulator.dxfeed.settings import DxfeedSettings
from tui.simulator.exchange import ExchangeSettings
from tui.simulator.options import SimulatorOptions
from tui.simulator.venue import Venue

DATA = {
    "firstName": "Ann",
    "lastName": "Lee",
    "country": "Spain",
    "address": "Long Street 1",
    "city": "Valencia",
    "zip": "46001",
    "phone": "+34-555",
    "subscriberStatus": "NON_PROFESSIONAL",
    "agree": "yes",
}
"""What an end user types into the sign-up page."""

DAY_S = 86_400


class DxfeedClient:
    """Asks as one partner; `handed` is what the ready line told."""

    def __init__(self, venue: Venue, http: httpx.AsyncClient) -> None:
        self.venue = venue
        self.http = http
        self.base = venue.addresses["dxfeed"]
        self.handed: dict[str, Any] = venue.ready()["credentials"]["dxfeed"]
        self.key: str = self.handed["api_key"]

    def other_key(self, role: str) -> str:
        """Return another key of the ready line."""
        return next(str(one["api_key"]) for one in self.handed["other_keys"] if one["role"] == role)

    def known(self, role: str) -> dict[str, Any]:
        """Return an account of the ready line."""
        found: dict[str, Any] = next(one for one in self.handed["accounts"] if one["role"] == role)
        return found

    def account(self, role: str) -> str:
        """Return the id of an account of the ready line."""
        return str(self.known(role)["id"])

    async def ask(self, method: str, path: str, body: Any = None, *, version: str = "v1") -> httpx.Response:
        """Send one request to the API with the partner's key."""
        headers = {"Authorization": f"Bearer {self.key}"}
        return await self.http.request(method, f"{self.base}/api/{version}/{path}", json=body, headers=headers)

    async def get(self, path: str) -> Any:
        """GET something that is there."""
        reply = await self.ask("GET", path)
        assert reply.status_code == 200, reply.text
        return reply.json()

    async def post(self, path: str, body: Any = None, *, version: str = "v1") -> Any:
        """POST something that is taken; return its body, None for an empty one."""
        reply = await self.ask("POST", path, body, version=version)
        assert reply.status_code == 200, reply.text
        return reply.json() if reply.content else None

    async def failure(self, method: str, path: str, body: Any = None, *, version: str = "v1") -> tuple[int, str, str]:
        """Send what is refused; return status, reason and message."""
        reply = await self.ask(method, path, body, version=version)
        told = reply.json()
        assert set(told) == {"dateTime", "errorCode", "reason", "message"}, told
        assert isinstance(told["errorCode"], int)
        assert told["dateTime"].endswith("Z")
        return reply.status_code, told["reason"], told["message"]

    async def activate(self, account: str, *feeds: str, version: str = "v1", **more: Any) -> Any:
        """Activate feeds by their names."""
        listed = list(feeds) if version == "v1" else [{"feedName": name} for name in feeds]
        body = {"subscriptions": listed, **more}
        return await self.post(f"accounts/{account}/subscriptions", body, version=version)

    async def subscriptions(self, account: str) -> dict[str, tuple[str, str | None]]:
        """Return status and end of each subscription by its name."""
        rows = (await self.get(f"accounts/{account}/subscriptions"))["subscriptions"]
        return {row["name"]: (row["status"], row["expiresAt"]) for row in rows}

    async def token(self, **wish: Any) -> tuple[int, Any]:
        """Ask for a token; return the status and the body."""
        reply = await self.ask("POST", "token", wish)
        return reply.status_code, reply.json()

    async def submit(self, link: str, **typed: str) -> httpx.Response:
        """Fill in a page and send it, as an end user does who knows no key."""
        return await self.http.post(link, data={**DATA, **typed})

    async def truth(self, account: str | None = None) -> Any:
        """Return what the control page says."""
        reply = await self.http.get(f"{self.venue.control_url}/dxfeed", params={"account": account} if account else {})
        assert reply.status_code == 200, reply.text
        return reply.json()

    async def control(self, **wish: Any) -> httpx.Response:
        """Change something by the control page."""
        return await self.http.post(f"{self.venue.control_url}/dxfeed", json=wish)

    async def effects(self) -> list[tuple[int, str]]:
        """Return status and effect of each visit in the venue's ledger."""
        return [(one["status"], one["effect"]) for one in (await self.venue.ledger())["http"]]


@asynccontextmanager
async def dxfeed_venue(
    options: SimulatorOptions | None = None, *, dxfeed: DxfeedSettings | None = None, seed: int = 1
) -> AsyncIterator[DxfeedClient]:
    """A client of a venue whose clock stands still, with the telling accounts only."""
    venue = Venue(
        options or SimulatorOptions(),
        clock=VenueClock(MONDAY_MS, speed=0.0),
        limits=EASY,
        settings=ExchangeSettings(seed=seed, scripted_trader=False, with_past=False),
        dxfeed=dxfeed or DxfeedSettings(crowd=0),
        threads=False,
    )
    async with venue, httpx.AsyncClient(trust_env=False, timeout=PATIENCE_S) as http:
        yield DxfeedClient(venue, http)
