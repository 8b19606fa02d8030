"""Who may ask the CRM for what, and how the CRM behaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

DOMAIN = "ib.demo-markets.example"
MODULES = frozenset({"leads", "transactions", "platforms"})


@dataclass(frozen=True, slots=True)
class CrmUser:
    """A user of the CRM and what is the matter with it; without `reports` its role lacks the IB Reports permission."""

    email: str
    password: str
    role: str = "valid"
    verified: bool = True
    reports: bool = True


@dataclass(frozen=True, slots=True)
class CrmKey:
    """An API key, made for one user; `dies_after_s` counts from the venue's start."""

    key: str
    email: str
    role: str = "valid"
    domain: str = DOMAIN
    dies_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class CrmServer:
    """A trading server as the CRM knows it; customers have accounts on the `live` ones."""

    tag: str
    platform: str
    live: bool = True


USERS = (
    CrmUser("ib.manager@demo-markets.example", "demo"),
    CrmUser("clerk@demo-markets.example", "demo", "without the IB Reports permission", reports=False),
    CrmUser("new@demo-markets.example", "demo", "e-mail not verified", verified=False),
)

KEYS = (
    CrmKey("c1f0a64d9e2b4c7f8a35d1e6b7090412", USERS[0].email),
    CrmKey("c2d47b18a05e4f63b9c8e2f1a6d30577", USERS[0].email, "expired", dies_after_s=0.0),
    CrmKey("c3a95e70f4d84b21a7e6c0b3d8f11698", USERS[1].email, "of the user without permission"),
    CrmKey("c4e8b2369c5a4d10b6f7a1d2e3c40859", USERS[2].email, "of the user who is not verified"),
    CrmKey("c5b3d19f6a7e4802c4d5b8e0f1a2961b", USERS[0].email, "of another domain", domain="other.example"),
)

SERVERS = (
    CrmServer("mt4-live-1", "mt4"),
    CrmServer("mt4-live-2", "mt4"),
    CrmServer("mt5-live-1", "mt5"),
    CrmServer("mt5-demo-1", "mt5", live=False),
    CrmServer("xs-live-1", "xstation"),
)


@dataclass(frozen=True, slots=True)
class CrmSettings:
    """The CRM's figures, all times in the venue's.

    `leads_per_day` is what a working day of today brings. A token lives `token_life_s`, or `remembered_life_s` when
    the login asks to be remembered. After `most_failures` wrong logins within `failure_window_s` an e-mail gets 429.
    `modules` are those that are switched on.
    """

    users: tuple[CrmUser, ...] = USERS
    keys: tuple[CrmKey, ...] = KEYS
    servers: tuple[CrmServer, ...] = SERVERS
    modules: frozenset[str] = MODULES
    leads_per_day: int = 12
    usual_page: int = 1000
    largest_page: int = 1000
    token_life_s: float = 3600.0
    remembered_life_s: float = 30 * 86_400.0
    most_failures: int = 5
    failure_window_s: float = 600.0


def credentials(settings: CrmSettings) -> dict[str, Any]:
    """Return what the ready line tells: what works, and the users and keys that go wrong in one way each."""
    key, *keys = settings.keys
    user, *users = settings.users
    return {
        "email": user.email,
        "password": user.password,
        "api_key": key.key,
        "domain": key.domain,
        "servers": [{"tag": one.tag, "platform": one.platform} for one in settings.servers],
        "other_users": [{"email": one.email, "password": one.password, "role": one.role} for one in users],
        "other_keys": [{"api_key": one.key, "email": one.email, "role": one.role} for one in keys],
    }
