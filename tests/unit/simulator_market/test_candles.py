"""Candles against the slow truth, and longer candles against shorter ones."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.simulator_market.brute import (
    HOUR_MS,
    MINUTE_MS,
    candle_by_slots,
    joined,
    quotes_in,
    utc_ms,
    without_volume,
)
from tui.simulator.market import Market

NAMES = ("EURUSD", "EURGBP", "AUDJPY", "USDJPY", "GOLD", "DE40", "BITCOIN", "AAPL.US_4", "EURPLN")
LATE = utc_ms("2031-01-01T00:00:00")
TUESDAY = utc_ms("2026-03-03T00:00:00")


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 2**40),
    name=st.sampled_from(NAMES),
    minute=st.integers(0, 24 * 60 - 1),
    length=st.sampled_from((1, 5, 15, 30, 60)),
)
def test_a_candle_equals_what_every_slot_of_it_shows(seed: int, name: str, minute: int, length: int) -> None:
    market = Market(seed)
    start = market.period_start(length, TUESDAY + minute * MINUTE_MS)
    end = start + length * MINUTE_MS
    found = Market(seed).candles(name, length, start, end, LATE)
    if any(market.is_quoting(name, at_ms) for at_ms in range(start, end, MINUTE_MS)):
        assert [without_volume(candle) for candle in found] == [candle_by_slots(market, name, start, end)]
    else:
        assert found == []


@pytest.mark.parametrize("name", ["EURGBP", "DE40", "MSFT.US_9", "BITCOIN"])
def test_a_whole_day_equals_its_172800_half_seconds(name: str) -> None:
    market = Market(11)
    start = market.day_start_ms(TUESDAY + 12 * HOUR_MS)
    end = market.day_start_ms(start + 30 * HOUR_MS)
    by_slots = candle_by_slots(market, name, start, end)
    (day,) = Market(11).candles(name, 1440, start, end, LATE)
    assert without_volume(day) == by_slots


@pytest.mark.parametrize("name", ["EURUSD", "US500", "AAPL.US_9", "LITECOIN"])
@pytest.mark.parametrize(("short", "long"), [(1, 5), (5, 15), (15, 60), (60, 240), (240, 1440), (1440, 10080)])
def test_short_candles_add_up_to_the_long_one_volume_included(name: str, short: int, long: int) -> None:
    market = Market(5)
    last = market.candles_back(name, long, TUESDAY + 20 * HOUR_MS, 3, LATE)
    assert len(last) == 3
    for candle in last:
        end = market.period_start(long, candle.start_ms + long * MINUTE_MS * 3 // 2)
        assert joined(candle.start_ms, market.candles(name, short, candle.start_ms, end, LATE)) == candle


def test_a_month_of_thirty_days_is_the_sum_of_its_days() -> None:
    market = Market(5)
    (month,) = market.candles_back("EURUSD", 43200, TUESDAY, 1, LATE)
    end = market.period_start(43200, month.start_ms + 45 * 24 * HOUR_MS)
    assert joined(month.start_ms, market.candles("EURUSD", 1440, month.start_ms, end, LATE)) == month


@pytest.mark.parametrize("name", ["EURUSD", "EURHUF", "US100", "ETHEREUM"])
@pytest.mark.parametrize("rate", [None, 400.0])
def test_the_ticks_of_a_minute_make_that_minutes_candle(name: str, rate: float | None) -> None:
    market = Market(8, ticks_per_second=rate)
    for start in range(TUESDAY + 10 * HOUR_MS, TUESDAY + 10 * HOUR_MS + 5 * MINUTE_MS, MINUTE_MS):
        slots = range(start, start + MINUTE_MS, market.slot_ms)
        bids = [market.quote(name, at_ms).bid for at_ms in slots if market.ticked(name, at_ms)]
        (candle,) = market.candles(name, 1, start, start + 1, LATE)
        assert (candle.open, candle.high, candle.low, candle.close) == (bids[0], max(bids), min(bids), bids[-1])


def test_the_forming_candle_covers_the_slots_up_to_now_and_never_more() -> None:
    market = Market(2)
    start = TUESDAY + 14 * HOUR_MS
    for name in ("EURUSD", "GOLD"):
        for period in (1, 5, 60):
            now = start + 47_300 + (period - 1) * 30_000
            (candle,) = Market(2).candles(name, period, start, start + 1, now)
            assert without_volume(candle) == candle_by_slots(market, name, start, now + 1)
            (done,) = market.candles(name, period, start, start + 1, LATE)
            assert 0 <= candle.volume < done.volume


def test_the_forming_day_grows_into_the_finished_day() -> None:
    market = Market(2)
    start = market.day_start_ms(TUESDAY + 12 * HOUR_MS)
    volumes = [
        market.candles("DE40", 1440, start, start + 1, start + hour * HOUR_MS + 1234)[0].volume for hour in range(1, 24)
    ]
    assert volumes == sorted(volumes)
    assert volumes[-1] == market.candles("DE40", 1440, start, start + 1, LATE)[0].volume


def test_no_candle_starts_after_now_or_before_the_symbol_opens() -> None:
    market = Market(2)
    assert market.candles("EURUSD", 60, TUESDAY, TUESDAY + 24 * HOUR_MS, TUESDAY - 1) == []
    morning = utc_ms("2026-03-03T08:00:00")
    today = market.day_start_ms(morning)
    assert market.candles("AAPL.US_9", 1440, today, today + 1, morning) == []
    assert len(market.candles("AAPL.US_9", 1440, today, today + 1, utc_ms("2026-03-03T14:30:00"))) == 1


def test_starts_include_from_and_exclude_to() -> None:
    market = Market(2)
    starts = [c.start_ms for c in market.candles("EURUSD", 5, TUESDAY, TUESDAY + 15 * MINUTE_MS, LATE)]
    assert starts == [TUESDAY, TUESDAY + 5 * MINUTE_MS, TUESDAY + 10 * MINUTE_MS]
    starts = [c.start_ms for c in market.candles("EURUSD", 5, TUESDAY + 1, TUESDAY + 15 * MINUTE_MS + 1, LATE)]
    assert starts == [TUESDAY + 5 * MINUTE_MS, TUESDAY + 10 * MINUTE_MS, TUESDAY + 15 * MINUTE_MS]


@pytest.mark.parametrize("name", ["EURUSD", "SAP.DE_9", "BITCOIN"])
@pytest.mark.parametrize("period", [1, 15, 240, 1440, 10080])
def test_searching_backwards_and_ahead_finds_the_candles_of_the_range(name: str, period: int) -> None:
    market = Market(4)
    now = utc_ms("2026-03-09T09:12:34")
    back = market.candles_back(name, period, now + 1, 70, now)
    assert len(back) == 70
    assert back == market.candles(name, period, back[0].start_ms, now + 1, now)
    assert back == market.candles_ahead(name, period, back[0].start_ms - 1, 70, now)
    assert market.candles_back(name, period, back[-1].start_ms, 5, now) == back[-6:-1]
    assert market.candles_ahead(name, period, back[0].start_ms, 3, now) == back[:3]


def test_an_unknown_period_or_symbol_is_refused() -> None:
    market = Market(1)
    with pytest.raises(ValueError, match="7"):
        market.candles("EURUSD", 7, TUESDAY, LATE, LATE)
    with pytest.raises(KeyError):
        market.candles("NOSUCH", 1, TUESDAY, LATE, LATE)


def test_the_days_high_low_and_percentage_are_those_of_the_daily_candles() -> None:
    market = Market(9)
    for name in ("EURUSD", "US500", "AAPL.US_4", "SAP.DE_9", "BITCOIN"):
        for day in range(7):
            at_ms = utc_ms("2026-03-02T16:41:07") + day * 24 * HOUR_MS
            before, today = market.candles_back(name, 1440, at_ms + 1, 2, at_ms)
            quote = market.quote(name, at_ms)
            assert (quote.high, quote.low, quote.bid) == (today.high, today.low, today.close)
            change = (today.close - before.close) * 100 / before.close
            assert abs(float(market.percentage(name, at_ms)) - change) <= 0.005 + 1e-9


def test_highs_and_lows_grow_with_the_ticks_of_the_day() -> None:
    market = Market(9)
    start = market.day_start_ms(TUESDAY + 12 * HOUR_MS)
    quotes = quotes_in(market, "EURUSD", start, start + 20 * MINUTE_MS)
    for index, quote in enumerate(quotes):
        bids = [passed.bid for passed in quotes[: index + 1]]
        assert (quote.high, quote.low) == (max(bids), min(bids))
