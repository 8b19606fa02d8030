"""Talks to the CRM: logs in, keeps the token in memory, asks for one page at a time (spec, 1 to 6)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from pydantic import SecretStr

from tui.crm.envelope import Envelope, NotRows, decoded, load, read_envelope
from tui.crm.errors import AnswerError, CrmError, DeniedError
from tui.crm.parts import Server, servers_of
from tui.crm.queries import MOST_PAGE_SIZE, Query, Report, checked
from tui.crm.values import fold
from tui.crm.verdict import classify, denied, verdict, web_page, words_of
from tui.net.http import Http, HttpRequest, Value
from tui.net.http_address import refuse_unsafe
from tui.net.redact import Redactor

LOGIN_PATH = "/api/v1/auth/login"
_TOKEN_KEYS = ("token", "accesstoken", "authtoken", "xauthtoken", "jwt")
_REPLY_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class CrmSettings:
    """Where the CRM is and how it is asked.

    `base_url` is scheme and host, with a path only if the CRM has one before `/api/v1`. `domain` goes into X-DOMAIN;
    empty means the host of `base_url` (R-B8). `page_bytes` limits one page.
    """

    base_url: str
    domain: str = ""
    page_size: int = 1000
    most_page_size: int = MOST_PAGE_SIZE
    remember_me: bool = True
    page_bytes: int = 64 << 20

    @property
    def domain_header(self) -> str:
        """What X-DOMAIN says."""
        return self.domain.strip() or (urlsplit(self.base_url).hostname or "")


SecretText: TypeAlias = SecretStr
"""The type of a password or a key, for those who only hand it on; its `repr` and `str` hide it."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who logs in. Secrets show themselves only when asked."""

    email: str
    password: SecretText
    api_key: SecretText


Fetch = Callable[[], Awaitable[Credentials]]
"""Gives the credentials when they are needed; raises SecretError."""


class CrmClient:
    """Asks one CRM. The token is kept in memory only; it is renewed once when the CRM refuses it (R-B9)."""

    def __init__(self, http: Http, credentials: Fetch, settings: CrmSettings) -> None:
        """Raises HttpError when the address cannot be used, CrmError when the domain cannot be sent."""
        base = settings.base_url.strip().rstrip("/")
        self._base = base.removesuffix("/api/v1")
        refuse_unsafe(f"{self._base}/api/v1")
        self._domain = _sendable(settings.domain_header, "domain")
        self.settings = settings
        self._http = http
        self._credentials = credentials
        self._token: SecretStr | None = None
        self._logins = 0
        self._lock = asyncio.Lock()
        self._redactor = Redactor()

    async def login(self) -> None:
        """Log in now (spec, 1). Raises DeniedError, AnswerError, HttpError, SecretError."""
        await self._renew(self._logins)

    async def page(self, query: Query, number: int) -> Envelope:
        """Return a page of a report, counted from 1.

        Raises QueryError before anything is sent; DeniedError, AnswerError, HttpError, SecretError.
        """
        checked(query, self.settings.most_page_size)
        body = await self._ask(query.report, query.parameters(number))
        found = read_envelope(body)
        if isinstance(found, NotRows):
            raise self._no_rows(found, query.report, body)
        return found

    async def servers(self) -> tuple[Server, ...]:
        """Return the servers, by platform, in the CRM's order (spec, 5). Raises as `page` does."""
        body = await self._ask(Report.SERVERS, ())
        try:
            return servers_of(load(decoded(body)))
        except (ValueError, ArithmeticError):
            found = read_envelope(body)
            says = found if isinstance(found, NotRows) else NotRows(False, "")
            raise self._no_rows(says, Report.SERVERS, body) from None

    async def forget(self) -> None:
        """Drop the token; the next question logs in anew."""
        async with self._lock:
            self._token = None

    async def _ask(self, report: Report, query: tuple[tuple[str, Value], ...]) -> bytes:
        if self._token is None:
            await self._renew(self._logins)
        error = None
        for last in (False, True):
            logins = self._logins
            headers = (*await self._key_headers(), ("X-Auth-Token", self._token or ""))
            request = HttpRequest(f"{self._base}{report.path}", query=query, headers=headers)
            status, answered, body = await self._fetch(request, self.settings.page_bytes)
            if 200 <= status < 300:
                # No content is how some servers say that there is nothing.
                return body or (b"[]" if status == 204 else b"")
            error = verdict(status, answered, body, words_of(body, self._redactor), report)
            if status not in {401, 403} or last:
                break
            await self._renew(logins)
        if isinstance(error, DeniedError):
            self._token = None
        assert error is not None
        raise error

    async def _renew(self, seen: int) -> None:
        """Log in, unless somebody else did since login number `seen`."""
        async with self._lock:
            if self._logins != seen and self._token is not None:
                return
            self._token = None
            self._token = await self._logged_in()
            self._logins += 1

    async def _logged_in(self) -> SecretStr:
        who = await self._credentials()
        for secret in (who.password, who.api_key):
            self._redactor.add(secret.get_secret_value())
        said = {
            "email": who.email,
            "password": who.password.get_secret_value(),
            "rememberMe": self.settings.remember_me,
        }
        headers = (*await self._key_headers(), ("Content-Type", "application/json"))
        request = HttpRequest(f"{self._base}{LOGIN_PATH}", "POST", headers=headers, body=json.dumps(said).encode())
        status, answered, body = await self._fetch(request, _REPLY_BYTES)
        if not 200 <= status < 300:
            raise verdict(status, answered, body, words_of(body, self._redactor), None)
        token = _token_of(body)
        if not token:
            raise self._no_token(status, body)
        self._redactor.add(token)
        return SecretStr(token)

    def _no_token(self, status: int, body: bytes) -> CrmError:
        if decoded(body[:500]).lstrip().startswith("<"):
            return web_page(status)
        # Some servers refuse with a status of success.
        return AnswerError(
            "The CRM's login gave no token", words_of(body, self._redactor), "Check base_url, key and domain."
        )

    def _no_rows(self, found: NotRows, report: Report, body: bytes) -> CrmError:
        if found.is_page:
            return web_page(200)
        if not found.is_json:
            says = self._redactor.mask(found.says)
            title = "The answer is not JSON" if body.strip() else "The answer is empty"
            return AnswerError(title, says, "Try again; if it stays, check base_url.", transient=True)
        says = words_of(body, self._redactor)
        if classify(says, at_login=False).is_told:
            return denied(200, says, report)
        return AnswerError(
            f"The answer holds no {report.value}", says, "Check base_url; the address may be another service's."
        )

    async def _key_headers(self) -> tuple[tuple[str, Value], ...]:
        key = (await self._credentials()).api_key
        _sendable(key.get_secret_value(), "API key")
        return (("X-Api-Key", key), ("X-DOMAIN", self._domain))

    async def _fetch(self, request: HttpRequest, limit: int) -> tuple[int, dict[str, str], bytes]:
        body = bytearray()
        head = await self._http.download(request, body.extend, limit)
        return head.status, dict(head.headers), bytes(body)


def _token_of(body: bytes) -> str:
    try:
        found: Any = load(decoded(body))
    except (ValueError, ArithmeticError):
        return ""
    for _ in range(3):
        if isinstance(found, str):
            return _usable(found)
        if not isinstance(found, dict):
            return ""
        by_name = {fold(key): value for key, value in found.items()}
        token = next((by_name[name] for name in _TOKEN_KEYS if isinstance(by_name.get(name), str)), "")
        if token:
            return _usable(token)
        found = by_name.get("data") or by_name.get("result")
    return ""


def _usable(token: str) -> str:
    """Return a token that a header can carry, else an empty text."""
    fits = token.isascii() and token.isprintable() and " " not in token and len(token) <= 8192
    return token if fits else ""


def _sendable(text: str, what: str) -> str:
    if not text.strip() or not text.isascii() or not text.isprintable():
        raise CrmError(f"The {what} cannot be sent", "it is empty or has strange letters", "Correct it in the config.")
    return text
