"""Faults of the streams, of snapshots and of sessions, seen by a client that listens and asks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.venue.harness import Client, client, get, listen, live, order, pair, quiet_venue, told
from tui.simulator.exchange import ExchangeSettings
from tui.simulator.venue import Venue

pytestmark = pytest.mark.anyio

Both = tuple[Client, Client, str]


async def trades(main: Client, opened_only: bool = True) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await main.data("getTrades", {"openedOnly": opened_only})
    return found


async def history(main: Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await main.data("getTradesHistory", {"start": 1, "end": 0})
    return [row for row in found if row["symbol"] is not None]


async def opened(venue: Venue, main: Client, **more: Any) -> int:
    """Send an order and live until it is executed; return its request number."""
    number: int = (await main.data("tradeTransaction", order(**more)))["order"]
    await live(venue, 1)
    return number


def states(messages: list[dict[str, Any]]) -> list[int]:
    return [one["data"]["requestStatus"] for one in messages if one["command"] == "tradeStatus"]


def of_trades(messages: list[dict[str, Any]]) -> list[int]:
    return [one["data"]["type"] for one in messages if one["command"] == "trade"]


@pytest.mark.parametrize(
    ("fault", "settings", "seen"),
    [
        ("statuses_stop", {"count": 1}, [3]),
        ("verdicts_stop", {"count": 1}, [1]),
        ("status_doubled", {}, [1, 1, 3, 3]),
        ("status_contradicts", {"sequence": "3,4"}, [1, 3, 4]),
        ("status_contradicts", {"sequence": "3,1"}, [1, 3, 1]),
        ("status_contradicts", {"sequence": "4,3"}, [1, 4, 3]),
    ],
)
async def test_statuses_can_be_lost_doubled_and_contradict_each_other(
    venue: Venue, both: Both, fault: str, settings: dict[str, Any], seen: list[int]
) -> None:
    main, stream, token = both
    await listen(stream, token, "TradeStatus")
    venue.faults.set(fault, **settings)
    await opened(venue, main)
    assert states(await told(stream)) == seen
    assert (await get(venue, "/ledger"))["transactions"][0]["verdict"] == "accepted"


async def test_a_single_trade_message_can_be_lost_while_keep_alive_lives(venue: Venue, both: Both) -> None:
    main, stream, token = both
    await listen(stream, token, "Trades", "KeepAlive")
    await main.data("tradeTransaction", order())
    venue.faults.set("trades_stop", count=1)
    await live(venue, 1)
    await opened(venue, main)
    messages = await told(stream)
    assert of_trades(messages) == [1, 1, 0]
    assert len(await trades(main)) == 2
    assert venue.faults.active() == []


async def test_the_record_of_a_trade_can_be_lost_while_its_request_in_flight_is_shown(venue: Venue, both: Both) -> None:
    main, stream, token = both
    await listen(stream, token, "Trades")
    venue.faults.set("records_stop", command="trade", count=1)
    await opened(venue, main)
    await opened(venue, main)
    assert of_trades(await told(stream)) == [1, 1, 0]


async def test_a_trade_message_can_come_twice(venue: Venue, both: Both) -> None:
    main, stream, token = both
    await listen(stream, token, "Trades")
    await main.data("tradeTransaction", order())
    venue.faults.set("trade_doubled", count=1)
    await live(venue, 1)
    first, *rest = [one for one in await told(stream) if one["data"]["type"] == 0]
    assert rest == [first]


@pytest.mark.parametrize(("socket", "in_list", "on_stream"), [("all", 0, 0), ("main", 0, 1), ("stream", 1, 0)])
async def test_an_accepted_record_can_become_visible_late(
    venue: Venue, both: Both, socket: str, in_list: int, on_stream: int
) -> None:
    main, stream, token = both
    await listen(stream, token, "Trades", "TradeStatus", "Profits")
    venue.faults.set("records_late", socket=socket, ms=5000, count=1)
    number = await opened(venue, main)
    messages = await told(stream)
    assert states(messages) == [1, 3]
    assert of_trades(messages).count(0) == on_stream
    assert len(await trades(main)) == in_list
    (held,) = (await get(venue, "/ledger"))["positions"]
    records = await main.data("getTradeRecords", {"orders": [held["position"]]})
    assert len(records) == in_list
    await live(venue, 5)
    assert of_trades(await told(stream)).count(0) == 1 - on_stream
    assert [trade["order2"] for trade in await trades(main)] == [number]


async def test_a_late_pending_order_that_is_deleted_meanwhile_is_told_in_order(venue: Venue, both: Both) -> None:
    main, stream, token = both
    await listen(stream, token, "Trades")
    venue.faults.set("records_late", ms=5000, count=1)
    number = await opened(venue, main, cmd=2, price=0.5)
    await opened(venue, main, cmd=2, price=0.5, type=4, order=number)
    assert await told(stream) == []
    await live(venue, 5)
    assert [one["data"]["state"] for one in await told(stream)] == ["Modified", "Deleted"]


async def test_a_snapshot_can_be_older_than_what_the_stream_has_told(venue: Venue, both: Both) -> None:
    main, stream, token = both
    await listen(stream, token, "Trades")
    await opened(venue, main, volume=0.2)
    (held,) = await trades(main)
    await live(venue, 3)
    await opened(venue, main, volume=0.3)
    await opened(venue, main, volume=0.1, type=2, order=held["position"])
    assert of_trades(await told(stream)).count(2) == 1
    venue.faults.set("snapshot_old", ms=3000, count=3)
    (old,) = await trades(main)
    assert (old["position"], old["volume"]) == (held["position"], 0.2)
    assert await trades(main, opened_only=False) == [old]
    records = await main.data("getTradeRecords", {"orders": [held["position"]]})
    assert [(row["volume"], row["closed"]) for row in records] == [(0.2, False)]
    assert sorted((row["volume"], row["closed"]) for row in await trades(main, opened_only=False)) == [
        (0.1, False), (0.1, True), (0.3, False),
    ]  # fmt: skip


async def test_trade_lists_can_lack_rows_hold_them_twice_or_be_empty(venue: Venue, main: Client) -> None:
    numbers = [await opened(venue, main) for _ in range(3)]
    venue.faults.set("rows_missing", command="getTrades", rows=2, count=1)
    assert [row["order2"] for row in await trades(main)] == numbers[:1]
    venue.faults.set("rows_doubled", command="getTrades", count=1)
    assert sorted(row["order2"] for row in await trades(main)) == sorted(numbers * 2)
    venue.faults.set("rows_none", command="getTrades", count=1)
    assert await trades(main) == []
    assert len(await trades(main)) == 3
    await main.data("tradeTransaction", order(type=2, order=(await trades(main))[0]["position"]))
    await live(venue, 1)
    venue.faults.set("rows_none", command="getTradesHistory", count=1)
    assert await history(main) == []
    assert len(await history(main)) == 1


async def test_the_history_can_lag_behind(venue: Venue, main: Client) -> None:
    await opened(venue, main)
    await opened(venue, main, type=2, order=(await trades(main))[0]["position"])
    venue.faults.set("history_lag", ms=10_000)
    assert await history(main) == []
    assert await trades(main, opened_only=False) == []
    await live(venue, 10)
    assert len(await history(main)) == 1
    assert len(await trades(main, opened_only=False)) == 1


@pytest.mark.parametrize("by_fault", [True, False])
async def test_a_second_login_can_kick_the_first_with_its_stream(by_fault: bool) -> None:
    settings = ExchangeSettings(scripted_trader=False, with_past=False, second_login_kicks=not by_fault)
    async with quiet_venue(settings=settings) as venue, pair(venue) as (main, stream, token):
        await listen(stream, token, "KeepAlive")
        if by_fault:
            venue.faults.set("login_kicks", login="1000", count=1)
        async with client(venue, login="1001") as other, client(venue) as second:
            await main.dropped()
            await stream.dropped()
            assert (await second.ask("ping"))["status"] is True
            assert (await other.ask("ping"))["status"] is True


async def test_a_login_kicks_nobody_unless_it_is_told_to(venue: Venue, main: Client) -> None:
    async with client(venue):
        assert (await main.ask("ping"))["status"] is True


async def test_maintenance_ends_all_sessions_and_refuses_logins_until_it_is_over(venue: Venue, both: Both) -> None:
    main, stream, _ = both
    venue.faults.set("maintenance", seconds=600)
    await main.dropped()
    await stream.dropped()
    async with client(venue, login=None) as late:
        refused = await late.ask("login", {"userId": "1000", "password": "demo"})
        assert (refused["status"], refused["errorCode"]) == (False, "EX005")
        venue.faults.clear("maintenance")
        await late.login()


@pytest.mark.parametrize("order_of_events", ["any", "first", "last"])
async def test_verdict_and_record_come_in_the_order_that_the_venue_chooses(order_of_events: str) -> None:
    settings = ExchangeSettings(
        scripted_trader=False,
        with_past=False,
        verdict_order=order_of_events,  # type: ignore[arg-type]
    )
    async with quiet_venue(settings=settings) as venue, pair(venue) as (main, stream, token):
        await listen(stream, token, "Trades", "TradeStatus", "Balance")
        leads = []
        for _ in range(12):
            await main.data("tradeTransaction", order(0.01))
            await told(stream)
            await live(venue, 1)
            leads.append([one["command"] for one in await told(stream) if one["command"] != "balance"])
        firsts = {commands[0] for commands in leads}
        wanted = {"any": {"trade", "tradeStatus"}, "first": {"tradeStatus"}, "last": {"trade"}}
        assert firsts == wanted[order_of_events]
        assert all(sorted(commands) == ["trade", "tradeStatus"] for commands in leads)


@pytest.mark.parametrize(
    "wish",
    [
        {"fault": "status_contradicts", "sequence": "3,7"},
        {"fault": "status_contradicts", "sequence": ""},
        {"fault": "requotes", "codes": ","},
        {"fault": "comment_changed", "how": "sing"},
        {"fault": "status_error", "then": "maybe"},
        {"fault": "cut", "end": "bang"},
        {"fault": "rows_missing", "rows": 0},
    ],
)
async def test_a_fault_with_a_word_that_means_nothing_is_refused(venue: Venue, wish: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"must|small"):
        venue.faults.apply({"set": [wish]})
    assert venue.faults.active() == []


async def test_every_fault_of_the_catalogue_is_listed_with_number_and_meaning(venue: Venue) -> None:
    for known in (await get(venue, "/faults"))["known"]:
        assert known["number"][0] in "FA"
        assert known["about"]
        assert set(known["choices"]) <= set(known["settings"])
