"""Checks of the addresses that a config names: encrypted everywhere, plain only to this machine itself."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from tui.net.hosts import is_loopback

_HOST = re.compile(r"(?!-)[A-Za-z0-9_.-]{1,253}(?<![.-])|[0-9A-Fa-f:]{2,39}")


def checked_websocket_url(url: str) -> str:
    """Return `url` without a trailing slash; raises ValueError with the reason when it must not be used."""
    _refuse_user_names(url)
    parts = urlsplit(url)
    if parts.scheme not in {"ws", "wss"}:
        raise ValueError(f"{url!r} does not start with wss://")
    if not parts.hostname:
        raise ValueError(f"{url!r} names no host")
    if parts.query or parts.fragment:
        raise ValueError(f"{url!r} must end after the path")
    if parts.scheme == "ws" and not is_loopback(parts.hostname):
        raise ValueError(f"{url!r} is not encrypted: ws:// is for this machine only, use wss://")
    if parts.port == 0:
        raise ValueError(f"{url!r} names port 0")
    return url.rstrip("/")


def checked_http_url(url: str) -> str:
    """Return `url` without a trailing slash; raises ValueError with the reason when it must not be used."""
    _refuse_user_names(url)
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        raise ValueError(f"{url!r} does not start with https://")
    if not parts.hostname or parts.port == 0:
        raise ValueError(f"{url!r} names no host")
    if parts.query or parts.fragment:
        raise ValueError("an address must end after the path")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError(f"{url!r} is not encrypted: http:// is for this machine only, use https://")
    return url.rstrip("/")


def checked_host(host: str) -> str:
    """Return `host`; raises ValueError when it is not a bare host name or address."""
    _refuse_user_names(host)
    if not _HOST.fullmatch(host):
        raise ValueError(f"{host!r} is not a host name; ports belong in main_port and stream_port")
    return host


def _refuse_user_names(address: str) -> None:
    # It comes first, because the other refusals repeat the address.
    if "@" in address:
        raise ValueError("an address must not hold a user name or password")
