"""What can go wrong on the way of an HTTP request, in words without addresses or secrets."""

from __future__ import annotations

import enum

from tui.errors import LinkError


class HttpFault(enum.Enum):
    """Where it broke."""

    FORBIDDEN = "forbidden"
    NAME = "name"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    TIMEOUT = "timeout"
    CUT = "cut"
    TOO_LARGE = "too large"
    REDIRECT = "redirect"
    BAD_REPLY = "bad reply"

    @property
    def was_sent(self) -> bool:
        """Whether the request can have reached the server."""
        return self not in {HttpFault.FORBIDDEN, HttpFault.NAME, HttpFault.UNREACHABLE, HttpFault.TLS}


_WORDS: dict[HttpFault, tuple[str, str]] = {
    HttpFault.FORBIDDEN: ("The address is not used", "Correct the address in the config."),
    HttpFault.NAME: ("The host name was not found", "Check the network and the host's name."),
    HttpFault.UNREACHABLE: ("The host cannot be reached", "Check the network, or try again later."),
    HttpFault.TLS: (
        "The host could not prove who it is",
        "Check the machine's date; behind a company's proxy, name its certificate in ca_file.",
    ),
    HttpFault.TIMEOUT: ("The host did not answer in time", "Try again later."),
    HttpFault.CUT: ("The connection broke off", "Try again."),
    HttpFault.TOO_LARGE: ("The answer is larger than expected", ""),
    HttpFault.REDIRECT: ("The host sent us elsewhere; redirects are not followed", "Correct the address."),
    HttpFault.BAD_REPLY: ("The answer is not proper HTTP", "Check the address, or try again later."),
}


class HttpError(LinkError):
    """A request got no usable answer; `fault` says why, `host` whom we asked. It never holds address or secret."""

    def __init__(self, fault: HttpFault, host: str, detail: str = "") -> None:
        title, hint = _WORDS[fault]
        super().__init__(title, ": ".join(part for part in (host, detail) if part), hint)
        self.fault = fault
        self.host = host
