"""The way out over HTTP against a small server on loopback: what it sends, refuses, bounds and never shows."""

from __future__ import annotations

import asyncio
import gzip
import logging
import ssl
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import trustme
from pydantic import SecretStr

from tests.fakes import FakeClock, settle
from tui.clock import SystemClock
from tui.net.http import HttpClient, HttpError, HttpFault, HttpLimits, HttpRequest
from tui.net.http_address import path_segment

pytestmark = pytest.mark.anyio

CANARY = "canary-5f0e1d7c9b"
Answer = Callable[[str, asyncio.StreamWriter], Awaitable[None]]


class Server:
    """Hands each request's head to `answer`, which writes whatever bytes it likes."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.heads: list[str] = []
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.heads.append(head)
            await self._answer(head, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(answer: Answer, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    ours = Server(answer)
    server = await asyncio.start_server(ours.serve, "127.0.0.1", 0, ssl=tls)
    ours.url = f"http{'s' if tls else ''}://127.0.0.1:{server.sockets[0].getsockname()[1]}/x"
    try:
        yield ours
    finally:
        server.close()
        await server.wait_closed()


def says(body: bytes, *lines: str, status: str = "200 OK", length: int | None = None) -> Answer:
    async def answer(head: str, writer: asyncio.StreamWriter) -> None:
        fields = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *lines]
        writer.write("\r\n".join([*fields, "Connection: close", "", ""]).encode() + body)
        await writer.drain()

    return answer


@asynccontextmanager
async def talking(answer: Answer, limits: HttpLimits | None = None) -> AsyncIterator[tuple[HttpClient, Server]]:
    client = HttpClient(SystemClock(), limits=limits)
    try:
        async with serving(answer) as server:
            yield client, server
    finally:
        await client.close()


async def fault_of(client: HttpClient, request: HttpRequest) -> HttpFault:
    with pytest.raises(HttpError) as caught:
        await client.fetch(request)
    return caught.value.fault


async def test_an_answer_comes_back_whole_with_its_status() -> None:
    async with talking(says(b"<a/>", "Content-Type: Text/XML; charset=x", status="500 Oh")) as (client, server):
        reply = await client.fetch(HttpRequest(server.url, query=(("t", SecretStr("a b&c")), ("v", "3"))))
    assert (reply.status, reply.body, reply.head.content_type) == (500, b"<a/>", "text/xml")
    assert server.heads[0].startswith("GET /x?t=a%20b%26c&v=3 HTTP/1.1\r\n")


async def test_headers_and_body_are_sent_and_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    async with talking(says(b"")) as (client, server):
        headers = (("User-Agent", "Java"), ("X-Auth-Token", SecretStr("s3cret")))
        await client.fetch(HttpRequest(server.url, "POST", headers=headers, body=b"{}"))
    head = server.heads[0].lower()
    assert "user-agent: java" in head
    assert "x-auth-token: s3cret" in head
    assert "content-length: 2" in head
    assert "python" not in head


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "308 Permanent"])
async def test_a_redirect_is_an_error_and_is_not_followed(status: str) -> None:
    answer = says(b"", f"Location: https://evil.example/?t={CANARY}", status=status)
    async with talking(answer) as (client, server):
        with pytest.raises(HttpError, match=r"evil\.example") as caught:
            await client.fetch(HttpRequest(server.url))
    assert caught.value.fault is HttpFault.REDIRECT
    assert CANARY not in str(caught.value)
    assert len(server.heads) == 1


async def test_an_answer_past_the_limit_is_refused() -> None:
    async with talking(says(b"x" * 101), HttpLimits(body_bytes=100)) as (client, server):
        assert await fault_of(client, HttpRequest(server.url)) is HttpFault.TOO_LARGE


async def test_a_small_packed_answer_cannot_fill_the_memory() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    taken: list[int] = []
    async with talking(says(bomb, "Content-Encoding: gzip")) as (client, server):
        with pytest.raises(HttpError) as caught:
            await client.download(HttpRequest(server.url), lambda piece: taken.append(len(piece)), 1_000_000)
    assert caught.value.fault is HttpFault.TOO_LARGE
    assert sum(taken) <= 1_000_000


async def test_a_packed_answer_is_unpacked_in_full() -> None:
    body = b"".join(b"%08d" % number for number in range(200_000))
    packed = gzip.compress(body[:700_000]) + gzip.compress(body[700_000:])
    async with talking(says(packed, "Content-Encoding: gzip")) as (client, server):
        got = bytearray()
        await client.download(HttpRequest(server.url), got.extend, 10_000_000)
    assert bytes(got) == body


@pytest.mark.parametrize(
    ("body", "encoding", "fault"),
    [
        (gzip.compress(b"x" * 1000, mtime=0)[:-9], "gzip", HttpFault.BAD_REPLY),
        (b"not packed", "gzip", HttpFault.BAD_REPLY),
        (b"whatever", "br", HttpFault.BAD_REPLY),
    ],
)
async def test_a_badly_packed_answer_is_a_fault(body: bytes, encoding: str, fault: HttpFault) -> None:
    async with talking(says(body, f"Content-Encoding: {encoding}")) as (client, server):
        assert await fault_of(client, HttpRequest(server.url)) is fault


async def test_an_answer_that_ends_too_early_was_cut() -> None:
    async with talking(says(b"half", length=8)) as (client, server):
        assert await fault_of(client, HttpRequest(server.url)) is HttpFault.CUT


async def test_what_is_no_http_is_a_fault() -> None:
    async def answer(head: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 smtp ready\r\n\r\n")

    async with talking(answer) as (client, server):
        assert await fault_of(client, HttpRequest(server.url)) in {HttpFault.CUT, HttpFault.BAD_REPLY}


async def test_nobody_listening_is_unreachable() -> None:
    async with serving(says(b"")) as server:
        url = server.url
    client = HttpClient(SystemClock())
    assert await fault_of(client, HttpRequest(url)) is HttpFault.UNREACHABLE
    await client.close()


async def test_a_certificate_counts_only_with_the_authority_that_signed_it(tmp_path: Path) -> None:
    authority = trustme.CA()
    (tmp_path / "ca.pem").write_bytes(authority.cert_pem.bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    async with serving(says(b"sealed"), context) as server:
        knowing, strange = HttpClient(SystemClock(), ca_file=tmp_path / "ca.pem"), HttpClient(SystemClock())
        request = HttpRequest(server.url)
        assert (await knowing.fetch(request)).body == b"sealed"
        assert await fault_of(strange, request) is HttpFault.TLS
        await knowing.close()
        await strange.close()


async def test_silence_ends_the_wait_on_the_given_clock() -> None:
    asked, end = asyncio.Event(), asyncio.Event()

    async def answer(head: str, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await end.wait()

    clock = FakeClock()
    client = HttpClient(clock, limits=HttpLimits(total_s=60, idle_s=10))
    async with serving(answer) as server:
        fetching = asyncio.ensure_future(client.fetch(HttpRequest(server.url)))
        await asked.wait()
        clock.advance(9)
        await settle()
        assert not fetching.done()
        clock.advance(1)
        with pytest.raises(HttpError) as caught:
            await fetching
        end.set()
    await client.close()
    assert caught.value.fault is HttpFault.TIMEOUT


async def test_what_the_sink_raises_reaches_the_caller_unchanged() -> None:
    def full(piece: bytes) -> None:
        raise OSError(28, "No space left on device")

    async with talking(says(b"data")) as (client, server):
        with pytest.raises(OSError, match="No space left") as caught:
            await client.download(HttpRequest(server.url), full, 100)
    assert type(caught.value) is OSError


async def test_being_cancelled_closes_the_connection() -> None:
    asked, gone = asyncio.Event(), asyncio.Event()

    async def answer(head: str, writer: asyncio.StreamWriter) -> None:
        asked.set()
        while not writer.is_closing():
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0)
        gone.set()

    async def quiet(head: str, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(head, writer)
        except ConnectionError:
            gone.set()

    async with talking(quiet) as (client, server):
        fetching = asyncio.ensure_future(client.fetch(HttpRequest(server.url)))
        await asked.wait()
        fetching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await fetching
        await asyncio.wait_for(gone.wait(), 30)


@pytest.mark.parametrize(
    "url",
    [
        "http://ndcdyn.interactivebrokers.com/x",
        "ftp://127.0.0.1/x",
        "https://user:pw@host.example/x",
        "https://host.example/x?t=1",
        "https://host.example/x#y",
        "https://host.example/a b",
        "https://host.example/a\nb",
        "https:///x",
        "https://host.example:0/x",
        "https://[::1/x",
        "https://host.example:99999/",
        "http://10.0.0.1/x",
        "https://hоst.example/",
        "",
    ],
)
async def test_unsafe_addresses_are_never_asked(url: str) -> None:
    assert await fault_of(HttpClient(SystemClock()), HttpRequest(url)) is HttpFault.FORBIDDEN


def test_parts_of_a_path_cannot_lead_elsewhere() -> None:
    assert path_segment("a@b.c/d"[:5] + "?x") == "a%40b.c%3Fx"
    for text in ("..", ".", "", "a/b", "a\\b"):
        with pytest.raises(HttpError):
            path_segment(text)


async def test_a_secret_is_in_no_log_error_picture_or_traceback(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    seen: list[str] = []
    for answer in (says(b"x", length=9), says(b"", "Location: /", status="302 Found"), says(b"x" * 99)):
        async with talking(answer, HttpLimits(body_bytes=50)) as (client, server):
            query = (("t", SecretStr(CANARY)),)
            request = HttpRequest(server.url, query=query, headers=(("X-Api-Key", SecretStr(CANARY)),))
            with pytest.raises(HttpError) as caught:
                await client.fetch(request)
            shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
            seen += [*shown.format(), repr(request), repr(caught.value), str(caught.value)]
    seen += [record.getMessage() + repr(record.args) for record in caplog.records]
    assert CANARY not in "\n".join(seen)
    assert seen


async def test_a_secret_that_cannot_be_sent_is_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    async with talking(says(b"")) as (client, server):
        request = HttpRequest(server.url, headers=(("X-Api-Key", SecretStr(f"ключ\n{CANARY}")),))
        with pytest.raises(HttpError) as caught:
            await client.fetch(request)
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert CANARY not in "".join(shown.format())
    assert server.heads == []


async def test_errors_name_the_host_and_nothing_behind_it() -> None:
    async with talking(says(b"x", length=9)) as (client, server):
        with pytest.raises(HttpError) as caught:
            await client.fetch(HttpRequest(f"{server.url}/by-email/{CANARY}"))
    assert "127.0.0.1" in str(caught.value)
    assert CANARY not in f"{caught.value} {caught.value!r} {caught.value.__dict__}"


async def test_what_goes_to_the_library_does_not_show_its_address_either() -> None:
    shown: list[str] = []

    class Transport(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            shown.extend((repr(request), str(request)))
            return httpx.Response(200, stream=httpx.ByteStream(b"ok"))

    client = HttpClient(SystemClock(), transport=lambda context: Transport())
    reply = await client.fetch(HttpRequest("https://host.example/x", query=(("t", SecretStr(CANARY)),)))
    assert reply.status == 200
    assert shown == ["<request GET>", "<request GET>"]
