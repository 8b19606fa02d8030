"""What the request-reply commands say, measured against the market and the exchange behind them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from tests.integration.venue.harness import MONDAY_MS, Client, client, quiet_venue
from tui.simulator.exchange import AccountProfile, ExchangeSettings
from tui.simulator.venue import Venue

pytestmark = pytest.mark.anyio

MINUTE_MS = 60_000
DAY_MS = 86_400_000

DOCUMENTED = (
    "ask bid categoryName contractSize currency currencyPair currencyProfit description expiration groupName high "
    "initialMargin instantMaxVolume leverage longOnly lotMax lotMin lotStep low marginHedged marginHedgedStrong "
    "marginMaintenance marginMode percentage pipsPrecision precision profitMode quoteId shortSelling spreadRaw "
    "spreadTable starting stepRuleId stopsLevel swap_rollover3days swapEnable swapLong swapShort swapType symbol "
    "tickSize tickValue time timeString trailingEnabled type"
)
"""The fields of SYMBOL_RECORD in the document."""


async def chart(main: Client, **info: Any) -> list[dict[str, Any]]:
    """Ask for a range and return its rows."""
    data = await main.data("getChartRangeRequest", {"info": {"symbol": "EURUSD", "period": 5, **info}})
    rows: list[dict[str, Any]] = data["rateInfos"]
    return rows


async def test_symbols_carry_every_documented_field_and_the_markets_prices(venue: Venue, main: Client) -> None:
    documented = set(DOCUMENTED.split())
    records = await main.data("getAllSymbols")
    assert [record["symbol"] for record in records] == list(venue.market.symbols)
    for record in records:
        assert set(record) == documented | {"quoteIdCross", "exemode"}
        quote = venue.market.quote(record["symbol"], MONDAY_MS)
        symbol = venue.market.symbols[record["symbol"]]
        assert Decimal(str(record["bid"])) == symbol.price(quote.bid)
        assert record["spreadTable"] == pytest.approx(record["spreadRaw"] * 10 ** record["pipsPrecision"])
    assert await main.data("getSymbol", {"symbol": "EURUSD"}) == records[0]


async def test_prices_keep_their_trailing_zeros(main: Client) -> None:
    await main.send("getSymbol", arguments={"symbol": "EURUSD"})
    text = await main.receive_text()
    for name in ("bid", "ask", "high", "low"):
        digits = text.split(f'"{name}":')[1].split(",")[0]
        assert len(digits.split(".")[1]) == 5


async def test_a_range_excludes_the_interval_of_its_start_and_that_of_its_end(main: Client) -> None:
    rows = await chart(main, start=MONDAY_MS - 60 * MINUTE_MS + 1, end=MONDAY_MS - 30 * MINUTE_MS + 1)
    times = [row["ctm"] for row in rows]
    assert times == [MONDAY_MS - n * MINUTE_MS for n in (55, 50, 45, 40, 35)]


async def test_ticks_above_zero_go_forward_below_zero_back_and_the_end_is_ignored(main: Client) -> None:
    start = MONDAY_MS - 60 * MINUTE_MS
    ahead = await chart(main, start=start, end=1, ticks=3)
    assert [row["ctm"] for row in ahead] == [start, start + 5 * MINUTE_MS, start + 10 * MINUTE_MS]
    back = await chart(main, start=start, end=0, ticks=-3)
    assert [row["ctm"] for row in back] == [start - 10 * MINUTE_MS, start - 5 * MINUTE_MS, start]


async def test_a_chart_ends_with_the_candle_that_is_forming(main: Client) -> None:
    data = await main.data(
        "getChartLastRequest", {"info": {"symbol": "EURUSD", "period": 60, "start": MONDAY_MS - DAY_MS}}
    )
    assert data["digits"] == 5
    assert data["rateInfos"][-1]["ctm"] == MONDAY_MS - 50 * MINUTE_MS
    assert set(data["rateInfos"][0]) == {"close", "ctm", "ctmString", "high", "low", "open", "vol"}


async def test_daily_candles_begin_at_midnight_of_the_brokers_zone(main: Client) -> None:
    info = {"symbol": "EURUSD", "period": 1440, "start": MONDAY_MS, "end": 0, "ticks": -3}
    row = (await main.data("getChartRangeRequest", {"info": info}))["rateInfos"][-1]
    assert row["ctm"] == 1_767_567_600_000  # 2026-01-04 23:00 UTC
    assert row["ctmString"] == "Jan 5, 2026, 12:00:00 AM"


@pytest.mark.parametrize(
    ("info", "code"),
    [
        ({"period": 7, "start": MONDAY_MS, "end": MONDAY_MS}, "BE105"),
        ({"period": 1, "start": MONDAY_MS - 50_001 * MINUTE_MS, "end": MONDAY_MS}, "EX009"),
        ({"period": 1, "start": MONDAY_MS, "end": 0, "ticks": 50_001}, "EX009"),
        ({"period": 1, "start": MONDAY_MS}, "BE106"),
        ({"period": 1, "start": MONDAY_MS, "end": MONDAY_MS - 1}, "EX000"),
        ({"period": 1, "start": -1, "end": MONDAY_MS}, "EX000"),
        ({"period": "M1", "start": 1, "end": MONDAY_MS}, "EX000"),
        ({"start": 1, "end": MONDAY_MS}, "BE106"),
    ],
)
async def test_a_chart_that_cannot_be_drawn_is_refused(main: Client, info: dict[str, object], code: str) -> None:
    reply = await main.ask("getChartRangeRequest", {"info": {"symbol": "EURUSD", **info}})
    assert reply["errorCode"] == code


async def test_short_periods_reach_back_a_month_and_days_further(main: Client) -> None:
    long_ago = MONDAY_MS - 60 * DAY_MS
    hours = await main.data(
        "getChartRangeRequest",
        {"info": {"symbol": "EURUSD", "period": 15, "start": long_ago, "end": long_ago + DAY_MS}},
    )
    assert hours["rateInfos"] == []
    days = await main.data(
        "getChartRangeRequest",
        {"info": {"symbol": "EURUSD", "period": 1440, "start": long_ago, "end": long_ago + 20 * DAY_MS}},
    )
    assert len(days["rateInfos"]) >= 12


async def test_tick_prices_by_level_and_by_what_changed_since(venue: Venue, main: Client) -> None:
    async def quotations(level: int, since: int) -> list[dict[str, Any]]:
        arguments = {"symbols": ["EURUSD", "NOPE"], "level": level, "timestamp": since}
        found: list[dict[str, Any]] = (await main.data("getTickPrices", arguments))["quotations"]
        return found

    depth = venue.market.depth("EURUSD", MONDAY_MS)
    assert [row["level"] for row in await quotations(-1, 0)] == [quote.level for quote in depth]
    base = await quotations(0, 0)
    assert [row["level"] for row in base] == [0]
    assert [row["level"] for row in await quotations(1, 0)] == [1]
    assert await quotations(0, base[0]["timestamp"] + 1) == []
    assert "quoteId" not in base[0]
    assert base[0]["exemode"] == 1


async def test_hours_rules_calendar_and_news_come_from_the_market(venue: Venue, main: Client) -> None:
    hours = await main.data("getTradingHours", {"symbols": ["EURUSD", "US500"]})
    assert [row["symbol"] for row in hours] == ["EURUSD", "US500"]
    assert {span["day"] for span in hours[1]["trading"]} <= set(range(1, 8))
    rules = await main.data("getStepRules")
    known = {rule["id"] for rule in rules}
    assert {symbol.step_rule_id for symbol in venue.market.symbols.values()} <= known
    events = await main.data("getCalendar")
    assert set(events[0]) == {"country", "current", "forecast", "impact", "period", "previous", "time", "title"}
    news = await main.data("getNews", {"start": MONDAY_MS - DAY_MS, "end": 0})
    assert news
    assert all(MONDAY_MS - DAY_MS <= item["time"] <= MONDAY_MS for item in news)
    assert all(item["bodylen"] == len(item["body"]) for item in news)


async def test_time_and_version(venue: Venue, main: Client) -> None:
    time = await main.data("getServerTime")
    assert time == {"time": MONDAY_MS, "timeString": "Jan 5, 2026, 10:50:00 AM"}
    assert isinstance(time["time"], int)
    venue.clock.advance(1)
    assert (await main.data("getServerTime"))["time"] == MONDAY_MS + 1000
    assert await main.data("getVersion") == {"version": "2.5.0"}


async def test_an_account_reads_its_figures_and_what_a_trade_would_cost(main: Client) -> None:
    user = await main.data("getCurrentUserData")
    assert (user["currency"], user["leverage"], user["ibAccount"]) == ("EUR", 1, True)
    figures = await main.data("getMarginLevel")
    assert (figures["balance"], figures["equity"], figures["margin_level"]) == (10000.0, 10000.0, 0.0)
    assert (await main.data("getMarginTrade", {"symbol": "EURUSD", "volume": 0.1}))["margin"] == 100.0
    deal = {"symbol": "EURUSD", "cmd": 0, "openPrice": 1.1, "closePrice": 1.2, "volume": 0.1}
    assert (await main.data("getProfitCalculation", deal))["profit"] > 0
    assert "commission" in await main.data("getCommissionDef", {"symbol": "EURUSD", "volume": 1.0})
    assert isinstance(await main.data("getIbsHistory", {"start": 0, "end": MONDAY_MS}), list)


async def test_an_order_is_found_in_trades_records_and_after_its_close_in_the_history(
    venue: Venue, main: Client
) -> None:
    info: dict[str, Any] = {"cmd": 0, "symbol": "EURUSD", "volume": 0.1, "price": 1.0, "type": 0}
    request = (await main.data("tradeTransaction", {"tradeTransInfo": info}))["order"]
    venue.clock.advance(2)
    await venue.caught_up()
    (opened,) = await main.data("getTrades", {"openedOnly": True})
    assert opened["order2"] == request
    position = opened["position"]
    assert opened["close_time"] is None
    assert opened["open_timeString"].endswith("CET 2026")
    (record,) = await main.data("getTradeRecords", {"orders": [position, 1]})
    assert record["position"] == position
    close = {**info, "type": 2, "order": position}
    await main.data("tradeTransaction", {"tradeTransInfo": close})
    venue.clock.advance(2)
    await venue.caught_up()
    assert await main.data("getTrades", {"openedOnly": True}) == []
    history = await main.data("getTradesHistory", {"start": 0, "end": 0})
    closed = [row for row in history if row["position"] == position and row["closed"]]
    assert len(closed) == 1


async def test_a_refused_order_tells_code_and_reason(main: Client) -> None:
    reply = await main.ask("tradeTransaction", {"tradeTransInfo": {"type": 0, "symbol": "NOPE"}}, customTag="o")
    assert reply["status"] is False
    assert reply["customTag"] == "o"
    assert reply["errorCode"]
    assert reply["errorDescr"]


async def test_a_hidden_symbol_does_not_exist_for_its_account() -> None:
    account = AccountProfile("7", "EUR", "g", Decimal("100.00"), hidden_symbols=frozenset({"EURUSD"}))
    settings = ExchangeSettings(accounts=(account,), with_past=False, scripted_trader=False)
    async with quiet_venue(settings=settings) as venue, client(venue, login="7") as main:
        assert "EURUSD" not in [record["symbol"] for record in await main.data("getAllSymbols")]
        assert (await main.ask("getSymbol", {"symbol": "EURUSD"}))["errorCode"] == "BE115"


async def test_replies_are_plain_json_without_nan(main: Client) -> None:
    await main.send("getAllSymbols")
    text = await main.receive_text()
    assert "NaN" not in text
    assert "E-" not in text
    json.loads(text, parse_constant=pytest.fail)
