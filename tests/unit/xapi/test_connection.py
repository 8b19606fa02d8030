"""The main socket: answers find their command, pace and lanes hold, and every command ends in a known way."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest

from tests.transports import FaultyTransport, MemoryTransport, memory_pair
from tests.unit.xapi.fakes import Bench, running, settle
from tui.errors import CommandRefusedError, GuardError, LinkError, ProtocolError, ReplyTimeoutError
from tui.xapi import commands
from tui.xapi.connection import NotSentError
from tui.xapi.pacing import Lane

pytestmark = pytest.mark.anyio


def version(bench: Bench, lane: Lane = Lane.USER, ttl_s: float | None = None) -> asyncio.Task[Any]:
    return asyncio.ensure_future(bench.main.exchange(commands.version(), lane, ttl_s))


VERSION = {"returnData": {"version": "2.5.0"}}


async def test_a_lone_request_leaves_without_any_time_passing_and_knows_its_times() -> None:
    bench = Bench()
    async with running(bench):
        asking = version(bench)
        packet = await bench.hear()
        await bench.clock.advance(0.25)
        await bench.answer(packet, **VERSION)
        exchange = await asking
    assert (packet["customTag"], exchange.value) == ("7.1", "2.5.0")
    assert (exchange.asked, exchange.received) == (1000.0, 1000.25)


async def test_answers_in_another_order_find_their_commands() -> None:
    bench = Bench()
    async with running(bench):
        first = version(bench)
        second = asyncio.ensure_future(bench.main.exchange(commands.server_time()))
        await bench.clock.advance(1)
        packets = [await bench.hear(), await bench.hear()]
        await bench.answer(packets[1], returnData={"time": 5})
        await bench.answer(packets[0], **VERSION)
        assert ((await first).value, (await second).value) == ("2.5.0", 5)


async def test_a_broker_without_tags_is_answered_in_order() -> None:
    bench = Bench(keeps_messages=False)
    async with running(bench):
        first, second = version(bench), asyncio.ensure_future(bench.main.exchange(commands.server_time()))
        await bench.clock.advance(1)
        await bench.say({"status": True, **VERSION})
        await bench.say({"status": True, "returnData": {"time": 5}})
        assert ((await first).value, (await second).value) == ("2.5.0", 5)


async def test_answers_of_another_epoch_or_with_no_tag_any_more_are_dropped_and_counted() -> None:
    bench = Bench()
    async with running(bench):
        first = version(bench)
        await bench.answer(await bench.hear(), **VERSION)
        await first
        second = version(bench)
        await bench.clock.advance(1)
        packet = await bench.hear()
        await bench.say({"status": True, "customTag": "6.2", "returnData": {"version": "old"}})
        await bench.say({"status": True, "returnData": {"version": "untagged"}})
        await bench.say({"status": True, "customTag": 2, "returnData": {"version": "odd"}})
        assert not second.done()
        await bench.answer(packet, **VERSION)
        assert (await second).value == "2.5.0"
    assert bench.counters.foreign_replies == 3


async def test_a_refusal_carries_code_cleaned_words_and_advice() -> None:
    bench = Bench()
    async with running(bench):
        asking = version(bench)
        packet = await bench.hear()
        await bench.say(
            {"status": False, "customTag": packet["customTag"], "errorCode": "BE115", "errorDescr": "no\x1b[2J such\n"}
        )
        with pytest.raises(CommandRefusedError) as caught:
            await asking
    error = caught.value
    assert (error.command, error.code, error.message) == ("getVersion", "BE115", "no[2J such")
    assert error.hint.startswith("Check the spelling")


@pytest.mark.parametrize("status", [None, 1, "true", {}])
async def test_a_status_that_is_none_is_a_fault_of_the_protocol(status: object) -> None:
    bench = Bench()
    async with running(bench):
        asking = version(bench)
        packet = await bench.hear()
        await bench.say({"status": status, "customTag": packet["customTag"]})
        with pytest.raises(ProtocolError):
            await asking


async def test_writes_keep_their_distance_and_urgent_ones_go_first() -> None:
    bench = Bench()
    heard: list[tuple[float, str]] = []

    async def venue() -> None:
        while True:
            packet = await bench.hear()
            heard.append((round(bench.clock.monotonic() - 1000, 3), packet["command"]))
            await bench.answer(packet, returnData={"version": "v", "time": 1})

    async with running(bench):
        serving = asyncio.ensure_future(venue())
        asks = [
            version(bench, Lane.POLL),
            asyncio.ensure_future(bench.main.exchange(commands.server_time(), Lane.USER)),
            asyncio.ensure_future(bench.main.exchange(commands.ping(), Lane.TRADE)),
        ]
        await bench.clock.advance(2)
        serving.cancel()
    assert all(ask.done() for ask in asks)
    assert heard == [(0.0, "ping"), (0.21, "getServerTime"), (0.42, "getVersion")]


async def test_at_most_three_polls_are_in_flight_and_a_trade_still_leaves() -> None:
    bench = Bench()
    async with running(bench):
        polls = [asyncio.ensure_future(bench.main.exchange(commands.symbol(f"S{n}"), Lane.POLL)) for n in range(6)]
        await bench.clock.advance(5)
        trade = asyncio.ensure_future(bench.main.exchange(commands.ping(), Lane.TRADE))
        await bench.clock.advance(0)
        heard = [(await bench.hear())["command"] for _ in range(4)]
        assert heard == ["getSymbol", "getSymbol", "getSymbol", "ping"]
        for task in (*polls, trade):
            task.cancel()


async def test_equal_polls_that_have_not_left_are_one_and_one_that_has_left_is_not_shared() -> None:
    bench = Bench()
    async with running(bench):
        first = version(bench, Lane.POLL)
        packet = await bench.hear()
        second, third = version(bench, Lane.POLL), version(bench, Lane.POLL)
        await bench.clock.advance(1)
        other = await bench.hear()
        await bench.answer(packet, returnData={"version": "1"})
        await bench.answer(other, returnData={"version": "2"})
        assert [(await task).value for task in (first, second, third)] == ["1", "2", "2"]


async def test_a_command_that_waits_longer_than_its_time_never_leaves() -> None:
    bench = Bench()
    async with running(bench):
        blocking = [asyncio.ensure_future(bench.main.exchange(commands.symbol(f"S{n}"))) for n in range(3)]
        late = version(bench, Lane.USER, ttl_s=2.0)
        await bench.clock.advance(1.9)
        assert not late.done()
        bench.main.expire(bench.clock.monotonic() + 0.1)
        with pytest.raises(NotSentError):
            await late
        for _ in blocking:
            await bench.answer(await bench.hear(), returnData={})
        await bench.clock.advance(5)
        for task in blocking:
            with suppress(ProtocolError):
                await task
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(bench.peer.receive(), 0)


async def test_a_caller_that_gives_up_in_the_queue_takes_its_command_back() -> None:
    bench = Bench()
    async with running(bench):
        first, second = version(bench), version(bench)
        await settle()
        second.cancel()
        await bench.clock.advance(5)
        await bench.answer(await bench.hear(), **VERSION)
        await first
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(bench.peer.receive(), 0)


async def test_one_of_two_callers_that_gives_up_leaves_the_other_its_answer() -> None:
    bench = Bench()
    async with running(bench):
        first = version(bench)
        leaving, staying = version(bench, Lane.POLL), version(bench, Lane.POLL)
        await settle()
        leaving.cancel()
        await bench.clock.advance(1)
        for _ in range(2):
            await bench.answer(await bench.hear(), **VERSION)
        assert [(await task).value for task in (first, staying)] == ["2.5.0", "2.5.0"]


async def test_a_caller_that_gives_up_does_not_cut_a_write_in_two() -> None:
    bench = Bench()
    ours, bench.peer = memory_pair()
    gate = asyncio.Event()

    async def slowly(text: str) -> str:
        await gate.wait()
        return text

    bench.main = bench.connection(FaultyTransport(ours, on_send=slowly))
    async with running(bench):
        asking = version(bench)
        await settle()
        asking.cancel()
        await settle()
        gate.set()
        assert (await bench.hear())["command"] == "getVersion"


async def test_no_reply_at_all_gives_the_socket_up_after_ten_seconds() -> None:
    bench = Bench()
    async with running(bench) as run:
        asking, waiting = version(bench), version(bench)
        await bench.clock.advance(9.9)
        bench.main.expire(bench.clock.monotonic())
        assert not asking.done()
        await bench.clock.advance(0.2)
        bench.main.expire(bench.clock.monotonic())
        for task in (asking, waiting):
            with pytest.raises(ReplyTimeoutError):
                await task
        with pytest.raises(LinkError):
            await run


async def test_one_lost_reply_among_others_costs_only_its_command() -> None:
    bench = Bench()
    async with running(bench) as run:
        lost, fine = version(bench), asyncio.ensure_future(bench.main.exchange(commands.server_time()))
        await bench.clock.advance(5)
        await bench.hear()
        await bench.answer(await bench.hear(), returnData={"time": 5})
        assert (await fine).value == 5
        await bench.clock.advance(6)
        bench.main.expire(bench.clock.monotonic())
        with pytest.raises(ReplyTimeoutError):
            await lost
        assert not run.done()
        assert bench.counters.lost_replies == 1
        again = version(bench)
        await bench.clock.advance(1)
        await bench.answer(await bench.hear(), **VERSION)
        assert (await again).value == "2.5.0"


async def test_the_list_of_all_symbols_may_take_longer() -> None:
    bench = Bench()
    async with running(bench):
        asking = asyncio.ensure_future(bench.main.exchange(commands.all_symbols()))
        await bench.clock.advance(29)
        bench.main.expire(bench.clock.monotonic())
        await bench.answer(await bench.hear(), returnData=[])
        assert (await asking).value == ()


async def test_a_long_list_is_read_whole_and_in_order_while_other_things_go_on() -> None:
    bench = Bench()
    async with running(bench):
        asking = asyncio.ensure_future(bench.main.exchange(commands.all_symbols()))
        rows = [{"symbol": f"S{n}", "precision": 5} for n in range(1050)]
        await bench.answer(await bench.hear(), returnData=rows)
        value = (await asking).value
    assert [snapshot.instrument.symbol for snapshot in value] == [row["symbol"] for row in rows]


async def test_a_drop_tells_apart_what_had_left_and_what_had_not() -> None:
    bench = Bench()
    async with running(bench):
        sent, queued = version(bench), version(bench)
        await settle()
        await bench.peer.close()
        await settle()
        with pytest.raises(ReplyTimeoutError):
            await sent
        with pytest.raises(NotSentError):
            await queued
        with pytest.raises(NotSentError):
            await bench.main.exchange(commands.ping())


async def test_an_answer_that_is_no_json_fails_its_command_and_not_the_socket() -> None:
    bench = Bench()
    async with running(bench):
        asking = version(bench)
        await bench.hear()
        await bench.peer.send('{"status":true,"returnData":{"version":NaN}}')
        with pytest.raises(ProtocolError):
            await asking
        again = version(bench)
        await bench.clock.advance(1)
        await bench.answer(await bench.hear(), **VERSION)
        assert (await again).value == "2.5.0"
    assert bench.counters.bad_frames == 1


async def test_a_command_over_a_kilobyte_is_refused_before_the_queue() -> None:
    bench = Bench()
    async with running(bench):
        with pytest.raises(GuardError):
            await bench.main.exchange(commands.tick_prices(["EURUSD"] * 200))


async def test_a_pair_in_memory_ends_on_both_sides() -> None:
    one, other = memory_pair()
    assert isinstance(one, MemoryTransport)
    await one.send("a")
    await one.close()
    assert await other.receive() == b"a"
    with pytest.raises(LinkError):
        await other.receive()
    with pytest.raises(LinkError):
        await other.send("b")
