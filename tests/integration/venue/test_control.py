"""The control pages: ledger, clock, health, and HTTP that goes wrong."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from tests.integration.venue.harness import MONDAY_MS, PATIENCE_S, Client, get, post
from tui.simulator.venue import Venue

pytestmark = pytest.mark.anyio


async def test_health_tells_the_venues_time(venue: Venue) -> None:
    assert await get(venue, "/health") == {"status": "ok", "now_ms": MONDAY_MS, "speed": 0.0}


async def test_the_ledger_tells_every_transaction_as_received_and_what_became_of_it(venue: Venue, main: Client) -> None:
    info: dict[str, Any] = {
        "cmd": 0, "symbol": "EURUSD", "volume": 0.1, "price": 1.0, "type": 0, "customComment": "tag", "strange": [1],
    }  # fmt: skip
    text = '{"command":"tradeTransaction","arguments":{"tradeTransInfo":%s}}'
    import json

    frame = text % json.dumps(info)
    await main.send_text(frame)
    request = (await main.receive())["returnData"]["order"]
    (entry,) = (await get(venue, "/ledger"))["transactions"]
    assert set(entry) == {
        "seq", "at_ms", "connection", "login", "bytes", "info", "request", "verdict", "code", "message", "position",
        "kept_comment", "fault",
    }  # fmt: skip
    assert (entry["info"], entry["bytes"], entry["request"]) == (info, len(frame), request)
    assert (entry["login"], entry["verdict"], entry["kept_comment"], entry["fault"]) == ("1000", "pending", "tag", None)
    await post(venue, "/clock", {"advance_s": 5})
    ledger = await get(venue, "/ledger")
    assert set(ledger) == {
        "now_ms",
        "logins",
        "transactions",
        "positions",
        "pending",
        "deals",
        "removals",
        "http",
        "crm",
        "dxfeed",
    }
    assert ledger["now_ms"] == MONDAY_MS + 5000
    assert set(ledger["logins"]) == {"1000", "1001", "1002"}
    assert ledger["transactions"][0]["verdict"] == "accepted"
    (position,) = ledger["positions"]
    assert (position["login"], position["symbol"], position["customComment"]) == ("1000", "EURUSD", "tag")
    assert position["position"] == ledger["transactions"][0]["position"]


async def test_the_clock_advances_and_the_venue_has_lived_through_it_when_the_answer_comes(venue: Venue) -> None:
    reply = await post(venue, "/clock", {"advance_s": 3600})
    assert reply.json() == {"now_ms": MONDAY_MS + 3_600_000, "speed": 0.0}


async def test_the_clock_is_set_and_sped_up(venue: Venue) -> None:
    reply = await post(venue, "/clock", {"now": "2026-01-05T12:00:00Z"})
    assert reply.json()["now_ms"] == 1_767_614_400_000
    reply = await post(venue, "/clock", {"speed": 50})
    assert reply.json()["speed"] == 50.0
    before = reply.json()["now_ms"]
    async with asyncio.timeout(PATIENCE_S):
        while (await get(venue, "/health"))["now_ms"] < before + 1000:
            pass


@pytest.mark.parametrize(
    "wish",
    [
        {},
        [],
        {"advance": 1},
        {"advance_s": -1},
        {"advance_s": "1"},
        {"speed": True},
        {"speed": -2},
        {"now": "yesterday"},
        {"now": "2026-01-05T08:00:00"},
        {"now": 5},
        {"now": "2020-01-01T00:00:00Z"},
    ],
)
async def test_a_wrong_clock_wish_is_a_400_and_moves_nothing(venue: Venue, wish: object) -> None:
    reply = await post(venue, "/clock", wish)
    assert reply.status_code == 400
    assert reply.json()["error"]
    assert venue.clock.now_ms() == MONDAY_MS


async def test_unknown_paths_are_404_wrong_methods_405_and_no_json_400(venue: Venue) -> None:
    base = venue.control_url.removesuffix("/sim")
    async with httpx.AsyncClient(trust_env=False) as http:
        assert (await http.get(base + "/")).status_code == 404
        assert (await http.get(base + "/demo")).status_code == 404
        assert (await http.get(base + "/flex/Nothing")).status_code == 404
        assert (await http.delete(base + "/sim/faults")).status_code == 405
        assert (await http.head(base + "/sim/health")).status_code == 405
        broken = await http.post(base + "/sim/clock", content=b"{")
        assert broken.status_code == 400
        assert "JSON" in broken.json()["error"]
        large = await http.post(base + "/sim/clock", content=b" " * 1_100_000)
        assert large.status_code == 413


async def test_one_http_connection_carries_many_requests_even_cut_into_bytes(venue: Venue) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", venue.ports.web)
    for byte in b"GET /sim/health HTTP/1.1\r\nHost: x\r\n\r\n" * 2:
        writer.write(bytes([byte]))
        await writer.drain()
    async with asyncio.timeout(PATIENCE_S):
        for _ in range(2):
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200")
            assert b'"status":"ok"' in await reader.readuntil(b"}")
    writer.close()


async def test_what_is_not_http_is_a_400(venue: Venue) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", venue.ports.web)
    writer.write(b"\x16\x03\x01nonsense\r\n\r\n")
    async with asyncio.timeout(PATIENCE_S):
        assert (await reader.read()).startswith(b"HTTP/1.1 400")
    writer.close()


async def test_an_upgrade_on_another_path_is_404(venue: Venue) -> None:
    from websockets.exceptions import InvalidStatus

    with pytest.raises(InvalidStatus) as refused:
        await Client.open(venue, "/practice")
    assert refused.value.response.status_code == 404
