"""Tokens: the API keys that partners come with, and the data tokens that their end users get."""

from __future__ import annotations

import binascii
import json
from typing import Any

from tui.simulator.dxfeed.account import Account
from tui.simulator.dxfeed.desk import Call, Outcome, is_blocked
from tui.simulator.dxfeed.handing import REVOKED, letters, password, scramble, signed
from tui.simulator.dxfeed.register import Register
from tui.simulator.dxfeed.settings import PRO


def tenant_of(seed: int, key: str, now_ms: int) -> str | None:
    """Return whose key it is, None for one that is forged, called back or too old."""
    try:
        claims = json.loads(binascii.a2b_base64(_from_web(key.split(".")[1])))
        good = signed(seed, claims) == key and claims["exp"] * 1000 > now_ms and claims["jti"] != REVOKED[0]
        return str(claims["tenantId"]) if good else None
    except (ValueError, IndexError, KeyError, TypeError, RecursionError):
        return None


class Tokens:
    """Answers both token methods; their refusals come with 200 and a reason, but for those of the request itself."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def token(self, call: Call) -> Outcome:
        """Give a data token by account id or by credentials, whichever the body has."""
        fields = call.fields
        details = fields.get("withDetails") is True
        if "accountId" in fields or not {"login", "password"} & set(fields):
            name = _name(fields.get("accountId"), call.tenant.name)
            if name is None:
                return refused("BAD_REQUEST", 400)
            account, unknown = self._register.find(call.tenant.name, name), "ACCOUNT_NOT_FOUND"
        else:
            login, word = fields.get("login"), fields.get("password")
            if not (isinstance(login, str) and login and isinstance(word, str) and word):
                return refused("BAD_REQUEST", 400)
            account, unknown = self._register.find_login(call.tenant.name, login), "INVALID_CREDENTIALS"
            if account is not None and word != password(self._register.seed, account.id, account.passwords):
                account = None
        if account is None:
            return refused(unknown, details=details)
        running = [] if is_blocked(account, call) else account.running(call.now_ms)
        if not running:
            return refused("NO_ACTIVE_SUBSCRIPTIONS", details=details, account=account.id)
        if account.suspended or "suspended" in call.held:
            return refused("DATA_ACCESS_SUSPENDED", details=details, account=account.id)
        return self._granted(account, call, running, details=details)

    def _granted(self, account: Account, call: Call, running: list[str], *, details: bool) -> Outcome:
        feeds = [feed for name in running if (feed := call.tenant.feed(name)) is not None]
        filters = list(dict.fromkeys(text for feed in feeds for text in feed.filters))
        ends = [end for name in running if (end := account.subscriptions[name].ends_ms) is not None]
        usual_ms = call.now_ms + round(self._register.settings.token_life_h * 3_600_000)
        text = ",".join(
            (
                "get.dxfeed",
                f"{call.tenant.name}-{'pro' if account.status == PRO else 'nonpro'}",
                "",
                str(min(usual_ms, *ends) // 1000 if ends else usual_ms // 1000),
                str(call.now_ms // 1000),
                f"{call.tenant.title}Flow|{account.id}",
                *filters,
            )
        )
        payload = binascii.b2a_base64(text.encode(), newline=False).decode().rstrip("=")
        signature = letters(scramble(self._register.seed, "dxfeed", "token", payload), 43)
        body: dict[str, Any] = {"status": "OK", "reason": None, "token": f"{payload}.{signature}"}
        if details:
            body["details"] = filters
        return Outcome(body, "token", account.id)


def refused(reason: str, status: int = 200, *, details: bool = False, account: str = "") -> Outcome:
    """Return the token methods' own shape of a refusal."""
    body: dict[str, Any] = {"status": "ERROR", "reason": reason, "token": None}
    if details:
        body["details"] = []
    return Outcome(body, f"{status} {reason}", account, status=status, reason=reason)


def _name(value: object, tenant: str) -> str | None:
    """Return the account id of a request; an outdated `tenant|id` must name this tenant."""
    if not isinstance(value, str) or not value:
        return None
    owner, bar, name = value.rpartition("|")
    return name if name and (not bar or owner == tenant) else None


def _from_web(text: str) -> str:
    return text.translate(str.maketrans("-_", "+/")) + "=" * (-len(text) % 4)
