"""Every fault of the catalogue, seen to act on the wire."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import WebSocketException

from tests.integration.venue.harness import EASY, PATIENCE_S, Client, client, get, pair, post, quiet, quiet_venue
from tui.simulator.faults import CATALOGUE
from tui.simulator.options import SimulatorOptions
from tui.simulator.venue import Venue

pytestmark = pytest.mark.anyio

Both = tuple[Client, Client, str]


async def test_refuse_resets_new_connections_and_leaves_standing_ones(venue: Venue, main: Client) -> None:
    venue.faults.set("refuse", socket="main")
    with pytest.raises((OSError, WebSocketException)):
        await Client.open(venue)
    assert (await main.ask("ping"))["status"] is True
    async with client(venue, "/demoStream"):
        pass
    venue.faults.clear()
    async with client(venue):
        pass


async def test_reset_breaks_the_named_socket_at_once_and_only_it(venue: Venue, both: Both) -> None:
    main, stream, token = both
    await stream.send("getKeepAlive", streamSessionId=token)
    await stream.next("keepAlive")
    venue.faults.set("reset", socket="stream")
    closed = await stream.dropped()
    assert closed.rcvd is None
    assert isinstance(closed.__cause__, ConnectionResetError)
    assert (await main.ask("ping"))["status"] is True
    assert venue.faults.active() == []


async def test_reset_with_seconds_strikes_new_connections_until_it_ends(venue: Venue) -> None:
    venue.faults.set("reset", socket="main", seconds=600)
    with pytest.raises((OSError, WebSocketException)):
        await Client.open(venue)
    venue.faults.clear("reset")
    async with client(venue):
        pass


async def test_fin_ends_without_a_close_frame(venue: Venue, main: Client) -> None:
    venue.faults.set("fin")
    closed = await main.dropped()
    assert closed.rcvd is None
    assert not isinstance(closed.__cause__, ConnectionResetError)


async def test_a_fault_for_one_login_spares_the_others(venue: Venue, main: Client) -> None:
    async with client(venue, login="1001") as other:
        venue.faults.set("reset", login="1001")
        await other.dropped()
        assert (await main.ask("ping"))["status"] is True


async def test_half_open_swallows_both_ways_and_keeps_the_connection(venue: Venue, main: Client) -> None:
    venue.faults.set("half_open", socket="main")
    await main.send("ping")
    assert await quiet(main)
    venue.faults.clear()
    assert (await main.ask("getVersion"))["returnData"] == {"version": "2.5.0"}


async def test_half_open_to_client_still_lets_an_order_in(venue: Venue, main: Client) -> None:
    venue.faults.set("half_open", direction="to_client")
    info = {"cmd": 0, "symbol": "EURUSD", "volume": 0.1, "price": 1.0, "type": 0}
    await main.send("tradeTransaction", arguments={"tradeTransInfo": info})
    async with asyncio.timeout(PATIENCE_S):
        while not (await get(venue, "/ledger"))["transactions"]:
            pass
    assert await quiet(main)


async def test_half_open_to_server_lets_no_order_in(venue: Venue, main: Client) -> None:
    venue.faults.set("half_open", direction="to_server")
    info = {"cmd": 0, "symbol": "EURUSD", "volume": 0.1, "price": 1.0, "type": 0}
    await main.send("tradeTransaction", arguments={"tradeTransInfo": info})
    assert await quiet(main)
    assert (await get(venue, "/ledger"))["transactions"] == []


async def test_a_new_connection_into_a_black_hole_hangs(venue: Venue) -> None:
    venue.faults.set("half_open")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await Client.open(venue)


async def test_latency_delays_and_keeps_the_order(venue: Venue, main: Client) -> None:
    venue.faults.set("latency", ms=40, jitter_ms=30)
    begun = time.monotonic()
    for number in range(8):
        await main.send("ping", customTag=str(number))
    assert [(await main.receive())["customTag"] for _ in range(8)] == [str(number) for number in range(8)]
    # Two directions of at least 10 ms each: a lower bound holds on any machine.
    assert time.monotonic() - begun >= 0.02


async def test_a_stall_holds_everything_and_then_lets_it_go_at_once(venue: Venue, main: Client) -> None:
    venue.faults.set("stall", direction="to_client")
    for number in range(3):
        await main.send("ping", customTag=str(number))
    assert await quiet(main)
    venue.faults.clear("stall")
    assert [(await main.receive())["customTag"] for _ in range(3)] == ["0", "1", "2"]


async def test_a_slow_line_takes_its_time(venue: Venue, main: Client) -> None:
    venue.faults.set("slow", bytes_per_s=20_000, direction="to_client")
    begun = time.monotonic()
    await main.send("getSymbol", arguments={"symbol": "EURUSD"})
    size = len(await main.receive_text())
    assert time.monotonic() - begun >= size / 20_000 * 0.9


async def test_slices_arrive_whole(venue: Venue, main: Client) -> None:
    venue.faults.set("slice")
    data = await main.data("getSymbol", {"symbol": "EURUSD"})
    assert data["symbol"] == "EURUSD"


@pytest.mark.parametrize("end", ["reset", "fin"])
async def test_truncate_cuts_the_reply_after_so_many_bytes(venue: Venue, main: Client, end: str) -> None:
    venue.faults.set("truncate", bytes=10, direction="to_client", end=end)
    await main.send("getVersion")
    assert (await main.dropped()).rcvd is None


async def test_truncate_to_the_server_cuts_an_order_before_it_is_whole(venue: Venue, main: Client) -> None:
    venue.faults.set("truncate", bytes=40, direction="to_server")
    info = {"cmd": 0, "symbol": "EURUSD", "volume": 0.1, "price": 1.0, "type": 0}
    await main.send("tradeTransaction", arguments={"tradeTransInfo": info})
    await main.dropped()
    assert (await get(venue, "/ledger"))["transactions"] == []


async def test_a_count_limits_how_many_connections_are_struck(venue: Venue) -> None:
    venue.faults.set("half_open", count=1, direction="to_client")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await Client.open(venue)
    async with client(venue) as main:
        assert (await main.ask("ping"))["status"] is True


async def test_a_lost_reply_was_executed_all_the_same(venue: Venue, main: Client) -> None:
    venue.faults.set("reply_lost", command="tradeTransaction", count=1)
    info = {"cmd": 0, "symbol": "EURUSD", "volume": 0.1, "price": 1.0, "type": 0}
    await main.send("tradeTransaction", arguments={"tradeTransInfo": info})
    assert (await main.ask("ping", customTag="after"))["customTag"] == "after"
    assert len((await get(venue, "/ledger"))["transactions"]) == 1


async def test_a_delayed_reply_comes_behind_later_ones(venue: Venue, main: Client) -> None:
    venue.faults.set("reply_delayed", command="getVersion", ms=50)
    await main.send("getVersion", customTag="slow")
    await main.send("ping", customTag="fast")
    assert [(await main.receive())["customTag"] for _ in range(2)] == ["fast", "slow"]


async def test_a_doubled_reply_comes_twice(venue: Venue, main: Client) -> None:
    venue.faults.set("reply_doubled", command="ping", count=1)
    await main.send("ping", customTag="1")
    await main.send("ping", customTag="2")
    assert [(await main.receive())["customTag"] for _ in range(3)] == ["1", "1", "2"]


async def test_tags_can_be_missing_or_wrong(venue: Venue, main: Client) -> None:
    venue.faults.set("tag_missing", count=1)
    assert "customTag" not in await main.ask("ping", customTag="mine")
    venue.faults.set("tag_wrong", count=1)
    assert (await main.ask("ping", customTag="mine"))["customTag"] != "mine"
    assert (await main.ask("ping", customTag="mine"))["customTag"] == "mine"


async def test_an_error_of_any_code_can_be_put_at_any_command(venue: Venue, main: Client) -> None:
    venue.faults.set("error", command="getTrades", code="BE999", message="who knows", count=1)
    reply = await main.ask("getTrades", {"openedOnly": True}, customTag="t")
    assert reply == {"status": False, "customTag": "t", "errorCode": "BE999", "errorDescr": "who knows"}
    assert (await main.ask("getTrades", {"openedOnly": True}))["status"] is True


async def test_an_order_can_be_executed_behind_a_timeout_error(venue: Venue, main: Client) -> None:
    venue.faults.set("error", command="tradeTransaction", code="EX003", message="timed out", after=True)
    info = {"cmd": 0, "symbol": "EURUSD", "volume": 0.1, "price": 1.0, "type": 0}
    assert (await main.ask("tradeTransaction", {"tradeTransInfo": info}))["errorCode"] == "EX003"
    assert len((await get(venue, "/ledger"))["transactions"]) == 1


async def test_a_login_can_be_refused_for_one_user(venue: Venue) -> None:
    venue.faults.set("error", command="login", login="1001", code="EX010", message="blacklisted")
    async with client(venue, login=None) as main:
        assert (await main.ask("login", {"userId": "1001", "password": "demo"}))["errorCode"] == "EX010"
        assert (await main.ask("login", {"userId": "1000", "password": "demo"}))["status"] is True


async def test_a_token_can_turn_invalid(venue: Venue, both: Both) -> None:
    _, stream, token = both
    venue.faults.set("token_invalid")
    await stream.send("getKeepAlive", streamSessionId=token)
    assert (await stream.receive())["errorCode"] == "BE117"


async def test_keep_alive_can_stop_while_ticks_go_on() -> None:
    async with quiet_venue(limits=replace(EASY, keep_alive_s=0.01)) as venue, pair(venue) as (_, stream, token):
        await stream.send("getKeepAlive", streamSessionId=token)
        await stream.next("keepAlive")
        venue.faults.set("keepalive_stops")
        await stream.send("getTickPrices", streamSessionId=token, symbol="EURUSD", maxLevel=0)
        await stream.next("tickPrices")
        assert await quiet(stream)
        assert venue.faults.active()[0].hits > 0
        venue.faults.clear()
        await stream.next("keepAlive")


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("ticks_stop", "tickPrices"),
        ("candles_stop", "candle"),
        ("trades_stop", "trade"),
        ("statuses_stop", "tradeStatus"),
    ],
)
async def test_one_kind_of_message_can_stop_while_the_others_go_on(
    venue: Venue, both: Both, fault: str, kind: str
) -> None:
    main, stream, token = both
    chart = {"symbol": "EURUSD", "period": 1, "start": venue.clock.now_ms(), "end": 0, "ticks": -1}
    await main.data("getChartRangeRequest", {"info": chart})
    venue.faults.set(fault)
    await stream.send("getTickPrices", streamSessionId=token, symbol="EURUSD", maxLevel=0)
    await stream.send("getCandles", streamSessionId=token, symbol="EURUSD")
    await stream.send("getTrades", streamSessionId=token)
    await stream.send("getTradeStatus", streamSessionId=token)
    info = {"cmd": 0, "symbol": "EURUSD", "volume": 0.1, "price": 1.0, "type": 0}
    await main.data("tradeTransaction", {"tradeTransInfo": info})
    venue.clock.advance(61)
    await venue.caught_up()
    await stream.send("ping", streamSessionId="wrong")
    seen = set()
    while (message := await stream.receive()).get("errorCode") != "BE117":
        seen.add(message["command"])
    assert seen == {"tickPrices", "candle", "trade", "tradeStatus"} - {kind}


async def test_faults_are_listed_set_and_cleared_over_http(venue: Venue, main: Client) -> None:
    listed = await get(venue, "/faults")
    assert {fault["fault"] for fault in listed["known"]} == set(CATALOGUE)
    assert listed["active"] == []
    wish: dict[str, Any] = {
        "set": [{"fault": "error", "socket": "main", "login": "1000", "command": "ping", "count": 2, "seconds": None}]
    }
    (active,) = (await post(venue, "/faults", wish)).json()["active"]
    assert (active["fault"], active["count"], active["code"]) == ("error", 2, "EX001")
    assert (await main.ask("ping"))["status"] is False
    assert (await get(venue, "/faults"))["active"][0]["hits"] == 1
    assert (await post(venue, "/faults", {"clear": "all"})).json() == {"active": []}
    assert (await main.ask("ping"))["status"] is True


@pytest.mark.parametrize(
    "wish",
    [
        [],
        {"sett": []},
        {"set": {}},
        {"set": ["reset"]},
        {"set": [{"fault": "earthquake"}]},
        {"set": [{"fault": "reset", "socket": "side"}]},
        {"set": [{"fault": "latency", "ms": "long"}]},
        {"set": [{"fault": "latency", "bytes": 1}]},
        {"set": [{"fault": "slow", "bytes_per_s": 0}]},
        {"set": [{"fault": "truncate", "end": "bang"}]},
        {"set": [{"fault": "reply_lost", "count": 0}]},
        {"set": [{"fault": "reply_lost", "seconds": -1}]},
        {"set": [{"fault": "ticks_stop"}, {"fault": "nope"}]},
        {"clear": "nothing-known"},
    ],
)
async def test_a_wrong_fault_is_a_400_that_explains_itself_and_changes_nothing(venue: Venue, wish: object) -> None:
    reply = await post(venue, "/faults", wish)
    assert reply.status_code == 400
    assert reply.json()["error"]
    assert venue.faults.active() == []


async def test_control_pages_stay_reachable_under_every_link_fault(venue: Venue) -> None:
    for name, kind in CATALOGUE.items():
        if kind.layer == "link":
            venue.faults.set(name, seconds=600)
    assert (await get(venue, "/health"))["status"] == "ok"


async def test_faults_can_be_there_from_the_start(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("faults") / "faults.json"
    path.write_text(json.dumps({"set": [{"fault": "error", "code": "EX005", "message": "overloaded"}]}))
    async with quiet_venue(SimulatorOptions(faults=path)) as venue, client(venue, login=None) as main:
        assert (await main.ask("ping"))["errorCode"] == "EX005"


def test_the_catalogue_has_no_fault_without_a_test() -> None:
    here = Path(__file__).parent
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(here.glob("test_*faults.py")))
    for name in CATALOGUE:
        assert f'"{name}"' in text
