"""Quotes: the same whatever was asked before, consistent across pairs, frozen while closed."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest

from tests.unit.simulator_market.brute import HOUR_MS, MINUTE_MS, quotes_in, utc_ms
from tui.simulator.market import Market

NOON = utc_ms("2026-03-03T12:00:00")


def test_the_same_seed_gives_the_same_market_in_any_order_of_asking() -> None:
    times = [NOON + offset for offset in (0, 500, 1000, 61_000, 7_200_000, 86_400_000 * 40, -86_400_000 * 400)]
    names = ("EURUSD", "EURGBP", "GOLD", "AAPL.US_4")
    first = Market(7)
    expected = {
        (name, at_ms): (first.quote(name, at_ms), first.percentage(name, at_ms)) for name in names for at_ms in times
    }
    second = Market(7)
    asked = [*expected] * 3
    Random(1).shuffle(asked)
    for name, at_ms in asked:
        assert (second.quote(name, at_ms), second.percentage(name, at_ms)) == expected[name, at_ms]
    assert first.news(NOON - HOUR_MS, NOON) == second.news(NOON - HOUR_MS, NOON)
    assert first.calendar(NOON) == second.calendar(NOON)


def test_walking_slot_by_slot_equals_jumping_to_each_slot() -> None:
    walked = quotes_in(Market(3), "EURPLN", NOON - MINUTE_MS, NOON + 2 * MINUTE_MS)
    for quote, at_ms in zip(walked, range(NOON - MINUTE_MS, NOON + 2 * MINUTE_MS, 500), strict=True):
        if at_ms % 7 == 0:
            assert Market(3).quote("EURPLN", at_ms) == quote
    backwards = Market(3)
    for quote, at_ms in reversed([*zip(walked, range(NOON - MINUTE_MS, NOON + 2 * MINUTE_MS, 500), strict=True)]):
        assert backwards.quote("EURPLN", at_ms) == quote


def test_a_day_rolling_over_while_walking_equals_jumping() -> None:
    midnight = Market(3).day_start_ms(NOON)
    walked = quotes_in(Market(3), "EURUSD", midnight - MINUTE_MS, midnight + MINUTE_MS)
    assert walked[-1] == Market(3).quote("EURUSD", midnight + MINUTE_MS - 500)
    assert walked[119] == Market(3).quote("EURUSD", midnight - 500)
    assert (walked[120].high, walked[120].low) == (walked[120].bid, walked[120].bid)


def test_other_seeds_give_other_markets() -> None:
    bids = {Market(seed).quote("EURUSD", NOON).bid for seed in (0, 1, -1, 2**63, 6)}
    assert len(bids) == 5


def test_a_slot_length_changes_the_walk_between_minutes_but_not_the_minutes() -> None:
    coarse, fine = Market(6), Market(6, ticks_per_second=200)
    assert fine.slot_ms != coarse.slot_ms
    assert coarse.quote("EURUSD", NOON).bid == fine.quote("EURUSD", NOON).bid


@pytest.mark.parametrize(
    ("cross", "base", "counter", "divide"),
    [
        ("EURGBP", "EURUSD", "GBPUSD", True),
        ("EURCHF", "EURUSD", "USDCHF", False),
        ("EURJPY", "EURUSD", "USDJPY", False),
        ("GBPJPY", "GBPUSD", "USDJPY", False),
        ("AUDJPY", "AUDUSD", "USDJPY", False),
        ("EURPLN", "EURUSD", "USDPLN", False),
    ],
)
def test_crosses_follow_from_their_dollar_pairs_at_every_slot(
    cross: str, base: str, counter: str, divide: bool
) -> None:
    market = Market(12)
    for at_ms in range(NOON, NOON + 2 * MINUTE_MS, market.slot_ms):
        prices = []
        for name in (cross, base, counter):
            symbol, quote = market.symbols[name], market.quote(name, at_ms)
            prices.append((float(symbol.price(quote.bid)), 0.51 * 10**-symbol.digits))
        (value, error), (left, left_error), (right, right_error) = prices
        expected = left / right if divide else left * right
        allowed = error + expected * (left_error / left + right_error / right)
        assert abs(value - expected) <= allowed


def test_cash_shares_and_the_cfd_on_them_have_one_bid() -> None:
    market = Market(12)
    at_ms = utc_ms("2026-03-03T17:00:00")
    assert market.quote("AAPL.US_4", at_ms).bid == market.quote("AAPL.US_9", at_ms).bid


def test_a_tick_is_a_change_or_the_start_of_an_open_minute() -> None:
    market = Market(3)
    for name in ("EURUSD", "EURHUF", "PKN.PL_9"):
        face = None
        ticks = 0
        for at_ms in range(NOON, NOON + 3 * MINUTE_MS, market.slot_ms):
            quote = market.quote(name, at_ms)
            now = (quote.bid, quote.ask, quote.bid_volume, quote.ask_volume)
            expected = now != face or at_ms % MINUTE_MS == 0
            assert market.ticked(name, at_ms) is expected
            assert (quote.time_ms == at_ms) is expected
            face = now
            ticks += expected
        assert 3 <= ticks < 360


def test_quiet_symbols_tick_less_and_everything_ticks_less_at_night() -> None:
    market = Market(3)

    def ticks(name: str, start: int) -> int:
        return sum(market.ticked(name, at_ms) for at_ms in range(start, start + 10 * MINUTE_MS, market.slot_ms))

    night = utc_ms("2026-03-03T00:30:00")
    assert ticks("PKN.PL_9", NOON) < ticks("EURUSD", NOON)
    assert ticks("EURUSD", night) < ticks("EURUSD", NOON)


def test_quotes_freeze_at_the_close_and_gap_at_the_open() -> None:
    market = Market(21)
    close, reopen = utc_ms("2026-03-06T22:00:00"), utc_ms("2026-03-08T22:00:00")
    last = market.quote("EURUSD", close - 500)
    for at_ms in range(close, reopen, 3 * HOUR_MS):
        assert not market.is_quoting("EURUSD", at_ms)
        assert market.quote("EURUSD", at_ms) == last
        assert not market.ticked("EURUSD", at_ms)
    assert market.quote("EURUSD", reopen - 1) == last
    first = market.quote("EURUSD", reopen)
    assert market.ticked("EURUSD", reopen)
    assert first.time_ms == reopen
    assert first.bid != last.bid
    assert abs(first.bid - last.bid) < 1500


def test_bitcoin_trades_on_through_the_weekend() -> None:
    market = Market(21)
    bids = {market.quote("BITCOIN", utc_ms("2026-03-07T12:00:00") + hour * HOUR_MS).bid for hour in range(12)}
    assert len(bids) == 12


def test_spreads_breathe_and_widen_at_the_rollover() -> None:
    market = Market(21)

    def mean(start: int) -> float:
        quotes = quotes_in(market, "EURUSD", start, start + 6 * MINUTE_MS)
        return sum(quote.ask - quote.bid for quote in quotes) / len(quotes)

    assert mean(utc_ms("2026-03-03T21:57:00")) > 1.8 * mean(NOON)
    assert len({quote.ask - quote.bid for quote in quotes_in(market, "EURUSD", NOON, NOON + 10 * MINUTE_MS)}) > 1
    for name, symbol in market.symbols.items():
        quote = market.quote(name, NOON)
        assert 0 < quote.ask - quote.bid <= 9 * symbol.spread_points


def test_depth_starts_with_the_quote_and_gets_wider_and_larger() -> None:
    market = Market(21)
    for name, symbol in market.symbols.items():
        levels = market.depth(name, NOON)
        assert levels[0] == market.quote(name, NOON)
        assert [level.level for level in levels] == list(range(symbol.depth_levels))
        for near, far in pairwise(levels):
            assert far.bid < near.bid
            assert far.ask > near.ask
            assert far.time_ms == near.time_ms
    assert len(market.depth("EURUSD", NOON)) == 5
    assert len(market.depth("BITCOIN", NOON)) == 3
    assert len(market.depth("AAPL.US_9", NOON)) == 1


@pytest.mark.parametrize(("symbols", "rate"), [(40, 2000.0), (300, 500.0)])
def test_a_tick_rate_is_met_while_everything_is_open(symbols: int, rate: float) -> None:
    market = Market(1, symbols, rate, always_open=True)
    assert MINUTE_MS % market.slot_ms == 0
    start = market.slot_start(utc_ms("2026-03-07T03:00:00"))
    ticks = sum(
        market.ticked(name, at_ms)
        for name in market.symbols
        for at_ms in range(start, start + 1000 - 1000 % market.slot_ms, market.slot_ms)
    )
    seconds = (1000 - 1000 % market.slot_ms) / 1000
    assert 0.8 * rate <= ticks / seconds <= 1.25 * rate


def test_conversion_rates_are_mids_inverses_and_chains() -> None:
    market = Market(2)
    symbol, quote = market.symbols["EURUSD"], market.quote("EURUSD", NOON)
    mid = (symbol.price(quote.bid) + symbol.price(quote.ask)) / 2
    assert market.rate("EUR", "USD", NOON) == mid
    assert abs(market.rate("USD", "EUR", NOON) * mid - 1) < Decimal("1e-9")
    assert market.rate("PLN", "PLN", NOON) == 1
    for one in ("USD", "EUR", "GBP", "JPY", "CHF", "PLN", "HUF", "CZK", "SEK", "NOK", "MXN", "AUD", "CAD", "NZD"):
        there, back = market.rate(one, "HUF", NOON), market.rate("HUF", one, NOON)
        assert abs(there * back - 1) < Decimal("0.001")
    with pytest.raises(KeyError):
        market.rate("EUR", "XXX", NOON)


def test_conversion_rates_do_not_depend_on_what_is_listed() -> None:
    assert Market(2, 3).rate("EUR", "PLN", NOON) == Market(2).rate("EUR", "PLN", NOON)
