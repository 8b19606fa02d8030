"""The client over real sockets on loopback, and a program that is killed while it waits."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.simulation.loop import LoopClock
from tests.unit.flex.service import TOKEN, FakeService, a_world, accepted, refused, statement, virtually
from tui.clock import SystemClock
from tui.flex.archive import Archive
from tui.flex.client import Credential, FlexClient, FlexSettings, Statement, Trouble
from tui.flex.envelope import Accepted, Refused, Unrecognised
from tui.flex.jobs import Job, Order, Phase
from tui.flex.windows import LastDays, Saved
from tui.flex.worker import ThreadWorker
from tui.net.http import HttpClient, HttpFault

ROOT = Path(__file__).resolve().parents[3]
CREDENTIAL = Credential(TOKEN, "key")


class NoPace:
    """Lets everybody pass and notes who complained."""

    def __init__(self) -> None:
        self.rests = 0

    async def turn(self, token_key: str) -> None:
        pass

    async def answered(self, token_key: str) -> None:
        pass

    async def rest(self, token_key: str) -> None:
        self.rests += 1


class Wire:
    """Writes one prepared answer per connection, whole or cut."""

    def __init__(self, answers: Sequence[bytes]) -> None:
        self.answers = list(answers)
        self.targets: list[str] = []
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.targets.append(head.split()[1].decode())
        writer.write(self.answers.pop(0))
        await writer.drain()
        writer.close()


def whole(body: bytes, status: str = "200 OK", missing: int = 0) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
    return (head + body)[: len(head) + len(body) - missing]


@asynccontextmanager
async def talking(*answers: bytes) -> AsyncIterator[tuple[FlexClient, Wire, NoPace]]:
    wire, pace, http = Wire(answers), NoPace(), HttpClient(SystemClock())
    server = await asyncio.start_server(wire.serve, "127.0.0.1", 0)
    wire.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/flex"
    try:
        yield FlexClient(http, pace, FlexSettings(base=wire.url)), wire, pace
    finally:
        await http.close()
        server.close()
        await server.wait_closed()


@pytest.mark.anyio
async def test_asking_and_fetching_over_a_socket(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a")
    async with talking(whole(accepted()), whole(statement(rows=5000))) as (client, wire, _):
        answer = await client.request(CREDENTIAL, "42", LastDays(30))
        assert isinstance(answer, Accepted)
        with archive.receive() as file:
            got = await client.collect(CREDENTIAL, answer.reference, "", file)
            assert isinstance(got, Statement)
            assert file.size == len(statement(rows=5000))
    send, get = (urlsplit(target) for target in wire.targets)
    assert (send.path, get.path) == ("/flex/SendRequest", "/flex/GetStatement")
    assert parse_qs(send.query) == {"t": [TOKEN.get_secret_value()], "q": ["42"], "v": ["3"], "p": ["30"]}
    assert parse_qs(get.query)["q"] == [answer.reference]
    archive.close()


@pytest.mark.anyio
async def test_a_connection_that_breaks_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a")
    async with talking(whole(statement(rows=5000), missing=900)) as (client, _, _):
        with archive.receive() as file:
            answer = await client.collect(CREDENTIAL, "12345", "", file)
    assert isinstance(answer, Trouble)
    assert answer.fault is HttpFault.CUT
    assert archive.list() == []
    assert not list((tmp_path / "a" / "incoming").iterdir())
    archive.close()


@pytest.mark.anyio
async def test_not_ready_and_errors_of_the_host_are_told_apart(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a")
    answers = [
        whole(refused(1019)),
        whole(refused(1018), "429 Too Many"),
        whole(b"slow down", "429 Too Many"),
        whole(statement(), "500 Oh"),
        whole(b"<html>" + b"x" * 90_000),
    ]
    found = []
    async with talking(*answers) as (client, _, pace):
        for _ in answers:
            with archive.receive() as file:
                found.append(await client.collect(CREDENTIAL, "12345", "", file))
    assert [type(answer) for answer in found] == [Refused, Refused, Unrecognised, Unrecognised, Unrecognised]
    assert isinstance(found[3], Unrecognised)
    assert found[3].reason == "HTTP status 500"
    assert pace.rests == 1
    archive.close()


@pytest.mark.anyio
async def test_a_statement_past_the_limit_is_given_up(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a")
    async with talking(whole(statement(rows=5000))) as (_, wire, pace):
        client = FlexClient(HttpClient(SystemClock()), pace, FlexSettings(wire.url, statement_bytes=1000))
        with archive.receive() as file:
            answer = await client.collect(CREDENTIAL, "12345", "", file)
    assert isinstance(answer, Trouble)
    assert answer.fault is HttpFault.TOO_LARGE
    archive.close()


@pytest.mark.anyio
async def test_work_on_the_thread_comes_back_and_so_do_its_errors() -> None:
    worker = ThreadWorker()
    assert await worker.run(lambda: 2 + 2) == 4
    with pytest.raises(ZeroDivisionError):
        await worker.run(lambda: 1 // 0)
    worker.close()
    worker.close()


def die_while_polling(folder: Path) -> None:
    """Run a queue in this process and end it, as a kill would, once the first poll was answered."""
    import os

    async def main(clock: LoopClock) -> None:
        world = a_world(folder, clock, FakeService(clock, gets=[refused(1019)] * 9))
        await world.queue.submit(Order("42", Saved()), TOKEN)
        # The second poll goes out 11 s after the request, the third 8 s later.
        await asyncio.sleep(15)
        assert world.service.count("GetStatement") == 2
        os._exit(9)

    virtually(main)


def test_after_a_kill_while_polling_the_next_start_polls_on_and_asks_nothing_anew(tmp_path: Path) -> None:
    program = "import sys; from pathlib import Path; from tests.unit.flex.test_client import die_while_polling\n"
    command = [sys.executable, "-c", program + "die_while_polling(Path(sys.argv[1]))", str(tmp_path / "a")]
    assert subprocess.run(command, check=False, cwd=ROOT).returncode == 9

    async def main(clock: LoopClock) -> tuple[Job, FakeService]:
        world = a_world(tmp_path / "a", clock)
        (job,) = await world.queue.resume_all([TOKEN])
        (job,) = await world.queue.wait([job.id])
        world.archive.close()
        return job, world.service

    job, service = virtually(main)
    assert job.phase is Phase.DONE
    assert job.attempt == 3
    assert service.count("SendRequest") == 0
    assert service.asked[0].parameters["q"] == "1000001"
