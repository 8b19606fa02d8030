"""The web server of `tradedeck serve`: one page, its terminal, and one dashboard behind it, on loopback only."""

from __future__ import annotations

import asyncio
import signal
import socket as sockets
from collections.abc import Callable, Sequence
from http import HTTPStatus
from importlib.resources import files
from string import Template

import textual_serve
from aiohttp import web
from aiohttp.typedefs import Handler

from tui.errors import UsageError
from tui.serve.guard import HEADERS, Guard
from tui.serve.session import LARGEST_MESSAGE, Session

Say = Callable[[str], None]

SEAT_FREE_WITHIN_S = 8.0
"""How long a reloaded page waits for the dashboard before it to end and give its files free."""

_FONT_SIZE = 16
_TAKEN = (
    "The dashboard is open in another window of this browser or another one: close it there, then reload this page."
)


class Office:
    """Answers the browser: page, files and the socket of the one dashboard at a time."""

    def __init__(self, command: Sequence[str], guard: Guard, patience_s: float = SEAT_FREE_WITHIN_S) -> None:
        self._command = command
        self._guard = guard
        self._patience_s = patience_s
        self._seat = asyncio.Lock()
        self._open: set[web.WebSocketResponse] = set()

    def application(self) -> web.Application:
        """Return the server's routes behind its guard."""
        app = web.Application(middlewares=[self._checked])
        app.add_routes(
            [
                web.get("/", self._page),
                web.get("/{name:page\\.(?:css|js)}", self._file),
                web.get("/ws", self._socket),
                web.static("/static", str(files(textual_serve) / "static")),
            ]
        )
        app.on_shutdown.append(self._leave)
        return app

    @web.middleware
    async def _checked(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        refusal = self._guard.refuse(request.headers, request.cookies, socket=request.path == "/ws")
        by_key = request.path == "/" and self._guard.fits(request.query.get("key"))
        if refusal is None or (by_key and request.headers.get("Host") in self._guard.hosts):
            response = self._let_in() if by_key else await handler(request)
        else:
            response = web.Response(status=refusal.status, text=refusal.text + "\n")
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    def _let_in(self) -> web.Response:
        # The key leaves the address at once, so that it stands in no bookmark and in no picture of the window.
        response = web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": "/"})
        response.set_cookie(self._guard.cookie, self._guard.key, httponly=True, samesite="Strict", path="/")
        return response

    async def _page(self, request: web.Request) -> web.Response:
        page = Template(files("tui.serve").joinpath("page.html").read_text("utf-8"))
        socket = f"ws://{request.headers['Host']}/ws"
        text = page.substitute(socket=socket, font_size=_FONT_SIZE)
        return web.Response(text=text, content_type="text/html")

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        return web.Response(text=files("tui.serve").joinpath(name).read_text("utf-8"), content_type=kind)

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(heartbeat=15, max_msg_size=LARGEST_MESSAGE)
        await socket.prepare(request)
        try:
            async with asyncio.timeout(self._patience_s):
                await self._seat.acquire()
        except TimeoutError:
            await socket.send_bytes(f"\r\n  {_TAKEN}\r\n".encode())
            await socket.close()
            return socket
        self._open.add(socket)
        try:
            width, height = (_cells(request.query.get(name)) for name in ("width", "height"))
            await Session(self._command, socket).serve(width or 80, height or 24)
        finally:
            self._open.discard(socket)
            self._seat.release()
        return socket

    async def _leave(self, _: web.Application) -> None:
        for socket in tuple(self._open):
            await socket.close()


async def serve(command: Sequence[str], host: str, port: int, say: Say) -> None:
    """Serve the dashboard that `command` starts until SIGINT or SIGTERM; `port` 0 takes a free one.

    `say` is told the address with its key. Raises UsageError when the port cannot be had.
    """
    done = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, done.set)
    listening = listener(host, port)
    guard = Guard(listening.getsockname()[1])
    runner = web.AppRunner(Office(command, guard).application(), access_log=None)
    await runner.setup()
    try:
        await web.SockSite(runner, listening).start()
        say(f"The dashboard is at http://{_shown(host)}:{guard.port}/?key={guard.key}")
        say("The address is for this run and for you alone; Ctrl+C ends it.")
        await done.wait()
    finally:
        await runner.cleanup()


def listener(host: str, port: int) -> sockets.socket:
    """Return a bound socket, so that its port is known before the guard is made; raises UsageError."""
    family = sockets.AF_INET6 if ":" in host else sockets.AF_INET
    bound = sockets.socket(family, sockets.SOCK_STREAM)
    bound.setsockopt(sockets.SOL_SOCKET, sockets.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise UsageError(
            f"Port {port} cannot be used", error.strerror or "", "Choose another one: --port, 0 for any free one."
        ) from error
    return bound


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _cells(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 5 else None
