"""Trading hours and periods on Warsaw wall time, on both sides of the clock changes."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from tests.unit.simulator_market.brute import HOUR_MS, MINUTE_MS, utc_ms
from tui.simulator.market import Market

WARSAW = ZoneInfo("Europe/Warsaw")
LATE = utc_ms("2031-01-01T00:00:00")


def wall(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(WARSAW)


@pytest.mark.parametrize(
    ("at", "start"),
    [
        ("2024-01-02T11:00:00", "2024-01-01T23:00:00"),
        ("2024-09-01T11:00:00", "2024-08-31T22:00:00"),
        ("2026-03-28T22:59:59", "2026-03-27T23:00:00"),
        ("2026-03-28T23:00:00", "2026-03-28T23:00:00"),
        ("2026-03-29T21:59:59", "2026-03-28T23:00:00"),
        ("2026-03-29T22:00:00", "2026-03-29T22:00:00"),
        ("2026-10-24T22:00:00", "2026-10-24T22:00:00"),
        ("2026-10-25T22:59:59", "2026-10-24T22:00:00"),
        ("2026-10-25T23:00:00", "2026-10-25T23:00:00"),
    ],
)
def test_days_start_at_midnight_in_warsaw(at: str, start: str) -> None:
    assert Market(1).day_start_ms(utc_ms(at)) == utc_ms(start)


@pytest.mark.parametrize("change", ["2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31"])
def test_daily_and_four_hour_candles_sit_on_the_wall_across_a_clock_change(change: str) -> None:
    market = Market(1)
    begin, end = utc_ms(f"{change}T00:00:00") - 50 * HOUR_MS, utc_ms(f"{change}T00:00:00") + 50 * HOUR_MS
    days = market.candles("BITCOIN", 1440, begin, end, LATE)
    assert [(wall(day.start_ms).hour, wall(day.start_ms).minute) for day in days] == [(0, 0)] * len(days)
    assert {(b.start_ms - a.start_ms) // HOUR_MS for a, b in pairwise(days)} <= {23, 24, 25}
    parts = market.candles("BITCOIN", 240, begin, end, LATE)
    assert {wall(part.start_ms).hour for part in parts} == {0, 4, 8, 12, 16, 20}
    lengths = [(b.start_ms - a.start_ms) // HOUR_MS for a, b in pairwise(parts)]
    assert sorted(set(lengths)) == ([3, 4] if "-03-" in change else [4, 5])
    for day in days[:-1]:
        following = market.day_start_ms(day.start_ms + 30 * HOUR_MS)
        minutes = market.candles("BITCOIN", 1, day.start_ms, following, LATE)
        assert max(minute.high for minute in minutes) == day.high
        assert sum(minute.volume for minute in minutes) == day.volume


def test_weeks_start_on_monday_and_months_are_blocks_of_thirty_wall_days() -> None:
    market = Market(1)
    for week in market.candles_back("EURUSD", 10080, LATE, 60, LATE):
        assert (wall(week.start_ms).isoweekday(), wall(week.start_ms).hour) == (1, 0)
    months = [wall(month.start_ms) for month in market.candles_back("EURUSD", 43200, LATE, 20, LATE)]
    assert {month.hour for month in months} == {0}
    assert {(b.date() - a.date()).days for a, b in pairwise(months)} == {30}


def test_currencies_have_a_sunday_candle_and_none_on_saturday() -> None:
    market = Market(1)
    begin = utc_ms("2026-03-02T00:00:00")
    days = market.candles("EURUSD", 1440, begin, begin + 21 * 24 * HOUR_MS, LATE)
    assert {wall(day.start_ms).isoweekday() for day in days} == {1, 2, 3, 4, 5, 7}


@pytest.mark.parametrize(
    ("name", "at", "quoting"),
    [
        ("EURUSD", "2026-03-06T21:59:59", True),  # Friday 22:59 CET
        ("EURUSD", "2026-03-06T22:00:00", False),
        ("EURUSD", "2026-07-03T20:59:59", True),  # Friday 22:59 CEST
        ("EURUSD", "2026-07-03T21:00:00", False),
        ("EURUSD", "2026-03-08T21:59:59", False),
        ("EURUSD", "2026-03-08T22:00:00", True),  # Sunday 23:00 CET
        ("EURUSD", "2026-03-29T20:59:59", False),
        ("EURUSD", "2026-03-29T21:00:00", True),  # Sunday 23:00 CEST, the day of the change
        ("AAPL.US_9", "2026-03-27T14:29:59", False),
        ("AAPL.US_9", "2026-03-27T14:30:00", True),  # Friday 15:30 CET
        ("AAPL.US_9", "2026-03-30T13:30:00", True),  # Monday 15:30 CEST
        ("AAPL.US_9", "2026-03-30T20:00:00", False),
        ("SAP.DE_9", "2026-10-23T07:00:00", True),  # Friday 9:00 CEST
        ("SAP.DE_9", "2026-10-26T07:59:59", False),
        ("SAP.DE_9", "2026-10-26T08:00:00", True),  # Monday 9:00 CET
        ("GOLD", "2026-03-03T22:30:00", False),
        ("BITCOIN", "2026-03-07T12:00:00", True),
        ("BITCOIN", "2026-03-07T04:10:00", False),
    ],
)
def test_sessions_open_and_close_by_the_wall_clock(name: str, at: str, quoting: bool) -> None:
    assert Market(1).is_quoting(name, utc_ms(at)) is quoting


def test_the_hours_table_says_what_is_open() -> None:
    market = Market(1)
    begin = utc_ms("2026-03-23T00:00:00")
    for name in ("EURUSD", "US500", "AAPL.US_9", "EU50", "BITCOIN"):
        for table, check in (
            (market.quote_hours(name), market.is_quoting),
            (market.trading_hours(name), market.is_open),
        ):
            for at_ms in range(begin, begin + 12 * 24 * HOUR_MS, 7 * MINUTE_MS):
                local = wall(at_ms)
                inside = ((local.hour * 60 + local.minute) * 60) * 1000
                listed = any(h.day == local.isoweekday() and h.from_ms <= inside < h.to_ms for h in table)
                assert check(name, at_ms) is listed


def test_hours_lie_inside_their_day_and_trading_inside_quoting() -> None:
    market = Market(1)
    for name in market.symbols:
        quotes = market.quote_hours(name)
        for hours in market.trading_hours(name):
            assert 0 <= hours.from_ms < hours.to_ms <= 86_400_000
            assert any(q.day == hours.day and q.from_ms <= hours.from_ms and hours.to_ms <= q.to_ms for q in quotes)


def test_an_always_open_market_never_closes() -> None:
    market = Market(1, always_open=True)
    for hour in range(168):
        assert market.is_open("AAPL.US_9", utc_ms("2026-03-02T00:00:00") + hour * HOUR_MS)
