"""Names, e-mails, accounts and amounts made unreadable for a screen that others see, still telling people apart."""

from __future__ import annotations

import enum

HIDDEN = "•••"

_SHOWN_DIGITS = 2
_LEAST_HIDDEN = 3


class Private(enum.Enum):
    """What a column tells of a person."""

    NOTHING = "nothing"
    NAME = "name"
    EMAIL = "e-mail"
    ACCOUNT = "account"
    """Numbers of trading accounts."""
    MONEY = "money"
    """An amount, or what may be one."""
    ANY = "anything"
    """A column that nobody knows: it may hold a telephone number."""


def masked(text: str, private: Private) -> str:
    """Return `text` as it may be shown while names are hidden."""
    if private is Private.NOTHING or not text:
        return text
    if private is Private.EMAIL:
        return mask_email(text)
    if private is Private.ACCOUNT:
        return ", ".join(map(mask_account, text.split(", ")))
    return mask_name(text) if private is Private.NAME else HIDDEN


def mask_name(name: str) -> str:
    """Return a name as its initials: `Ann Lee` becomes `A••• L•••`."""
    return " ".join(f"{part[0]}{HIDDEN}" for part in name.split())


def mask_account(account: str) -> str:
    """Return an account by the last digits of its number, without its server: `500147@live-1` becomes `•••47`."""
    login = account.partition("@")[0]
    return HIDDEN + login[-_SHOWN_DIGITS:] if len(login) >= _SHOWN_DIGITS + _LEAST_HIDDEN else HIDDEN


def mask_email(email: str) -> str:
    """Return an address by its first letter and the end of its domain: `ann@example.com` becomes `a•••@•••.com`."""
    who, at, host = email.rpartition("@")
    if not at:
        return HIDDEN
    _, dot, end = host.rpartition(".")
    return f"{who[:1]}{HIDDEN}@{HIDDEN}{dot}{end if dot else ''}"
