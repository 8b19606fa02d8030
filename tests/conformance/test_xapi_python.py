"""A client that others wrote runs everything it has against a venue in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

DRIVER = Path(__file__).with_name("drive_xapi_python.py")
PATIENCE_S = 240.0

TRADE_FIELDS = {
    "close_price", "close_time", "close_timeString", "closed", "cmd", "comment", "commission", "customComment",
    "digits", "expiration", "expirationString", "margin_rate", "offset", "open_price", "open_time", "open_timeString",
    "order", "order2", "position", "profit", "sl", "storage", "symbol", "timestamp", "tp", "volume",
}  # fmt: skip


@pytest.fixture(scope="module", params=["--lenient", "--strict"])
def driven(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Start a venue that runs ten times as fast, drive it once, return what the client got."""
    venue = subprocess.Popen(
        [sys.executable, "-m", "tui.simulator", "--until-stdin-closes", "--speed", "10", "--start",
         "2026-01-05T09:30:40Z", request.param],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    assert venue.stdin is not None
    assert venue.stdout is not None
    try:
        ready = json.loads(venue.stdout.readline())
        done = subprocess.run(
            [sys.executable, str(DRIVER), ready["xapi"]],
            capture_output=True,
            check=False,
            timeout=PATIENCE_S,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        result: dict[str, Any] = json.loads(done.stdout)
        return {**result, "strict": request.param == "--strict"}
    finally:
        venue.stdin.close()
        assert venue.wait(PATIENCE_S) == 0
        venue.stdout.close()


def test_every_request_is_answered_with_success(driven: dict[str, Any]) -> None:
    failed = {name: reply for name, reply in driven["replies"].items() if reply["status"] is not True}
    assert failed == {}


def test_symbols_and_quotes_have_prices_and_the_documented_types(driven: dict[str, Any]) -> None:
    replies = driven["replies"]
    symbols = replies["getAllSymbols"]["returnData"]
    assert len(symbols) == 40
    for symbol in symbols:
        assert isinstance(symbol["ask"], float)
        assert symbol["ask"] >= symbol["bid"] > 0
        assert isinstance(symbol["precision"], int)
        assert isinstance(symbol["time"], int)
        assert isinstance(symbol["timeString"], str)
        assert isinstance(symbol["currencyPair"], bool)
    one = replies["getSymbol"]["returnData"]
    assert (one["symbol"], one["categoryName"]) == ("EURUSD", "FX")
    ticks = replies["getTickPrices"]["returnData"]["quotations"]
    assert {tick["symbol"] for tick in ticks} == {"EURUSD", "US500"}
    assert {tick["level"] for tick in ticks} >= {0, 1, 2}
    hours = replies["getTradingHours"]["returnData"]
    assert all(1 <= span["day"] <= 7 and span["fromT"] < span["toT"] for row in hours for span in row["trading"])


def test_charts_have_candles_whose_shifts_make_sense(driven: dict[str, Any]) -> None:
    for name, least in (("getChartLastRequest", 50), ("getChartRangeRequest", 9), ("getChartRangeRequestBack", 5)):
        data = driven["replies"][name]["returnData"]
        assert data["digits"] == 5
        rows = data["rateInfos"]
        assert len(rows) >= least
        assert [row["ctm"] for row in rows] == sorted(row["ctm"] for row in rows)
        for row in rows:
            assert row["open"] > 0
            assert row["low"] <= min(0, row["close"])
            assert row["high"] >= max(0, row["close"])
            assert isinstance(row["open"], float)


def test_the_account_reads_consistently(driven: dict[str, Any]) -> None:
    replies = driven["replies"]
    figures = replies["getMarginLevel"]["returnData"]
    assert figures["currency"] == replies["getCurrentUserData"]["returnData"]["currency"] == "EUR"
    assert figures["margin_level"] == pytest.approx(figures["equity"] / figures["margin"] * 100, abs=0.01)
    assert replies["getMarginTrade"]["returnData"]["margin"] > 0
    assert replies["getProfitCalculation"]["returnData"]["profit"] > 0
    assert replies["getTradesHistory"]["returnData"]
    assert replies["getIbsHistory"]["returnData"]
    assert replies["getNews"]["returnData"]
    assert replies["getCalendar"]["returnData"]
    assert replies["getStepRules"]["returnData"]
    assert set(replies["getCommissionDef"]["returnData"]) == {"commission", "rateOfExchange"}
    for trade in replies["getTrades"]["returnData"] + replies["getTradesHistory"]["returnData"]:
        assert set(trade) - {"nominalValue", "spread", "taxes"} == TRADE_FIELDS


def test_market_orders_are_opened_modified_and_closed(driven: dict[str, Any]) -> None:
    trading = driven["trading"]
    for step in ("open", "modify", "close", "limit", "delete"):
        assert trading[step]["status"] is True, trading[step]
        assert trading[f"{step}Status"]["returnData"]["requestStatus"] == 3, trading[f"{step}Status"]
    assert trading["position"]["symbol"] == "EURUSD"
    assert trading["getTradeRecords"]["returnData"][0]["position"] == trading["position"]["position"]
    assert trading["modified"]["sl"] == pytest.approx(trading["position"]["open_price"] * 0.5, abs=0.00001)
    assert trading["unknown"]["status"] is False


def test_every_stream_carries_its_records(driven: dict[str, Any]) -> None:
    streams = driven["streams"]
    assert set(streams) == {"keepAlive", "balance", "profit", "trade", "tradeStatus", "news", "tickPrices", "candle"}
    fields = {
        "keepAlive": {"timestamp"},
        "balance": {"balance", "credit", "equity", "margin", "marginFree", "marginLevel"},
        "profit": {"order", "order2", "position", "profit"},
        "tradeStatus": {"customComment", "message", "order", "price", "requestStatus"},
        "news": {"body", "key", "time", "title"},
        "candle": {"close", "ctm", "ctmString", "high", "low", "open", "quoteId", "symbol", "vol"},
        "tickPrices": {
            "ask", "askVolume", "bid", "bidVolume", "high", "level", "low", "quoteId", "spreadRaw", "spreadTable",
            "symbol", "timestamp",
        },
        "trade": (TRADE_FIELDS - {"close_timeString", "expirationString", "open_timeString", "timestamp"})
        | {"state", "type"},
    }  # fmt: skip
    for kind, wanted in fields.items():
        for record in streams[kind]:
            assert wanted <= set(record), kind
            if driven["strict"]:
                assert set(record) == wanted, kind
    assert {trade["type"] for trade in streams["trade"]} >= {0, 2}
    assert {tick["level"] for tick in streams["tickPrices"]} == {0, 1, 2}


def test_stopped_streams_are_quiet(driven: dict[str, Any]) -> None:
    assert driven["quiet"] is True


def test_a_wrong_password_is_told_with_its_code(driven: dict[str, Any]) -> None:
    assert "BE005" in driven["wrong"]
