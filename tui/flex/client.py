"""The two questions of the Flex Web Service: make a statement, and is it there. One request each, always version 3."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from pydantic import SecretStr

from tui.flex import address, windows
from tui.flex.address import Base
from tui.flex.envelope import Accepted, Envelope, Refused, Unrecognised, read_envelope
from tui.flex.errors import FlexError
from tui.flex.glance import HEAD_BYTES, Glance, Kind
from tui.flex.incoming import Incoming
from tui.flex.pace import Pace
from tui.flex.windows import Period
from tui.net.http import Http, HttpError, HttpFault, HttpRequest, Value
from tui.net.redact import Redactor

VERSION = "3"
"""Sent with both questions: without it the service answers in its retired second version (R-A5)."""


@dataclass(frozen=True, slots=True)
class FlexSettings:
    """What a profile can change. `base` is empty, `today`, `legacy` or an address; `statement_bytes` is a limit."""

    base: str = ""
    user_agent: str = "Java"
    statement_bytes: int = 512 << 20


@dataclass(frozen=True, slots=True)
class Statement:
    """The answer was a statement; its bytes are in the file that was handed in."""

    seen: Glance
    host: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """No answer of the service came: the network, the host or an address failed."""

    fault: HttpFault
    detail: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Credential:
    """A token and the hash that stands for it wherever something is written down."""

    token: SecretStr
    key: str


class FlexClient:
    """Asks at the pace of the token; whatever comes back is a value, only the disk and the archive raise."""

    def __init__(self, http: Http, pace: Pace, settings: FlexSettings | None = None) -> None:
        """Raises HttpError when the base address cannot be used, FlexError for an unusable User-Agent."""
        self._http = http
        self._pace = pace
        self._settings = settings or FlexSettings()
        self.base: Base = address.base(self._settings.base)
        agent = self._settings.user_agent
        if not agent.strip() or not agent.isascii() or not agent.isprintable():
            raise FlexError("The User-Agent cannot be sent", "it is empty or has strange letters", "Set it to Java.")

    async def request(self, credential: Credential, query_id: str, period: Period) -> Envelope | Trouble:
        """Ask for a statement (SendRequest) and return the answer. Raises FlexError for what must not be sent."""
        if not (query_id.isascii() and query_id.isdigit() and len(query_id) <= 20):
            raise FlexError("A query id is a number", query_id[:30], "It is shown in the portal beside the query.")
        query: tuple[tuple[str, Value], ...]
        query = (("t", credential.token), ("q", query_id), ("v", VERSION), *windows.parameters(period))
        request = HttpRequest(self.base.send_request, query=query, headers=self._headers)
        await self._pace.turn(credential.key)
        try:
            reply = await self._http.fetch(request)
        except HttpError as error:
            return _trouble(error)
        # A first request is late by the making of its connection; those behind it are not.
        await self._pace.answered(credential.key)
        return await self._judged(reply.status, reply.body, credential)

    async def collect(
        self,
        credential: Credential,
        reference: str,
        url: str,
        file: Incoming,
        *,
        progress: Callable[[], None] = lambda: None,
    ) -> Statement | Envelope | Trouble:
        """Ask for the statement of `reference` (GetStatement) at `url` and write the answer into `file`.

        An empty `url` means the base's own address; `progress` is called after each piece.
        Raises DiskFullError and other ArchiveErrors of `file`.
        """
        query = (("t", credential.token), ("q", reference), ("v", VERSION))
        request = HttpRequest(url or self.base.get_statement, query=query, headers=self._headers)

        def take(piece: bytes) -> None:
            file.write(piece)
            progress()

        await self._pace.turn(credential.key)
        try:
            head = await self._http.download(request, take, self._settings.statement_bytes)
        except HttpError as error:
            return _trouble(error)
        seen = file.look()
        if head.status == 200 and seen.kind.is_statement:
            return Statement(seen, request.host)
        body = file.head if file.size <= HEAD_BYTES else file.head + b" "
        return await self._judged(head.status, body, credential)

    @property
    def _headers(self) -> tuple[tuple[str, str], ...]:
        return (("User-Agent", self._settings.user_agent),)

    async def _judged(self, status: int, body: bytes, credential: Credential) -> Envelope:
        # A server may quote what it was asked; its words go to logs, screens and the database.
        redactor = Redactor([credential.token.get_secret_value()])
        envelope = read_envelope(body)
        if isinstance(envelope, Refused):
            says = redactor.mask(envelope.says)
            code = envelope.code if envelope.code.known else replace(envelope.code, says=says)
            return Refused(code, says, redactor.mask(envelope.at))
        if isinstance(envelope, Accepted) and status == 200:
            url = redactor.mask(envelope.url.partition("?")[0].partition("#")[0])
            return replace(envelope, url=url, at=redactor.mask(envelope.at))
        if status == 429:
            await self._pace.rest(credential.key)
        if isinstance(envelope, Accepted):
            envelope = Unrecognised(Kind.REPLY, "a reference")
        reason = envelope.reason if status == 200 else f"HTTP status {status}"
        return Unrecognised(envelope.kind, redactor.mask(envelope.first_line), redactor.mask(reason))


def _trouble(error: HttpError) -> Trouble:
    return Trouble(error.fault, " – ".join(part for part in (error.title, error.detail) if part), error.hint)
