"""What a token and an API key say about themselves, read on this machine. Nothing is verified: the signature is theirs.

A token is `base64(payload).signature` with the payload `issuer,subject,not-before,expiry,issued-at,message`, times in
seconds since 1970; the message is `tenant|account` and filters. An API key is a JSON web token.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import SecretStr

from tui.net.text import clean_line

MASK = "•••"

Key: TypeAlias = SecretStr
"""An API key, a token or a password, for those who only hand it on; its `repr` and `str` hide it."""

_SHORTEST_SHOWN = 24
"""Of anything shorter, eight letters and four would give too much away."""


def mask(secret: str) -> str:
    """Return a text that stands for a secret: first eight and last four letters of long ones, else only dots."""
    if len(secret) < _SHORTEST_SHOWN:
        return MASK
    return clean_line(f"{secret[:8]}{MASK}{secret[-4:]}", 40)


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What a token says. Times are milliseconds UTC, None where it gives none; `filters` are its own words."""

    issuer: str
    subject: str
    not_before_ms: int | None
    expires_ms: int | None
    issued_ms: int | None
    account: str
    filters: tuple[str, ...]

    def is_valid_at(self, now_ms: int) -> bool | None:
        """Return whether the token's own times allow it now; None when it has no end."""
        if self.expires_ms is None:
            return None
        return (self.not_before_ms or 0) <= now_ms < self.expires_ms


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """What an API key says: its tenant (empty when it names none) and its times in milliseconds UTC."""

    tenant: str
    issued_ms: int | None
    expires_ms: int | None

    def warning(self, now_ms: int, days: int = 14) -> str:
        """Return a line when the key has ended or ends within `days` days, else an empty text."""
        if self.expires_ms is None:
            return ""
        left_ms = self.expires_ms - now_ms
        if left_ms <= 0:
            return "The API key has expired; ask dxFeed for a new one."
        left_days = left_ms // 86_400_000
        if left_days >= days:
            return ""
        when = "today" if left_days == 0 else f"in {left_days} day{'s' if left_days > 1 else ''}"
        return f"The API key ends {when}; ask dxFeed for a new one."


def read_token(token: str) -> TokenFacts | None:
    """Return what a token says; None for a text of another form."""
    payload = _decoded(token.partition(".")[0])
    fields = payload.split(",", 5) if payload is not None else []
    if len(fields) != 6:
        return None
    issuer, subject, *times, message = (clean_line(each) for each in fields)
    account, *filters = message.split(",")
    not_before, expires, issued = (_seconds(each) for each in times)
    return TokenFacts(issuer, subject, not_before, expires, issued, account, tuple(f for f in filters if f))


def read_key(key: str) -> KeyFacts | None:
    """Return what an API key says; None when it is no JSON web token."""
    parts = key.split(".")
    payload = _decoded(parts[1]) if len(parts) == 3 else None
    try:
        claims = json.loads(payload) if payload is not None else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(claims, dict):
        return None
    tenant = next((str(claims[name]) for name in _TENANT_NAMES if isinstance(claims.get(name), str | int)), "")
    return KeyFacts(clean_line(tenant, 80), _seconds(claims.get("iat")), _seconds(claims.get("exp")))


_TENANT_NAMES = ("tenantId", "tenant_id", "tenant", "sub", "iss")


def _decoded(part: str) -> str | None:
    """Return base64 of either alphabet, padded or not, as text."""
    try:
        standard = part.strip().replace("-", "+").replace("_", "/").rstrip("=")
        return base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None


def _seconds(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        found = int(value)
    except (ValueError, OverflowError):
        return None
    return found * 1000 if 0 < found < 1 << 40 else None
