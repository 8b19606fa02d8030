"""Logins, errors, tags, several clients, and what ends with what."""

from __future__ import annotations

import json
import re

import pytest

from tests.integration.venue.harness import EASY, MONDAY_MS, Client, client, pair, quiet_venue
from tui.simulator.clock import VenueClock
from tui.simulator.exchange import ExchangeSettings
from tui.simulator.options import SimulatorOptions
from tui.simulator.venue import Venue

pytestmark = pytest.mark.anyio

COMMANDS = [
    "logout", "getAllSymbols", "getCalendar", "getChartLastRequest", "getChartRangeRequest", "getCommissionDef",
    "getCurrentUserData", "getIbsHistory", "getMarginLevel", "getMarginTrade", "getNews", "getProfitCalculation",
    "getServerTime", "getStepRules", "getSymbol", "getTickPrices", "getTradeRecords", "getTrades", "getTradesHistory",
    "getTradingHours", "getVersion", "ping", "tradeTransaction", "tradeTransactionStatus",
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
async def test_every_command_before_login_is_be103_and_names_the_command(venue: Venue, command: str) -> None:
    async with client(venue, login=None) as main:
        reply = await main.ask(command)
        assert reply == {"status": False, "errorCode": "BE103", "errorDescr": f"Not logged - {command}"}


async def test_a_second_login_is_be118_and_the_session_stays(main: Client) -> None:
    reply = await main.ask("login", {"userId": "1000", "password": "demo"})
    assert (reply["errorCode"], reply["errorDescr"]) == ("BE118", "User already logged")
    assert (await main.ask("ping"))["status"] is True


@pytest.mark.parametrize("user", [1000, "1000"])
async def test_the_login_may_be_a_number_or_text_and_unknown_fields_are_ignored(venue: Venue, user: object) -> None:
    async with client(venue, login=None) as main:
        arguments = {"userId": user, "password": "demo", "appId": "x", "type": "y"}
        assert (await main.ask("login", arguments, appName="outside"))["status"] is True


async def test_a_wrong_password_is_be005_and_then_locks_that_pair_for_ten_minutes(venue: Venue) -> None:
    async with client(venue, login=None) as main:
        wrong = {"userId": "1000", "password": "guess"}
        assert (await main.ask("login", wrong))["errorCode"] == "BE005"
        assert (await main.ask("login", wrong))["errorCode"] == "EX007"
        venue.clock.advance(599)
        assert (await main.ask("login", wrong))["errorCode"] == "EX007"
        venue.clock.advance(2)
        assert (await main.ask("login", wrong))["errorCode"] == "BE005"
        assert (await main.ask("login", {"userId": "1000", "password": "demo"}))["status"] is True


async def test_the_stream_token_is_opaque_hex_groups_and_digits_in_a_strict_venue(venue: Venue) -> None:
    async with client(venue, login=None) as one, client(venue, login=None) as two:
        first, second = await one.login(), await two.login()
        assert first != second
        assert re.fullmatch(r"[0-9a-f]{16}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{16}-[0-9a-f]{8}", first)
    async with quiet_venue(SimulatorOptions(strict=True)) as strict, client(strict, login=None) as main:
        assert (await main.login()).isdigit()


async def test_the_tag_comes_back_on_every_reply_and_before_the_error_code(main: Client) -> None:
    assert (await main.ask("ping", customTag="a b"))["customTag"] == "a b"
    assert (await main.ask("getVersion", customTag="t2"))["customTag"] == "t2"
    reply = await main.ask("getSymbol", {"symbol": "NOPE"}, customTag="t3")
    assert list(reply) == ["status", "customTag", "errorCode", "errorDescr"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ({"arguments": {}}, "BE110"),
        ({"command": 7}, "BE110"),
        ({"command": "getSymbol", "arguments": [1]}, "BE110"),
        ({"command": "buyEverything"}, "BE104"),
        ({"command": "getSymbol"}, "BE106"),
        ({"command": "getSymbol", "arguments": {"symbol": None}}, "BE106"),
        ({"command": "getSymbol", "arguments": {"symbol": ["EURUSD"]}}, "EX000"),
        ({"command": "getSymbol", "arguments": {"symbol": "NOPE"}}, "BE115"),
        ({"command": "getTrades", "arguments": {"openedOnly": 1}}, "EX000"),
        ({"command": "getTradeRecords", "arguments": {"orders": ["1"]}}, "EX000"),
        ({"command": "getTickPrices", "arguments": {"level": -2, "symbols": [], "timestamp": 0}}, "EX000"),
        ({"command": "getNews", "arguments": {"start": 0.5, "end": 0}}, "EX000"),
        ({"command": "getNews", "arguments": {"start": 10**30, "end": 0}}, "EX000"),
        ({"command": "tradeTransaction", "arguments": {}}, "BE106"),
        ({"command": "tradeTransactionStatus", "arguments": {"order": 1}}, "BE098"),
        ({"command": "getMarginTrade", "arguments": {"symbol": "EURUSD", "volume": "1"}}, "EX000"),
    ],
)
async def test_misuse_is_answered_with_the_protocols_error_and_the_connection_stays(
    main: Client, text: dict[str, object], code: str
) -> None:
    await main.send_text(json.dumps(text))
    reply = await main.receive()
    assert (reply["status"], reply["errorCode"]) == (False, code)
    assert (await main.ask("ping"))["status"] is True


async def test_pretty_print_changes_the_layout_and_nothing_else(main: Client) -> None:
    await main.send("getSymbol", arguments={"symbol": "EURUSD"})
    plain = await main.receive_text()
    await main.send("getSymbol", arguments={"symbol": "EURUSD"}, prettyPrint=True)
    pretty = await main.receive_text()
    assert "\n" not in plain
    assert pretty.count("\n") > 40
    assert json.loads(plain) == json.loads(pretty)
    assert re.sub(r"\s", "", plain) == re.sub(r"\s", "", pretty)


async def test_logout_answers_and_closes_main_and_stream(both: tuple[Client, Client, str]) -> None:
    main, stream, token = both
    await stream.send("getKeepAlive", streamSessionId=token)
    await stream.next("keepAlive")
    assert await main.ask("logout") == {"status": True}
    await main.dropped()
    await stream.dropped()


async def test_losing_the_main_socket_kills_the_stream_and_its_token(venue: Venue) -> None:
    async with pair(venue) as (main, stream, token):
        await stream.send("getKeepAlive", streamSessionId=token)
        await stream.next("keepAlive")
        main.socket.transport.abort()
        await stream.dropped()
        async with client(venue, "/demoStream") as other:
            await other.send("getKeepAlive", streamSessionId=token)
            assert (await other.receive())["errorCode"] == "BE117"


async def test_several_sessions_on_one_stream_socket_live_and_die_apart(venue: Venue) -> None:
    async with (
        client(venue, login=None) as first,
        client(venue, login=None) as second,
        client(venue, "/demoStream") as stream,
    ):
        one, two = await first.login("1000"), await second.login("1001")
        await stream.send("getBalance", streamSessionId=one)
        await stream.send("getBalance", streamSessionId=two)
        balances = {(await stream.next("balance"))["balance"] for _ in range(2)}
        assert balances == {10000.0, 25000.0}
        await first.ask("logout")
        await stream.send("getKeepAlive", streamSessionId=two)
        await stream.next("keepAlive")
        await stream.send("getKeepAlive", streamSessionId=one)
        assert (await stream.receive())["errorCode"] == "BE117"
        await second.ask("logout")
        await stream.dropped()


async def test_clients_do_not_see_each_others_accounts(venue: Venue) -> None:
    async with client(venue, login=None) as one, client(venue, "/real", login="1002") as two:
        await one.login("1001")
        assert (await one.data("getCurrentUserData"))["currency"] == "USD"
        assert (await two.data("getCurrentUserData"))["currency"] == "PLN"


async def test_glued_commands_are_answered_in_order_even_behind_a_long_one(main: Client) -> None:
    wish = {"symbol": "EURUSD", "period": 60, "start": 1_767_600_000_000, "end": 0, "ticks": -50}
    await main.send("getChartRangeRequest", arguments={"info": wish}, customTag="1")
    await main.send("getAllSymbols", customTag="2")
    await main.send("ping", customTag="3")
    assert [(await main.receive())["customTag"] for _ in range(3)] == ["1", "2", "3"]


async def test_replies_keep_their_order_when_long_ones_are_worked_out_in_a_thread() -> None:
    plain = ExchangeSettings(scripted_trader=False, with_past=False)
    clock = VenueClock(MONDAY_MS, speed=0.0)
    async with Venue(clock=clock, limits=EASY, settings=plain) as venue, client(venue) as main:
        wish = {"symbol": "EURUSD", "period": 60, "start": MONDAY_MS, "end": 0, "ticks": -100}
        await main.send("getChartRangeRequest", arguments={"info": wish}, customTag="1")
        await main.send("ping", customTag="2")
        await main.send("getAllSymbols", customTag="3")
        await main.send("ping", customTag="4")
        assert [(await main.receive())["customTag"] for _ in range(4)] == ["1", "2", "3", "4"]
