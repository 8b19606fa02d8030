"""The accounts that exist from the start: one in each state that tells something, and a crowd of plain ones."""

from __future__ import annotations

from collections.abc import Iterator

from tui.simulator.dxfeed.account import Account, Order, Subscription
from tui.simulator.dxfeed.handing import (
    DAY_MS,
    MAIN,
    ROLES,
    account_id,
    confirmation_id,
    email_of,
    letters,
    login_of,
    person,
    scramble,
)
from tui.simulator.dxfeed.settings import NON_PRO, PRO, DxfeedSettings

FIRST_OF_CROWD = 100
_STREETS = ("Mill Lane", "Harbour Road", "Long Street", "Castle Hill", "Station Road")
_HOMES = (("Czech Republic", "Prague"), ("Germany", "Hamburg"), ("Poland", "Gdansk"), ("Spain", "Valencia"))
_CROWD_FEEDS = (("CME",), ("CBOT", "FOREX"), ("NASDAQ",), ("CME", "NASDAQ"), ("FOREX",), ("TRIAL",))


def link_key(seed: int, account: str, number: int, kind: str = "signup") -> str:
    """Return the secret part of a page's address."""
    return letters(scramble(seed, "dxfeed", account, kind, number), 32)


def population(seed: int, settings: DxfeedSettings, start_ms: int) -> Iterator[Account]:
    """Yield every account that exists at `start_ms`."""
    for number, role in enumerate(ROLES):
        account = _known(seed, role.tenant, number)
        if not role.has_email:
            account.email, account.metadata, account.complete = None, {}, False
        _act(account, role.name, seed, start_ms)
        if role.has_login:
            account.login, account.passwords = login_of(role.tenant, account.id), 1
        yield account
    for number in range(FIRST_OF_CROWD, FIRST_OF_CROWD + settings.crowd):
        yield _plain(seed, number, start_ms)


def _known(seed: int, tenant: str, number: int) -> Account:
    """Return an account whose user has given all data, as a non-professional."""
    chance = scramble(seed, "dxfeed", "home", number)
    first, last = person(seed, number)
    country, city = _HOMES[chance[0] % len(_HOMES)]
    metadata = {
        "firstName": first,
        "lastName": last,
        "country": country,
        "address": f"{_STREETS[chance[1] % len(_STREETS)]} {1 + chance[2] % 90}",
        "city": city,
        "zip": f"{10_000 + int.from_bytes(chance[3:5], 'big')}",
        "phone": f"+420-555-{int.from_bytes(chance[5:7], 'big'):05d}",
    }
    identity = account_id(seed, tenant, number)
    return Account(identity, tenant, email_of(seed, number), metadata, status=NON_PRO, complete=True)


def _plain(seed: int, number: int, start_ms: int) -> Account:
    """Return one of the crowd; one in nine has let everything end."""
    account = _known(seed, MAIN, number)
    chance = scramble(seed, "dxfeed", "crowd", number)
    left = -5 - chance[0] % 60 if number % 9 == 0 else 3 + chance[0] % 26
    for feed in _CROWD_FEEDS[chance[1] % len(_CROWD_FEEDS)]:
        _subscribe(account, feed, start_ms, None if feed == "FOREX" and left > 0 else left)
    account.login, account.passwords = login_of(MAIN, account.id), 1
    return account


def _act(account: Account, role: str, seed: int, start_ms: int) -> None:
    subscribed = {
        "active": (("CME", 21), ("FOREX", None)),
        "expires soon": (("CME", 2),),
        "expired": (("CME", -5), ("CBOT", -40)),
        "blocked": (("CME", -3),),
        "suspended": (("CBOT", 12),),
        "professional": (("EUREX", 17),),
        "single-use feed used up": (("TRIAL", -20),),
        "extended already": (("CME", 40),),
        "without end": (("FOREX", None), ("CRYPTO", None)),
        "second tenant, active": (("CME", 9), ("FOREX", None)),
        "second tenant, professional": (("CBOT", -8),),
    }
    for feed, days in subscribed.get(role, ()):
        _subscribe(account, feed, start_ms, days)
    if "waits for" in role:
        _wait(account, role, seed, start_ms)
    if role.endswith("professional"):
        account.status = PRO
    if role.endswith("only professional allowed"):
        account.allowed, account.status, account.complete, account.signed = "ONLY_PRO", "UNDEFINED", False, []
    account.blocked = role == "blocked"
    account.suspended = role == "suspended"
    if role == "extended already":
        account.subscriptions["CME"].extended_to_ms = start_ms + 10 * DAY_MS


def _subscribe(account: Account, feed: str, start_ms: int, days: int | None) -> None:
    ends_ms = None if days is None else start_ms + days * DAY_MS
    begun_ms = start_ms - 10 * DAY_MS if days is None or days > 0 else start_ms + (days - 30) * DAY_MS
    account.subscriptions[feed] = Subscription(feed, begun_ms, ends_ms)
    account.signed.append(feed)


def _wait(account: Account, role: str, seed: int, start_ms: int) -> None:
    signed, confirmed = role == "waits for confirmation", role == "waits for user"
    account.complete = signed
    account.signed = ["CME"] if signed else []
    account.order = Order(
        id=confirmation_id(seed, account.id, 1),
        link=link_key(seed, account.id, 1),
        version="v2" if signed else "v1",
        made_ms=start_ms - 2 * DAY_MS // 24,
        feeds=[("CME", None)],
        signed=signed,
        confirmed=confirmed,
    )
    account.orders = 1
