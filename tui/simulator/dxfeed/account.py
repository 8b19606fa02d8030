"""An end user's account with everything that hangs on it, as the register keeps it. Times are the venue's."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from tui.simulator.dxfeed.settings import UNSET

PERSONAL = (
    *("firstName", "lastName", "country", "state", "address", "city", "zip", "phone"),
    *("companyName", "jobTitle"),
)
"""The fields of `metadata`, in the document's order."""


@dataclass(slots=True)
class Subscription:
    """One feed of an account; `ends_ms` None is without end. It cannot be extended again before `extended_to_ms`."""

    name: str
    starts_ms: int
    ends_ms: int | None
    extended_to_ms: int = 0

    def runs(self, now_ms: int) -> bool:
        """Tell whether it is active."""
        return self.ends_ms is None or now_ms < self.ends_ms


@dataclass(slots=True)
class Order:
    """An activation that waits for its user, its confirmation or both; the next activation replaces it.

    `id` is the confirmation id and `link` the key of the sign-up page; they exist also where nobody needs them.
    `feeds` holds each feed with the end that was asked for.
    """

    id: str
    link: str
    version: str
    made_ms: int
    feeds: list[tuple[str, int | None]]
    signed: bool
    confirmed: bool
    redirect: str = ""


@dataclass(slots=True)
class Account:
    """One account; `signed` are the feeds whose agreements the user has signed, `complete` that all data is there.

    `orders` and `passwords` count what was made so far.
    """

    id: str
    tenant: str
    email: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    allowed: str = "ALL"
    status: str = UNSET
    complete: bool = False
    signed: list[str] = field(default_factory=list)
    blocked: bool = False
    suspended: bool = False
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    order: Order | None = None
    orders: int = 0
    login: str | None = None
    passwords: int = 0

    def running(self, now_ms: int) -> list[str]:
        """Return the feeds that are active."""
        return [one.name for one in self.subscriptions.values() if one.runs(now_ms)]

    def block(self, now_ms: int) -> None:
        """Block it: its order is void and what runs ends; letting it go again brings nothing of that back."""
        self.blocked = True
        self.order = None
        for one in self.subscriptions.values():
            if one.runs(now_ms):
                one.ends_ms = now_ms

    def record(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return asdict(self)


def from_record(record: dict[str, Any]) -> Account:
    """Return the account of a record; raises TypeError, ValueError or KeyError when it is none."""
    fields = dict(record)
    order = fields.pop("order")
    subscriptions = {name: Subscription(**one) for name, one in fields.pop("subscriptions").items()}
    account = Account(**fields, subscriptions=subscriptions)
    if order is not None:
        feeds = [(str(name), end) for name, end in order.pop("feeds")]
        account.order = Order(**order, feeds=feeds)
    return account


def iso(at_ms: int) -> str:
    """Return a moment as 2026-01-05T09:50:00Z."""
    return datetime.fromtimestamp(at_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
