"""A CRM out of a script: it checks key, domain and token, pages through lists that may move, and notes what came."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from tui.crm.client import Credentials, CrmClient, CrmSettings
from tui.net.http import HttpError, HttpHead, HttpRequest, HttpResponse, Sink

BASE = "https://crm.example.com"
START_MS = 1_768_000_000_000  # 9 January 2026
WHO = Credentials("ib@example.com", SecretStr("canary-password"), SecretStr("canary-api-key"))
TOKEN = "canary-token"

Answer = tuple[int, bytes] | HttpError


@dataclass(frozen=True)
class Question:
    """One request as the CRM saw it."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


def envelope(rows: list[Any], total: int | None) -> bytes:
    return json.dumps({"data": rows, **({} if total is None else {"total": total})}).encode()


@dataclass
class FakeCrm:
    """Serves `lists` by path. `script` has answers that come first, `moves` is called before each page."""

    lists: dict[str, list[Any]] = field(default_factory=dict)
    script: list[Answer] = field(default_factory=list)
    login_script: list[Answer] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)
    shape: Callable[[list[Any], int | None], bytes] = envelope
    totals: bool = True
    most: int = 10_000
    moves: Callable[[str, int], None] = lambda path, page: None
    valid: set[str] = field(default_factory=set)
    headers: dict[str, str] = field(default_factory=dict)

    async def fetch(self, request: HttpRequest) -> HttpResponse:
        body = bytearray()
        head = await self.download(request, body.extend, 1 << 30)
        return HttpResponse(head, bytes(body))

    async def download(self, request: HttpRequest, sink: Sink, limit: int) -> HttpHead:
        question = Question(
            request.method,
            urlsplit(request.url).path,
            {name: plain(value) for name, value in request.query},
            {name.lower(): plain(value) for name, value in request.headers},
            request.body,
        )
        self.asked.append(question)
        # Others have their turn while an answer is on its way.
        await asyncio.sleep(0)
        answer = self._answer(question)
        if isinstance(answer, HttpError):
            raise answer
        sink(answer[1])
        return HttpHead(answer[0], self.headers, request.host)

    def _answer(self, question: Question) -> Answer:
        if question.path.endswith("/auth/login"):
            if self.login_script:
                return self.login_script.pop(0)
            token = f"{TOKEN}-{len(self.asked)}"
            self.valid.add(token)
            return 200, json.dumps({"token": token}).encode()
        if self.script:
            return self.script.pop(0)
        if question.headers["x-auth-token"] not in self.valid:
            return 401, b'{"message": "Token expired"}'
        page, size = int(question.query.get("page", 1)), min(int(question.query.get("pageSize", 1000)), self.most)
        self.moves(question.path, page)
        rows = self.lists.get(question.path, [])
        return 200, self.shape(rows[(page - 1) * size : page * size], len(rows) if self.totals else None)

    def pages(self) -> list[int]:
        """The pages that were asked for, in order."""
        return [int(each.query["page"]) for each in self.asked if "page" in each.query]

    def client(self, settings: CrmSettings | None = None) -> CrmClient:
        async def credentials() -> Credentials:
            return WHO

        return CrmClient(self, credentials, settings or CrmSettings(BASE))


def plain(value: Any) -> str:
    return value if isinstance(value, str) else str(value.get_secret_value())


class StoppedClock:
    """A clock on which waiting takes no time but is written down."""

    def __init__(self, now_ms: int = START_MS) -> None:
        self.ms = now_ms
        self.slept: list[float] = []

    def now_ms(self) -> int:
        return self.ms

    def monotonic(self) -> float:
        return self.ms / 1000

    def elapsed(self) -> float:
        return self.ms / 1000

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
