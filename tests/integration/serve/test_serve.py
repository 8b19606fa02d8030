"""`tradedeck serve --demo` as a process: the real dashboard in a window, which ends even when the server is killed."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pyte
import pytest

pytestmark = pytest.mark.anyio

PATIENCE_S = 60.0


async def demo_has_ended(home: Path) -> None:
    """Wait for the lock that a demo holds while it runs."""
    (lock,) = await asyncio.to_thread(lambda: list(home.rglob("lock")))
    waiting = "import fcntl, sys; fcntl.flock(open(sys.argv[1]), fcntl.LOCK_EX)"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", waiting, str(lock))
    try:
        async with asyncio.timeout(PATIENCE_S):
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def shows(window: aiohttp.ClientWebSocketResponse, screen: pyte.Screen, wanted: Callable[[str], bool]) -> None:
    """Draw what comes until the picture is as wanted."""
    stream = pyte.ByteStream(screen)
    async with asyncio.timeout(PATIENCE_S):
        while not wanted("\n".join(screen.display)):
            stream.feed(await window.receive_bytes())


async def test_the_demo_runs_in_a_window_and_ends_even_when_the_server_is_killed(tmp_path: Path) -> None:
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tui", "serve", "--demo", "--port", "0", "--screen", "markets"),
        env={**os.environ, "TRADEDECK_HOME": str(tmp_path)},
        stderr=asyncio.subprocess.PIPE,
    )
    assert server.stderr is not None
    try:
        told = (await server.stderr.readline()).decode()
        found = re.search(r"(http://[^/]+)/\?key=\S+", told)
        assert found is not None, told
        address, base = found.group(), found.group(1)
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
            async with http.get(address) as page:
                assert "key=" not in str(page.url)
            async with http.ws_connect(f"{base}/ws?width=120&height=36", origin=base) as window:
                screen = pyte.Screen(120, 36)
                await shows(window, screen, lambda text: "● link" in text and "EURUSD" in text)
                await window.send_json(["stdin", "7"])
                await shows(window, screen, lambda text: "Link history" in text)
    finally:
        server.kill()
        await server.wait()
    await demo_has_ended(tmp_path)
