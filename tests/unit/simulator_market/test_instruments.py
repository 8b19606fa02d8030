"""The list of instruments, step rules, news and the calendar."""

from __future__ import annotations

import re
import subprocess
import sys
from decimal import Decimal

import pytest

from tests.unit.simulator_market.brute import HOUR_MS, utc_ms
from tui.simulator.market import Market

NOON = utc_ms("2026-03-03T12:00:00")


@pytest.mark.parametrize("count", [1, 40, 700])
def test_every_record_is_sane(count: int) -> None:
    market = Market(1, count)
    rules = {rule.rule_id for rule in market.step_rules}
    assert len(market.symbols) == count
    for name, symbol in market.symbols.items():
        assert symbol.name == name
        assert Decimal(0) < symbol.lot_min <= symbol.lot_max
        assert symbol.lot_min % symbol.lot_step == 0
        assert symbol.lot_max % symbol.lot_step == 0
        assert 0 <= symbol.pip_digits <= symbol.digits
        assert symbol.category in {"FX", "CMD", "IND", "CRT", "STC", "ETF"}
        assert symbol.margin_mode in {101, 102, 103, 104}
        assert (symbol.profit_mode == 5) is (symbol.category == "FX") is symbol.currency_pair
        assert Decimal(0) < symbol.leverage_percent <= 100
        assert symbol.long_only is not symbol.short_selling
        assert symbol.step_rule_id in rules
        assert symbol.tick_size == Decimal(1).scaleb(-symbol.digits)
        assert symbol.tick_value == symbol.tick_size * symbol.contract_size


def test_the_default_list_has_every_class_of_instrument() -> None:
    symbols = Market(1).symbols
    assert {symbol.category for symbol in symbols.values()} == {"FX", "CMD", "IND", "CRT", "STC"}
    for name in ("EURUSD", "USDJPY", "GOLD", "OIL.WTI", "US500", "DE40", "BITCOIN", "AAPL.US_4", "AAPL.US_9"):
        assert name in symbols
    assert "IDNA.UK_5" in Market(1, 60).symbols


def test_cash_shares_are_long_only_fully_paid_and_without_swap() -> None:
    for name, symbol in Market(1, 60).symbols.items():
        if name.endswith("_9"):
            assert (symbol.long_only, symbol.swap_enabled, symbol.margin_mode) == (True, False, 104)
            assert symbol.leverage_percent == 100


def test_the_spread_in_pips_is_the_raw_spread_times_ten_to_the_pip_digits() -> None:
    market = Market(1)
    for name, symbol in market.symbols.items():
        quote = market.quote(name, NOON)
        raw = symbol.price(quote.ask) - symbol.price(quote.bid)
        assert symbol.spread_table(quote.ask - quote.bid) == raw * 10**symbol.pip_digits


def test_prices_and_points_are_each_others_inverse() -> None:
    symbol = Market(1).symbols["EURUSD"]
    assert symbol.price(108_410) == Decimal("1.08410")
    assert str(symbol.price(108_410)) == "1.08410"
    assert symbol.points(Decimal("1.0841")) == 108_410


def test_a_larger_list_starts_with_the_smaller_one() -> None:
    assert list(Market(1, 900).symbols.items())[:300] == list(Market(1, 300).symbols.items())


def test_prices_stay_near_their_reference_for_years() -> None:
    market = Market(1)
    days = market.candles_back("EURUSD", 43200, NOON, 120, NOON)
    assert min(day.low for day in days) / 108_500 > 0.75
    assert max(day.high for day in days) / 108_500 < 1.35


def test_news_arrive_every_few_minutes_newest_first_with_unique_keys() -> None:
    market = Market(1)
    items = market.news(NOON - 4 * HOUR_MS, NOON)
    assert 20 <= len(items) <= 100
    assert [item.time_ms for item in items] == sorted((item.time_ms for item in items), reverse=True)
    assert all(NOON - 4 * HOUR_MS <= item.time_ms < NOON for item in items)
    assert len({item.key for item in items}) == len(items)
    assert all(re.fullmatch(r"[0-9a-f]{32}", item.key) and item.title for item in items)
    assert all(item.body.startswith("<html>") and "Sim wire" in item.body for item in items)
    split = market.news(NOON - 2 * HOUR_MS, NOON) + market.news(NOON - 4 * HOUR_MS, NOON - 2 * HOUR_MS)
    assert split == items
    newest, oldest = items[1], items[-2]
    assert market.news(oldest.time_ms, newest.time_ms) == items[2:-1]


def test_a_request_for_news_of_all_time_is_cut_to_the_newest() -> None:
    items = Market(1).news(0, NOON)
    assert len(items) == 500
    assert items[0].time_ms > NOON - HOUR_MS


def test_asking_for_news_does_not_move_quotes() -> None:
    market = Market(1)
    before = market.quote("EURUSD", NOON)
    market.news(NOON - 24 * HOUR_MS, NOON)
    assert market.quote("EURUSD", NOON) == before


def test_a_release_is_empty_before_its_time_and_filled_after() -> None:
    market = Market(1)
    week = market.calendar(NOON)
    assert len(week) >= 15
    assert [item.time_ms for item in week] == sorted(item.time_ms for item in week)
    assert {item.impact for item in week} == {"1", "2", "3"}
    for item in week:
        assert bool(item.current) is (item.time_ms <= NOON)
        assert item.previous
        assert item.forecast
    coming = next(item for item in week if not item.current)

    def found(at_ms: int) -> str:
        same = (coming.title, coming.country, coming.time_ms)
        return next(i.current for i in market.calendar(at_ms) if (i.title, i.country, i.time_ms) == same)

    assert found(coming.time_ms - 1) == ""
    assert found(coming.time_ms) != ""
    assert found(coming.time_ms) == found(coming.time_ms + HOUR_MS)


def test_what_a_release_said_is_the_next_ones_previous() -> None:
    market = Market(1)
    later = NOON + 14 * 24 * HOUR_MS
    first, second = (item for item in market.calendar(later) if item.title == "Initial Jobless Claims")
    assert first.time_ms < second.time_ms
    said = [item.current for item in market.calendar(first.time_ms) if item.time_ms == first.time_ms]
    assert second.previous in said


def test_the_market_imports_nothing_but_the_standard_library() -> None:
    code = (
        "import sys, tui.simulator.market; "
        "print(sorted(m for m in ('textual', 'pydantic', 'websockets', 'asyncio', 'numpy') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("count", "rate"), [(0, None), (3, 0.0), (3, -1.0)])
def test_impossible_settings_are_refused(count: int, rate: float | None) -> None:
    with pytest.raises(ValueError, match="market needs"):
        Market(1, count, rate)
