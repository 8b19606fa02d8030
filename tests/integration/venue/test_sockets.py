"""The raw TLS sockets: framing cut anywhere, glued or laid out for people."""

from __future__ import annotations

import asyncio
import json
import ssl
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import pytest

from tests.integration.venue.harness import EASY, PATIENCE_S, quiet_venue
from tui.simulator.options import SimulatorOptions
from tui.simulator.tls import make_certificates
from tui.simulator.venue import Venue

pytestmark = pytest.mark.anyio


class RawClient:
    """A plain TLS socket that reads replies as the official C# client does: up to an empty line."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self.writer = writer

    @classmethod
    async def open(cls, port: int, ca: Path) -> Self:
        context = ssl.create_default_context(cafile=ca)
        return cls(*await asyncio.open_connection("localhost", port, ssl=context))

    async def write(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def read(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE_S):
            text = await self._reader.readuntil(b"}\n\n")
        value: dict[str, Any] = json.loads(text)
        return value

    async def rest(self) -> bytes:
        async with asyncio.timeout(PATIENCE_S):
            return await self._reader.read()


@pytest.fixture
async def secure(tmp_path: Path) -> AsyncIterator[tuple[Venue, Path]]:
    folder = tmp_path / "tls"
    async with quiet_venue(SimulatorOptions(tls_self_signed=folder)) as venue:
        yield venue, folder / "ca.pem"


@asynccontextmanager
async def raw(secure: tuple[Venue, Path], which: int = 0) -> AsyncIterator[RawClient]:
    venue, ca = secure
    assert venue.ports.raw_demo is not None
    client = await RawClient.open(venue.ports.raw_demo[which], ca)
    try:
        yield client
    finally:
        client.writer.close()


LOGIN = b'{"command":"login","arguments":{"userId":"1000","password":"demo"}}'


async def test_the_ready_line_names_the_tls_ports_and_wss(secure: tuple[Venue, Path]) -> None:
    ready = secure[0].ready()
    assert ready["xapi"].startswith("wss://")
    assert ready["control"].startswith("https://")
    ports = [*ready["xapi_tls"]["demo"], *ready["xapi_tls"]["real"]]
    assert len(set(ports)) == 4


async def test_a_session_over_both_raw_sockets(secure: tuple[Venue, Path]) -> None:
    async with raw(secure) as main, raw(secure, 1) as stream:
        await main.write(LOGIN)
        token = (await main.read())["streamSessionId"]
        await stream.write(json.dumps({"command": "getKeepAlive", "streamSessionId": token}).encode())
        assert (await stream.read())["command"] == "keepAlive"
        await main.write(b'{"command":"logout"}')
        assert await main.read() == {"status": True}
        assert await main.rest() == b""
        assert await stream.rest() == b""


async def test_commands_may_be_cut_anywhere_even_inside_a_character(secure: tuple[Venue, Path]) -> None:
    async with raw(secure) as main:
        for byte in '{"command":"ping","customTag":"żółć {\\"}"}\n'.encode():
            await main.write(bytes([byte]))
        assert (await main.read())["customTag"] == 'żółć {"}'


async def test_commands_may_be_glued_and_pretty_printed(secure: tuple[Venue, Path]) -> None:
    async with raw(secure) as main:
        await main.write(
            LOGIN + b'{"command":"ping","customTag":"1"}\n\n {\n"command" : "getVersion",\n"prettyPrint":true}'
        )
        assert (await main.read())["status"] is True
        assert (await main.read())["customTag"] == "1"
        assert (await main.read())["returnData"] == {"version": "2.5.0"}


async def test_a_reply_and_its_two_newlines_leave_together(secure: tuple[Venue, Path]) -> None:
    async with raw(secure) as main:
        await main.write(b'{"command":"ping"}{"command":"logout"}' + LOGIN + b'{"command":"logout"}')
        text = await main.rest()
        values = text.split(b"\n\n")
        assert values[-1] == b""
        assert [json.loads(value)["status"] for value in values[:-1]] == [False, False, True, True]


@pytest.mark.parametrize("bytes_", [b"hello", b"[1]", b'"x"', b'{"a":}', b"\x00", b'{"a": "' + b"x" * 5000])
async def test_bytes_that_are_no_json_object_drop_the_connection(secure: tuple[Venue, Path], bytes_: bytes) -> None:
    async with raw(secure) as main:
        await main.write(bytes_)
        assert await main.rest() == b""


async def test_a_command_over_a_kilobyte_drops_the_connection(secure: tuple[Venue, Path]) -> None:
    async with raw(secure) as main:
        await main.write(json.dumps({"command": "ping", "customTag": "x" * 1024}).encode())
        assert await main.rest() == b""


async def test_a_silent_raw_connection_is_dropped(tmp_path: Path) -> None:
    options = SimulatorOptions(tls_self_signed=tmp_path / "tls")
    hasty = replace(EASY, first_data_s=0.05)
    async with quiet_venue(options, limits=hasty) as venue, raw((venue, tmp_path / "tls" / "ca.pem")) as main:
        assert await main.rest() == b""


def test_made_files_are_for_their_owner_only(tmp_path: Path) -> None:
    make_certificates(tmp_path / "deep" / "tls")
    for name in ("ca.pem", "server.pem", "server.key"):
        assert stat.S_IMODE((tmp_path / "deep" / "tls" / name).stat().st_mode) == 0o600


async def test_given_certificate_files_are_used(tmp_path: Path) -> None:
    certificate, key = make_certificates(tmp_path)
    options = SimulatorOptions(tls_cert=certificate, tls_key=key)
    async with quiet_venue(options) as venue, raw((venue, tmp_path / "ca.pem")) as main:
        await main.write(b'{"command":"ping"}')
        assert (await main.read())["errorCode"] == "BE103"


async def test_link_faults_act_on_raw_sockets_too(secure: tuple[Venue, Path]) -> None:
    venue, _ = secure
    async with raw(secure) as main:
        venue.faults.set("slice", direction="to_client")
        await main.write(b'{"command":"ping"}')
        assert (await main.read())["errorCode"] == "BE103"
        venue.faults.clear()
        venue.faults.set("reset", socket="main")
        with pytest.raises(ConnectionResetError):
            await main.rest()


async def test_refused_raw_connections_end_before_a_word(secure: tuple[Venue, Path]) -> None:
    venue, _ = secure
    venue.faults.set("refuse", socket="main")
    with pytest.raises(OSError):  # noqa: PT011 - the reset may strike the handshake or what follows it
        async with raw(secure) as main:
            await main.rest()
    async with raw(secure, 1) as stream:
        await stream.write(b'{"command":"ping"}')
        assert (await stream.read())["errorCode"] == "BE117"
