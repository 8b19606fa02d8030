"""The control page of the account service: its truth, and what happens to accounts without the API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, fields, replace
from typing import Any

from tui.simulator.context import VenueContext
from tui.simulator.dxfeed.account import Account, iso
from tui.simulator.dxfeed.register import Register
from tui.simulator.dxfeed.settings import ALLOWED, NON_PRO, PRO, UNSET, Tenant
from tui.simulator.dxfeed.subscribing import Subscribing
from tui.simulator.http import HttpError, HttpRequest, HttpResponse, json_response

_SWITCHES: dict[str, tuple[object, ...]] = {
    "confirmation": (True, False),
    "credentials": (True, False),
    "statuses": tuple(ALLOWED),
    "cancels": ("now", "period_end"),
}


class Inspection:
    """Answers /sim/dxfeed: reading shows everything (secrets of end users too), writing changes what it is told to."""

    def __init__(self, context: VenueContext, register: Register, subscribing: Subscribing) -> None:
        self._context = context
        self._register = register
        self._subscribing = subscribing

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Answer a request; raises `HttpError` 400, 404 and 405."""
        if request.method == "GET":
            return json_response(self._truth(request.query.get("account")))
        if request.method != "POST":
            raise HttpError(405, f"{request.method} is not allowed here")
        wish = request.json()
        if not isinstance(wish, dict):
            raise HttpError(400, 'expected an object with "account" and "do", or with "tenant" and "set"')
        return json_response(self._change_tenant(wish) if "tenant" in wish else self._change_account(wish))

    def writes(self) -> list[dict[str, Any]]:
        """Return every write that arrived, oldest first; no secret is in it."""
        return [asdict(one) for one in self._register.writes]

    def _truth(self, name: str | None) -> dict[str, Any]:
        now_ms = self._context.clock.now_ms()
        chosen = self._register.accounts() if name is None else [self._find(name)]
        names = {account.id for account in chosen}
        return {
            "now_ms": now_ms,
            "tenants": [_agreed(tenant) for tenant in self._register.tenants.values()],
            "accounts": [_shown(account, now_ms) for account in chosen],
            "writes": [asdict(one) for one in self._register.writes if name is None or one.subject in names],
            "mail": [asdict(one) for one in self._register.mails if one.account in names],
            "trials": self._register.trials,
        }

    def _find(self, name: object) -> Account:
        account = self._register.find_anywhere(name) if isinstance(name, str) else None
        if account is None:
            raise HttpError(404, f"no account {name}")
        return account

    def _change_account(self, wish: dict[str, Any]) -> dict[str, Any]:
        account, now_ms = self._find(wish.get("account")), self._context.clock.now_ms()
        deeds: dict[str, Callable[[], object]] = {
            "block": lambda: account.block(now_ms),
            "unblock": lambda: setattr(account, "blocked", False),
            "suspend": lambda: setattr(account, "suspended", True),
            "resume": lambda: setattr(account, "suspended", False),
            "professional": lambda: setattr(account, "status", PRO),
            "non_professional": lambda: setattr(account, "status", NON_PRO),
            "undefined": lambda: setattr(account, "status", UNSET),
            "sign": lambda: self._sign(account, now_ms),
        }
        deed = deeds.get(str(wish.get("do")))
        if deed is None or set(wish) != {"account", "do"}:
            raise HttpError(400, f'expected "account" and "do", which is one of {", ".join(deeds)}')
        deed()
        self._register.save(account)
        return _shown(account, now_ms)

    def _sign(self, account: Account, now_ms: int) -> None:
        """Do the end user's part as one who has nothing to add."""
        if account.order is None:
            raise HttpError(400, f"nothing waits for {account.id}")
        if account.status == UNSET:
            account.status = PRO if account.allowed == "ONLY_PRO" else NON_PRO
        self._subscribing.sign(account, now_ms)

    def _change_tenant(self, wish: dict[str, Any]) -> dict[str, Any]:
        tenant, changes = self._register.tenants.get(str(wish["tenant"])), wish.get("set")
        if tenant is None:
            raise HttpError(404, f"no tenant {wish['tenant']}")
        if not isinstance(changes, dict) or any(
            value not in _SWITCHES.get(name, ()) for name, value in changes.items()
        ):
            known = "; ".join(f"{name}: {' or '.join(map(str, values))}" for name, values in _SWITCHES.items())
            raise HttpError(400, f'"set" takes {known}')
        self._register.tenants[tenant.name] = changed = replace(tenant, **changes)
        return _agreed(changed)


def _agreed(tenant: Tenant) -> dict[str, Any]:
    return {one.name: getattr(tenant, one.name) for one in fields(tenant)} | {
        "feeds": [asdict(feed) for feed in tenant.feeds]
    }


def _shown(account: Account, now_ms: int) -> dict[str, Any]:
    subscriptions = [
        {
            "name": one.name,
            "status": "ACTIVE" if one.runs(now_ms) else "EXPIRED",
            "expiresAt": None if one.ends_ms is None else iso(one.ends_ms),
        }
        for one in account.subscriptions.values()
    ]
    return {**account.record(), "subscriptions": subscriptions}
