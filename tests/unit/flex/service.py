"""A Flex service out of a script: it answers from lists, and writes down when it was asked what."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from pydantic import SecretStr

from tests.simulation.loop import LoopClock, VirtualLoop, run_virtually
from tui.flex.archive import Archive
from tui.flex.client import FlexSettings
from tui.flex.jobs import Job
from tui.flex.patience import Ladders
from tui.flex.queue import FlexQueue
from tui.flex.tools import Tools
from tui.net.http import HttpError, HttpHead, HttpRequest, HttpResponse, Sink

T = TypeVar("T")

START_MS = 1_760_000_000_000  # 9 October 2025
GDC = "https://gdcdyn.interactivebrokers.com/AccountManagement/FlexWebService/GetStatement"
TOKEN = SecretStr("canary-token-0123456789")


def accepted(reference: str = "8936364590", url: str = GDC) -> bytes:
    return (
        "<FlexStatementResponse timestamp='04 October, 2026 04:03 PM EDT'>\n<Status>Success</Status>\n"
        f"<ReferenceCode>{reference}</ReferenceCode>\n<Url>{url}</Url>\n</FlexStatementResponse>"
    ).encode()


def refused(code: int, text: str = "Statement generation in progress. Please try again shortly.") -> bytes:
    status = "Warn" if code == 1019 else "Fail"
    return (
        f"<FlexStatementResponse timestamp='12 May, 2025 12:10 PM EDT'><Status>{status}</Status>"
        f"<ErrorCode>{code}</ErrorCode><ErrorMessage>{text}</ErrorMessage></FlexStatementResponse>"
    ).encode()


def statement(first: str = "20250701", last: str = "20250930", account: str = "U1234567", rows: int = 3) -> bytes:
    trades = "".join(f'<Trade transactionID="{number}" symbol="NET" />' for number in range(rows))
    return (
        '<FlexQueryResponse queryName="PP" type="AF">\n<FlexStatements count="1">\n'
        f'<FlexStatement accountId="{account}" '
        f'fromDate="{first}" toDate="{last}" period="" whenGenerated="20251208;062234">\n<Trades>{trades}</Trades>\n'
        "</FlexStatement>\n</FlexStatements>\n</FlexQueryResponse>\n"
    ).encode()


@dataclass(frozen=True)
class Question:
    """One request as the service saw it."""

    at: float
    method: str
    host: str
    parameters: dict[str, str]
    headers: dict[str, str]


Answer = bytes | tuple[int, bytes] | HttpError


@dataclass
class FakeService:
    """Answers SendRequest from `sends` and GetStatement from `gets`; then with a reference and a statement."""

    clock: LoopClock
    sends: list[Answer] = field(default_factory=list)
    gets: list[Answer] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)
    by_host: dict[str, Answer] = field(default_factory=dict)
    by_reference: dict[str, list[Answer]] = field(default_factory=dict)
    references: int = 1_000_000

    async def fetch(self, request: HttpRequest) -> HttpResponse:
        self._note(request)
        self.references += 1
        answer = self.sends.pop(0) if self.sends else accepted(str(self.references))
        status, body = _parts(answer)
        await asyncio.sleep(0.2)
        return HttpResponse(HttpHead(status, {}, request.host), body)

    async def download(self, request: HttpRequest, sink: Sink, limit: int) -> HttpHead:
        self._note(request)
        answers = self.by_reference.get(self.asked[-1].parameters["q"], self.gets)
        answer = answers.pop(0) if answers else statement()
        answer = self.by_host.get(request.host, answer)
        status, body = _parts(answer)
        for at in range(0, len(body), 1000):
            await asyncio.sleep(0.01)
            sink(body[at : at + 1000])
        return HttpHead(status, {}, request.host)

    def _note(self, request: HttpRequest) -> None:
        parameters = {name: _plain(value) for name, value in request.query}
        headers = {name: _plain(value) for name, value in request.headers}
        method = urlsplit(request.url).path.rpartition("/")[2].rpartition(".")[2]
        self.asked.append(Question(self.clock.monotonic(), method, request.host, parameters, headers))

    def count(self, method: str) -> int:
        """Return how often `method` was asked."""
        return sum(question.method == method for question in self.asked)


def _parts(answer: Answer) -> tuple[int, bytes]:
    if isinstance(answer, HttpError):
        raise answer
    return answer if isinstance(answer, tuple) else (200, answer)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else str(value.get_secret_value())


class InlineWorker:
    """Runs work at once on the caller's own thread, so that equal runs are equal."""

    async def run(self, work: Callable[[], T]) -> T:
        return work()

    def close(self) -> None:
        pass


@dataclass
class World:
    """One process: a queue with all that it needs on one archive."""

    service: FakeService
    queue: FlexQueue
    archive: Archive
    tools: Tools
    seen: list[Job]

    def phases(self) -> list[str]:
        """Return the phases that were told, without repetitions."""
        names = [job.phase.name for job in self.seen]
        return [name for at, name in enumerate(names) if at == 0 or names[at - 1] != name]


def a_world(
    folder: Path,
    clock: LoopClock,
    service: FakeService | None = None,
    settings: FlexSettings | None = None,
    ladders: Ladders | None = None,
) -> World:
    service = service or FakeService(clock)
    chance, worker = random.Random(1), InlineWorker()
    tools = Tools.open(folder, service, clock, chance, worker, settings=settings, ladders=ladders, boot="boot")
    seen: list[Job] = []
    return World(service, FlexQueue(tools, seen.append), tools.archive, tools, seen)


def virtually(main: Any) -> Any:
    """Run `main(clock)` on virtual time and return its result."""
    loop = VirtualLoop()
    clock = LoopClock(loop, START_MS)
    coroutine: Coroutine[Any, Any, Any] = main(clock)
    result = run_virtually(coroutine, loop)
    assert not loop.errors
    return result
