"""A small service in memory: accounts and subscriptions that writes change, and the ledger of those that arrived."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from tests.simulation.loop import LoopClock, VirtualLoop, run_virtually
from tui.dxfeed.client import DxfeedClient
from tui.net.http import HttpError, HttpFault, HttpHead, HttpRequest, HttpResponse, Sink

T = TypeVar("T")

BASE = "https://staging.example.com"
LINKS = {"LIGHT": f"{BASE}/up?t=light", "DARK": f"{BASE}/up?t=dark"}
KEY = SecretStr("eyJhbGciOiJIUzI1NiJ9.very-secret-key.signature")
NOW_MS = 1_790_000_000_000
LATER = "2030-12-31T23:59:59Z"


def answer(status: int, body: Any = None) -> HttpResponse:
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return HttpResponse(HttpHead(status, {"content-type": "application/json"}, "staging.example.com"), content)


def failure(status: int, reason: str, message: str = "") -> HttpResponse:
    return answer(status, {"dateTime": "2026-11-21T10:00:00Z", "errorCode": 7, "reason": reason, "message": message})


@dataclass
class Customer:
    id: str
    email: str
    status: str = "ACTIVE"
    feeds: dict[str, tuple[str, str | None]] = field(default_factory=dict)

    def card(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "email": self.email,
            "status": self.status,
            "subscriberStatus": "NON_PROFESSIONAL",
            "dataAccessStatus": "ACTIVE",
        }


@dataclass
class FakeService:
    """Answers at once; `before` and `after` may raise (or return an answer instead) around what a request does."""

    customers: dict[str, Customer] = field(default_factory=dict)
    writes: list[tuple[str, str, str]] = field(default_factory=list)
    requests: list[HttpRequest] = field(default_factory=list)
    before: Callable[[HttpRequest], HttpResponse | None] = lambda request: None
    after: Callable[[HttpRequest], HttpResponse | None] = lambda request: None

    async def fetch(self, request: HttpRequest) -> HttpResponse:
        self.requests.append(request)
        instead = self.before(request)
        if instead is not None:
            return instead
        given = self._answer(request)
        return self.after(request) or given

    async def download(self, request: HttpRequest, sink: Sink, limit: int) -> HttpHead:
        raise AssertionError("nothing is downloaded here")

    def ask_for_the_form(self, confirmation: str | None) -> None:
        """Let activations wait for the customer's form, as they do for new customers."""

        def wait(request: HttpRequest) -> HttpResponse | None:
            if request.method == "POST" and request.url.endswith("/subscriptions"):
                return answer(200, {"signupPageByTheme": LINKS, "confirmationId": confirmation})
            return None

        self.before = wait

    def add(self, number: int, *feeds: str) -> Customer:
        customer = Customer(f"id{number}", f"c{number}@example.com")
        customer.feeds = dict.fromkeys(feeds, ("ACTIVE", "2027-01-01T00:00:00Z"))
        self.customers[customer.id] = customer
        return customer

    def _answer(self, request: HttpRequest) -> HttpResponse:
        parts = [unquote(part) for part in urlsplit(request.url).path.split("/")[3:]]
        body = json.loads(request.body) if request.body else {}
        if parts == ["accounts"]:
            return self._create(body["email"])
        if parts == ["token"]:
            return self._token(body)
        if parts[:2] == ["accounts", "by-email"]:
            found = next((c for c in self.customers.values() if c.email == parts[2]), None)
        else:
            found = self.customers.get(parts[1])
        if found is None:
            return failure(404, "ACCOUNT_NOT_FOUND", f"Account {parts[-1]} not found")
        return self._on(found, parts[2:] if parts[1] != "by-email" else [], request.method, body)

    def _create(self, email: str) -> HttpResponse:
        if any(customer.email == email for customer in self.customers.values()):
            return failure(422, "ACCOUNT_ALREADY_EXISTS", f"Account {email} already exists")
        customer = Customer(f"new{len(self.customers)}", email)
        self.customers[customer.id] = customer
        self.writes.append(("create", email, ""))
        return answer(200, {"accountId": customer.id})

    def _token(self, body: dict[str, Any]) -> HttpResponse:
        customer = self.customers.get(body.get("accountId", ""))
        if customer is None:
            return answer(200, {"status": "ERROR", "reason": "ACCOUNT_NOT_FOUND", "token": None})
        return answer(200, {"status": "OK", "reason": None, "token": "abc.def", "details": list(customer.feeds)})

    def _on(self, customer: Customer, tail: list[str], verb: str, body: dict[str, Any]) -> HttpResponse:
        if not tail:
            return answer(200, customer.card())
        if verb == "GET":
            rows = [{"name": n, "status": s, "expiresAt": e} for n, (s, e) in customer.feeds.items()]
            return answer(200, {"subscriptions": rows})
        if customer.status == "BLOCKED":
            return failure(422, "ACCOUNT_IS_BLOCKED", f"Account {customer.id} has been blocked")
        feeds = [feed if isinstance(feed, str) else feed["feedName"] for feed in body.get("subscriptions", [""])]
        self.writes.append((tail[-1], customer.id, feeds[0]))
        if tail == ["change-email"]:
            customer.email = body["email"]
        return self._on_feed(customer, tail, feeds[0])

    def _on_feed(self, customer: Customer, tail: list[str], feed: str) -> HttpResponse:
        if tail == ["subscriptions"]:
            customer.feeds[feed] = ("ACTIVE", LATER)
            return answer(200, {"signupPageByTheme": None, "confirmationId": None})
        if tail == ["subscriptions", "cancel"]:
            customer.feeds[feed] = ("EXPIRED", "2026-01-01T00:00:00Z")
        if tail == ["subscriptions", "extend"]:
            customer.feeds[feed] = ("ACTIVE", LATER)
        return answer(200)


def broken(fault: HttpFault = HttpFault.TIMEOUT) -> HttpError:
    return HttpError(fault, "staging.example.com")


def a_client(service: FakeService) -> DxfeedClient:
    async def key() -> SecretStr:
        return KEY

    return DxfeedClient(service, BASE, key)


def virtually(work: Callable[[LoopClock], Coroutine[Any, Any, T]]) -> T:
    """Run `work` on a loop of its own whose time jumps."""
    loop = VirtualLoop()
    return run_virtually(work(LoopClock(loop, NOW_MS)), loop)
