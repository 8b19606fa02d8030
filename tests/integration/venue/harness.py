"""A venue whose clock stands still until a test moves it, and clients that share no code with ours."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Self

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tui.simulator.clock import VenueClock
from tui.simulator.exchange import ExchangeSettings
from tui.simulator.options import SimulatorOptions
from tui.simulator.validation import Limits
from tui.simulator.venue import Venue

MONDAY_MS = 1_767_606_600_000
"""2026-01-05 09:50:00 UTC, a Monday when everything in Europe is open."""

PATIENCE_S = 20.0
EASY = Limits(short_gap_s=0.0, first_data_s=PATIENCE_S)
"""Limits for tests that look at something else than the limits."""


@asynccontextmanager
async def quiet_venue(
    options: SimulatorOptions | None = None, *, limits: Limits = EASY, settings: ExchangeSettings | None = None
) -> AsyncIterator[Venue]:
    """A venue without past and without its own trader; nothing happens until the test moves the clock."""
    options = options or SimulatorOptions()
    plain = ExchangeSettings(scripted_trader=False, with_past=False)
    venue = Venue(
        options, clock=VenueClock(MONDAY_MS, speed=0.0), limits=limits, settings=settings or plain, threads=False
    )
    async with venue:
        yield venue


class Client:
    """One plain WebSocket to one of the venue's paths."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    @classmethod
    async def open(cls, venue: Venue, path: str = "/demo") -> Self:
        return cls(
            await connect(venue.url + path, max_size=None, ping_interval=None, close_timeout=0.2, compression=None)
        )

    async def send(self, command: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"command": command, **fields}))

    async def send_text(self, text: str) -> None:
        await self.socket.send(text)

    async def receive_text(self) -> str:
        async with asyncio.timeout(PATIENCE_S):
            text = await self.socket.recv()
        assert isinstance(text, str)
        return text

    async def receive(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(await self.receive_text())
        return value

    async def ask(self, command: str, arguments: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
        if arguments is not None:
            fields["arguments"] = arguments
        await self.send(command, **fields)
        return await self.receive()

    async def data(self, command: str, arguments: dict[str, Any] | None = None) -> Any:
        reply = await self.ask(command, arguments)
        assert reply["status"] is True, reply
        return reply["returnData"]

    async def login(self, login: str = "1000") -> str:
        reply = await self.ask("login", {"userId": login, "password": "demo"})
        assert reply["status"] is True, reply
        return str(reply["streamSessionId"])

    async def next(self, kind: str, where: Callable[[dict[str, Any]], bool] = lambda _: True) -> dict[str, Any]:
        """Return the data of the next stream message of a kind, others are passed over."""
        while True:
            message = await self.receive()
            if message.get("command") == kind and where(message["data"]):
                data: dict[str, Any] = message["data"]
                return data

    async def dropped(self) -> ConnectionClosed:
        """Wait until the venue ends the connection; what still comes before is passed over."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                try:
                    await self.socket.recv()
                except ConnectionClosed as closed:
                    return closed

    async def close(self) -> None:
        await self.socket.close()


def order(volume: float = 0.1, **more: Any) -> dict[str, Any]:
    """A market order on EURUSD as tradeTransaction's arguments; fields given replace or add."""
    return {"tradeTransInfo": {"cmd": 0, "symbol": "EURUSD", "volume": volume, "price": 1.0, "type": 0, **more}}


async def live(venue: Venue, seconds: float) -> None:
    """Let the venue's time pass."""
    venue.clock.advance(seconds)
    await venue.caught_up()


async def told(stream: Client) -> list[dict[str, Any]]:
    """Return the stream messages that are on their way: a wrong token is answered behind them."""
    await stream.send("getNews", streamSessionId="wrong")
    found: list[dict[str, Any]] = []
    while (message := await stream.receive()).get("errorCode") != "BE117":
        found.append(message)
    return found


async def listen(stream: Client, token: str, *topics: str) -> None:
    """Subscribe, and pass over what comes at once."""
    for topic in topics:
        await stream.send(f"get{topic}", streamSessionId=token)
    await told(stream)


async def quiet(one: Client, seconds: float = 0.15) -> bool:
    """Tell whether nothing comes for a moment; used only where the fault is that nothing ever comes."""
    try:
        async with asyncio.timeout(seconds):
            await one.socket.recv()
    except TimeoutError:
        return True
    return False


@asynccontextmanager
async def client(venue: Venue, path: str = "/demo", login: str | None = "1000") -> AsyncIterator[Client]:
    """A connected (and logged in) main client."""
    made = await Client.open(venue, path)
    try:
        if login is not None and not path.endswith("Stream"):
            await made.login(login)
        yield made
    finally:
        await made.close()


@asynccontextmanager
async def pair(venue: Venue, login: str = "1000") -> AsyncIterator[tuple[Client, Client, str]]:
    """A logged-in main client, a stream client, and the stream token."""
    main = await Client.open(venue)
    token = await main.login(login)
    stream = await Client.open(venue, "/demoStream")
    try:
        yield main, stream, token
    finally:
        await stream.close()
        await main.close()


async def get(venue: Venue, path: str) -> Any:
    """GET a control page as JSON."""
    async with httpx.AsyncClient(trust_env=False) as http:
        reply = await http.get(venue.control_url + path)
    reply.raise_for_status()
    return reply.json()


async def post(venue: Venue, path: str, body: Any) -> httpx.Response:
    """POST JSON to a control page."""
    async with httpx.AsyncClient(trust_env=False) as http:
        return await http.post(venue.control_url + path, json=body)
