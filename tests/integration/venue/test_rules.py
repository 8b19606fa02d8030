"""The connection rules: who breaks one is cut off without a word."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tests.integration.venue.harness import EASY, Client, client, quiet_venue
from tui.simulator.validation import Limits
from tui.simulator.venue import Venue

pytestmark = pytest.mark.anyio

PACED = replace(EASY, short_gap_s=60.0)


async def test_six_short_gaps_in_a_row_drop_the_connection_without_a_close_frame() -> None:
    async with quiet_venue(limits=PACED) as venue, client(venue, login=None) as main:
        for _ in range(7):
            await main.send("ping")
        replies = 0
        closed = None
        while closed is None:
            try:
                await main.receive()
                replies += 1
            except Exception as error:  # noqa: BLE001
                closed = error
        assert replies == 6
        assert getattr(closed, "rcvd", "") is None


async def test_five_short_gaps_are_forgiven() -> None:
    async with quiet_venue(limits=PACED) as venue, client(venue, login=None) as main:
        for _ in range(6):
            await main.send("ping")
        for _ in range(6):
            assert (await main.receive())["errorCode"] == "BE103"


async def test_a_command_over_a_kilobyte_drops_the_connection(venue: Venue) -> None:
    async with client(venue, login=None) as main:
        assert (await main.ask("ping", customTag="x" * 900))["customTag"] == "x" * 900
        await main.send("ping", customTag="x" * 1024)
        assert (await main.dropped()).rcvd is None


@pytest.mark.parametrize("text", ["hello", "[1]", '"ping"', '{"command": "ping"', '{"a": NaN}', "{} {}", "[" * 900])
async def test_what_is_not_one_json_object_drops_the_connection(venue: Venue, text: str) -> None:
    async with client(venue, login=None) as main:
        await main.send_text(text)
        assert (await main.dropped()).rcvd is None


@pytest.mark.parametrize("path", ["/demo", "/realStream"])
async def test_a_connection_that_is_silent_in_its_first_moment_is_dropped(path: str) -> None:
    async with quiet_venue(limits=replace(EASY, first_data_s=0.05)) as venue:
        silent = await Client.open(venue, path)
        assert (await silent.dropped()).rcvd is None


async def test_a_connection_that_never_even_asks_for_anything_is_dropped() -> None:
    async with quiet_venue(limits=replace(EASY, first_data_s=0.05)) as venue:
        reader, writer = await asyncio.open_connection("127.0.0.1", venue.ports.web)
        assert await reader.read() == b""
        writer.close()


async def test_the_connection_after_the_last_allowed_one_gets_ex008() -> None:
    async with quiet_venue(limits=replace(EASY, connections_per_address=2)) as venue:
        async with client(venue), client(venue, "/demoStream"):
            third = await Client.open(venue)
            reply = await third.receive()
            assert reply["status"] is False
            assert reply["errorCode"] == "EX008"
            await third.dropped()
        async with client(venue) as again:
            assert (await again.ask("ping"))["status"] is True


async def test_the_documented_limits_are_the_defaults() -> None:
    limits = Limits()
    assert (limits.connections_per_address, limits.first_data_s, limits.keep_alive_s) == (50, 1.0, 3.0)
    assert (limits.short_gap_s, limits.short_gaps_in_a_row, limits.login_lock_s) == (0.2, 6, 600.0)
    assert limits.strict().command_bytes == 1000
