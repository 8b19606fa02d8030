"""One dashboard behind one browser window: a process of its own that ends with the window.

Both sides speak as Textual's web driver does: the process writes packets of a letter, four bytes of length and a body,
`D` for what it draws and `M` for a notice in JSON, and reads the same; the page sends JSON lists by name.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence

from aiohttp import WSMsgType, web

LARGEST_MESSAGE = 1024 * 1024
"""Bytes of one message of the page; a pasted list is the largest thing that it sends."""

_GOODBYE_S = 5.0
_SMALLEST, _LARGEST = 10, 1000
_READY = b"__GANGLION__\n"
_ENVIRONMENT = {
    "TEXTUAL_DRIVER": "tui.view.terminal.window:WindowDriver",
    "TEXTUAL_FPS": "30",
    "TEXTUAL_COLOR_SYSTEM": "truecolor",
    "TERM_PROGRAM": "textual",
}
_NEVER_UP = (
    "\r\n  The dashboard ended before it showed anything."
    "\r\n  The reason stands in the terminal where tradedeck serve runs.\r\n"
)


class Session:
    """Runs one dashboard and carries bytes between it and a WebSocket."""

    def __init__(self, command: Sequence[str], socket: web.WebSocketResponse) -> None:
        self._command = command
        self._socket = socket

    async def serve(self, width: int, height: int) -> None:
        """Run a dashboard of this size in cells until the window or the dashboard closes; returns when both ended."""
        size = {"COLUMNS": str(_side(width)), "ROWS": str(_side(height))}
        # What it says on its error output stands in the terminal where the server runs.
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, env={**os.environ, **_ENVIRONMENT, **size}
        )
        drawing = asyncio.create_task(self._draw(process))
        try:
            async for message in self._socket:
                if message.type is WSMsgType.TEXT:
                    await self._obey(process, message.json())
        finally:
            # A window that is closed leaves no dashboard behind, even while the server itself is being ended.
            await asyncio.shield(_end(process, drawing))

    async def _draw(self, process: Process) -> None:
        assert process.stdout is not None
        read = process.stdout.readexactly
        shown = False
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            await process.stdout.readuntil(_READY)
            while True:
                kind, size = await read(1), int.from_bytes(await read(4), "big")
                body = await read(size)
                if kind == b"D":
                    shown = True
                    await self._socket.send_bytes(body)
                elif kind == b"M":
                    await self._notice(json.loads(body))
        with contextlib.suppress(ConnectionError):
            if shown:
                await self._socket.close()
            else:
                await self._socket.send_bytes(_NEVER_UP.encode())

    async def _notice(self, notice: dict[str, object]) -> None:
        url = notice.get("url")
        if notice.get("type") == "open_url" and isinstance(url, str) and url.startswith("https://"):
            await self._socket.send_json(["open_url", {"url": url, "new_tab": True}])

    async def _obey(self, process: Process, envelope: object) -> None:
        match envelope:
            case ["stdin", str(typed)]:
                await _send(process, b"D", typed.encode())
            case ["resize", {"width": int(width), "height": int(height)}]:
                await _tell(process, {"type": "resize", "width": _side(width), "height": _side(height)})
            case ["ping", data]:
                await self._socket.send_json(["pong", data])
            case ["blur" | "focus" as change, *_]:
                await _tell(process, {"type": change})
            case _:
                pass


async def _tell(process: Process, notice: dict[str, object]) -> None:
    await _send(process, b"M", json.dumps(notice).encode())


async def _send(process: Process, kind: bytes, body: bytes) -> None:
    assert process.stdin is not None
    with contextlib.suppress(ConnectionError):
        process.stdin.write(kind + len(body).to_bytes(4, "big") + body)
        await process.stdin.drain()


async def _end(process: Process, drawing: asyncio.Task[None]) -> None:
    """Ask the dashboard to end, then make it end; the next one needs the files that it holds."""
    await _tell(process, {"type": "quit"})
    for stronger in (process.terminate, process.kill, None):
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GOODBYE_S):
                await process.wait()
                break
        if stronger is not None:
            with contextlib.suppress(ProcessLookupError):
                stronger()
    await drawing


def _side(cells: int) -> int:
    """Width or height in cells, within what a window can have."""
    return max(_SMALLEST, min(cells, _LARGEST))
