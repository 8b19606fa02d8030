"""Every command and every stream of the document against the venue, over both transports."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.integration.xapi.harness import Owner, address_of, options, session_at
from tui.domain.candle import Period
from tui.domain.events import (
    CandleClosed,
    FeedHeard,
    FiguresChanged,
    LinkState,
    NewsPublished,
    PositionChanged,
    ProfitChanged,
    QuoteChanged,
    RequestStatusChanged,
    StreamCounted,
    TradeClosed,
    TroubleNoticed,
)
from tui.errors import CommandRefusedError
from tui.simulator.venue import Venue
from tui.xapi import commands
from tui.xapi.pending import OrderHooks
from tui.xapi.session import Session
from tui.xapi.watch import Counters
from tui.xapi.wishes import QuoteWish

pytestmark = pytest.mark.anyio

DAY_MS = 86_400_000
KINDS = [("websocket", False), ("socket", True)]


@pytest.mark.parametrize(("transport", "strict"), KINDS, ids=["websocket lenient", "tls socket strict"])
async def test_every_command_is_answered(tmp_path: Path, transport: str, strict: bool) -> None:
    owner = Owner()
    async with (
        Venue(options(tmp_path, transport, strict=strict)) as venue,
        session_at(address_of(venue, transport), tmp_path, owner) as session,
    ):
        await owner.until_state(LinkState.SYNCING)
        await ask_about_the_market(session, venue.clock.now_ms())
        await ask_about_the_account(session, venue.clock.now_ms())
        await trade_there_and_back(session, owner)
        assert nothing_spoiled(session)
        assert set(session.counters.streamed) >= {"trade", "tradeStatus"}
        assert not owner.seen(TroubleNoticed)
        assert session.epoch == 1


async def ask_about_the_market(session: Session, now_ms: int) -> None:
    """Ask for everything that is no one's own."""
    snapshots = await session.request(commands.all_symbols())
    names = [snapshot.instrument.symbol for snapshot in snapshots]
    assert len(names) == 40
    assert {"EURUSD", "GOLD"} <= set(names)
    one = await session.request(commands.symbol("EURUSD"))
    assert (one.instrument.digits, one.instrument.pip_digits) == (5, 4)
    assert one.quote.bid is not None
    for period in Period:
        chart = await session.request(commands.chart_range("EURUSD", period, now_ms, ticks=-5))
        assert len(chart.candles) == 5, period
        assert all(candle.low <= candle.open <= candle.high for candle in chart.candles)
        assert abs(chart.candles[-1].close - one.quote.bid) < Decimal("0.2")
    forward = await session.request(commands.chart_range("EURUSD", Period.H1, now_ms - DAY_MS, ticks=3))
    span = await session.request(commands.chart_range("EURUSD", Period.H1, now_ms - DAY_MS, now_ms))
    last = await session.request(commands.chart_last("EURUSD", Period.H1, now_ms - DAY_MS))
    assert forward.candles == span.candles[:3] == last.candles[:3]
    with pytest.raises(CommandRefusedError, match="EX009"):
        await session.request(commands.chart_range("EURUSD", Period.M1, now_ms - 300 * DAY_MS, now_ms))
    batches = [await session.request(batch) for batch in commands.tick_price_batches(names)]
    assert {quote.symbol for batch in batches for quote in batch} == set(names)
    depth = await session.request(commands.tick_prices(["EURUSD"], level=commands.ALL_LEVELS))
    assert [quote.level for quote in depth] == list(range(len(depth)))
    assert not await session.request(commands.tick_prices(["EURUSD"], timestamp_ms=now_ms + DAY_MS))
    hours = [await session.request(batch) for batch in commands.trading_hours_batches(names)]
    assert [week.symbol for part in hours for week in part] == names
    assert await session.request(commands.calendar())
    assert await session.request(commands.news(now_ms - 2 * DAY_MS))
    assert await session.request(commands.step_rules())
    assert abs(await session.request(commands.server_time()) - now_ms) < 60_000
    assert await session.request(commands.version()) == "2.5.0"
    with pytest.raises(CommandRefusedError, match="BE115"):
        await session.request(commands.symbol("NOPE"))


async def ask_about_the_account(session: Session, now_ms: int) -> None:
    """Ask for everything that is the account's."""
    figures = (await session.request(commands.margin_level())).figures
    assert figures.balance > 0
    assert (await session.request(commands.current_user_data())).currency == "EUR"
    found = await session.request(commands.trades())
    numbers = [position.position for position in found.positions]
    again = [await session.request(batch) for batch in commands.trade_record_batches(numbers)]
    assert [position.position for part in again for position in part.positions] == numbers
    assert await session.request(commands.trades_history(now_ms - 60 * DAY_MS, 0))
    assert isinstance(await session.request(commands.ibs_history(now_ms - 60 * DAY_MS, now_ms)), tuple)
    assert (await session.request(commands.commission("EURUSD", Decimal("1.0")))).commission is not None
    assert await session.request(commands.margin_trade("EURUSD", Decimal("0.10"))) > 0
    profit = commands.profit_calculation("EURUSD", 0, Decimal(1), Decimal("1.0"), Decimal("1.1"))
    assert await session.request(profit) > 0
    await session.request(commands.ping())


async def trade(session: Session, transaction: commands.TradeTransaction) -> int:
    """Send a trade command as an order is sent and return its request number."""
    passed: list[object] = []

    async def barrier(epoch: int) -> None:
        passed.append(epoch)

    hooks = OrderHooks(barrier, lambda: passed.append("written"), passed.append)
    reply = await session.send_order(commands.trade_transaction(transaction), 5.0, hooks)
    assert passed == [session.epoch, "written"]
    assert reply.request_id is not None
    return reply.request_id


async def trade_there_and_back(session: Session, owner: Owner) -> None:
    """Open, modify and close one position, and hear of all of it on the streams."""
    session.wish_account(True)
    await owner.until(lambda: bool(owner.seen(FiguresChanged)))
    price = (await session.request(commands.symbol("EURUSD"))).quote.bid
    assert price is not None
    opening = commands.TradeTransaction(0, 0, "EURUSD", Decimal("0.10"), price, custom_comment="XD1.żółć")
    number = await trade(session, opening)
    await owner.until(lambda: any(event.position.custom_comment == "XD1.żółć" for event in owner.seen(PositionChanged)))
    told = [event.position for event in owner.seen(PositionChanged)]
    position = next(each for each in told if each.custom_comment == "XD1.żółć")
    assert (position.request_id, position.volume) == (number, Decimal("0.10"))
    assert (await session.request(commands.trade_transaction_status(number))).status == 3
    stop_loss = price - Decimal("0.01")
    change = commands.TradeTransaction(3, 0, "EURUSD", position.volume, price, position.position, stop_loss)
    await trade(session, change)
    await owner.until(lambda: owner.seen(PositionChanged)[-1].position.stop_loss == stop_loss)
    closing = commands.TradeTransaction(2, 0, "EURUSD", position.volume, price, position.position)
    await trade(session, closing)
    await owner.until(lambda: position.position in [event.trade.position for event in owner.seen(TradeClosed)])
    await owner.until(lambda: {event.status for event in owner.seen(RequestStatusChanged)} >= {3})


@pytest.mark.parametrize(("transport", "strict"), KINDS, ids=["websocket lenient", "tls socket strict"])
async def test_every_stream_delivers_and_stops(tmp_path: Path, transport: str, strict: bool) -> None:
    owner = Owner()
    async with (
        # A minute of the venue passes in two seconds, so that candles close and news come while the test runs.
        Venue(options(tmp_path, transport, strict=strict, speed=30.0)) as venue,
        session_at(address_of(venue, transport), tmp_path, owner) as session,
    ):
        session.wish_account(True)
        session.wish_quotes([QuoteWish("EURUSD", 1, None), QuoteWish("GOLD")])
        session.wish_candles(["EURUSD"])
        await owner.until_state(LinkState.SYNCING)
        await session.request(commands.chart_range("EURUSD", Period.M1, venue.clock.now_ms(), ticks=-1))
        wanted = (FeedHeard, FiguresChanged, ProfitChanged, QuoteChanged, CandleClosed)
        await owner.until(lambda: all(owner.seen(kind) for kind in wanted))
        levels = {event.quote.level for event in owner.seen(QuoteChanged) if event.quote.symbol == "EURUSD"}
        assert levels > {0}
        assert {event.quote.level for event in owner.seen(QuoteChanged) if event.quote.symbol == "GOLD"} <= {0}
        venue.clock.set_speed(600.0)
        await owner.until(lambda: bool(owner.seen(NewsPublished)))
        venue.clock.set_speed(30.0)
        session.wish_account(False)
        session.wish_quotes([])
        session.wish_candles([])
        await quiet(owner)
        assert nothing_spoiled(session)
        streams = {"balance", "profit", "tickPrices", "candle", "news", "keepAlive"}
        assert set(session.counters.streamed) >= streams


def nothing_spoiled(session: Session) -> bool:
    """Whether whatever came could be read; how much came is no trouble."""
    return replace(session.counters, streamed={}) == Counters()


async def quiet(owner: Owner) -> None:
    """Wait until only keepAlive comes: several in a row with nothing between them but the count of what came."""

    def nothing_else() -> bool:
        heard = [event for event in owner.events if not isinstance(event, StreamCounted)]
        return len(heard) >= 5 and all(isinstance(event, FeedHeard) for event in heard[-5:])

    await owner.until(nothing_else)


async def test_many_commands_at_once_are_all_answered_and_the_venue_never_drops_us(tmp_path: Path) -> None:
    owner = Owner()
    async with (
        Venue(options(tmp_path, "websocket", strict=True)) as venue,
        session_at(address_of(venue, "websocket"), tmp_path, owner) as session,
    ):
        session.wish_quotes(
            [QuoteWish(name) for name in ("EURUSD", "GOLD", "DE40", "US500", "BITCOIN", "OIL", "EURPLN")]
        )
        await owner.until_state(LinkState.SYNCING)
        answers = await asyncio.gather(*(session.request(commands.version()) for _ in range(14)))
        assert answers == ["2.5.0"] * 14
        assert session.epoch == 1
