"""Values of HTTP requests and answers; none of them shows an address, a header or a body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from tui.net.text import clean_line


class Secret(Protocol):
    """A value that does not show itself; pydantic's SecretStr is one."""

    def get_secret_value(self) -> str:
        """Return the text."""
        ...


Value = str | Secret
Sink = Callable[[bytes], None]
"""Takes each piece of an answer; what it raises ends the download and reaches the caller as it is."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What to send. `url` has neither parameters nor user name: parameters go into `query`, secrets as `Secret`."""

    url: str = field(repr=False)
    method: str = "GET"
    query: tuple[tuple[str, Value], ...] = field(default=(), repr=False)
    headers: tuple[tuple[str, Value], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def host(self) -> str:
        """The host as it may be shown."""
        return clean_line(urlsplit(self.url).hostname or "", 100)


@dataclass(frozen=True, slots=True)
class HttpHead:
    """The beginning of an answer; header names are lower case, the last of equal ones counts."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    host: str = ""

    @property
    def content_type(self) -> str:
        """The kind of content without its parameters, lower case; empty when the server names none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A whole answer, whatever its status."""

    head: HttpHead
    body: bytes = field(repr=False)

    @property
    def status(self) -> int:
        """The status number."""
        return self.head.status


@dataclass(frozen=True, slots=True)
class HttpLimits:
    """How long and how much: seconds until an answer is complete, seconds of silence, bytes of a fetched body."""

    total_s: float = 60.0
    idle_s: float = 30.0
    download_s: float = 1800.0
    body_bytes: int = 1 << 20


class Http(Protocol):
    """What the systems' clients need; `HttpClient` has it, and so have the tests' fakes."""

    async def fetch(self, request: HttpRequest) -> HttpResponse:
        """Return the whole answer; raises HttpError."""
        ...

    async def download(self, request: HttpRequest, sink: Sink, limit: int) -> HttpHead:
        """Hand the answer's body to `sink` in pieces; raises HttpError, also past `limit` bytes."""
        ...
