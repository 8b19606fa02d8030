"""Commands: what they look like on the wire, how their answers are read, and that none is missing."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from pydantic import SecretStr

from tui.domain.candle import Period
from tui.domain.position import Side
from tui.errors import GuardError, ProtocolError
from tui.xapi import commands
from tui.xapi.request import LONGEST_COMMAND, Command, encode
from tui.xapi.wishes import (
    ALL_STREAMS,
    BALANCE,
    KEEP_ALIVE,
    NEWS,
    PROFITS,
    TRADE_STATUS,
    TRADES,
    QuoteWish,
    candle_subscription,
    ping_frame,
    quote_subscription,
)

SPEC_COMMANDS = (
    "login logout getAllSymbols getCalendar getChartLastRequest getChartRangeRequest getCommissionDef "
    "getCurrentUserData getIbsHistory getMarginLevel getMarginTrade getNews getProfitCalculation getServerTime "
    "getStepRules getSymbol getTickPrices getTradeRecords getTrades getTradesHistory getTradingHours getVersion ping "
    "tradeTransaction tradeTransactionStatus"
)
SPEC_STREAMS = (
    "getBalance stopBalance getCandles stopCandles getKeepAlive stopKeepAlive getNews stopNews getProfits stopProfits "
    "getTickPrices stopTickPrices getTrades stopTrades getTradeStatus stopTradeStatus ping"
)

EVERY: list[Command[Any]] = [
    commands.login("1000", SecretStr("p"), "app"),
    commands.logout(),
    commands.all_symbols(),
    commands.calendar(),
    commands.chart_last("EURUSD", Period.M5, 1),
    commands.chart_range("EURUSD", Period.W1, 1, 2),
    commands.commission("T.US", Decimal("1.0")),
    commands.current_user_data(),
    commands.ibs_history(1, 2),
    commands.margin_level(),
    commands.margin_trade("EURUSD", Decimal(1)),
    commands.news(1),
    commands.profit_calculation("EURUSD", 0, Decimal(1), Decimal("1.2233"), Decimal("1.3000")),
    commands.server_time(),
    commands.step_rules(),
    commands.symbol("EURUSD"),
    commands.tick_prices(["EURUSD"]),
    commands.trade_records([1]),
    commands.trades(),
    commands.trades_history(),
    commands.trading_hours(["EURUSD"]),
    commands.version(),
    commands.ping(),
    commands.trade_transaction(commands.TradeTransaction(0, 2, "EURUSD", Decimal("5.0"), Decimal("1.12"))),
    commands.trade_transaction_status(43),
]


def wire(command: Command[Any], tag: str = "") -> dict[str, Any]:
    packet: dict[str, Any] = json.loads(command.frame(tag), parse_float=Decimal)
    return packet


def read(command: Command[Any], data: object) -> Any:
    text = json.dumps({"status": True, "returnData": data})
    return command.parse(json.loads(text, parse_float=Decimal))


def test_every_command_of_the_document_is_there() -> None:
    assert set(commands.ALL_COMMANDS) == set(SPEC_COMMANDS.split())
    assert sorted(command.name for command in EVERY) == sorted(commands.ALL_COMMANDS)


def test_every_stream_of_the_document_is_there() -> None:
    subscriptions = [
        *(KEEP_ALIVE, BALANCE, TRADES, TRADE_STATUS, PROFITS, NEWS),
        candle_subscription("EURUSD"),
        quote_subscription(QuoteWish("EURUSD")),
    ]
    frames = [frame for item in subscriptions for frame in (item.start_frame("t"), item.stop_frame())]
    names = {json.loads(frame)["command"] for frame in [*frames, ping_frame("t")]}
    assert names == set(SPEC_STREAMS.split()) == set(ALL_STREAMS)


@pytest.mark.parametrize("command", EVERY, ids=lambda command: command.name)
def test_a_tag_travels_with_every_command(command: Command[Any]) -> None:
    assert wire(command, "3.17")["customTag"] == "3.17"
    assert "customTag" not in wire(command)


def test_arguments_have_the_names_and_places_of_the_document() -> None:
    assert wire(commands.tick_prices(["A", "B"], 1262944112000, commands.ALL_LEVELS))["arguments"] == {
        "level": -1,
        "symbols": ["A", "B"],
        "timestamp": 1262944112000,
    }
    assert wire(commands.chart_last("PKN.PL", Period.MN1, 7)) == {
        "command": "getChartLastRequest",
        "arguments": {"info": {"period": 43200, "start": 7, "symbol": "PKN.PL"}},
    }
    assert wire(commands.news(7))["arguments"] == {"end": 0, "start": 7}
    assert wire(commands.trades_history())["arguments"] == {"end": 0, "start": 0}
    assert wire(commands.trades(opened_only=False))["arguments"] == {"openedOnly": False}
    assert "arguments" not in wire(commands.ping())


def test_a_number_of_candles_needs_no_end_and_a_span_does() -> None:
    info = wire(commands.chart_range("EURUSD", Period.M1, 5, ticks=-300))["arguments"]["info"]
    assert (info["ticks"], info["start"], info["end"]) == (-300, 5, 0)
    with pytest.raises(ValueError, match="end"):
        commands.chart_range("EURUSD", Period.M1, 5)


def test_a_trade_carries_every_field_and_exact_numbers() -> None:
    transaction = commands.TradeTransaction(
        3, 1, "GOLD", Decimal("0.10"), Decimal("1923.50"), 42, Decimal("1950.00"), None, 15, 1462006335000, "XD1.żó"
    )
    assert wire(commands.trade_transaction(transaction))["arguments"]["tradeTransInfo"] == {
        "cmd": 1,
        "customComment": "XD1.żó",
        "expiration": 1462006335000,
        "offset": 15,
        "order": 42,
        "price": Decimal("1923.50"),
        "sl": Decimal("1950.00"),
        "symbol": "GOLD",
        "tp": 0,
        "type": 3,
        "volume": Decimal("0.10"),
    }
    assert '"price":1923.50' in commands.trade_transaction(transaction).frame()


def test_numbers_leave_in_full_and_floats_not_at_all() -> None:
    assert encode(Decimal("1E-7")) == "0.0000001"
    assert encode(Decimal("1E+3")) == "1000"
    with pytest.raises(TypeError):
        encode(0.1)
    with pytest.raises(ValueError, match="finite"):
        encode(Decimal("NaN"))


def test_pretty_print_is_asked_for_when_wanted() -> None:
    assert json.loads(commands.ping().frame(pretty_print=True))["prettyPrint"] is True


def test_a_command_longer_than_a_kilobyte_is_refused_before_it_leaves() -> None:
    with pytest.raises(GuardError):
        commands.tick_prices(["EURUSD"] * 200).frame()


@pytest.mark.parametrize("count", [0, 1, 7, 80, 400])
def test_batches_hold_every_symbol_once_in_order_and_each_fits(count: int) -> None:
    symbols = [f"SÓL{n}.US_9" for n in range(count)]
    batches = commands.tick_price_batches(symbols, 1262944112000, -1)
    frames = [batch.frame("1000000.100000000") for batch in batches]
    assert [name for frame in frames for name in json.loads(frame)["arguments"]["symbols"]] == symbols
    assert all(len(frame.encode()) <= LONGEST_COMMAND for frame in frames)
    assert all(len(frame.encode()) > LONGEST_COMMAND - 60 for frame in frames[:-1])


def test_the_token_of_a_login_stands_beside_the_status() -> None:
    command = commands.login("1000", SecretStr("p"))
    token = "5cf3fcfffe781238-00000fb9-00756d05-15cd5b79fa94c919-bd497444"
    assert command.parse({"status": True, "streamSessionId": token}).stream_token == token
    assert command.parse({"status": True, "streamSessionId": 8469}).stream_token == "8469"
    assert token not in repr(command.parse({"status": True, "streamSessionId": token}))
    for bad in ({}, {"streamSessionId": None}, {"streamSessionId": ""}, {"streamSessionId": "a\nb"}):
        with pytest.raises(ProtocolError):
            command.parse(bad)


def test_candles_are_unscaled_and_put_in_order() -> None:
    rates = [
        {"ctm": 120, "open": 41850.0, "close": -2.0, "high": 3.0, "low": -4.0, "vol": 2.5, "ctmString": "x"},
        {"ctm": 60, "open": 41848.0, "close": 1.0, "high": 6.0, "low": 0.0, "vol": None},
        {"ctm": "odd"},
    ]
    chart = read(commands.chart_last("EURUSD", Period.M1, 0), {"digits": 4, "rateInfos": rates})
    assert [candle.start_ms for candle in chart.candles] == [60, 120]
    later = chart.candles[1]
    assert [str(price) for price in (later.open, later.high, later.low, later.close, later.volume)] == [
        "4.1850",
        "4.1853",
        "4.1846",
        "4.1848",
        "2.5",
    ]


TRADE = {
    "cmd": 0,
    "order": 7497776,
    "order2": 1234567,
    "position": 7497776,
    "symbol": "EURUSD",
    "volume": 0.10,
    "open_price": 1.4,
    "open_time": 1272380927000,
    "close_price": 1.3256,
    "close_time": None,
    "closed": False,
    "profit": -2196.44,
    "sl": 0.0,
    "tp": 1.5,
    "storage": -4.46,
    "commission": None,
    "customComment": None,
    "comment": "Web",
    "digits": 5,
    "offset": 0,
    "expiration": None,
    "margin_rate": 0.0,
    "nominalValue": None,
    "taxes": 0.0,
}


def test_trades_are_sorted_by_what_they_are() -> None:
    rows = [TRADE, {**TRADE, "cmd": 5, "position": 2}, {**TRADE, "closed": True, "position": 3}, {**TRADE, "cmd": 77}]
    found = read(commands.trades(), rows)
    assert [position.position for position in found.positions] == [7497776]
    assert [order.position for order in found.pending] == [2]
    assert [trade.position for trade in found.closed] == [3]
    position = found.positions[0]
    assert (position.stop_loss, position.take_profit, position.commission) == (None, Decimal("1.5"), Decimal(0))
    assert (position.request_id, position.custom_comment, position.swap) == (1234567, "", Decimal("-4.46"))


def test_a_trade_that_cannot_be_read_refuses_the_whole_snapshot() -> None:
    with pytest.raises(ProtocolError) as caught:
        read(commands.trades(), [TRADE, {**TRADE, "position": "s3cret"}])
    assert "position" in caught.value.detail
    assert "s3cret" not in str(caught.value)


def test_a_symbol_that_cannot_be_read_is_left_out() -> None:
    good = {"symbol": "EURUSD", "precision": 5, "pipsPrecision": 4, "bid": 1.1, "quoteId": 99, "newField": [1]}
    (snapshot,) = read(commands.all_symbols(), [good, {"symbol": "X", "precision": None}, 7])
    assert snapshot.instrument.symbol == "EURUSD"
    assert (snapshot.instrument.quote_id, snapshot.instrument.pip_digits) == (99, 4)
    assert snapshot.quote.bid == Decimal("1.1")


def test_money_in_the_history_that_is_no_trade_has_no_side() -> None:
    deposit = {**TRADE, "cmd": 6, "symbol": None, "profit": 1000.0, "closed": True}
    (trade,) = read(commands.trades_history(), [deposit])
    assert (trade.side, trade.symbol, trade.profit) == (None, "", Decimal(1000))


def test_account_figures_tolerate_null_where_no_margin_is_used() -> None:
    data = {"balance": 1, "equity": 2.5, "margin": 0, "margin_free": 1, "margin_level": None, "currency": "PLN"}
    reply = read(commands.margin_level(), data)
    assert (reply.figures.margin_level, reply.figures.credit, reply.currency) == (0, 0, "PLN")


def test_money_that_is_unknown_is_never_shown_as_zero() -> None:
    data = {"balance": None, "equity": 2.5, "margin": 0, "margin_free": 1}
    with pytest.raises(ProtocolError):
        read(commands.margin_level(), data)


def test_what_the_broker_hides_of_its_clients_stays_unknown() -> None:
    rows = [{"login": None, "surname": "A\x1b[31m", "side": 0}, {"side": 1}, {"side": 7}, {"side": None}]
    first, *others = read(commands.ibs_history(0, 1), rows)
    assert (first.login, first.surname, first.volume, first.side) == (None, "A[31m", None, Side.BUY)
    assert [deal.side for deal in others] == [Side.SELL, None, None]


def test_text_from_the_broker_is_cleaned() -> None:
    (item,) = read(
        commands.news(0), [{"key": "k", "time": 1, "title": "a\u202eb\x07\nc", "body": "<p>x\x9by</p>\n", "topics": []}]
    )
    assert (item.title, item.body) == ("ab c", "<p>xy</p>\n")


OTHERS: dict[str, tuple[Command[Any], object, Callable[[Any], bool]]] = {
    "version": (commands.version(), {"version": "2.5.0"}, lambda value: value == "2.5.0"),
    "time": (commands.server_time(), {"time": 5, "timeString": "x"}, lambda value: value == 5),
    "order": (EVERY[23], {"order": 43}, lambda value: value == 43),
    "margin": (commands.margin_trade("A", Decimal(1)), {"margin": 4399.35}, lambda v: v == Decimal("4399.35")),
    "commission": (commands.commission("A", Decimal(1)), {"commission": None}, lambda v: v.commission is None),
    "verdict": (
        commands.trade_transaction_status(43),
        {"order": 43, "requestStatus": 17, "message": None, "ask": 1.3, "bid": 1.3, "customComment": None},
        lambda value: (value.status, value.message) == (17, ""),
    ),
    "steps": (
        commands.step_rules(),
        [{"id": 1, "name": "Forex", "steps": [{"fromValue": 0.1, "step": 0.0025}]}],
        lambda value: value[0].steps[0].step == Decimal("0.0025"),
    ),
    "hours": (
        commands.trading_hours(["A"]),
        [{"symbol": "A", "quotes": None, "trading": [{"day": 2, "fromT": 63000000, "toT": 63300000}]}],
        lambda value: value[0].trading[0].day == 2 and value[0].quotes == (),
    ),
    "user": (
        commands.current_user_data(),
        {"currency": "PLN", "group": "demo", "leverage": 1, "leverageMultiplier": 0.25, "spreadType": None},
        lambda value: value.leverage_multiplier == Decimal("0.25") and value.spread_type is None,
    ),
    "calendar": (
        commands.calendar(),
        [{"country": "CA", "impact": 3, "time": 7, "title": "PMI", "current": ""}],
        lambda value: value[0].impact == "3",
    ),
    "ticks": (
        commands.tick_prices(["A"]),
        {"quotations": [{"symbol": "A", "timestamp": 1, "bid": 1.5, "ask": None, "level": None, "exemode": 1}]},
        lambda value: value[0].bid == Decimal("1.5") and value[0].ask is None and value[0].level == 0,
    ),
    "nothing at all": (commands.calendar(), None, lambda value: value == ()),
}


@pytest.mark.parametrize(("command", "data", "fits"), OTHERS.values(), ids=OTHERS)
def test_answers_are_read(command: Command[Any], data: object, fits: Callable[[Any], bool]) -> None:
    assert fits(read(command, data))


@pytest.mark.parametrize("data", [None, [], 5, "x", {"order": True}, {"order": 1.5}, {"order": None}])
def test_a_request_number_that_is_none_is_a_fault_of_the_protocol(data: object) -> None:
    with pytest.raises(ProtocolError):
        read(EVERY[23], data)
