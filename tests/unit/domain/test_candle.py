"""Candles, periods and how they fold."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.candle import SERVER_ZONE, Candle, Period, fold, merge, period_start


def utc_ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("period", "at", "start"),
    [
        (Period.M5, "2026-03-02T10:07:31", "2026-03-02T10:05"),
        (Period.H1, "2026-03-02T10:07:31", "2026-03-02T10:00"),
        (Period.H4, "2026-01-15T10:30", "2026-01-15T07:00"),
        (Period.H4, "2026-07-15T10:30", "2026-07-15T10:00"),
        (Period.D1, "2024-01-02T12:00", "2024-01-01T23:00"),
        (Period.D1, "2024-09-01T12:00", "2024-08-31T22:00"),
        (Period.W1, "2026-03-05T12:00", "2026-03-01T23:00"),
    ],
)
def test_a_period_starts_where_the_brokers_clock_says(period: Period, at: str, start: str) -> None:
    assert period_start(period, utc_ms(at)) == utc_ms(start)


def test_the_day_of_the_spring_clock_change_has_23_hours() -> None:
    start = period_start(Period.D1, utc_ms("2026-03-29T12:00"))
    following = period_start(Period.D1, utc_ms("2026-03-30T12:00"))
    assert (following - start) / 3_600_000 == 23


def test_the_day_of_the_autumn_clock_change_has_25_hours() -> None:
    start = period_start(Period.D1, utc_ms("2026-10-25T12:00"))
    following = period_start(Period.D1, utc_ms("2026-10-26T12:00"))
    assert (following - start) / 3_600_000 == 25


MOMENTS = st.integers(utc_ms("2015-01-01"), utc_ms("2035-01-01"))


@given(st.sampled_from(list(Period)), MOMENTS)
def test_a_moment_lies_in_its_period_and_the_start_is_its_own_start(period: Period, at_ms: int) -> None:
    start = period_start(period, at_ms)
    assert start <= at_ms < start + period.length_ms + 3_600_000
    assert period_start(period, start) == start


@given(st.sampled_from([Period.D1, Period.W1, Period.MN1]), MOMENTS)
def test_long_periods_start_at_the_brokers_midnight(period: Period, at_ms: int) -> None:
    local = datetime.fromtimestamp(period_start(period, at_ms) / 1000, UTC).astimezone(SERVER_ZONE)
    assert (local.hour, local.minute, local.second) == (0, 0, 0)


@given(MOMENTS)
def test_short_periods_nest_in_longer_ones(at_ms: int) -> None:
    periods = [Period.M1, Period.M5, Period.M15, Period.M30, Period.H1, Period.D1, Period.W1]
    starts = [period_start(period, at_ms) for period in periods]
    assert starts == sorted(starts, reverse=True)


def candle(start_ms: int, *prices: str, volume: int = 1) -> Candle:
    open_, high, low, close = (Decimal(price) for price in prices)
    return Candle(start_ms, open_, high, low, close, Decimal(volume))


def test_folding_keeps_first_open_last_close_extremes_and_all_volume() -> None:
    minutes = [
        candle(0, "1.0", "1.2", "0.9", "1.1", volume=2),
        candle(60_000, "1.1", "1.5", "1.0", "1.4", volume=3),
        candle(300_000, "1.4", "1.4", "1.3", "1.3", volume=4),
    ]
    assert fold(minutes, Period.M5) == [
        candle(0, "1.0", "1.5", "0.9", "1.4", volume=5),
        candle(300_000, "1.4", "1.4", "1.3", "1.3", volume=4),
    ]


def test_merging_keeps_order_and_believes_the_fresh_candle() -> None:
    old = [candle(0, "1", "1", "1", "1"), candle(60_000, "1", "1", "1", "1")]
    new = [candle(60_000, "1", "2", "1", "2"), candle(120_000, "2", "2", "2", "2")]
    assert merge(old, new) == [old[0], *new]
