"""What the log is told of the line: every exchange with its end, and never a secret."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from pydantic import SecretStr

from tests.unit.xapi.fakes import Bench, Stage, running, settle, stage
from tui.domain.candle import Period
from tui.domain.events import Event
from tui.domain.traffic import Exchanged, Outcome, StreamCounted
from tui.errors import LinkError
from tui.xapi import commands
from tui.xapi.connection import MainConnection
from tui.xapi.telling import about, exchanged, symbols_of
from tui.xapi.transport import Transport
from tui.xapi.wishes import QuoteWish

pytestmark = pytest.mark.anyio


class HeardBench(Bench):
    """A bench that writes down what the connection tells."""

    def __init__(self) -> None:
        self.told: list[Event] = []
        super().__init__()

    def connection(self, transport: Transport) -> MainConnection:
        return MainConnection(transport, clock=self.clock, epoch=7, counters=self.counters, tell=self.told.append)

    @property
    def last(self) -> Exchanged:
        found = self.told[-1]
        assert isinstance(found, Exchanged)
        return found


def asked(bench: Bench, command: commands.Command[Any], ttl_s: float | None = None) -> asyncio.Task[Any]:
    task = asyncio.ensure_future(bench.main.exchange(command, ttl_s=ttl_s))
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
    return task


async def test_an_answer_is_told_with_its_records_and_its_time() -> None:
    bench = HeardBench()
    async with running(bench):
        asked(bench, commands.tick_price_batches(["EURUSD", "GOLD"])[0])
        packet = await bench.hear()
        await bench.clock.advance(0.3)
        await bench.answer(packet, returnData={"quotations": []})
    assert bench.last.symbols == ("EURUSD", "GOLD")
    assert (bench.last.asked, bench.last.received) == (1000.0, 1000.3)
    assert bench.last.outcome is Outcome.ANSWERED


async def test_a_refusal_is_told_with_its_code() -> None:
    bench = HeardBench()
    async with running(bench):
        asked(bench, commands.symbol("XYZ"))
        packet = await bench.hear()
        await bench.answer(packet, status=False, errorCode="BE115", errorDescr="no such symbol")
    assert (bench.last.outcome, bench.last.code, bench.last.detail) == (Outcome.REFUSED, "BE115", "no such symbol")
    assert bench.last.symbols == ("XYZ",)


async def test_a_command_without_an_answer_is_told_when_it_is_given_up() -> None:
    bench = HeardBench()
    async with running(bench):
        asked(bench, commands.version())
        await bench.hear()
        await bench.clock.advance(11)
        bench.main.expire(bench.clock.monotonic())
        await settle()
        assert bench.last.outcome is Outcome.UNANSWERED


async def test_a_command_that_never_left_says_so() -> None:
    bench = HeardBench()
    asked(bench, commands.version())
    await settle()
    bench.main.fail(LinkError("The connection was lost"))
    await settle()
    assert (bench.last.outcome, bench.last.asked) == (Outcome.NOT_SENT, None)


def test_a_login_tells_neither_login_nor_password_nor_token() -> None:
    command = commands.login("12345678", SecretStr("hunter22"), "app")
    reply = {"status": True, "streamSessionId": "8469308861804289383"}
    told = repr(exchanged(command, "1.1", 1.0, 2.0, reply))
    for secret in ("12345678", "hunter22", "8469308861804289383"):
        assert secret not in told


def test_a_trade_request_tells_its_figures_and_no_free_text() -> None:
    info = commands.TradeTransaction(0, 0, "EURUSD", Decimal("0.10"), Decimal("1.08"), custom_comment="td-private")
    command = commands.trade_transaction(info)
    assert symbols_of(command) == ("EURUSD",)
    assert "volume 0.10" in about(command)
    assert "td-private" not in repr(exchanged(command, "1.1", 1.0, 2.0, {"status": True, "returnData": {"order": 5}}))


def test_a_long_list_of_symbols_and_a_span_are_told_in_short() -> None:
    assert len(about(commands.chart_last("EURUSD", Period.M5, 1))) < 60


async def live_stage() -> Stage:
    built = stage()
    await built.start()
    return built


async def test_subscriptions_and_the_count_of_records_are_told() -> None:
    built = await live_stage()
    try:
        built.session.wish_quotes([QuoteWish("EURUSD")])
        await built.clock.advance(2)
        await built.broker.live(12)
        names = [each.name for each in built.events if isinstance(each, Exchanged) and each.stream]
        assert "getKeepAlive" in names
        counted = [each for each in built.events if isinstance(each, StreamCounted)]
        assert counted[-1].counts["keepAlive"] > 0
        assert len(counted) <= 4
    finally:
        await built.stop()
    told = repr([each for each in built.events if isinstance(each, Exchanged)])
    assert "streamSessionId" not in told
