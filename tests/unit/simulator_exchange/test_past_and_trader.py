"""The venue's own life: a past that adds up and a trader who keeps the streams busy."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.unit.simulator_exchange.fake_market import START_MS
from tests.unit.simulator_exchange.helpers import PLAIN, Venue, buy
from tui.simulator.exchange import (
    Event,
    Exchange,
    ExchangeSettings,
    Ledger,
    MemoryBook,
    Operation,
    Refusal,
    RequestStatusChanged,
)
from tui.simulator.market import Market

DAY_MS = 86_400_000
SCRIPTED = replace(
    PLAIN,
    scripted_trader=True,
    accounts=tuple(replace(one, deposit=Decimal("20000.00")) for one in PLAIN.accounts),
)


@pytest.fixture(scope="module")
def market() -> Market:
    return Market(1)


@pytest.fixture(scope="module")
def exchange(market: Market) -> Exchange:
    return Exchange(market, ExchangeSettings(scripted_trader=False), MemoryBook(), lambda _: None, START_MS)


@pytest.mark.parametrize("login", ["1000", "1001", "1002"])
def test_an_account_starts_with_a_past_that_adds_up(exchange: Exchange, login: str) -> None:
    past = exchange.history(login, 1, 0, START_MS)
    trades = [one for one in past if one.symbol is not None]
    money = [one for one in past if one.operation is Operation.BALANCE]
    assert 25 <= len(trades) <= 70
    assert [one.profit > 0 for one in money] == [False, True]
    figures = exchange.margin_level(login, START_MS)
    assert figures.balance == sum(one.profit + (one.commission or 0) + one.swap for one in past)
    assert figures.margin_level > 200
    assert {"[S/L]", "[T/P]", ""} == {one.comment for one in trades}
    parts = Counter(one.position_number for one in trades)
    assert max(parts.values()) == 2
    assert all(START_MS - 76 * DAY_MS < one.opened_at_ms < (one.closed_at_ms or 0) < START_MS for one in trades)


@pytest.mark.parametrize("login", ["1000", "1001", "1002"])
def test_an_account_starts_with_open_positions_and_pending_orders_inside_their_stops(
    exchange: Exchange, login: str
) -> None:
    now = exchange.trades(login, True, START_MS)
    held = [one for one in now if one.operation.is_market]
    waiting = [one for one in now if one.operation.is_pending]
    assert 2 <= len(held) <= 3
    assert len(waiting) == 2
    for one in held:
        low, high = sorted((one.stop_loss, one.take_profit))
        assert low < one.close_price < high


def test_closed_prices_of_the_past_come_from_the_market(exchange: Exchange, market: Market) -> None:
    for one in exchange.history("1000", 1, 0, START_MS):
        if one.symbol is None:
            continue
        start = one.opened_at_ms - one.opened_at_ms % 60_000
        (candle,) = market.candles(one.symbol, 1, start, start + 60_000, start)
        symbol = market.symbols[one.symbol]
        spread = symbol.spread_points if one.operation is Operation.BUY else 0
        assert one.open_price == symbol.price(candle.open + spread)


def test_the_same_seed_and_time_give_the_same_past(exchange: Exchange) -> None:
    again = Exchange(Market(1), ExchangeSettings(scripted_trader=False), MemoryBook(), lambda _: None, START_MS)
    assert again.ledger(START_MS) == exchange.ledger(START_MS)


def test_only_the_introducing_broker_sees_records_of_clients(exchange: Exchange) -> None:
    records = exchange.ibs_history("1000", START_MS - 30 * DAY_MS, START_MS)
    assert not isinstance(records, Refusal)
    assert records
    assert all(START_MS - 30 * DAY_MS <= (one.timestamp_ms or 0) <= START_MS for one in records)
    refused = exchange.ibs_history("1001", 0, 0)
    assert isinstance(refused, Refusal)
    assert refused.code == "EX006"


def run(venue: Venue, minutes: int) -> Ledger:
    for step in range(minutes * 60 * 2):
        if step % 7 == 0:
            bid = venue.market.quote("EURUSD", venue.now_ms).bid
            venue.market.set_bid("EURUSD", venue.now_ms + 500, bid + (13 if step % 2 else -11))
        venue.pass_ms(500)
        own = [one for _, one in venue.exchange.ledger(venue.now_ms).positions]
        assert len(own) <= 2 * 4
    return venue.exchange.ledger(venue.now_ms)


def test_the_trader_acts_within_eight_seconds_and_then_in_every_minute() -> None:
    venue = Venue(SCRIPTED)
    while venue.now_ms < START_MS + 8_000:
        venue.pass_ms(500)
    first = {one.login for one in venue.told if isinstance(one, RequestStatusChanged)}
    assert first == {"1000", "1001"}


def test_the_trader_does_a_bit_of_everything_and_leaves_others_alone() -> None:
    venue = Venue(SCRIPTED)
    mine = venue.done(**buy(0.05, sl=1.0, tp=1.3, customComment="scripted"))
    waiting = venue.done(**buy(cmd=2, price=1.05, customComment="scripted"))
    ledger = run(venue, 30)
    kinds = Counter(one.info["type"] for one in ledger.transactions if one.connection == "scripted")
    assert set(kinds) == {0, 2, 3, 4}
    assert 40 <= sum(kinds.values()) <= 200
    kept = {one.request_number: (one.volume, one.stop_loss) for _, one in ledger.positions + ledger.pending}
    assert kept[mine] == (Decimal("0.05"), Decimal("1.0"))
    assert waiting in kept
    verdicts = Counter(one.verdict for one in ledger.transactions)
    assert verdicts["refused"] == 0
    assert verdicts["rejected"] <= 2


def test_the_trader_does_the_same_twice_and_something_else_with_another_seed() -> None:
    def told(seed: int) -> list[Event]:
        venue = Venue(SCRIPTED, seed=seed)
        run(venue, 5)
        return venue.told

    assert told(1) == told(1)
    assert told(1) != told(2)


def test_a_jump_of_the_clock_leaves_out_what_the_trader_would_have_done() -> None:
    venue = Venue(SCRIPTED)
    venue.pass_ms(5 * 3_600_000)
    assert venue.exchange.ledger(venue.now_ms).transactions == ()
