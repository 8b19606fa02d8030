"""A client of the venue's CRM pages that knows nothing of ours: headers, parameters, and JSON as it comes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from tests.integration.venue.harness import EASY, MONDAY_MS, PATIENCE_S
from tui.simulator.clock import VenueClock
from tui.simulator.crm.settings import DOMAIN, KEYS, USERS, CrmSettings
from tui.simulator.exchange import ExchangeSettings
from tui.simulator.options import SimulatorOptions
from tui.simulator.venue import Venue

EMAIL, CLERK, NEW = (user.email for user in USERS)
KEY, EXPIRED_KEY, CLERKS_KEY, NEWS_KEY, OTHER_DOMAINS_KEY = (key.key for key in KEYS)
PASSWORD = "demo"

QUARTER = ("2025-10-01", "2025-12-31")
REPORTS = {
    "leads": "registrationDate",
    "registrations": "registrationDate",
    "transactions": "transactionDate",
    "positions": "positionCloseDate",
}


def days(report: str, first: str = QUARTER[0], last: str = QUARTER[1], **more: Any) -> dict[str, Any]:
    """Return the parameters that a report needs."""
    name = REPORTS[report]
    server = {"serverTag": "mt5-live-1"} if report == "positions" else {}
    return {f"{name}From": first, f"{name}To": last, **server, **more}


class CrmClient:
    """One user with one key; keeps the last token."""

    def __init__(self, venue: Venue, http: httpx.AsyncClient) -> None:
        self.venue = venue
        self.http = http
        self.base = venue.addresses["crm"]
        self.headers = {"X-Api-Key": KEY, "X-DOMAIN": DOMAIN}

    async def log_in(self, *, key: str = KEY, **body: Any) -> httpx.Response:
        """Log in, with the good user unless another is given, and keep the token if there is one."""
        self.headers["X-Api-Key"] = key
        sent = {"email": EMAIL, "password": PASSWORD, "rememberMe": False, **body}
        reply = await self.http.post(f"{self.base}/api/v1/auth/login", json=sent, headers=self.headers)
        if reply.status_code == 200:
            self.headers["X-Auth-Token"] = reply.json().get("token", "")
        return reply

    async def get(self, report: str, **wish: Any) -> httpx.Response:
        """GET a report with exactly these parameters."""
        return await self.http.get(f"{self.base}/api/v1/ib/{report}", params=wish, headers=self.headers)

    async def page(self, report: str, **wish: Any) -> Any:
        """Return a page of a report as JSON, of the last quarter unless other days are given."""
        reply = await self.get(report, **{**days(report), **wish})
        assert reply.status_code == 200, reply.text
        return reply.json()

    async def refusal(self, report: str, **wish: Any) -> tuple[int, str]:
        """Return status and code of a refused request."""
        reply = await self.get(report, **(wish or days(report)))
        return reply.status_code, reply.json()["code"]

    async def every(self, report: str, size: int = 100, **wish: Any) -> list[Any]:
        """Return all rows, page by page, in the usual shape."""
        found: list[Any] = []
        page = 1
        while rows := (await self.page(report, **wish, page=page, pageSize=size))["data"]:
            found += rows
            page += 1
        return found

    async def truth(self, report: str, **wish: Any) -> Any:
        """Return what the venue says that the rows are."""
        reply = await self.http.get(f"{self.venue.control_url}/crm/{report}", params={**days(report), **wish})
        assert reply.status_code == 200, reply.text
        return reply.json()

    async def people(self, first: str, last: str) -> list[dict[str, Any]]:
        """Return the stories of those who became leads on some days."""
        wish = {"from": first, "to": last}
        reply = await self.http.get(f"{self.venue.control_url}/crm/people", params=wish)
        assert reply.status_code == 200, reply.text
        found: list[dict[str, Any]] = reply.json()["people"]
        return found


@asynccontextmanager
async def crm_venue(
    options: SimulatorOptions | None = None, *, crm: CrmSettings | None = None, logged_in: bool = True
) -> AsyncIterator[CrmClient]:
    """A client of a venue whose clock stands still on a Monday of January 2026."""
    options = options or SimulatorOptions()
    venue = Venue(
        options,
        clock=VenueClock(MONDAY_MS, speed=0.0),
        limits=EASY,
        settings=ExchangeSettings(options.seed, scripted_trader=False, with_past=False),
        crm=crm,
        threads=False,
    )
    async with venue, httpx.AsyncClient(trust_env=False, timeout=PATIENCE_S) as http:
        client = CrmClient(venue, http)
        if logged_in:
            assert (await client.log_in()).status_code == 200
        yield client
