"""A headless Chromium, spoken to over its DevTools protocol: pages, keys, pictures, and what their sockets receive."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import shutil
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
START_S = 30.0


class Page:
    """One page of the browser; `heard` is called with the bytes of each message that its sockets receive."""

    def __init__(self, connection: ClientConnection, heard: Callable[[bytes], None]) -> None:
        self._connection = connection
        self._heard = heard
        self._last = 0
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.problems: list[str] = []

    async def ask(self, method: str, **parameters: object) -> dict[str, Any]:
        """Send a command and return its result."""
        self._last += 1
        self._answers[self._last] = asyncio.get_running_loop().create_future()
        await self._connection.send(json.dumps({"id": self._last, "method": method, "params": parameters}))
        return await self._answers[self._last]

    async def listen(self) -> None:
        """Read what the browser says until it ends."""
        async for line in self._connection:
            message = json.loads(line)
            if "id" in message:
                waiting = self._answers.pop(message["id"])
                if "error" in message:
                    waiting.set_exception(RuntimeError(message["error"]["message"]))
                else:
                    waiting.set_result(message["result"])
                continue
            about = message["params"]
            match message["method"]:
                case "Network.webSocketFrameReceived":
                    frame = about["response"]
                    text = frame["payloadData"]
                    self._heard(base64.b64decode(text) if frame["opcode"] == 2 else text.encode())
                case "Log.entryAdded" if about["entry"]["level"] == "error":
                    self.problems.append(about["entry"]["text"])
                case "Runtime.exceptionThrown":
                    self.problems.append(str(about["exceptionDetails"].get("text")))

    async def press(self, key: str) -> None:
        """Press and release a key that types one character."""
        for kind in ("keyDown", "keyUp"):
            typed = {"text": key} if kind == "keyDown" else {}
            await self.ask("Input.dispatchKeyEvent", type=kind, key=key, **typed)

    async def picture(self) -> bytes:
        """Return what the page shows as PNG."""
        shot = await self.ask("Page.captureScreenshot", format="png")
        return base64.b64decode(shot["data"])


def chromium() -> str | None:
    """Return a Chromium of this machine, or None."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@asynccontextmanager
async def page(program: str, folder: Path, heard: Callable[[bytes], None]) -> AsyncIterator[Page]:
    """Start the browser with a profile of its own in `folder` and give its first page."""
    options = ("--headless=new", "--no-first-run", "--remote-debugging-port=0", "--window-size=1280,800")
    # Its own sandbox needs rights that containers rarely give; only our own loopback page is opened.
    process = await asyncio.create_subprocess_exec(
        *(program, *options, "--no-sandbox", f"--user-data-dir={folder}", "about:blank"),
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        port = await asyncio.to_thread(_port, folder / "DevToolsActivePort")
        async with httpx.AsyncClient() as http:
            targets = (await http.get(f"http://127.0.0.1:{port}/json/list")).json()
        address = next(target["webSocketDebuggerUrl"] for target in targets if target["type"] == "page")
        async with connect(address, max_size=None) as connection:
            found = Page(connection, heard)
            listening = asyncio.create_task(found.listen())
            for domain in ("Page", "Network", "Log", "Runtime"):
                await found.ask(f"{domain}.enable")
            try:
                yield found
            finally:
                listening.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionClosed):
                await listening
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


def _port(file: Path) -> int:
    """Wait for the note that the browser writes when it listens."""
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        if file.exists() and (note := file.read_text().split()):
            return int(note[0])
        time.sleep(0.05)
    raise TimeoutError("the browser did not start")
