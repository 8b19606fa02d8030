"""Which addresses requests may go to: encrypted everywhere, plain only to this machine itself."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from tui.net.hosts import is_loopback
from tui.net.http_errors import HttpError, HttpFault
from tui.net.text import clean_line

_UNSAFE = re.compile(r"[\x00-\x20\x7f-\U0010ffff\\]")


def path_segment(text: str) -> str:
    """Return `text` encoded as one segment of a path; raises HttpError for `.`, `..` and slashes of both kinds."""
    if text in {"", ".", ".."} or "/" in text or "\\" in text:
        raise HttpError(HttpFault.FORBIDDEN, "", "a part of the address would lead somewhere else")
    return quote(text, safe="")


def refuse_unsafe(url: str) -> None:
    """Raise HttpError unless `url` is https (http to this machine), names a host and has no user name or parameters."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", 0, urlsplit("")
    reason = ""
    if _UNSAFE.search(url):
        reason = "the address has characters that do not belong there"
    elif not host or port == 0:
        reason = "the address names no host or a wrong port"
    elif "@" in parts.netloc:
        reason = "the address must not hold a user name"
    elif parts.query or parts.fragment or "?" in url or "#" in url:
        reason = "the address must end after the path"
    elif parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        reason = "only https is used, plain http is for this machine itself"
    if reason:
        raise HttpError(HttpFault.FORBIDDEN, clean_line(host, 100), reason)
