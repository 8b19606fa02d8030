"""Every stream, its stop, its quirks, and that one path joins ticks, candles and charts."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.integration.venue.harness import EASY, MONDAY_MS, Client, client, pair, quiet_venue
from tui.simulator.options import SimulatorOptions
from tui.simulator.venue import Venue

pytestmark = pytest.mark.anyio

Both = tuple[Client, Client, str]
MINUTE_MS = 60_000


async def settle(stream: Client) -> None:
    """Come back when every earlier stream command has been carried out: a wrong token is answered in turn."""
    await stream.send("getNews", streamSessionId="wrong")
    while (await stream.receive()).get("errorCode") != "BE117":
        pass


async def drain(venue: Venue, stream: Client) -> list[dict[str, Any]]:
    """Return the messages that are on their way, once the venue has lived through its present time."""
    await venue.caught_up()
    await stream.send("getNews", streamSessionId="wrong")
    found: list[dict[str, Any]] = []
    while (message := await stream.receive()).get("errorCode") != "BE117":
        found.append(message)
    return found


async def test_a_tick_subscription_begins_with_the_present_quote_one_message_for_each_level(
    venue: Venue, both: Both
) -> None:
    _, stream, token = both
    await stream.send("getTickPrices", streamSessionId=token, symbol="EURUSD")
    levels = [await stream.next("tickPrices") for _ in venue.market.depth("EURUSD", MONDAY_MS)]
    assert [tick["level"] for tick in levels] == list(range(len(levels)))
    assert len({tick["timestamp"] for tick in levels}) == 1
    assert list(levels[0])[:9] == [
        "symbol", "ask", "bid", "high", "low", "askVolume", "bidVolume", "timestamp", "level",
    ]  # fmt: skip
    assert levels[0]["quoteId"] == venue.market.symbols["EURUSD"].quote_id
    assert "exemode" not in levels[0]


async def test_max_level_limits_the_levels_and_stop_ends_the_ticks(venue: Venue, both: Both) -> None:
    _, stream, token = both
    await stream.send("getTickPrices", streamSessionId=token, symbol="EURUSD", maxLevel=0)
    await settle(stream)
    venue.clock.advance(5)
    ticks = await drain(venue, stream)
    assert ticks
    assert {tick["data"]["level"] for tick in ticks} == {0}
    await stream.send("stopTickPrices", symbol="EURUSD")
    await settle(stream)
    venue.clock.advance(5)
    assert await drain(venue, stream) == []


async def test_asking_twice_for_the_same_symbol_gives_one_subscription(venue: Venue, both: Both) -> None:
    _, stream, token = both
    for _ in range(2):
        await stream.send("getTickPrices", streamSessionId=token, symbol="EURUSD", maxLevel=0, minArrivalTime=1)
    await settle(stream)
    venue.clock.advance(10)
    times = [message["data"]["timestamp"] for message in await drain(venue, stream)]
    assert times
    assert len(times) == len(set(times))


async def test_min_arrival_time_spaces_the_updates_and_keeps_the_newest(venue: Venue, both: Both) -> None:
    _, stream, token = both
    await stream.send("getTickPrices", streamSessionId=token, symbol="EURUSD", maxLevel=0, minArrivalTime=5000)
    await settle(stream)
    venue.clock.advance(30)
    ticks = await drain(venue, stream)
    assert 1 <= len(ticks) <= 6
    last = venue.market.quote("EURUSD", MONDAY_MS + 30_000)
    assert ticks[-1]["data"]["timestamp"] <= last.time_ms


async def test_ticks_equal_the_markets_quotes_to_the_last_digit(venue: Venue, both: Both) -> None:
    _, stream, token = both
    await stream.send("getTickPrices", streamSessionId=token, symbol="USDJPY", maxLevel=0)
    text = await stream.receive_text()
    quote = venue.market.quote("USDJPY", MONDAY_MS)
    symbol = venue.market.symbols["USDJPY"]
    assert f'"ask":{symbol.price(quote.ask)},"bid":{symbol.price(quote.bid)},' in text
    assert f'"high":{symbol.price(quote.high)},"low":{symbol.price(quote.low)},' in text


async def test_candles_stay_silent_until_a_chart_was_asked_for_in_the_session(venue: Venue, both: Both) -> None:
    main, stream, token = both
    await stream.send("getCandles", streamSessionId=token, symbol="EURUSD")
    await settle(stream)
    venue.clock.advance(61)
    assert await drain(venue, stream) == []
    info = {"symbol": "EURUSD", "period": 1, "start": MONDAY_MS, "end": 0, "ticks": -1}
    await main.data("getChartRangeRequest", {"info": info})
    venue.clock.advance(60)
    assert [message["command"] for message in await drain(venue, stream)] == ["candle"]


async def test_ticks_candles_and_charts_tell_the_same_story(venue: Venue, both: Both) -> None:
    main, stream, token = both
    info = {"symbol": "EURUSD", "period": 1, "start": MONDAY_MS - 5 * MINUTE_MS, "end": 0, "ticks": 1}
    await main.data("getChartRangeRequest", {"info": info})
    await stream.send("getCandles", streamSessionId=token, symbol="EURUSD")
    await stream.send("getTickPrices", streamSessionId=token, symbol="EURUSD", maxLevel=0, minArrivalTime=1)
    messages = await drain(venue, stream)
    for _ in range(3):
        venue.clock.advance(60)
        messages += await drain(venue, stream)
    candles: list[Any] = [message["data"] for message in messages if message["command"] == "candle"]
    ticks: list[Any] = [message["data"] for message in messages if message["command"] == "tickPrices"]
    assert [candle["ctm"] for candle in candles] == [MONDAY_MS + n * MINUTE_MS for n in range(3)]
    for candle in candles:
        bids = [tick["bid"] for tick in ticks if 0 <= tick["timestamp"] - candle["ctm"] < MINUTE_MS]
        assert (candle["open"], candle["close"]) == (bids[0], bids[-1])
        assert (candle["high"], candle["low"]) == (max(bids), min(bids))
    chart = await main.data("getChartLastRequest", {"info": {"symbol": "EURUSD", "period": 1, "start": MONDAY_MS - 1}})
    scale = 10 ** chart["digits"]
    rows = {row["ctm"]: row for row in chart["rateInfos"]}
    for candle in candles:
        row = rows[candle["ctm"]]
        assert round(candle["open"] * scale) == row["open"]
        for name in ("close", "high", "low"):
            assert round(candle[name] * scale) == row["open"] + row[name]
        assert (candle["vol"], candle["ctmString"]) == (row["vol"], row["ctmString"])


async def test_an_order_shows_on_trades_status_profits_and_balance(venue: Venue, both: Both) -> None:
    main, stream, token = both
    for command in ("getTrades", "getTradeStatus", "getProfits", "getBalance"):
        await stream.send(command, streamSessionId=token)
    await settle(stream)
    info = {"cmd": 0, "symbol": "EURUSD", "volume": 0.1, "price": 1.0, "type": 0, "customComment": "mine"}
    request = (await main.data("tradeTransaction", {"tradeTransInfo": info}))["order"]
    venue.clock.advance(3)
    messages = await drain(venue, stream)
    kinds = {str(message["command"]) for message in messages}
    assert kinds >= {"trade", "tradeStatus", "profit", "balance"}
    opened = [m["data"] for m in messages if m["command"] == "trade" and m["data"]["type"] == 0]
    trade = opened[0]
    assert list(trade) == [
        "cmd", "order", "digits", "offset", "order2", "position", "symbol", "comment", "customComment", "commission",
        "storage", "margin_rate", "close_price", "open_price", "nominalValue", "profit", "volume", "sl", "tp",
        "closed", "type", "open_time", "close_time", "expiration", "state",
    ]  # fmt: skip
    assert (trade["order2"], trade["customComment"], trade["state"]) == (request, "mine", "Modified")
    states = [m["data"]["requestStatus"] for m in messages if m["command"] == "tradeStatus"]
    assert states[-1] == 3
    status = await main.data("tradeTransactionStatus", {"order": request})
    assert list(status) == ["order", "requestStatus", "message", "customComment", "ask", "bid"]
    assert status["requestStatus"] == 3


@pytest.mark.parametrize(
    ("start", "stop"),
    [("getBalance", "stopBalance"), ("getProfits", "stopProfits"), ("getTrades", "stopTrades"),
     ("getTradeStatus", "stopTradeStatus"), ("getNews", "stopNews"), ("getKeepAlive", "stopKeepAlive")],
)  # fmt: skip
@pytest.mark.parametrize("with_token", [True, False])
async def test_a_stop_ends_its_stream_with_and_without_the_token(
    venue: Venue, both: Both, start: str, stop: str, *, with_token: bool
) -> None:
    main, stream, token = both
    await stream.send(start, streamSessionId=token)
    await settle(stream)
    await stream.send(stop, **({"streamSessionId": token} if with_token else {}))
    await settle(stream)
    info = {"cmd": 0, "symbol": "EURUSD", "volume": 0.1, "price": 1.0, "type": 0}
    await main.data("tradeTransaction", {"tradeTransInfo": info})
    venue.clock.advance(3)
    assert await drain(venue, stream) == []


async def test_news_appear_on_the_stream_and_in_the_list(venue: Venue, both: Both) -> None:
    main, stream, token = both
    await stream.send("getNews", streamSessionId=token)
    await settle(stream)
    for _ in range(24):
        venue.clock.advance(3600)
        await venue.caught_up()
    streamed = [message["data"]["key"] for message in await drain(venue, stream)]
    listed = [item["key"] for item in await main.data("getNews", {"start": MONDAY_MS, "end": 0})]
    assert streamed
    assert streamed == list(reversed(listed))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"command": "getBalance"}, "BE117"),
        ({"command": "getBalance", "streamSessionId": "nope"}, "BE117"),
        ({"command": "getEverything", "streamSessionId": "nope"}, "BE104"),
        ({"command": "login"}, "BE104"),
        ({"nothing": 1}, "BE110"),
    ],
)
async def test_misuse_of_the_stream_is_an_error_and_the_connection_stays(
    both: Both, fields: dict[str, object], code: str
) -> None:
    _, stream, token = both
    command = str(fields.pop("command", ""))
    if command:
        await stream.send(command, **fields)
    else:
        await stream.send_text('{"nothing": 1}')
    assert (await stream.receive())["errorCode"] == code
    await stream.send("getKeepAlive", streamSessionId=token)
    await stream.next("keepAlive")


async def test_a_ping_on_the_stream_has_no_answer(both: Both) -> None:
    _, stream, token = both
    await stream.send("ping", streamSessionId=token)
    await stream.send("ping", streamSessionId="wrong")
    assert (await stream.receive())["errorCode"] == "BE117"


async def test_an_unknown_symbol_streams_nothing_and_is_be115_in_a_strict_venue(both: Both) -> None:
    _, stream, token = both
    await stream.send("getTickPrices", streamSessionId=token, symbol="NOPE")
    await settle(stream)
    async with quiet_venue(SimulatorOptions(strict=True)) as strict, pair(strict) as (_, other, strict_token):
        await other.send("getTickPrices", streamSessionId=strict_token, symbol="NOPE")
        assert (await other.receive())["errorCode"] == "BE115"


async def test_a_strict_venue_prints_the_documents_fields_in_its_order(venue: Venue) -> None:
    async with quiet_venue(SimulatorOptions(strict=True)) as strict, pair(strict) as (main, stream, token):
        await stream.send("getTickPrices", streamSessionId=token, symbol="EURUSD", maxLevel=0)
        tick = await stream.next("tickPrices")
        assert list(tick) == sorted(tick)
        symbol = await main.data("getSymbol", {"symbol": "EURUSD"})
        assert list(symbol) == sorted(symbol)
        assert "exemode" not in symbol
    async with client(venue) as lenient:
        assert (await lenient.data("getSymbol", {"symbol": "EURUSD"}))["exemode"] == 1


async def test_a_reader_that_does_not_read_is_cut_off_and_holds_up_nobody() -> None:
    small = replace(EASY, unsent_bytes=300_000)
    async with quiet_venue(limits=small) as venue, client(venue) as healthy:
        lazy = await connect(venue.url + "/demo", max_size=None, max_queue=1, ping_interval=None, compression=None)
        await lazy.send(json.dumps({"command": "login", "arguments": {"userId": "1000", "password": "demo"}}))
        await lazy.recv()
        info = {"symbol": "EURUSD", "period": 1, "start": MONDAY_MS, "end": 0, "ticks": -2000}
        request = json.dumps({"command": "getChartRangeRequest", "arguments": {"info": info}})
        for _ in range(1000):
            try:
                await lazy.send(request)
            except ConnectionClosed:
                return
            assert (await healthy.ask("ping"))["status"] is True
        pytest.fail("the lazy reader was never cut off")


async def test_a_stream_tells_nothing_of_other_accounts(venue: Venue, both: Both) -> None:
    _, stream, token = both
    for command in ("getTrades", "getTradeStatus", "getProfits"):
        await stream.send(command, streamSessionId=token)
    await settle(stream)
    info = {"cmd": 0, "symbol": "EURUSD", "volume": 0.1, "price": 1.0, "type": 0}
    async with client(venue, login="1001") as other:
        await other.data("tradeTransaction", {"tradeTransInfo": info})
        venue.clock.advance(3)
        assert await drain(venue, stream) == []
