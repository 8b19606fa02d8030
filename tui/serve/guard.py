"""Decides which requests come from the user's own browser window: address, origin and the key of this run."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from secrets import token_urlsafe

HOSTS = ("127.0.0.1", "localhost", "[::1]")
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        # The terminal in the page sets its rows' styles itself.
        "style-src 'self' 'unsafe-inline'",
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""What every answer carries: nothing from elsewhere runs in the page, and the page stands in nobody's frame."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered; `text` is for the person who reads it in the browser."""

    status: HTTPStatus
    text: str


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets in only pages that this server gave out, opened with the key that it printed.

    A dashboard that trades must not answer every page that happens to be open in the same browser: any of them may
    connect to loopback. Three things are asked for: the name by which we were reached (against names that are pointed
    at loopback later), the page that opens the socket, and a key that only the one who started us has seen.
    """

    port: int
    key: str = field(default_factory=lambda: token_urlsafe(32), repr=False)

    @property
    def cookie(self) -> str:
        """The cookie's name; cookies of a host are shared by its ports, so the port is in it."""
        return f"tradedeck-{self.port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names under which a browser of this machine reaches us."""
        return tuple(f"{host}:{self.port}" for host in HOSTS)

    def fits(self, key: str | None) -> bool:
        """Whether this is the key that was printed."""
        return key is not None and hmac.compare_digest(key.encode(), self.key.encode())

    def refuse(self, headers: Mapping[str, str], cookies: Mapping[str, str], *, socket: bool) -> Refusal | None:
        """Return why this request is refused, or None; `socket`: it opens a WebSocket and must name its page."""
        host = headers.get("Host", "")
        if host not in self.hosts:
            return Refusal(HTTPStatus.MISDIRECTED_REQUEST, "This address is not served here.")
        origin = headers.get("Origin")
        if (socket or origin is not None) and origin != f"http://{host}":
            return Refusal(HTTPStatus.FORBIDDEN, "Another page may not reach the dashboard.")
        if not self.fits(cookies.get(self.cookie)):
            text = "The key is missing or of an earlier run: open the address that tradedeck serve printed."
            return Refusal(HTTPStatus.FORBIDDEN, text)
        return None
