"""The methods of the service, one value each: how it is called, and what a call can change."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Effect(Enum):
    """What a call leaves behind at the service."""

    READ = "reads"
    ISSUE = "hands something out, changes nothing"
    WRITE = "changes something"


class Method(Enum):
    """One method of the service; its value is its name in messages and in the audit trail."""

    CREATE_ACCOUNT = "create account"
    GET_ACCOUNT = "get account by id"
    FIND_ACCOUNT = "get account by e-mail"
    RESET_PASSWORD = "reset password"  # noqa: S105 - a name, no secret
    CHANGE_EMAIL = "change e-mail"
    ACTIVATE_V1 = "activate v1"
    ACTIVATE_V2 = "activate v2"
    CONFIRM = "confirm"
    CANCEL = "cancel"
    EXTEND = "extend"
    SUBSCRIPTIONS = "get subscriptions"
    TOKEN_BY_ID = "token by account id"  # noqa: S105 - a name, no secret
    TOKEN_BY_CREDENTIALS = "token by credentials"  # noqa: S105 - a name, no secret
    PROFILE_LINK = "profile link"
    TRACK = "trial tracking"

    @property
    def shape(self) -> Shape:
        """How it is called."""
        return _SHAPES[self]

    @property
    def writes(self) -> bool:
        """Whether a call changes something at the service."""
        return self.shape.effect is Effect.WRITE


@dataclass(frozen=True, slots=True)
class Shape:
    """How a method is called: HTTP verb, path below the base, its effect, and the client's method that does it."""

    verb: str
    path: str
    effect: Effect
    call: str
    """The name of the client's method."""
    typed: bool = True
    """Whether the page of the method asks for a Content-Type."""


_ACCOUNT = "/api/v1/accounts/<accountId>"

_SHAPES: dict[Method, Shape] = {
    Method.CREATE_ACCOUNT: Shape("POST", "/api/v1/accounts", Effect.WRITE, "create_account"),
    Method.GET_ACCOUNT: Shape("GET", _ACCOUNT, Effect.READ, "account"),
    Method.FIND_ACCOUNT: Shape("GET", "/api/v1/accounts/by-email/<email>", Effect.READ, "account_by_email"),
    Method.RESET_PASSWORD: Shape("POST", f"{_ACCOUNT}/reset-password", Effect.WRITE, "reset_password", typed=False),
    Method.CHANGE_EMAIL: Shape("POST", f"{_ACCOUNT}/change-email", Effect.WRITE, "change_email"),
    Method.ACTIVATE_V1: Shape("POST", f"{_ACCOUNT}/subscriptions", Effect.WRITE, "activate"),
    Method.ACTIVATE_V2: Shape("POST", "/api/v2/accounts/<accountId>/subscriptions", Effect.WRITE, "activate_until"),
    Method.CONFIRM: Shape(
        "POST", "/api/v<version>/accounts/<accountId>/subscriptions/confirm", Effect.WRITE, "confirm"
    ),
    Method.CANCEL: Shape("POST", f"{_ACCOUNT}/subscriptions/cancel", Effect.WRITE, "cancel"),
    Method.EXTEND: Shape("POST", f"{_ACCOUNT}/subscriptions/extend", Effect.WRITE, "extend"),
    Method.SUBSCRIPTIONS: Shape("GET", f"{_ACCOUNT}/subscriptions", Effect.READ, "subscriptions"),
    Method.TOKEN_BY_ID: Shape("POST", "/api/v1/token", Effect.ISSUE, "token"),
    Method.TOKEN_BY_CREDENTIALS: Shape("POST", "/api/v1/token", Effect.ISSUE, "token_by_credentials"),
    Method.PROFILE_LINK: Shape("POST", f"{_ACCOUNT}/profile-link", Effect.ISSUE, "profile_link"),
    Method.TRACK: Shape("POST", "/api/v1/track", Effect.WRITE, "track"),
}
