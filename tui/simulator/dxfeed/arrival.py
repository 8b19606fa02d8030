"""One request to the API as it came: which method it is, of what account, and which faults are meant for it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

from tui.simulator.dxfeed.refusals import DxfeedRefusalError, bad_request
from tui.simulator.dxfeed.register import Register
from tui.simulator.faults import Fault, FaultBoard
from tui.simulator.http import HttpRequest

VERSIONS = ("v1", "v2")
PATHS = (
    ("POST", "accounts", "create_account"),
    ("GET", "accounts/by-email/*", "find_account"),
    ("GET", "accounts/*", "get_account"),
    ("POST", "accounts/*/reset-password", "reset_password"),
    ("POST", "accounts/*/change-email", "change_email"),
    ("POST", "accounts/*/profile-link", "profile_link"),
    ("POST", "accounts/*/subscriptions", "activate"),
    ("GET", "accounts/*/subscriptions", "subscriptions"),
    ("POST", "accounts/*/subscriptions/confirm", "confirm"),
    ("POST", "accounts/*/subscriptions/cancel", "cancel"),
    ("POST", "accounts/*/subscriptions/extend", "extend"),
    ("POST", "token", "token"),
    ("POST", "track", "track"),
)
"""HTTP method, path below the version ("*" is the subject), and the method's name; both versions have them all."""

_SECRETS = frozenset(("password",))


class Arrival:
    """A request; `method` is empty where there is none of that path, `wrong` says what keeps it from being one.

    `subject` is the account's id or e-mail, from the path or the body, as far as there is one.
    """

    def __init__(self, request: HttpRequest, below: str, register: Register, faults: FaultBoard) -> None:
        self._faults = faults
        self.request = request
        self.method, self.version, self.in_path = "", "", ""
        self.wrong: DxfeedRefusalError | None = _nothing(request.path)
        self._read_path(below.split("/"))
        self.body: Any = None
        if self.method and request.body:
            self._read_body()
        self.subject = self.in_path or self._in_body("accountId", "login", "email")
        account = register.find_anywhere(self.subject)
        known = () if account is None else (account.id, account.email, account.login)
        self._names = (self.subject, *(name for name in known if name))

    def asked(self) -> dict[str, Any]:
        """Return what the body asks for, without secrets."""
        fields = self.body if isinstance(self.body, dict) else {}
        return {name: value for name, value in fields.items() if name not in _SECRETS}

    def strike(self, name: str) -> Fault | None:
        """Return the oldest active fault of that name that is meant for this request, and use it up by one."""
        if not self._faults.busy or not self.method:
            return None
        for subject in self._names:
            fault = self._faults.strike(name, None, subject, self.method)
            if fault is not None:
                return fault
        return None

    def _read_path(self, parts: list[str]) -> None:
        if parts[0] not in VERSIONS:
            return
        others = False
        for http, path, method in PATHS:
            found = _match(path.split("/"), parts[1:])
            if found is not None and http == self.request.method:
                self.method, self.version, self.in_path, self.wrong = method, parts[0], found, None
                return
            others = others or found is not None
        if others:
            self.wrong = DxfeedRefusalError(405, "METHOD_NOT_ALLOWED", f"{self.request.method} is not allowed here")

    def _read_body(self) -> None:
        try:
            self.body = json.loads(self.request.body)
        except (ValueError, RecursionError):
            self.wrong = bad_request("The request body is not JSON")

    def _in_body(self, *names: str) -> str:
        fields = self.body if isinstance(self.body, dict) else {}
        return next((value for name in names if isinstance(value := fields.get(name), str)), "")


def _match(pattern: list[str], parts: list[str]) -> str | None:
    """Return the subject of a path that fits ("" without one), None when it does not fit."""
    if len(pattern) != len(parts):
        return None
    subject = ""
    for wanted, part in zip(pattern, parts, strict=True):
        if wanted == "*":
            subject = unquote(part)
            if not subject:
                return None
        elif wanted != part:
            return None
    return subject


def _nothing(path: str) -> DxfeedRefusalError:
    return DxfeedRefusalError(404, "NOT_FOUND", f"Nothing at {path[:200]}")
