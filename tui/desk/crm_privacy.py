"""Names and e-mails made unreadable for a screen that others see, still telling one person from another."""

from __future__ import annotations

import enum

HIDDEN = "•••"


class Private(enum.Enum):
    """What a column tells of a person."""

    NOTHING = "nothing"
    NAME = "name"
    EMAIL = "e-mail"
    ANY = "anything"
    """A column that nobody knows: it may hold a telephone number."""


def masked(text: str, private: Private) -> str:
    """Return `text` as it may be shown while names are hidden."""
    if private is Private.NOTHING or not text:
        return text
    if private is Private.EMAIL:
        return mask_email(text)
    return mask_name(text) if private is Private.NAME else HIDDEN


def mask_name(name: str) -> str:
    """Return a name as its initials: `Ann Lee` becomes `A••• L•••`."""
    return " ".join(f"{part[0]}{HIDDEN}" for part in name.split())


def mask_email(email: str) -> str:
    """Return an address by its first letter and the end of its domain: `ann@example.com` becomes `a•••@•••.com`."""
    who, at, host = email.rpartition("@")
    if not at:
        return HIDDEN
    _, dot, end = host.rpartition(".")
    return f"{who[:1]}{HIDDEN}@{HIDDEN}{dot}{end if dot else ''}"
