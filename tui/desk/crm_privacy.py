"""Names, e-mails, accounts and amounts made unreadable for a screen that others see, still telling people apart."""

from __future__ import annotations

import enum

from tui.crm.lines import TOTAL, Group, Place

HIDDEN = "•••"
NOT_VISIBLE = "(not visible)"
"""Stands where the broker does not say whose deal it is, or of which symbol."""

_NOBODY = frozenset({NOT_VISIBLE, TOTAL.title, *(Group("", place).title for place in Place)})

_SHOWN_DIGITS = 2
_LEAST_HIDDEN = 3


class Private(enum.Enum):
    """What a column tells of a person."""

    NOTHING = "nothing"
    NAME = "name"
    EMAIL = "e-mail"
    ACCOUNT = "account"
    """Numbers of trading accounts."""
    ID = "id"
    """The number by which the CRM knows a person."""
    PARTNER = "partner"
    """Who brought a client: as often a person as a firm."""
    MONEY = "money"
    """An amount, or what may be one."""
    ANY = "anything"
    """A column that nobody knows: it may hold a telephone number."""


def masked(text: str, private: Private) -> str:
    """Return `text` as it may be shown while names are hidden."""
    if private is Private.NOTHING or not text or text in _NOBODY:
        return text
    if private is Private.EMAIL:
        return mask_email(text)
    if private in {Private.ACCOUNT, Private.ID}:
        return ", ".join(map(mask_account, text.split(", ")))
    return mask_name(text) if private in {Private.NAME, Private.PARTNER} else HIDDEN


def mask_name(name: str) -> str:
    """Return a name as its initials: `Ann Lee` becomes `A••• L•••`."""
    return " ".join(f"{part[0]}{HIDDEN}" for part in name.split())


def mask_account(account: str) -> str:
    """Return an account or a person's number by its last digits, without a server: `500147@live-1` becomes `•••47`."""
    login = account.partition("@")[0]
    last = login[-_SHOWN_DIGITS:]
    # Where letters stand, it may be a name or an address that serves as a number.
    return HIDDEN + last if last.isdecimal() and len(login) >= _SHOWN_DIGITS + _LEAST_HIDDEN else HIDDEN


def mask_email(email: str) -> str:
    """Return an address by its first letter and the end of its domain: `ann@example.com` becomes `a•••@•••.com`."""
    who, at, host = email.rpartition("@")
    if not at:
        return HIDDEN
    _, dot, end = host.rpartition(".")
    return f"{who[:1]}{HIDDEN}@{HIDDEN}{dot}{end if dot else ''}"
