"""What the ready line hands out for the account service, worked out from the seed alone, before any of it exists."""

from __future__ import annotations

import binascii
import hashlib
import json
from typing import Any, NamedTuple

DAY_MS = 86_400_000
MAIN, SECOND = "northgate", "southbank"
"""The two tenants: the second makes no credentials, confirms nothing and serves non-professionals only."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_FIRST = (
    *("Alice", "Bruno", "Carla", "David", "Elena", "Farid", "Greta", "Hugo", "Irena", "Jakub", "Kasia", "Liam"),
    *("Mina", "Noel", "Olga", "Petr", "Quinn", "Rosa", "Stefan", "Tereza", "Umar", "Vera", "Wanda", "Yusuf"),
)
_LAST = (
    *("Adler", "Becker", "Costa", "Dvorak", "Evans", "Fischer", "Garcia", "Hansen", "Ivanova", "Jensen", "Kowalski"),
    *("Larsen", "Moreau", "Novak", "Olsen", "Petrov", "Quist", "Rossi", "Silva", "Tanaka", "Urban", "Varga", "Weber"),
    *("Young", "Zeman", "Bauer", "Conti", "Duarte", "Ek", "Fabre", "Horvat", "Keller"),
)


class Role(NamedTuple):
    """An account that exists from the start; its number in `ROLES` makes its name and ids."""

    name: str
    tenant: str = MAIN
    has_email: bool = True
    has_login: bool = False
    order: str = ""


ROLES = (
    Role("active", has_login=True),
    Role("expires soon", has_login=True),
    Role("expired", has_login=True),
    Role("no subscriptions"),
    Role("new, without e-mail", has_email=False),
    Role("waits for user and confirmation", order="v1"),
    Role("waits for confirmation", order="v2"),
    Role("waits for user", order="v1"),
    Role("blocked", has_login=True),
    Role("suspended", has_login=True),
    Role("professional", has_login=True),
    Role("only professional allowed"),
    Role("single-use feed used up", has_login=True),
    Role("extended already", has_login=True),
    Role("without end", has_login=True),
    Role("second tenant, active", SECOND),
    Role("second tenant, professional", SECOND),
    Role("second tenant, only professional allowed", SECOND),
)

KEYS = (("1", MAIN, ""), ("2", SECOND, "second tenant"), ("3", MAIN, "expires soon"), ("4", MAIN, "expired"))
"""Number, tenant and what is the matter with each key; the last one is a good key that was called back."""
REVOKED = ("5", MAIN, "revoked")
_LIVES_DAYS = {"3": 5, "4": -1}


def scramble(*parts: object) -> bytes:
    """Return 32 bytes that are a pure function of the parts."""
    return hashlib.sha256("/".join(map(str, parts)).encode()).digest()


def letters(data: bytes, count: int) -> str:
    """Return so many letters and digits of some bytes."""
    number, text = int.from_bytes(data, "big"), ""
    while len(text) < count:
        number, digit = divmod(number, len(_DIGITS))
        text += _DIGITS[digit]
    return text


def account_id(seed: int, tenant: str, number: int) -> str:
    """Return the id of a tenant's account by its number; letters and digits."""
    return letters(scramble(seed, "dxfeed", tenant, "account", number), 20)


def confirmation_id(seed: int, account: str, number: int) -> str:
    """Return the confirmation id of an account's order by its number."""
    text = scramble(seed, "dxfeed", account, "order", number).hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:32]))


def login_of(tenant: str, account: str) -> str:
    """Return the login that an account gets with its first subscription."""
    return f"{tenant[:2]}{account[:8]}"


def password(seed: int, account: str, number: int) -> str:
    """Return an account's password; each new one has the next number."""
    return letters(scramble(seed, "dxfeed", account, "password", number), 14)


def person(seed: int, number: int) -> tuple[str, str]:
    """Return first and last name; below 768 no two numbers share both."""
    count = len(_FIRST) * len(_LAST)
    # A step without a common factor walks through every pair before it meets one again.
    pair = (number * 323 + int.from_bytes(scramble(seed, "dxfeed", "people")[:4], "big")) % count
    return _FIRST[pair % len(_FIRST)], _LAST[pair // len(_FIRST)]


def email_of(seed: int, number: int) -> str:
    """Return the address of the person of that number, in lower case."""
    first, last = person(seed, number)
    return f"{first}.{last}@example.com".lower()


def api_key(seed: int, number: str, tenant: str, start_ms: int) -> str:
    """Return a signed key (JWT) with its tenant, issue and expiry; issued a month before the start's day."""
    day_s = (start_ms - start_ms % DAY_MS) // 1000
    claims = {
        "iss": "get.dxfeed",
        "sub": tenant,
        "tenantId": tenant,
        "iat": day_s - 30 * 86_400,
        "exp": day_s + _LIVES_DAYS.get(number, 335) * 86_400,
        "jti": number,
    }
    return signed(seed, claims)


def signed(seed: int, claims: dict[str, Any]) -> str:
    """Return the JWT of some claims."""
    head = _web64(b'{"alg":"HS256","typ":"JWT"}')
    body = _web64(json.dumps(claims, separators=(",", ":")).encode())
    return f"{head}.{body}.{_web64(scramble(seed, 'dxfeed', 'key', head, body))}"


def handed_out(seed: int, start_ms: int) -> dict[str, Any]:
    """Return what the ready line tells: a good key, the other keys, and the accounts that exist with their roles."""
    keys = {number: api_key(seed, number, tenant, start_ms) for number, tenant, _ in (*KEYS, REVOKED)}
    return {
        "api_key": keys["1"],
        "tenant": MAIN,
        "accounts": [_told(seed, number, role) for number, role in enumerate(ROLES)],
        "other_keys": [{"api_key": keys[number], "role": what} for number, _, what in (*KEYS, REVOKED) if what],
    }


def _told(seed: int, number: int, role: Role) -> dict[str, Any]:
    name = account_id(seed, role.tenant, number)
    told: dict[str, Any] = {"id": name, "email": email_of(seed, number) if role.has_email else None, "role": role.name}
    if role.has_login:
        told |= {"login": login_of(role.tenant, name), "password": password(seed, name, 1)}
    if role.order:
        told |= {"confirmation_id": confirmation_id(seed, name, 1), "version": role.order}
    return told


def _web64(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).decode().translate(_WEB).rstrip("=")


_WEB = str.maketrans("+/", "-_")
