"""A trade command leaves at most once, behind its barrier, and every end of it says whether it can have left."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from tests.transports import FaultyTransport, memory_pair
from tests.unit.xapi.fakes import Bench, running, settle, stage
from tui.errors import GuardError, ProtocolError, ReplyTimeoutError, TransportError
from tui.xapi import commands
from tui.xapi.connection import NotSentError
from tui.xapi.pacing import Lane
from tui.xapi.pending import OrderHooks, OrderReply

pytestmark = pytest.mark.anyio

NUMBER = {"returnData": {"order": 4711}}


def transaction(comment: str = "XD1.A", volume: Decimal = Decimal("0.10")) -> commands.TradeTransaction:
    return commands.TradeTransaction(0, 0, "EURUSD", volume, Decimal("1.1"), custom_comment=comment)


@dataclass
class Log:
    """What the hooks of one order were told; `gate` holds the barrier, `fault` makes it raise."""

    told: list[object] = field(default_factory=list)
    late: list[OrderReply] = field(default_factory=list)
    gate: asyncio.Event | None = None
    fault: Exception | None = None
    ended: bool = False

    async def barrier(self, epoch: int) -> None:
        self.told.append(epoch)
        if self.gate is not None:
            await self.gate.wait()
        self.ended = True
        if self.fault is not None:
            raise self.fault

    def hooks(self) -> OrderHooks:
        return OrderHooks(self.barrier, lambda: self.told.append("written"), self.late.append)


def order(bench: Bench, log: Log, ttl_s: float = 2.0, comment: str = "XD1.A") -> asyncio.Task[OrderReply]:
    command = commands.trade_transaction(transaction(comment))
    return asyncio.ensure_future(bench.main.send_order(command, ttl_s, log.hooks()))


def poll(bench: Bench) -> asyncio.Task[object]:
    """Let another command go before; nobody cares for its answer."""
    asking: asyncio.Task[object] = asyncio.ensure_future(bench.main.exchange(commands.version(), Lane.POLL))
    asking.add_done_callback(lambda done: done.cancelled() or done.exception())
    return asking


async def test_an_order_waits_for_its_barrier_and_only_then_leaves() -> None:
    bench, log = Bench(), Log(gate=asyncio.Event())
    assert log.gate is not None
    async with running(bench):
        asking = order(bench, log)
        await settle()
        assert (log.told, bench.peer.waiting) == ([7], 0)
        log.gate.set()
        await settle()
        assert log.told == [7, "written"]
        packet = await bench.hear()
        await bench.clock.advance(0.05)
        await bench.answer(packet, **NUMBER)
        reply = await asking
    assert packet["arguments"]["tradeTransInfo"]["customComment"] == "XD1.A"
    assert (reply.request_id, reply.refused, reply.asked, reply.received) == (4711, False, 1000.0, 1000.05)
    assert json.loads(reply.raw) == {"status": True, "customTag": "7.1", **NUMBER}


async def test_an_idle_line_lets_an_order_leave_at_once_and_one_poll_holds_it_for_one_interval() -> None:
    bench, log = Bench(), Log()
    async with running(bench):
        first = order(bench, log)
        await settle()
        assert (await bench.hear())["command"] == "tradeTransaction"
        await bench.clock.advance(5)
        polled = poll(bench)
        await settle()
        assert not polled.done()
        await bench.hear()
        second = order(bench, Log(), comment="XD1.B")
        await bench.clock.advance(0.2)
        assert bench.peer.waiting == 0
        await bench.clock.advance(0.03)
        assert (await bench.hear())["command"] == "tradeTransaction"
        for asking in (first, second):
            asking.cancel()


async def test_an_order_overtakes_everything_that_waits() -> None:
    bench, log = Bench(), Log()
    async with running(bench):
        polls = [asyncio.ensure_future(bench.main.exchange(commands.symbol(f"S{n}"))) for n in range(3)]
        await settle()
        asking = order(bench, log)
        await bench.clock.advance(5)
        names = [(await bench.hear())["command"] for _ in range(3)]
        assert names == ["getSymbol", "tradeTransaction", "getSymbol"]
        for task in (*polls, asking):
            task.cancel()


async def test_two_equal_orders_are_two_orders() -> None:
    bench, logs = Bench(), [Log(), Log()]
    async with running(bench):
        asks = [order(bench, log) for log in logs]
        await bench.clock.advance(1)
        packets = [await bench.hear(), await bench.hear()]
        await bench.answer(packets[1], returnData={"order": 2})
        await bench.answer(packets[0], returnData={"order": 1})
        assert [(await ask).request_id for ask in asks] == [1, 2]


@pytest.mark.parametrize("fault", [GuardError("The disk is full", "no room"), OSError("broken")])
async def test_a_barrier_that_raises_keeps_the_order_back_and_the_line_goes_on(fault: Exception) -> None:
    bench, log = Bench(), Log(fault=fault)
    async with running(bench):
        asking = order(bench, log)
        await settle()
        assert asking.done()
        with pytest.raises(NotSentError) as caught:
            await asking
        assert bench.peer.waiting == 0
        again = order(bench, Log())
        await settle()
        await bench.answer(await bench.hear(), **NUMBER)
        assert (await again).request_id == 4711
    words = "The disk is full – no room" if isinstance(fault, GuardError) else "OSError"
    assert words in caught.value.detail
    assert log.told == [7]


async def test_an_order_that_waited_too_long_meets_no_barrier() -> None:
    bench, log = Bench(), Log()
    async with running(bench):
        polled = poll(bench)
        await settle()
        assert not polled.done()
        asking = order(bench, log, ttl_s=0.1)
        await bench.clock.advance(0.5)
        with pytest.raises(NotSentError):
            await asking
        assert (log.told, bench.peer.waiting) == ([], 1)


async def test_an_order_whose_row_took_too_long_to_write_does_not_leave() -> None:
    bench, log = Bench(), Log(gate=asyncio.Event())
    assert log.gate is not None
    async with running(bench):
        asking = order(bench, log, ttl_s=2.0)
        await bench.clock.advance(2.0)
        assert not asking.done()
        log.gate.set()
        await settle()
        assert asking.done()
        with pytest.raises(NotSentError):
            await asking
        assert bench.peer.waiting == 0


async def test_too_long_a_frame_meets_no_barrier() -> None:
    bench, log = Bench(), Log()
    async with running(bench):
        command = commands.trade_transaction(transaction("x" * 1000))
        with pytest.raises(NotSentError):
            await bench.main.send_order(command, 2.0, log.hooks())
    assert log.told == []


async def test_a_number_without_an_exact_form_meets_no_barrier() -> None:
    bench, log = Bench(), Log()
    async with running(bench):
        command = commands.trade_transaction(transaction(volume=Decimal("NaN")))
        with pytest.raises(NotSentError):
            await bench.main.send_order(command, 2.0, log.hooks())
    assert log.told == []


async def test_a_trade_command_has_no_other_way_out() -> None:
    bench = Bench()
    async with running(bench):
        with pytest.raises(ValueError, match="send_order"):
            await bench.main.exchange(commands.trade_transaction(transaction()))
        with pytest.raises(ValueError, match="no trade command"):
            await bench.main.send_order(commands.server_time(), 2.0, Log().hooks())
        assert bench.peer.waiting == 0


async def test_a_line_lost_while_the_row_is_written_keeps_the_order_back_once_the_row_is_there() -> None:
    bench, log = Bench(), Log(gate=asyncio.Event())
    assert log.gate is not None
    async with running(bench) as run:
        asking = order(bench, log)
        await settle()
        await bench.peer.close()
        await settle()
        assert run.done()
        assert not asking.done()
        log.gate.set()
        await settle()
        assert log.ended
        with pytest.raises(NotSentError):
            await asking
    assert "written" not in log.told


async def test_a_line_given_up_in_the_moment_the_row_is_written_keeps_the_order_back() -> None:
    bench, log = Bench(), Log(gate=asyncio.Event())
    assert log.gate is not None
    async with running(bench):
        asking = order(bench, log)
        await settle()
        bench.main.fail(TransportError("cut"))
        log.gate.set()
        await settle()
        with pytest.raises(NotSentError):
            await asking
        assert bench.peer.waiting == 0


@pytest.mark.parametrize("when", ["queued", "at the barrier"])
async def test_who_calls_an_order_back_before_the_write_prevents_it(when: str) -> None:
    bench, log = Bench(), Log(gate=asyncio.Event())
    assert log.gate is not None
    async with running(bench):
        if when == "queued":
            polled = poll(bench)
            await settle()
            assert not polled.done()
            await bench.hear()
        asking = order(bench, log)
        await settle()
        asking.cancel()
        await settle()
        log.gate.set()
        await bench.clock.advance(5)
        assert asking.cancelled()
        assert bench.peer.waiting == 0
        assert log.told == ([] if when == "queued" else [7])


class Slow:
    """A network whose `send` hangs until `gate` opens, then takes the frame or fails."""

    def __init__(self, bench: Bench, fault: Exception | None = None) -> None:
        ours, bench.peer = memory_pair()
        self.gate = asyncio.Event()
        self.frames: list[str] = []
        self.fault = fault
        bench.main = bench.connection(FaultyTransport(ours, on_send=self._send))

    async def _send(self, text: str) -> str:
        self.frames.append(text)
        await self.gate.wait()
        if self.fault is not None:
            raise self.fault
        return text


async def test_a_write_that_fails_leaves_the_fate_open() -> None:
    bench, log = Bench(), Log()
    slow = Slow(bench, TransportError("broke while sending"))
    async with running(bench) as run:
        asking = order(bench, log)
        await settle()
        slow.gate.set()
        await settle()
        with pytest.raises(ReplyTimeoutError):
            await asking
        assert run.done()
    assert (log.told, len(slow.frames)) == ([7], 1)


async def test_a_session_that_ends_during_the_write_leaves_the_fate_open_and_the_frame_whole() -> None:
    bench, log = Bench(), Log()
    slow = Slow(bench)
    async with running(bench) as run:
        asking = order(bench, log)
        await settle()
        run.cancel()
        await settle()
        with pytest.raises(ReplyTimeoutError):
            await asking
        slow.gate.set()
        await settle()
        assert bench.peer.waiting == 1
    assert (log.told, len(slow.frames)) == ([7], 1)


async def test_who_stops_waiting_during_the_write_hears_of_the_reply_late() -> None:
    bench, log = Bench(), Log()
    slow = Slow(bench)
    async with running(bench):
        asking = order(bench, log)
        await settle()
        asking.cancel()
        slow.gate.set()
        await settle()
        await bench.answer(await bench.hear(), **NUMBER)
    assert [reply.request_id for reply in log.late] == [4711]


async def test_a_reply_quicker_than_the_return_of_the_write_is_taken_and_the_write_is_not_told_after_it() -> None:
    bench, log = Bench(), Log()
    slow = Slow(bench)
    async with running(bench):
        asking = order(bench, log)
        await settle()
        await bench.say({"status": True, "customTag": "7.1", **NUMBER})
        assert (await asking).request_id == 4711
        slow.gate.set()
        await settle()
    assert log.told == [7]


async def test_silence_leaves_the_fate_open_after_ten_seconds() -> None:
    bench, log = Bench(), Log()
    async with running(bench):
        asking = order(bench, log)
        await bench.clock.advance(10)
        bench.main.expire(bench.clock.monotonic())
        with pytest.raises(ReplyTimeoutError):
            await asking
    assert log.told == [7, "written"]


async def lost_reply_on_a_living_line(bench: Bench, log: Log) -> dict[str, Any]:
    """Let an order go unanswered while another command is answered; return its packet."""
    asking = order(bench, log)
    await settle()
    packet = await bench.hear()
    other = asyncio.ensure_future(bench.main.exchange(commands.version()))
    await bench.clock.advance(5)
    await bench.answer(await bench.hear(), returnData={"version": "1"})
    await other
    await bench.clock.advance(5)
    bench.main.expire(bench.clock.monotonic())
    with pytest.raises(ReplyTimeoutError):
        await asking
    return packet


async def test_a_late_reply_is_told_once() -> None:
    bench, log = Bench(), Log()
    async with running(bench) as run:
        packet = await lost_reply_on_a_living_line(bench, log)
        assert not run.done()
        await bench.clock.advance(3)
        await bench.answer(packet, **NUMBER)
        await bench.answer(packet, **NUMBER)
    assert [(reply.request_id, reply.received) for reply in log.late] == [(4711, 1013.0)]
    assert (bench.counters.late_replies, bench.counters.foreign_replies) == (1, 1)


async def test_a_late_reply_that_cannot_be_read_waits_for_a_better_one() -> None:
    bench, log = Bench(), Log()
    async with running(bench):
        packet = await lost_reply_on_a_living_line(bench, log)
        await bench.answer(packet, returnData={})
        assert log.late == []
        await bench.answer(packet, **NUMBER)
    assert [reply.request_id for reply in log.late] == [4711]


async def test_a_reply_that_comes_twice_counts_once() -> None:
    bench, log = Bench(), Log()
    async with running(bench):
        asking = order(bench, log)
        packet = await bench.hear()
        await bench.answer(packet, **NUMBER)
        await bench.say({"status": False, "customTag": packet["customTag"], "errorCode": "BE001"})
        assert (await asking).request_id == 4711
    assert (log.late, bench.counters.foreign_replies) == ([], 1)


@pytest.mark.parametrize("tag", ["6.1", "7.2", "", 1, None, "7.10"])
async def test_a_reply_to_something_else_is_never_believed(tag: object) -> None:
    bench, log = Bench(), Log()
    async with running(bench):
        login = asyncio.ensure_future(bench.main.exchange(commands.version()))
        await bench.answer(await bench.hear(), returnData={"version": "1"})
        await login
        asking = order(bench, log)
        await bench.clock.advance(1)
        packet = await bench.hear()
        foreign = {"customTag": tag} if tag is not None else {}
        await bench.say({"status": True, **foreign, "returnData": {"order": 13}})
        await settle()
        assert packet["customTag"] == "7.2"
        if tag == "7.2":
            assert (await asking).request_id == 13
        else:
            assert not asking.done()
            asking.cancel()


async def test_a_reply_with_no_tag_at_all_is_no_answer_to_an_order() -> None:
    bench, log = Bench(), Log()
    async with running(bench):
        asking = order(bench, log)
        await settle()
        await bench.hear()
        await bench.say({"status": True, **NUMBER})
        with pytest.raises(ProtocolError):
            await asking


UNREADABLE: list[dict[str, Any]] = [
    {"status": True},
    {"status": True, "returnData": {"order": "many"}},
    {"status": True, "returnData": {"order": 0}},
    {"status": True, "returnData": {"order": 1.5}},
    {"status": None, "returnData": {"order": 5}},
    {"status": "false", "errorCode": "BE001"},
]


@pytest.mark.parametrize("fields", UNREADABLE)
async def test_a_reply_that_cannot_be_read_leaves_the_fate_open_and_is_kept(fields: dict[str, Any]) -> None:
    bench, log = Bench(), Log()
    async with running(bench):
        asking = order(bench, log)
        packet = await bench.hear()
        await bench.say({"customTag": packet["customTag"], **fields})
        with pytest.raises(ProtocolError) as caught:
            await asking
        assert '"customTag":"7.1"' in caught.value.detail
        await bench.answer(packet, **NUMBER)
    assert [reply.request_id for reply in log.late] == [4711]


async def test_a_broken_frame_leaves_the_fate_open() -> None:
    bench, log = Bench(), Log()
    async with running(bench):
        asking = order(bench, log)
        packet = await bench.hear()
        await bench.peer.send('{"status":tru')
        await settle()
        with pytest.raises(ProtocolError):
            await asking
        await bench.answer(packet, **NUMBER)
    assert [reply.request_id for reply in log.late] == [4711]


async def test_a_refusal_is_a_reply_with_its_code_and_cleaned_words() -> None:
    bench, log = Bench(), Log()
    async with running(bench):
        asking = order(bench, log)
        packet = await bench.hear()
        words = {"errorCode": "BE009", "errorDescr": "no\x1b[2J money\n" + "x" * 5000}
        await bench.say({"status": False, "customTag": packet["customTag"], **words})
        reply = await asking
    assert (reply.request_id, reply.refused, reply.code) == (None, True, "BE009")
    assert reply.message.startswith("no[2J money x")
    assert len(reply.raw) == 2000
    assert reply.raw.isprintable()


@pytest.mark.parametrize("steps", range(14))
@pytest.mark.parametrize("end", ["fail", "cancel run", "close peer"])
async def test_wherever_the_line_is_cut_not_sent_means_that_nothing_was_given_to_the_network(
    steps: int, end: str
) -> None:
    bench, log = Bench(), Log()
    slow = Slow(bench)
    slow.gate.set()
    async with running(bench) as run:
        asking = order(bench, log)
        await settle(steps)
        cuts: dict[str, Callable[[], object]] = {
            "fail": lambda: bench.main.fail(TransportError("cut")),
            "cancel run": run.cancel,
            "close peer": lambda: asyncio.ensure_future(bench.peer.close()),
        }
        cuts[end]()
        await settle()
        outcome = asking.exception() if asking.done() else None
    assert isinstance(outcome, NotSentError | ReplyTimeoutError)
    assert isinstance(outcome, NotSentError) is (slow.frames == [])
    assert len(slow.frames) <= 1
    assert not (slow.frames and not log.ended)


async def test_a_session_without_a_line_sends_nothing() -> None:
    at, log = stage(), Log()
    with pytest.raises(NotSentError):
        await at.session.send_order(commands.trade_transaction(transaction()), 2.0, log.hooks())
    assert log.told == []


async def test_an_order_goes_through_the_session_with_its_epoch_and_is_never_sent_again_after_a_drop() -> None:
    at, log = stage(), Log()
    at.broker.answers["tradeTransaction"] = lambda packet: None
    await at.start()
    asking = asyncio.ensure_future(at.session.send_order(commands.trade_transaction(transaction()), 2.0, log.hooks()))
    await at.broker.live(1)
    await at.broker.mains[-1].close()
    await settle()
    with pytest.raises(ReplyTimeoutError):
        await asking
    await at.broker.live(60)
    assert at.session.epoch == 2
    assert log.told == [1, "written"]
    assert at.broker.commands(at.broker.heard_main).count("tradeTransaction") == 1
    await at.stop()
