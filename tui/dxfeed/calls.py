"""One call of the service as a value: what exactly would be sent, with its secrets apart, and how its answer is read.

Each function checks what it is given and raises InputError; nothing is sent here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Generic, TypeVar

from pydantic import SecretStr

from tui.dxfeed import answers, checks
from tui.dxfeed.errors import InputError
from tui.dxfeed.methods import Method
from tui.dxfeed.outcomes import Json
from tui.dxfeed.records import Account, Activation, Grant, NewAccount, ProfileLink, Subscription
from tui.dxfeed.token import MASK

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """A method with its values. `path` are segments as typed, `target` is the account's id or e-mail, else empty."""

    method: Method
    path: tuple[str, ...]
    read: Callable[[Json], T] = field(repr=False, compare=False)
    body: dict[str, Json] | None = None
    secrets: tuple[tuple[str, SecretStr], ...] = ()
    """Fields of the body that are never shown."""
    target: str = ""

    @property
    def body_shown(self) -> str:
        """The body as JSON with secrets masked, indented; empty without a body."""
        shown = self._masked()
        return "" if shown is None else json.dumps(shown, indent=2, ensure_ascii=False)

    @property
    def body_hash(self) -> str:
        """SHA-256 of method, path and body without its secrets, in hexadecimal: equal calls have equal hashes."""
        whole = json.dumps([self.method.value, list(self.path), self._masked()], sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()

    @property
    def feeds(self) -> tuple[str, ...]:
        """The feeds that it is about."""
        rows = (self.body or {}).get("subscriptions")
        listed = rows if isinstance(rows, list) else []
        return tuple(str(row["feedName"]) if isinstance(row, dict) else str(row) for row in listed)

    @property
    def says(self) -> str:
        """What it does, in one line without secrets."""
        rows = (self.body or {}).get("subscriptions")
        ends = {row.get("endDate") for row in rows if isinstance(row, dict)} if isinstance(rows, list) else set()
        until = ", ".join(sorted(str(end) for end in ends if end))
        words = [self.method.value, ", ".join(self.feeds), f"until {until}" if until else ""]
        if self.method is Method.CHANGE_EMAIL and self.body:
            words.append(f"to {self.body['email']}")
        return " ".join(word for word in words if word)

    def body_sent(self) -> bytes:
        """Return the body with its secrets, as it is sent."""
        if self.body is None:
            return b""
        plain = {name: secret.get_secret_value() for name, secret in self.secrets}
        return json.dumps({**self.body, **plain}, ensure_ascii=False).encode()

    def _masked(self) -> dict[str, Json] | None:
        return None if self.body is None else {**self.body, **{name: MASK for name, _ in self.secrets}}


@dataclass(frozen=True, slots=True)
class Person:
    """A customer's personal data; what is None is not sent. The customer sees it in the sign-up form."""

    first_name: str | None = None
    last_name: str | None = None
    country: str | None = None
    state: str | None = None
    address: str | None = None
    city: str | None = None
    zip: str | None = None
    phone: str | None = None
    company_name: str | None = None
    job_title: str | None = None

    def as_json(self) -> dict[str, Json]:
        """Return the fields that are set, under the service's names."""
        return _named(self)


@dataclass(frozen=True, slots=True)
class Trial:
    """Whom a trial is noted for; every field may be None."""

    mac_address: str | None = None
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """A feed and when it shall end; None leaves the end to the application's settings."""

    feed: str
    end_date: str | None = None


def create_account(
    email: str | None = None, person: Person | None = None, allowed: str | None = None
) -> Call[NewAccount]:
    """Create an account; without an e-mail the customer gives one, and each call makes another account."""
    body: dict[str, Json] = {} if email is None else {"email": checks.email(email)}
    body["metadata"] = (person or Person()).as_json()
    if allowed is not None:
        body["allowedStatuses"] = checks.allowed_statuses(allowed)
    target = str(body.get("email", ""))
    return Call(Method.CREATE_ACCOUNT, ("api", "v1", "accounts"), answers.new_account, body, target=target)


def account(account_id: str) -> Call[Account]:
    """Read an account by its id."""
    return _on_account(Method.GET_ACCOUNT, account_id, (), answers.account)


def account_by_email(email: str) -> Call[Account]:
    """Read an account by its e-mail."""
    address = checks.email(email)
    path = ("api", "v1", "accounts", "by-email", address)
    return Call(Method.FIND_ACCOUNT, path, answers.account, target=address)


def reset_password(account_id: str) -> Call[None]:
    """Make a new password; the service sends it to the customer. Answered alike when there was none to reset."""
    return _on_account(Method.RESET_PASSWORD, account_id, ("reset-password",), answers.nothing)


def change_email(account_id: str, email: str) -> Call[None]:
    """Give an account another e-mail."""
    body: dict[str, Json] = {"email": checks.email(email, "new e-mail")}
    return _on_account(Method.CHANGE_EMAIL, account_id, ("change-email",), answers.nothing, body)


def activate(account_id: str, feeds: Iterable[str], redirect: str | None = None) -> Call[Activation]:
    """Activate feeds until the application's own end (version 1)."""
    body: dict[str, Json] = {"subscriptions": list(checks.feeds(feeds)), **_redirect(redirect)}
    read = partial(answers.activation, 1)
    return _on_account(Method.ACTIVATE_V1, account_id, ("subscriptions",), read, body)


def activate_until(
    account_id: str, wishes: Iterable[Wish], now_ms: int, redirect: str | None = None
) -> Call[Activation]:
    """Activate feeds, each until its own end (version 2)."""
    listed = list(wishes)
    names = checks.feeds(wish.feed for wish in listed)
    ends = [None if wish.end_date is None else checks.end_date(wish.end_date, now_ms) for wish in listed]
    rows: list[Json] = [
        {"feedName": name} if end is None else {"feedName": name, "endDate": end}
        for name, end in zip(names, ends, strict=True)
    ]
    body: dict[str, Json] = {"subscriptions": rows, **_redirect(redirect)}
    read = partial(answers.activation, 2)
    return _on_account(Method.ACTIVATE_V2, account_id, ("subscriptions",), read, body, version=2)


def confirm(account_id: str, confirmation_id: str, version: int) -> Call[None]:
    """Confirm what an activation of this version (1 or 2) gave an id for."""
    if version not in {1, 2}:
        raise InputError("version", "An activation has version 1 or 2")
    body: dict[str, Json] = {"confirmationId": checks.confirmation_id(confirmation_id)}
    tail = ("subscriptions", "confirm")
    return _on_account(Method.CONFIRM, account_id, tail, answers.nothing, body, version=version)


def cancel(account_id: str, feeds: Iterable[str]) -> Call[None]:
    """Ask to cancel feeds; when they end is the application's rule."""
    return _on_feeds(Method.CANCEL, account_id, feeds)


def extend(account_id: str, feeds: Iterable[str]) -> Call[None]:
    """Extend feeds by one period."""
    return _on_feeds(Method.EXTEND, account_id, feeds)


def subscriptions(account_id: str) -> Call[tuple[Subscription, ...]]:
    """Read an account's subscriptions."""
    return _on_account(Method.SUBSCRIPTIONS, account_id, ("subscriptions",), answers.subscriptions)


def token(account_id: str, *, details: bool = False) -> Call[Grant]:
    """Ask for an access token of an account; `details` asks for its filters too."""
    found = checks.account_id(account_id)
    body: dict[str, Json] = {"accountId": found, **_details(details)}
    return Call(Method.TOKEN_BY_ID, ("api", "v1", "token"), answers.grant, body, target=found)


def token_by_credentials(login: str, password: SecretStr, *, details: bool = False) -> Call[Grant]:
    """Ask for an access token with a customer's login and password."""
    name = checks.plain(login, "login")
    if not name or not password.get_secret_value():
        raise InputError("login", "Login and password are both needed")
    secrets = (("password", password),)
    body: dict[str, Json] = {"login": name, "password": None, **_details(details)}
    return Call(Method.TOKEN_BY_CREDENTIALS, ("api", "v1", "token"), answers.grant, body, secrets, name)


def profile_link(account_id: str) -> Call[ProfileLink]:
    """Ask for links to the customer's profile page."""
    return _on_account(Method.PROFILE_LINK, account_id, ("profile-link",), answers.profile_link)


def track(trial: Trial) -> Call[None]:
    """Note a trial; each call is a record of its own."""
    body = _named(trial)
    if trial.mac_address is not None:
        body["macAddress"] = checks.mac_address(trial.mac_address)
    if trial.email is not None:
        body["email"] = checks.email(trial.email)
    return Call(Method.TRACK, ("api", "v1", "track"), answers.nothing, body, target=str(body.get("email", "")))


def _on_account(
    method: Method,
    account_id: str,
    tail: tuple[str, ...],
    read: Callable[[Json], T],
    body: dict[str, Json] | None = None,
    *,
    version: int = 1,
) -> Call[T]:
    found = checks.account_id(account_id)
    return Call(method, ("api", f"v{version}", "accounts", found, *tail), read, body, target=found)


def _on_feeds(method: Method, account_id: str, feeds: Iterable[str]) -> Call[None]:
    body: dict[str, Json] = {"subscriptions": list(checks.feeds(feeds))}
    return _on_account(method, account_id, ("subscriptions", method.value), answers.nothing, body)


def _redirect(url: str | None) -> dict[str, Json]:
    return {} if url is None else {"successRedirectUrl": checks.redirect_url(url)}


def _details(wanted: bool) -> dict[str, Json]:
    return {"withDetails": True} if wanted else {}


def _named(record: Person | Trial) -> dict[str, Json]:
    """Return the fields that are set, checked, under the service's names."""
    found: dict[str, Json] = {}
    for each in fields(record):
        value = getattr(record, each.name)
        if value is not None:
            first, *rest = each.name.split("_")
            found[first + "".join(part.title() for part in rest)] = checks.plain(value, each.name.replace("_", " "))
    return found
