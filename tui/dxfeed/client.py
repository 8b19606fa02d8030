"""Every method of the service, one request each: no repetition, no exception for what the service or network does.

Raised are InputError for values that must not be sent, and SecretError when the API key cannot be got. All else is an
outcome. After an outcome "sent, no answer" the state has to be read; a call is never sent a second time by itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from pydantic import SecretStr

from tui.dxfeed import answers, calls
from tui.dxfeed.answers import UnreadableError
from tui.dxfeed.calls import Call, Person, Trial, Wish
from tui.dxfeed.methods import Method
from tui.dxfeed.outcomes import Done, Json, NotSent, Outcome, Refused, SentNoAnswer
from tui.dxfeed.reasons import find_case
from tui.dxfeed.records import Account, Activation, Grant, NewAccount, ProfileLink, Subscription
from tui.dxfeed.token import MASK
from tui.net.http import Http, HttpError, HttpFault, HttpRequest, HttpResponse, Value
from tui.net.http_address import path_segment, refuse_unsafe
from tui.net.redact import Redactor

T = TypeVar("T")

STAGING = "https://staging.services.get.dxfeed.com"
PRODUCTION = "https://services.get.dxfeed.com"

FetchKey = Callable[[], Awaitable[SecretStr]]
"""Gives the API key late; raises SecretError."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The exact request as it may be shown: secrets are dots. `body` is indented JSON, empty without one."""

    verb: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: str


class DxfeedClient:
    """Talks to one application at one address."""

    def __init__(self, http: Http, base: str, fetch_key: FetchKey) -> None:
        """`base` is the address without a path. Raises HttpError when it cannot be used."""
        refuse_unsafe(base)
        self.base = base.rstrip("/")
        self._http = http
        self._fetch_key = fetch_key

    async def create_account(
        self, email: str | None = None, person: Person | None = None, allowed: str | None = None
    ) -> Outcome[NewAccount]:
        """Create an account; `allowed` restricts the subscriber statuses that the customer may choose."""
        return await self.send(calls.create_account(email, person, allowed))

    async def account(self, account_id: str) -> Outcome[Account]:
        """Get an account by its id."""
        return await self.send(calls.account(account_id))

    async def account_by_email(self, email: str) -> Outcome[Account]:
        """Get an account by its e-mail."""
        return await self.send(calls.account_by_email(email))

    async def reset_password(self, account_id: str) -> Outcome[None]:
        """Reset a password; done does not tell whether there was one to reset."""
        return await self.send(calls.reset_password(account_id))

    async def change_email(self, account_id: str, email: str) -> Outcome[None]:
        """Give an account another e-mail."""
        return await self.send(calls.change_email(account_id, email))

    async def activate(self, account_id: str, feeds: Iterable[str], redirect: str | None = None) -> Outcome[Activation]:
        """Activate feeds (version 1). Links and ids of earlier activations become invalid."""
        return await self.send(calls.activate(account_id, feeds, redirect))

    async def activate_until(
        self, account_id: str, wishes: Iterable[Wish], now_ms: int, redirect: str | None = None
    ) -> Outcome[Activation]:
        """Activate feeds until given ends (version 2)."""
        return await self.send(calls.activate_until(account_id, wishes, now_ms, redirect))

    async def confirm(self, account_id: str, confirmation_id: str, version: int) -> Outcome[None]:
        """Confirm an activation; `version` is that of the activation."""
        return await self.send(calls.confirm(account_id, confirmation_id, version))

    async def cancel(self, account_id: str, feeds: Iterable[str]) -> Outcome[None]:
        """Ask to cancel feeds; they may stay active until their period ends (R-C12)."""
        return await self.send(calls.cancel(account_id, feeds))

    async def extend(self, account_id: str, feeds: Iterable[str]) -> Outcome[None]:
        """Extend feeds by one period."""
        return await self.send(calls.extend(account_id, feeds))

    async def subscriptions(self, account_id: str) -> Outcome[tuple[Subscription, ...]]:
        """Get an account's subscriptions."""
        return await self.send(calls.subscriptions(account_id))

    async def token(self, account_id: str, *, details: bool = False) -> Outcome[Grant]:
        """Get an access token of an account."""
        return await self.send(calls.token(account_id, details=details))

    async def token_by_credentials(self, login: str, password: SecretStr, *, details: bool = False) -> Outcome[Grant]:
        """Get an access token with a customer's login and password."""
        return await self.send(calls.token_by_credentials(login, password, details=details))

    async def profile_link(self, account_id: str) -> Outcome[ProfileLink]:
        """Get links to a customer's profile page."""
        return await self.send(calls.profile_link(account_id))

    async def track(self, trial: Trial) -> Outcome[None]:
        """Note a trial."""
        return await self.send(calls.track(trial))

    async def send(self, call: Call[T]) -> Outcome[T]:
        """Send one call, once, and read its answer. Raises SecretError, HttpError for a path that leads elsewhere."""
        url = self._url(call)
        key = await self._fetch_key()
        bearer = SecretStr(f"Bearer {key.get_secret_value()}")
        request = HttpRequest(
            url, method=call.method.shape.verb, headers=self._headers(call, bearer), body=call.body_sent()
        )
        redactor = Redactor(answers.secrets_in((key, *(secret for _, secret in call.secrets))))
        try:
            response = await self._http.fetch(request)
        except HttpError as error:
            return _failed(call.method, error)
        return _judged(call, response, redactor)

    def shown(self, call: Call[T]) -> Shown:
        """Return the exact request that `send` would make, without its secrets."""
        headers = [(name, str(value)) for name, value in self._headers(call, f"Bearer {MASK}")]
        return Shown(call.method.shape.verb, self._url(call), tuple(headers), call.body_shown)

    def _url(self, call: Call[T]) -> str:
        return "/".join([self.base, *(path_segment(part) for part in call.path)])

    def _headers(self, call: Call[T], authorization: Value) -> tuple[tuple[str, Value], ...]:
        headers: tuple[tuple[str, Value], ...] = (("Authorization", authorization),)
        if call.method.shape.typed:
            headers += (("Content-Type", "application/json"),)
        return headers


def _failed(method: Method, error: HttpError) -> NotSent | SentNoAnswer:
    why = " – ".join(part for part in (error.title, error.detail) if part)
    # A TLS error can also come with the answer, so of a write it does not prove that nothing was done.
    if error.fault.was_sent or (method.writes and error.fault is HttpFault.TLS):
        return SentNoAnswer(method, why, _hint(method), error.fault)
    return NotSent(method, why, error.hint, error.fault)


def _hint(method: Method) -> str:
    return "Read the state before you do it again." if method.writes else "Try again."


def _judged(call: Call[T], response: HttpResponse, redactor: Redactor) -> Outcome[T]:
    method, status = call.method, response.status
    try:
        answer = answers.parse(response.body)
    except UnreadableError as error:
        if call.read is answers.nothing and 200 <= status < 300 and not response.body.lstrip().startswith(b"<"):
            # Such a method promises a status and nothing else (R-C8); a web page is not from the service.
            return Done(method, call.read(None), status, redactor.mask(answers.first_line(response.body)))
        return _unread(method, response, redactor.mask(str(error)))
    if not 200 <= status < 300:
        return _refused(method, status, answer, redactor)
    if call.read is answers.grant and not answers.is_granted(answer):
        return _refused(method, status, answer, redactor)
    try:
        return Done(method, call.read(answer), status, _shown(answer, redactor))
    except UnreadableError as error:
        return SentNoAnswer(method, redactor.mask(str(error)), _hint(method), status=status)


def _unread(method: Method, response: HttpResponse, why: str) -> Refused | SentNoAnswer:
    """Judge an answer that is no JSON, such as a gateway's page."""
    status = response.status
    if 400 <= status < 500:
        return Refused(method, find_case(method, status, ""), status, "", why)
    said = why if 200 <= status < 300 else f"HTTP status {status}, {why}"
    return SentNoAnswer(method, said, _hint(method), status=status)


def _refused(method: Method, status: int, answer: Json, redactor: Redactor) -> Refused | SentNoAnswer:
    fields = answer if isinstance(answer, dict) else {}
    reason, message, at = (redactor.mask(_line(fields.get(name))) for name in ("reason", "message", "dateTime"))
    if status >= 500:
        # A server that failed half-way may have done it.
        words = ", ".join(part for part in (f"HTTP status {status}", reason, message) if part)
        return SentNoAnswer(method, words, _hint(method), status=status)
    code = fields.get("errorCode")
    number = code if isinstance(code, int) and not isinstance(code, bool) else None
    case = find_case(method, status, reason, message)
    if not message and status == 200:
        message = case.message or f"the answer's status is {_line(fields.get('status'))}"
    return Refused(method, case, status, reason, message, number, at, _shown(answer, redactor))


def _line(value: Json) -> str:
    return "" if value is None else str(value)[:500].replace("\n", " ")


def _shown(answer: Json, redactor: Redactor) -> Json:
    masked = answers.without_tokens(answer)
    return _masked(masked, redactor)


def _masked(value: Json, redactor: Redactor) -> Json:
    if isinstance(value, str):
        return redactor.mask(value)
    if isinstance(value, list):
        return [_masked(each, redactor) for each in value]
    if isinstance(value, dict):
        return {name: _masked(each, redactor) for name, each in value.items()}
    return value
