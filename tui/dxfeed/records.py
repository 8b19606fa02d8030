"""What the service answers with, as values: known fields by our names, everything else kept under its own.

All enumerations are open: an unknown word is kept as it is, and the questions (`is_blocked` …) fold case and signs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum

from pydantic import SecretStr

from tui.dxfeed.outcomes import Json
from tui.dxfeed.token import TokenFacts

DAY_MS = 86_400_000

_EPOCH = re.compile(r"\d{10}|\d{13}")


def fold_word(word: str | None) -> str:
    """Return a word of an enumeration as it is compared: upper case, signs as underscores."""
    return (word or "").strip().upper().replace("-", "_").replace(" ", "_")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date and time of the service: its own text, and the instant in milliseconds UTC where it can be read.

    A time without a zone is taken as UTC and marked by `zoneless`.
    """

    text: str
    at_ms: int | None = None
    zoneless: bool = False


def moment(text: str) -> Moment:
    """Read an ISO-8601 date and time, or seconds or milliseconds since 1970; else only the text is kept (R-C13)."""
    if _EPOCH.fullmatch(text):
        return Moment(text, int(text) * (1000 if len(text) == 10 else 1))
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return Moment(text)
    zoneless = found.tzinfo is None
    if zoneless:
        found = found.replace(tzinfo=UTC)
    try:
        return Moment(text, round(found.timestamp() * 1000), zoneless)
    except (OverflowError, ValueError):
        return Moment(text)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A created account."""

    id: str
    extra: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Account:
    """An account's card. A word that the service left out is empty; `extra` has the fields that no page lists."""

    id: str
    email: str
    status: str
    subscriber_status: str
    data_access_status: str
    extra: Mapping[str, Json] = field(default_factory=dict)

    @property
    def is_blocked(self) -> bool:
        """Whether the account is blocked, as far as its word is known."""
        return fold_word(self.status) in {"BLOCKED", "BLOCK", "LOCKED"}

    @property
    def is_suspended(self) -> bool:
        """Whether data access is suspended, as far as its word is known."""
        return fold_word(self.data_access_status) in {"SUSPENDED", "SUSPEND"}


@dataclass(frozen=True, slots=True)
class Subscription:
    """One subscription; `expires` is None for one without an end."""

    name: str
    status: str
    expires: Moment | None
    extra: Mapping[str, Json] = field(default_factory=dict)

    @property
    def is_active(self) -> bool:
        """Whether it gives data now."""
        return fold_word(self.status) == "ACTIVE"

    @property
    def is_expired(self) -> bool:
        """Whether it is over."""
        return fold_word(self.status) == "EXPIRED"

    def days_left(self, now_ms: int) -> int | None:
        """Return whole days until its end, below 0 those since then; None without a readable end."""
        if self.expires is None or self.expires.at_ms is None:
            return None
        left_ms = self.expires.at_ms - now_ms
        return left_ms // DAY_MS if left_ms >= 0 else -(-left_ms // DAY_MS)


class Next(Enum):
    """What there is to do after an activation."""

    LINK_AND_CONFIRM = "send the link to the customer, and confirm (in any order)"
    LINK = "send the link to the customer"
    CONFIRM = "confirm"
    NOTHING = "active now, nothing more to do"
    LOOK = "the answer does not say; read the subscriptions again"


@dataclass(frozen=True, slots=True)
class Activation:
    """The answer to an activation. `version` is 1 or 2: a confirmation must use the same (R-C9).

    `links` maps themes (`LIGHT`, `DARK`) to the sign-up page; a later activation makes links and id invalid.
    """

    version: int
    links: Mapping[str, str] = field(default_factory=dict, repr=False)
    confirmation_id: str | None = field(default=None, repr=False)
    next: Next = Next.LOOK
    extra: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grant:
    """An access token; `details` are the filters enabled for the user, None when they were not asked for."""

    token: SecretStr
    facts: TokenFacts | None
    details: tuple[str, ...] | None = None
    extra: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProfileLink:
    """The customer's profile page by theme, and when the links end."""

    links: Mapping[str, str] = field(repr=False)
    expires: Moment | None
    extra: Mapping[str, Json] = field(default_factory=dict)
