"""Checks of what a user types, before anything is sent: each returns the value as it is sent, or raises InputError."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from tui.dxfeed.errors import InputError
from tui.net.hosts import is_loopback
from tui.net.text import clean_line

ALLOWED_STATUSES = ("ALL", "ONLY_PRO", "ONLY_NON_PRO")
"""Restrictions of subscriber status that are known; the service may have others."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~:|=-]{0,127}")
_LOCAL = re.compile(r"[^\s@\"(),:;<>\[\]\\/]{1,64}")
_DOMAIN = re.compile(r"(?=.{3,253}$)([^\s@.,;:/\\<>()\[\]\"_]{1,63}\.)+[^\s@.,;:/\\<>()\[\]\"_]{2,63}")
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)([Zz]|[+-]\d\d:\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MAC = re.compile(r"[0-9A-Fa-f]{2}([:-])([0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}")
_STATUS = re.compile(r"[A-Za-z_]{1,40}")


def email(text: str, field: str = "e-mail") -> str:
    """Return an address in lower case, as the service keeps it."""
    address = text.strip()
    _printable(address, field)
    local, at, domain = address.rpartition("@")
    if not address:
        raise InputError(field, f"The {field} is empty")
    if not at:
        raise InputError(field, f"{address[:60]!r} is no e-mail: there is no @")
    if "/" in address or "\\" in address:
        raise InputError(field, f"A slash cannot be part of the {field} here", "Look the account up by its id.")
    if not _LOCAL.fullmatch(local) or local.startswith(".") or local.endswith(".") or ".." in local:
        raise InputError(field, f"{address[:60]!r} is no e-mail: check what stands before the @")
    if not _DOMAIN.fullmatch(domain):
        raise InputError(field, f"{address[:60]!r} is no e-mail: check what stands after the @")
    return address.lower()


def account_id(text: str) -> str:
    """Return an account's id, which becomes a part of the address."""
    found = text.strip()
    if not found:
        raise InputError("id", "The account id is empty")
    if "/" in found or "\\" in found or found in {".", ".."}:
        raise InputError("id", f"{clean_line(found, 60)!r} is no account id: slashes and dots alone lead elsewhere")
    if "@" in found:
        raise InputError("id", f"{clean_line(found, 60)!r} is an e-mail, not an account id", "Look it up first.")
    if not _ID.fullmatch(found):
        raise InputError("id", f"{clean_line(found, 60)!r} is no account id: it has letters and digits only")
    return found


def who(text: str) -> str:
    """Return an e-mail or an account id: what has an @ is an e-mail."""
    return email(text) if "@" in text else account_id(text)


def feeds(names: Iterable[str]) -> tuple[str, ...]:
    """Return names of feeds: at least one, none empty, none twice."""
    found: dict[str, str] = {}
    for name in names:
        feed = name.strip()
        _printable(feed, "feed")
        if not feed:
            raise InputError("feed", "A feed's name is empty")
        if re.search(r"[,;|]", feed):
            raise InputError("feed", f"{feed[:40]!r} is no feed's name", "Name each feed apart, with blanks between.")
        if len(feed) > 100:
            raise InputError("feed", f"{feed[:20]}… is too long for a feed's name")
        if feed.casefold() in found:
            raise InputError("feed", f"The feed {feed} is named twice")
        found[feed.casefold()] = feed
    if not found:
        raise InputError("feed", "No feed is named")
    return tuple(found.values())


def end_date(text: str, now_ms: int) -> str:
    """Return a date and time with a zone that lies in the future, in one of the two documented forms."""
    typed = text.strip()
    hint = "Write it like 2030-12-31T23:59:59Z or 2030-12-31T23:59:59+01:00."
    if _DAY.fullmatch(typed):
        raise InputError("end date", "The end date needs a time and a zone", f"Write {typed}T23:59:59Z.")
    found = _INSTANT.fullmatch(typed)
    if not found:
        zoneless = re.fullmatch(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d)?", typed)
        reason = "has no zone" if zoneless else "cannot be read"
        raise InputError("end date", f"The end date {clean_line(typed, 40)!r} {reason}", hint)
    written = f"{found[1]}T{found[2]}{found[3].upper()}"
    try:
        at_ms = datetime.fromisoformat(written).timestamp() * 1000
    except (ValueError, OverflowError):
        raise InputError("end date", f"There is no such day or time: {written}", hint) from None
    if at_ms <= now_ms:
        raise InputError("end date", f"The end date {written} is past", "It must lie in the future.")
    return written


def redirect_url(text: str) -> str:
    """Return the address that the customer is led to after signing up: https, a host, no user name."""
    url = text.strip()
    field = "redirect address"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise InputError(field, "The redirect address cannot be read") from None
    if len(url) > 2000 or not url.isascii() or not url.isprintable() or re.search(r'[\s<>"\\]', url):
        raise InputError(field, "The redirect address has letters that do not belong there, or is too long")
    if parts.scheme != "https":
        raise InputError(field, "The redirect address must begin with https://")
    if not host or "@" in parts.netloc:
        raise InputError(field, "The redirect address names no host, or a user")
    return url


def link_trouble(link: str, base: str) -> str:
    """Return why a link of the service should not be opened or sent on, empty when nothing speaks against it.

    `base` is the service's address; links belong to its domain, encrypted unless the service is on this machine.
    """
    try:
        parts, own = urlsplit(link), urlsplit(base)
        host, home = (parts.hostname or "").lower(), (own.hostname or "").lower()
        _ = parts.port
    except ValueError:
        return "it cannot be read as an address"
    if not link.isprintable() or not link.isascii() or " " in link or "\\" in link or "@" in parts.netloc:
        return "it has signs that do not belong there"
    if parts.scheme not in {own.scheme, "https"}:
        return f"it begins with {clean_line(parts.scheme, 20) or 'nothing'}, not with https"
    local = is_loopback(home)
    domain = home if local else ".".join(home.split(".")[-2:])
    if host != domain and (local or not host.endswith(f".{domain}")):
        return f"it leads to {clean_line(host, 80) or 'no host'}, not to {domain}"
    return ""


def confirmation_id(text: str) -> str:
    """Return the id that an activation gave."""
    found = text.strip()
    if not found or len(found) > 300 or not found.isprintable() or " " in found:
        raise InputError("confirmation id", "The confirmation id is empty or was not copied whole")
    return found


def mac_address(text: str) -> str:
    """Return a MAC address, six pairs of hexadecimal digits."""
    found = text.strip()
    if not _MAC.fullmatch(found):
        raise InputError("MAC address", f"{clean_line(found, 40)!r} is no MAC address", "Such as 00:11:22:33:44:55.")
    return found


def allowed_statuses(text: str) -> str:
    """Return a restriction of subscriber statuses; words that we do not know are left to the service."""
    found = text.strip().upper()
    if not _STATUS.fullmatch(found):
        raise InputError("allowed statuses", f"{clean_line(text, 40)!r} is no status", "ALL, for example.")
    return found


def plain(text: str, field: str, limit: int = 200) -> str:
    """Return a line of a person's data: no control signs, not longer than `limit`."""
    found = text.strip()
    _printable(found, field)
    if len(found) > limit:
        raise InputError(field, f"The {field} is longer than {limit} letters")
    return found


def _printable(text: str, field: str) -> None:
    if clean_line(text, 10_000) != text:
        raise InputError(field, f"The {field} has invisible or control signs", "Type it instead of pasting it.")
