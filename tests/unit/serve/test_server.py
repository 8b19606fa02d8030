"""The page and its socket over real HTTP; a few lines of Python stand where the dashboard would be."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from tui.serve.guard import Guard
from tui.serve.server import Office, listener

pytestmark = pytest.mark.anyio

ECHO = """
import os, sys
out = lambda data: os.write(1, b"D" + len(data).to_bytes(4, "big") + data)
os.write(1, b"__GANGLION__\\n")
out(f"{os.environ['COLUMNS']}x{os.environ['ROWS']}".encode())
while head := sys.stdin.buffer.read(5):
    body = sys.stdin.buffer.read(int.from_bytes(head[1:], "big"))
    if body == b'{"type": "quit"}' or body == b"q":
        break
    out(b"got " + body)
open(sys.argv[1], "a").write("ended ")
"""


class Desk:
    """A server on a free port, and a browser that has or lacks the cookie."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        self.base = f"http://127.0.0.1:{guard.port}"
        self.known = {guard.cookie: guard.key}

    @asynccontextmanager
    async def window(self, origin: str | None = None) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        async with (
            aiohttp.ClientSession(cookies=self.known, cookie_jar=aiohttp.CookieJar(unsafe=True)) as http,
            http.ws_connect(f"{self.base}/ws?width=90&height=30", origin=origin or self.base) as socket,
        ):
            yield socket


@asynccontextmanager
async def desk(program: str, note: Path, patience_s: float = 5.0) -> AsyncIterator[Desk]:
    with contextlib.closing(listener("127.0.0.1", 0)) as listening:
        guard = Guard(listening.getsockname()[1])
        office = Office([sys.executable, "-c", program, str(note)], guard, patience_s)
        runner = web.AppRunner(office.application(), access_log=None)
        await runner.setup()
        try:
            await web.SockSite(runner, listening).start()
            yield Desk(guard)
        finally:
            await runner.cleanup()


async def test_the_key_in_the_address_becomes_a_cookie_that_no_script_and_no_other_page_gets(tmp_path: Path) -> None:
    async with desk(ECHO, tmp_path / "note") as served, aiohttp.ClientSession() as http:
        async with http.get(f"{served.base}/?key={served.guard.key}", allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "/")
            cookie = answer.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        async with http.get(f"{served.base}/?key=wrong", allow_redirects=False) as answer:
            assert answer.status == 403
            assert "Set-Cookie" not in answer.headers


async def test_page_and_files_come_from_here_alone_and_only_with_the_cookie(tmp_path: Path) -> None:
    async with desk(ECHO, tmp_path / "note") as served:
        paths = ("/", "/page.css", "/page.js", "/static/js/textual.js", "/static/css/xterm.css")
        async with aiohttp.ClientSession() as stranger:
            for path in paths:
                async with stranger.get(served.base + path) as answer:
                    assert (path, answer.status) == (path, 403)
        async with aiohttp.ClientSession(cookies=served.known, cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
            for path in paths:
                async with http.get(served.base + path) as answer:
                    assert (path, answer.status) == (path, 200)
                    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
                    text = await answer.text()
                if path == "/":
                    assert "https://" not in text
                    assert served.guard.key not in text


async def test_keys_and_sizes_reach_the_dashboard_and_its_picture_comes_back(tmp_path: Path) -> None:
    async with desk(ECHO, tmp_path / "note") as served, served.window() as window:
        assert await window.receive_bytes() == b"90x30"
        await window.send_json(["stdin", "7"])
        assert await window.receive_bytes() == b"got 7"
        await window.send_json(["resize", {"width": 99_999, "height": 1}])
        assert await window.receive_bytes() == b'got {"type": "resize", "width": 1000, "height": 10}'
        await window.send_json({"no": "envelope"})
        await window.send_json(["ping", 5])
        assert await window.receive_json() == ["pong", 5]


async def test_a_socket_of_another_page_never_starts_a_dashboard(tmp_path: Path) -> None:
    note = tmp_path / "note"
    async with desk(ECHO, note) as served:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            async with served.window("http://evil.example"):
                pass
    assert not note.exists()


async def test_a_second_window_is_told_and_gets_the_dashboard_when_the_first_has_closed(tmp_path: Path) -> None:
    note = tmp_path / "note"
    async with desk(ECHO, note, patience_s=0.2) as served, served.window() as first:
        await first.receive_bytes()
        async with served.window() as second:
            assert b"open in another window" in await second.receive_bytes()
            assert (await second.receive()).type is aiohttp.WSMsgType.CLOSE
    async with desk(ECHO, note) as served:
        async with served.window() as first:
            await first.receive_bytes()
        # A reload comes while the dashboard before it is still ending.
        async with served.window() as again:
            assert await again.receive_bytes() == b"90x30"
    assert note.read_text().split() == ["ended"] * 3


async def test_a_dashboard_that_is_quit_closes_its_window(tmp_path: Path) -> None:
    async with desk(ECHO, tmp_path / "note") as served, served.window() as window:
        await window.receive_bytes()
        await window.send_json(["stdin", "q"])
        assert (await window.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_a_dashboard_that_never_comes_up_says_where_the_reason_stands(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    program = "import sys; sys.exit('no such profile')"
    async with desk(program, tmp_path / "note") as served, served.window() as window:
        assert b"before it showed anything" in await window.receive_bytes()
    assert "no such profile" in capfd.readouterr().err
