"""Real sockets that misbehave: refusals, cuts, strangers and frames in pieces."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request
from websockets.server import ServerProtocol

from tests.integration.xapi.harness import Owner, address_of, dialer, options, session_at
from tui.domain.events import LinkState, QuoteChanged, TroubleNoticed
from tui.errors import TransportError
from tui.simulator.venue import Venue
from tui.xapi import commands
from tui.xapi.dialer import Dialer
from tui.xapi.endpoint import Address
from tui.xapi.framing import MAIN_LIMIT, STREAM_LIMIT, BadFrame, MessageFrames
from tui.xapi.session import Session
from tui.xapi.timing import cancelled
from tui.xapi.wishes import QuoteWish

pytestmark = pytest.mark.anyio

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listener(talk: Talk) -> AsyncIterator[int]:
    """Listen on loopback and answer each connection with `talk`."""

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            await talk(reader, writer)
            writer.close()
            await writer.wait_closed()

    async with await asyncio.start_server(once, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


async def test_a_redirect_is_an_error_and_nobody_is_called_there() -> None:
    called: list[str] = []

    async def elsewhere(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        called.append("elsewhere")

    async with listener(elsewhere) as other:

        async def redirect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            target = f"Location: ws://127.0.0.1:{other}/demo"
            writer.write(f"HTTP/1.1 302 Found\r\n{target}\r\nContent-Length: 0\r\n\r\n".encode())

        async with listener(redirect) as port:
            with pytest.raises(TransportError) as caught:
                await Dialer()(f"ws://127.0.0.1:{port}/demo", MAIN_LIMIT)
    assert "elsewhere" in caught.value.detail
    assert called == []


@pytest.mark.parametrize(
    ("status", "words"), [("404 Not Found", "HTTP status 404"), ("200 OK", "HTTP status 200"), (None, "WebSocket")]
)
async def test_a_server_that_is_no_venue_is_a_transport_error(status: str | None, words: str) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"hello\r\n\r\n" if status is None else f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())

    async with listener(talk) as port:
        with pytest.raises(TransportError) as caught:
            await Dialer()(f"ws://127.0.0.1:{port}/demo", MAIN_LIMIT)
    assert words in caught.value.detail


@pytest.mark.parametrize("scheme", ["ws", "tcp", "tls", "wss"])
async def test_a_port_where_nobody_listens_is_a_transport_error(scheme: str) -> None:
    async def nobody(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        return

    async with listener(nobody) as port:
        pass
    with pytest.raises(TransportError) as caught:
        await Dialer()(f"{scheme}://127.0.0.1:{port}/demo", MAIN_LIMIT)
    assert caught.value.title == "127.0.0.1 cannot be reached"


@pytest.mark.parametrize("transport", ["wss", "tls"])
async def test_a_certificate_of_an_unknown_authority_is_refused_with_a_hint(tmp_path: Path, transport: str) -> None:
    async with Venue(options(tmp_path, "socket")) as venue:
        url = f"{venue.url}/demo" if transport == "wss" else address_of(venue, "socket").main
        with pytest.raises(TransportError) as caught:
            await Dialer()(url, MAIN_LIMIT)
        assert "not trusted" in caught.value.title
        assert "ca_file" in caught.value.hint
        opened = await dialer(tmp_path)(url, MAIN_LIMIT)
        await opened.close()


async def test_tls_is_not_spoken_to_a_server_without_it() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b'{"status":true}')

    async with listener(plain) as port:
        with pytest.raises(TransportError):
            await Dialer()(f"tls://127.0.0.1:{port}", MAIN_LIMIT)


async def test_a_message_that_is_too_long_for_us_does_not_end_the_connection() -> None:
    async def talk(connection: ServerConnection) -> None:
        await connection.send('{"a":"' + "x" * (STREAM_LIMIT + 1) + '"}')
        await connection.send('{"b":1}')
        await connection.wait_closed()

    async with serve(talk, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        transport = await Dialer()(f"ws://127.0.0.1:{port}/demoStream", STREAM_LIMIT)
        frames = MessageFrames(STREAM_LIMIT)
        first = frames.feed(await transport.receive())
        second = frames.feed(await transport.receive())
        await transport.close()
    assert isinstance(first[0], BadFrame)
    assert second == [{"b": 1}]


async def test_a_wrong_password_blocks(tmp_path: Path) -> None:
    owner = Owner()
    async with (
        Venue(options(tmp_path, "websocket")) as venue,
        session_at(address_of(venue, "websocket"), tmp_path, owner, password="wrong"),
    ):
        blocked = await owner.until_state(LinkState.BLOCKED)
    assert "Wrong login or password" in blocked.detail


@pytest.mark.parametrize("transport", ["websocket", "socket"], ids=["ws", "wss with another certificate"])
async def test_a_venue_that_dies_and_comes_back_is_found_again_by_itself(tmp_path: Path, transport: str) -> None:
    owner = Owner()
    async with contextlib.AsyncExitStack() as stack:
        first = await stack.enter_async_context(Venue(options(tmp_path, transport)))
        address = address_of(first, "websocket")
        port = first.ports.web
        async with session_at(address, tmp_path, owner) as session:
            session.wish_quotes([QuoteWish("EURUSD", 1)])
            await owner.until_state(LinkState.SYNCING)
            session.mark_ready()
            await owner.until(lambda: bool(owner.seen(QuoteChanged)))
            await stack.aclose()
            await owner.until_state(LinkState.WAITING)
            before = len(owner.seen(QuoteChanged))
            async with Venue(options(tmp_path, transport, port=port)):
                await owner.until_state(LinkState.SYNCING, epoch=2)
                await owner.until(lambda: len(owner.seen(QuoteChanged)) > before)
                assert await session.request(commands.version()) == "2.5.0"
                await session.close()


@pytest.mark.parametrize("transport", ["websocket", "socket"])
async def test_bytes_that_come_one_at_a_time_are_put_together(tmp_path: Path, transport: str) -> None:
    owner = Owner()
    async with Venue(options(tmp_path, transport)) as venue:
        venue.faults.apply({"set": [{"fault": "slice", "bytes": 3}]})
        async with session_at(address_of(venue, transport), tmp_path, owner) as session:
            session.wish_quotes([QuoteWish("EURUSD", 1)])
            await owner.until_state(LinkState.SYNCING)
            assert (await session.request(commands.symbol("EURUSD"))).instrument.symbol == "EURUSD"
            await owner.until(lambda: bool(owner.seen(QuoteChanged)))
            assert session.counters.bad_frames == 0


async def test_a_reset_of_the_stream_alone_keeps_the_login(tmp_path: Path) -> None:
    owner = Owner()
    async with (
        Venue(options(tmp_path, "websocket")) as venue,
        session_at(address_of(venue, "websocket"), tmp_path, owner) as session,
    ):
        session.wish_quotes([QuoteWish("EURUSD", 1)])
        await owner.until(lambda: bool(owner.seen(QuoteChanged)))
        session.mark_ready()
        venue.faults.apply({"set": [{"fault": "reset", "socket": "stream"}]})
        await owner.until(lambda: session.state is LinkState.SYNCING)
        before = len(owner.seen(QuoteChanged))
        await owner.until(lambda: len(owner.seen(QuoteChanged)) > before)
        assert session.epoch == 1


async def test_a_reset_of_everything_is_followed_by_a_new_login(tmp_path: Path) -> None:
    owner = Owner()
    async with (
        Venue(options(tmp_path, "websocket")) as venue,
        session_at(address_of(venue, "websocket"), tmp_path, owner) as session,
    ):
        await owner.until_state(LinkState.SYNCING)
        venue.faults.apply({"set": [{"fault": "reset"}]})
        await owner.until_state(LinkState.SYNCING, epoch=2)
        assert await session.request(commands.version()) == "2.5.0"


async def answers(session: Session, *names: str) -> list[str]:
    """Ask for several symbols at once and return which came."""
    found = await asyncio.gather(*(session.request(commands.symbol(name)) for name in names))
    return [answer.instrument.symbol for answer in found]


async def test_a_venue_that_gives_no_tags_back_is_understood(tmp_path: Path) -> None:
    owner = Owner()
    async with Venue(options(tmp_path, "websocket")) as venue:
        venue.faults.apply({"set": [{"fault": "tag_missing"}]})
        async with session_at(address_of(venue, "websocket"), tmp_path, owner) as session:
            await owner.until_state(LinkState.SYNCING)
            assert await answers(session, "GOLD", "EURUSD", "DE40") == ["GOLD", "EURUSD", "DE40"]


async def test_doubled_replies_are_taken_once(tmp_path: Path) -> None:
    owner = Owner()
    async with Venue(options(tmp_path, "websocket")) as venue:
        venue.faults.apply({"set": [{"fault": "reply_doubled"}]})
        async with session_at(address_of(venue, "websocket"), tmp_path, owner) as session:
            await owner.until_state(LinkState.SYNCING)
            assert await answers(session, "GOLD", "EURUSD", "DE40") == ["GOLD", "EURUSD", "DE40"]
            assert session.counters.foreign_replies >= 3


async def test_an_invalid_stream_token_leads_to_new_logins_and_not_to_a_crash(tmp_path: Path) -> None:
    owner = Owner()
    async with Venue(options(tmp_path, "websocket")) as venue:
        venue.faults.apply({"set": [{"fault": "token_invalid", "count": 1}]})
        async with session_at(address_of(venue, "websocket"), tmp_path, owner):
            await owner.until_state(LinkState.SYNCING, epoch=2)
            assert not owner.seen(TroubleNoticed)


async def test_a_wrong_address_is_said_before_anything_is_sent(tmp_path: Path) -> None:
    owner = Owner()
    async with session_at(Address("ws://192.0.2.1/demo", "ws://192.0.2.1/demoStream"), tmp_path, owner):
        waiting = await owner.until_state(LinkState.WAITING)
    assert "without encryption" in waiting.detail


async def test_a_websocket_whose_other_side_says_no_farewell_ends_when_nobody_waits_any_longer() -> None:
    ended = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        protocol = ServerProtocol()
        protocol.receive_data(await reader.readuntil(b"\r\n\r\n"))
        (request,) = protocol.events_received()
        assert isinstance(request, Request)
        protocol.send_response(protocol.accept(request))
        writer.writelines(protocol.data_to_send())
        with contextlib.suppress(ConnectionError):
            while await reader.read(1024):
                pass
        ended.set()

    async with listener(silent) as port:
        transport = await Dialer()(f"ws://127.0.0.1:{port}/demo", MAIN_LIMIT)
        closing = asyncio.ensure_future(transport.close())
        await asyncio.sleep(0)
        await cancelled(closing)
        async with asyncio.timeout(20):
            await ended.wait()
