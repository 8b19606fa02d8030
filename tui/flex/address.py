"""Where the service lives: today's address, the retired one of the printed guide, and which replies may lead us on.

A statement is fetched from the address in the reply, if it may be followed; when that fails (name, network, web page)
from the base's own GetStatement, and in turns from then on. Whichever delivered last is asked first next time (R-A2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from tui.net.hosts import is_loopback
from tui.net.http_address import refuse_unsafe
from tui.net.text import clean_line

TODAY = "https://ndcdyn.interactivebrokers.com/AccountManagement/FlexWebService"
"""The address in use since 2026."""

LEGACY = "https://www.interactivebrokers.com/Universal/servlet/FlexStatementService"
"""The address of the guide of 2016; it answers 1001 to everything since May 2026 (R-A1)."""

_DOMAIN = ".interactivebrokers.com"
_PATH = re.compile(r"/[A-Za-z0-9/._~-]{1,200}")
_HOST = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")


@dataclass(frozen=True, slots=True)
class Base:
    """A checked base address."""

    url: str

    @property
    def send_request(self) -> str:
        """Where a statement is asked for."""
        return self._method("SendRequest")

    @property
    def get_statement(self) -> str:
        """Where a statement is fetched when the reply names no usable place."""
        return self._method("GetStatement")

    @property
    def host(self) -> str:
        """The host as it may be shown."""
        return clean_line(urlsplit(self.url).hostname or "", 100)

    @property
    def is_legacy(self) -> bool:
        """Whether this is a retired address."""
        return "/Universal/servlet/" in self.url

    def _method(self, name: str) -> str:
        # The servlet's methods hang on a dot (R-A3).
        return f"{self.url}.{name}" if self.url.endswith("FlexStatementService") else f"{self.url}/{name}"


def base(setting: str = "") -> Base:
    """Return the base of a setting: empty or `today`, `legacy`, or an address.

    Raises HttpError for an address that is not https (http to this machine), or has a user name or parameters.
    """
    name = setting.strip()
    url = {"": TODAY, "today": TODAY, "legacy": LEGACY}.get(name.lower(), name).rstrip("/.")
    refuse_unsafe(url)
    return Base(url)


def reply_address(text: str, ours: Base) -> tuple[str, str]:
    """Return the address that a reply names, without parameters, and an empty text; or nothing and the reason why not.

    Followed are https addresses on port 443 below interactivebrokers.com, and those with the very scheme, host and
    port of our own base; for a base on this machine only the latter. The token goes there, so everything else is out.
    """
    text = text.strip()
    if not text:
        return "", ""
    try:
        parts, own = urlsplit(text), urlsplit(ours.url)
        host, origin = (parts.hostname or ""), (parts.scheme, parts.hostname, parts.port)
        same = origin == (own.scheme, own.hostname, own.port)
        port = parts.port
    except ValueError:
        return "", "the reply's address cannot be read"
    shown = clean_line(host, 80) or "no host"
    if not text.isascii() or any(sign.isspace() or sign in '\\"<>@' or ord(sign) < 32 for sign in text):
        return "", "the reply's address has characters that do not belong there"
    if not _PATH.fullmatch(parts.path) or ".." in parts.path or "//" in parts.path:
        return "", f"the reply's address at {shown} has a strange path"
    if not same:
        reason = _stranger(parts.scheme, host, port, is_loopback(own.hostname or ""))
        if reason:
            return "", f"the reply points to {shown}: {reason}"
    return f"{parts.scheme}://{parts.netloc}{parts.path}", ""


def _stranger(scheme: str, host: str, port: int | None, at_home: bool) -> str:
    if at_home:
        return "a base on this machine is never left"
    if scheme != "https":
        return "it is not encrypted"
    if port not in {None, 443}:
        return f"port {port} is not used"
    if not host.endswith(_DOMAIN) or not _HOST.fullmatch(host):
        return "it is not a host of interactivebrokers.com"
    return ""
