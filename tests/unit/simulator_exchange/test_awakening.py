"""Accounts sleep until they are asked for; what their pasts tell does not depend on who was asked first."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.unit.simulator_exchange.fake_market import START_MS
from tui.simulator.exchange import (
    Book,
    Event,
    Exchange,
    ExchangeSettings,
    FileBook,
    MemoryBook,
    Operation,
    Refusal,
    RequestStatusChanged,
    TradeRecord,
)
from tui.simulator.market import Market

HOUR_MS = 3_600_000
LOGINS = ("1000", "1001", "1002")


@pytest.fixture(scope="module")
def market() -> Market:
    return Market(1)


def opened(market: Market, book: Book, now_ms: int = START_MS, told: list[Event] | None = None) -> Exchange:
    sink = (lambda _: None) if told is None else told.append
    return Exchange(market, ExchangeSettings(scripted_trader=told is not None), book, sink, now_ms)


def owners(book: Book) -> set[object]:
    return {deal["login"] for deal in book.load().get("deal", {}).values()}


def trades_of(exchange: Exchange, login: str, now_ms: int = START_MS) -> list[TradeRecord]:
    return [one for one in exchange.history(login, 1, 0, now_ms) if one.symbol is not None]


def test_a_new_venue_writes_no_past_before_somebody_asks(market: Market) -> None:
    book = MemoryBook()
    exchange = opened(market, book)
    assert owners(book) == set()
    assert "ib" not in book.load()
    exchange.user_data("1001")
    assert owners(book) == {"1001"}
    exchange.margin_level("1000", START_MS)
    assert owners(book) == {"1000", "1001"}
    assert "ib" not in book.load()
    assert not isinstance(exchange.ibs_history("1000", 0, 0), Refusal)
    assert book.load()["ib"]


def test_whoever_is_asked_first_all_pasts_are_the_same(market: Market) -> None:
    one, other = opened(market, MemoryBook()), opened(Market(1), MemoryBook())
    for login in reversed(LOGINS):
        other.trades(login, False, START_MS)
    other.ibs_history("1000", 0, 0)
    assert one.ledger(START_MS) == other.ledger(START_MS)
    assert one.ibs_history("1000", 0, 0) == other.ibs_history("1000", 0, 0)


def test_numbers_are_unique_and_grow_with_time_when_accounts_wake_late(market: Market) -> None:
    exchange = opened(market, MemoryBook())
    order = {"cmd": 0, "symbol": "EURUSD", "volume": 0.1, "type": 0, "price": 1.0}
    numbers: list[int] = []
    now_ms = START_MS
    for login in ("1002", "1000", "1001"):
        answer = exchange.submit(login, order, now_ms)
        assert isinstance(answer, int)
        now_ms += 1_000
        exchange.advance(now_ms)
        newest = max(exchange.trades(login, True, now_ms), key=lambda one: one.opened_at_ms)
        numbers += [answer, newest.position_number]
    ledger = exchange.ledger(now_ms)
    past = [deal.record for deal in ledger.deals]
    assert numbers == sorted(set(numbers))
    assert max(one.position_number for one in past if one.symbol) < min(numbers)
    assert set(Counter(one.order_number for one in past).values()) == {1}
    for login in LOGINS:
        closings = [deal.record.order_number for deal in ledger.deals if deal.login == login]
        times = [deal.record.closed_at_ms for deal in ledger.deals if deal.login == login]
        assert closings == sorted(closings)
        assert times == sorted(times, key=lambda at: at or 0)
    living = [record for _, record in ledger.positions + ledger.pending]
    requests = [record.request_number for record in past + living]
    positions = {record.position_number for _, record in ledger.positions}
    assert len(set(requests)) == len(requests)
    assert not positions & set(requests)


def test_a_past_that_was_torn_while_it_was_written_is_written_anew(market: Market, tmp_path: Path) -> None:
    first = FileBook(tmp_path)
    doomed = opened(market, first)
    before = (tmp_path / "exchange.jsonl").read_bytes()
    doomed.user_data("1000")
    after = (tmp_path / "exchange.jsonl").read_bytes()
    assert after.count(b"\n") == before.count(b"\n") + 1
    (tmp_path / "exchange.jsonl").write_bytes(after[: (len(before) + len(after)) // 2])
    first.close()
    again = FileBook(tmp_path)
    assert owners(again) == set()
    assert opened(market, again).ledger(START_MS) == opened(market, MemoryBook()).ledger(START_MS)
    again.close()


def test_an_account_that_sleeps_through_a_restart_wakes_with_a_past_up_to_then(market: Market) -> None:
    book = MemoryBook()
    opened(market, book)
    later = START_MS + 50 * HOUR_MS
    exchange = opened(market, book, later)
    assert owners(book) == set()
    assert later - 30 * 24 * HOUR_MS < max(one.closed_at_ms or 0 for one in trades_of(exchange, "1000", later)) < later
    assert all(
        one.opened_at_ms > later - 73 * HOUR_MS
        for one in exchange.trades("1000", True, later)
        if one.operation.is_market
    )


def test_the_trader_leaves_sleeping_accounts_alone_and_comes_within_eight_seconds_of_the_login(market: Market) -> None:
    told: list[Event] = []
    exchange = opened(market, MemoryBook(), told=told)
    now_ms = START_MS
    while now_ms < START_MS + 60_000:
        now_ms += 500
        exchange.advance(now_ms)
    assert told == []
    exchange.user_data("1001")
    assert told == []
    while now_ms < START_MS + 68_000:
        now_ms += 500
        exchange.advance(now_ms)
    assert {one.login for one in told if isinstance(one, RequestStatusChanged)} == {"1001"}


@pytest.mark.parametrize("login", LOGINS)
def test_trades_of_the_past_end_at_the_price_that_the_market_had_then(market: Market, login: str) -> None:
    for one in trades_of(opened(market, MemoryBook()), login):
        assert one.symbol is not None
        assert one.closed_at_ms is not None
        minute = one.closed_at_ms - one.closed_at_ms % 60_000
        (candle,) = market.candles(one.symbol, 1, minute, minute + 60_000, minute)
        symbol = market.symbols[one.symbol]
        spread = symbol.spread_points if one.operation is Operation.SELL else 0
        assert one.close_price == symbol.price(candle.open + spread)
        if one.comment:
            assert one.close_price == (one.stop_loss if one.comment == "[S/L]" else one.take_profit)


@pytest.mark.parametrize("login", LOGINS)
def test_no_whole_hour_of_a_past_trade_reached_its_stop_or_target(market: Market, login: str) -> None:
    looked = 0
    for one in trades_of(opened(market, MemoryBook()), login):
        assert one.symbol is not None
        assert one.closed_at_ms is not None
        symbol = market.symbols[one.symbol]
        spread = symbol.spread_points if one.operation is Operation.SELL else 0
        first = one.opened_at_ms - one.opened_at_ms % HOUR_MS + HOUR_MS
        last = one.closed_at_ms - one.closed_at_ms % HOUR_MS
        levels = [symbol.points(level) - spread for level in (one.stop_loss, one.take_profit) if level]
        for candle in market.candles(one.symbol, 60, first, last, last):
            assert not any(candle.low <= level <= candle.high for level in levels)
            looked += 1
    assert looked > 10
