"""Faults around an order: whether it is carried out, what its reply says, and what the ledger knows of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.integration.venue.harness import Client, client, get, listen, live, order, pair, quiet, quiet_venue, told
from tests.unit.simulator_exchange.codes import ELSEWHERE, ON_THE_LINE, ONLY_BY_FAULT
from tui.simulator.channels import text_frame
from tui.simulator.exchange import ExchangeSettings
from tui.simulator.venue import Venue

pytestmark = pytest.mark.anyio

Both = tuple[Client, Client, str]
TAG = "XD1.01J00000000000000000000000"
PLAIN = ExchangeSettings(scripted_trader=False, with_past=False)


async def rows(venue: Venue) -> list[dict[str, Any]]:
    """Return the ledger's transactions."""
    found: list[dict[str, Any]] = (await get(venue, "/ledger"))["transactions"]
    return found


async def only_row(venue: Venue) -> dict[str, Any]:
    (row,) = await rows(venue)
    return row


def frame_bytes(arguments: dict[str, Any]) -> int:
    """Return how long the harness's frame of an order is on the wire: the frame of a server, and a mask."""
    text = json.dumps({"command": "tradeTransaction", "arguments": arguments}).encode()
    return len(text_frame(text)) + 4


@pytest.mark.parametrize("missing", [0, 1, 17, "one", "none"])
async def test_an_order_cut_inside_its_frame_is_not_carried_out_and_a_whole_one_is(
    venue: Venue, main: Client, missing: int | str
) -> None:
    size = frame_bytes(order(customComment=TAG))
    count = {"one": size - 1, "none": size}.get(str(missing), missing)
    venue.faults.set("truncate", command="tradeTransaction", direction="to_server", bytes=count, count=1)
    assert (await main.ask("ping"))["status"] is True
    await main.send("tradeTransaction", arguments=order(customComment=TAG))
    await main.dropped()
    found = await rows(venue)
    assert [row["verdict"] for row in found] == (["pending"] if missing == "none" else [])
    async with client(venue) as again:
        assert (await again.ask("tradeTransaction", order()))["status"] is True


async def test_bytes_beyond_the_order_are_counted_on_into_the_next_frame(venue: Venue, main: Client) -> None:
    size = frame_bytes(order()) + 3
    venue.faults.set("truncate", command="tradeTransaction", direction="to_server", bytes=size)
    assert (await main.ask("tradeTransaction", order()))["status"] is True
    await main.send("ping")
    await main.dropped()
    assert len(await rows(venue)) == 1


@pytest.mark.parametrize("count", [0, 1, 20])
async def test_a_reply_cut_at_any_byte_leaves_the_order_carried_out(venue: Venue, main: Client, count: int) -> None:
    venue.faults.set("truncate", command="tradeTransaction", direction="to_client", bytes=count, end="fin")
    assert (await main.ask("ping"))["status"] is True
    await main.send("tradeTransaction", arguments=order())
    await main.dropped()
    assert (await only_row(venue))["verdict"] == "pending"


@pytest.mark.parametrize("end", ["reset", "fin"])
async def test_a_connection_cut_before_the_execution_leaves_a_row_that_says_so(
    venue: Venue, main: Client, end: str
) -> None:
    venue.faults.set("cut", command="tradeTransaction", end=end)
    await main.send("tradeTransaction", arguments=order(customComment=TAG))
    await main.dropped()
    await live(venue, 2)
    row = await only_row(venue)
    assert (row["verdict"], row["code"], row["fault"], row["info"]["customComment"]) == ("refused", None, "cut", TAG)
    assert (await get(venue, "/ledger"))["positions"] == []


async def test_a_connection_cut_after_the_execution_leaves_a_position(venue: Venue, main: Client) -> None:
    venue.faults.set("cut", command="tradeTransaction", executed=True)
    await main.send("tradeTransaction", arguments=order())
    await main.dropped()
    await live(venue, 2)
    row = await only_row(venue)
    assert (row["verdict"], row["fault"]) == ("accepted", "cut")
    assert len((await get(venue, "/ledger"))["positions"]) == 1


async def test_swapped_replies_change_places_and_the_last_one_comes_all_the_same(venue: Venue, main: Client) -> None:
    venue.faults.set("reply_swapped", count=1, ms=5)
    await main.send("ping", customTag="1")
    await main.send("ping", customTag="2")
    assert [(await main.receive())["customTag"] for _ in range(2)] == ["2", "1"]
    venue.faults.set("reply_swapped", count=1, ms=5)
    assert (await main.ask("ping", customTag="3"))["customTag"] == "3"


async def test_a_reply_can_carry_the_tag_of_another_command(venue: Venue, main: Client) -> None:
    venue.faults.set("tag_wrong", tag="1.7", count=1)
    assert (await main.ask("ping", customTag="1.8"))["customTag"] == "1.7"


async def test_the_stream_can_tell_the_verdict_before_the_reply_comes(venue: Venue, both: Both) -> None:
    main, stream, token = both
    await listen(stream, token, "TradeStatus")
    venue.faults.set("event_first", command="tradeTransaction")
    await main.send("tradeTransaction", arguments=order())
    assert await quiet(main)
    await live(venue, 1)
    verdict = await stream.next("tradeStatus", lambda data: data["requestStatus"] == 3)
    assert (await main.receive())["returnData"]["order"] == verdict["order"]


async def test_a_refused_order_does_not_wait_for_a_verdict_that_never_comes(venue: Venue, main: Client) -> None:
    venue.faults.set("event_first")
    assert (await main.ask("tradeTransaction", order(0)))["errorCode"] == "BE003"


@pytest.mark.parametrize("code", ["BE019", "EX003"])
async def test_an_order_can_be_executed_seconds_after_its_timeout_error(venue: Venue, both: Both, code: str) -> None:
    main, stream, token = both
    await listen(stream, token, "Trades", "TradeStatus")
    venue.faults.set("error", command="tradeTransaction", code=code, after=True, delay_ms=4000, count=1)
    assert (await main.ask("tradeTransaction", order(customComment=TAG)))["errorCode"] == code
    await live(venue, 3.9)
    assert await told(stream) == []
    row = await only_row(venue)
    assert (row["verdict"], row["request"], row["fault"]) == ("pending", None, "error")
    assert await main.data("getTrades", {"openedOnly": True}) == []
    await live(venue, 1)
    row = await only_row(venue)
    assert (row["verdict"], row["seq"]) == ("accepted", 1)
    (trade,) = await main.data("getTrades", {"openedOnly": True})
    assert (trade["customComment"], trade["order2"]) == (TAG, row["request"])
    assert {message["command"] for message in await told(stream)} == {"trade", "tradeStatus"}


async def test_an_order_held_behind_its_error_is_judged_when_its_time_comes(venue: Venue, main: Client) -> None:
    venue.faults.set("error", command="tradeTransaction", after=True, delay_ms=2000, count=1)
    assert (await main.ask("tradeTransaction", order(0)))["errorCode"] == "EX001"
    await live(venue, 3)
    row = await only_row(venue)
    assert (row["verdict"], row["code"]) == ("refused", "BE003")


async def test_an_error_without_execution_is_in_the_ledger_with_its_code(venue: Venue, main: Client) -> None:
    venue.faults.set("error", command="tradeTransaction", code="BE999", message="who knows")
    assert (await main.ask("tradeTransaction", order(customComment=TAG)))["errorCode"] == "BE999"
    row = await only_row(venue)
    assert (row["verdict"], row["code"], row["message"], row["fault"]) == ("refused", "BE999", "who knows", "error")
    assert (row["info"]["customComment"], row["login"], row["request"]) == (TAG, "1000", None)


async def test_a_requote_storm_refuses_market_orders_with_its_codes_in_turn(venue: Venue, main: Client) -> None:
    venue.faults.set("requotes", count=4)
    codes = [(await main.ask("tradeTransaction", order())).get("errorCode") for _ in range(2)]
    placed = await main.ask("tradeTransaction", order(cmd=2, price=0.5))
    codes += [(await main.ask("tradeTransaction", order())).get("errorCode") for _ in range(3)]
    assert codes == ["BE013", "BE010", "BE015", "BE013", None]
    assert placed["status"] is True
    assert [row["code"] for row in await rows(venue)] == ["BE013", "BE010", None, "BE015", "BE013", None]


async def test_a_requote_can_come_as_a_rejection_of_an_order_that_was_taken(venue: Venue, both: Both) -> None:
    main, stream, token = both
    await listen(stream, token, "TradeStatus")
    venue.faults.set("requotes", codes="BE013", rejected=True, count=1)
    number = (await main.data("tradeTransaction", order()))["order"]
    await live(venue, 1)
    verdict = await stream.next("tradeStatus", lambda data: data["requestStatus"] != 1)
    assert (verdict["order"], verdict["requestStatus"], verdict["message"]) == (number, 4, "Price has changed")
    row = await only_row(venue)
    assert (row["verdict"], row["code"], row["fault"]) == ("rejected", "BE013", "requotes")


@pytest.mark.parametrize(
    ("then", "setting", "verdict"),
    [
        ("executes", False, "accepted"),
        ("dies", True, "rejected"),
        ("as_set", True, "accepted"),
        ("as_set", False, "rejected"),
    ],
)
async def test_status_zero_may_end_in_execution(then: str, setting: bool, verdict: str) -> None:
    settings = ExchangeSettings(scripted_trader=False, with_past=False, error_executes=setting)
    async with quiet_venue(settings=settings) as venue, pair(venue) as (main, stream, token):
        await listen(stream, token, "TradeStatus", "Trades")
        venue.faults.set("status_error", command="tradeTransaction", ms=3000, then=then)
        number = (await main.data("tradeTransaction", order()))["order"]
        await live(venue, 1)
        status = await stream.next("tradeStatus", lambda data: data["requestStatus"] != 1)
        assert (status["order"], status["requestStatus"]) == (number, 0)
        assert await main.data("getTrades", {"openedOnly": True}) == []
        await live(venue, 3)
        assert (await only_row(venue))["verdict"] == verdict
        assert len(await main.data("getTrades", {"openedOnly": True})) == (1 if verdict == "accepted" else 0)
        again = await main.data("tradeTransactionStatus", {"order": number})
        assert again["requestStatus"] == 0


async def test_the_status_of_a_known_number_can_be_denied(venue: Venue, main: Client) -> None:
    number = (await main.data("tradeTransaction", order()))["order"]
    venue.faults.set("status_unknown", count=1)
    assert (await main.ask("tradeTransactionStatus", {"order": number}))["errorCode"] == "BE098"
    assert (await main.ask("tradeTransactionStatus", {"order": number}))["status"] is True


@pytest.mark.parametrize(
    ("how", "kept"), [("cut", TAG[:8]), ("blank", ""), ("upper", "XD1.MIXED")], ids=["cut", "blank", "upper"]
)
async def test_a_changed_comment_is_echoed_everywhere_and_the_ledger_keeps_what_came(
    venue: Venue, both: Both, how: str, kept: str
) -> None:
    main, stream, token = both
    sent = "xd1.Mixed" if how == "upper" else TAG
    await listen(stream, token, "TradeStatus", "Trades")
    venue.faults.set("comment_changed", how=how, length=8, count=1)
    number = (await main.data("tradeTransaction", order(customComment=sent)))["order"]
    await live(venue, 1)
    echoes = {message["data"]["customComment"] for message in await told(stream)}
    (trade,) = await main.data("getTrades", {"openedOnly": True})
    echoes.add(trade["customComment"])
    echoes.add((await main.data("tradeTransactionStatus", {"order": number}))["customComment"])
    await main.data("tradeTransaction", order(type=2, order=trade["position"]))
    await live(venue, 1)
    closed = (await main.data("getTradesHistory", {"start": 1, "end": 0}))[0]
    echoes.add(closed["customComment"])
    assert echoes == {kept}
    row = (await rows(venue))[0]
    assert (row["info"]["customComment"], row["kept_comment"], row["fault"]) == (sent, kept, "comment_changed")


async def test_order_numbers_can_go_beyond_what_a_double_can_tell_apart(venue: Venue, main: Client) -> None:
    venue.faults.set("numbers_huge", count=1)
    first = (await main.data("tradeTransaction", order()))["order"]
    second = (await main.data("tradeTransaction", order()))["order"]
    assert 2**53 < first < second
    await live(venue, 1)
    found = await main.data("getTrades", {"openedOnly": True})
    assert sorted(trade["order2"] for trade in found) == [first, second]
    close = order(type=2, order=found[0]["position"])
    assert (await main.ask("tradeTransaction", close))["status"] is True


async def test_an_order_before_the_login_and_one_without_its_record_are_in_the_ledger(venue: Venue) -> None:
    async with client(venue, login=None) as main:
        assert (await main.ask("tradeTransaction", order(customComment=TAG)))["errorCode"] == "BE103"
        await main.login()
        assert (await main.ask("tradeTransaction", {}))["errorCode"] == "BE106"
    found = [(row["login"], row["code"], row["verdict"], row["info"].get("customComment")) for row in await rows(venue)]
    assert found == [("", "BE103", "refused", TAG), ("1000", "BE106", "refused", None)]


async def test_an_order_that_breaks_a_rule_of_the_line_is_in_the_ledger(venue: Venue, main: Client) -> None:
    await main.send("tradeTransaction", arguments=order(customComment=TAG), customTag="x" * 1000)
    await main.dropped()
    row = await only_row(venue)
    assert (row["verdict"], row["fault"], row["info"]["customComment"]) == ("refused", "kicked", TAG)
    assert row["code"] is None


async def test_several_faults_on_one_order_are_all_named() -> None:
    async with quiet_venue(settings=PLAIN) as venue, client(venue) as main:
        for name in ("comment_changed", "status_error", "numbers_huge"):
            venue.faults.set(name, command="tradeTransaction")
        venue.faults.set("cut", command="tradeTransaction", executed=True)
        await main.send("tradeTransaction", arguments=order(customComment=TAG))
        await main.dropped()
        assert (await only_row(venue))["fault"] == "comment_changed status_error numbers_huge cut"


async def test_a_command_without_an_order_in_it_is_refused_for_what_it_lacks(venue: Venue, main: Client) -> None:
    async with client(venue, login=None) as stranger:
        seen = {"BE103": (await stranger.ask("tradeTransaction", order()))["errorCode"]}
    seen["BE106"] = (await main.ask("tradeTransaction", {}))["errorCode"]
    seen["BE110"] = (await main.ask("tradeTransaction", arguments=[1]))["errorCode"]
    assert seen == {code: code for code in ON_THE_LINE}


async def test_every_code_that_no_order_deserves_can_be_put_at_one(venue: Venue, main: Client) -> None:
    codes = [*ONLY_BY_FAULT, *sorted(ELSEWHERE), "SE042", "XX1"]
    for code in codes:
        venue.faults.set("error", command="tradeTransaction", code=code, message="as told", count=1)
        reply = await main.ask("tradeTransaction", order())
        assert (reply["status"], reply["errorCode"], reply["errorDescr"]) == (False, code, "as told")
    assert [row["code"] for row in await rows(venue)] == codes
