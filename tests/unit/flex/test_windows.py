"""Days: cut into pieces that leave nothing out, sent as the service wants them, compared with what came."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.flex.errors import FlexError
from tui.flex.windows import (
    DateRange,
    LastDays,
    Period,
    Saved,
    decode,
    encode,
    one_day_shorter,
    parameters,
    read_day,
    shortfall,
    windows,
)

DAYS = st.dates()
RANGES = st.builds(lambda a, b: DateRange(min(a, b), max(a, b)), DAYS, DAYS)
NEAR = st.builds(
    lambda first, days: DateRange(first, first + timedelta(days=days)),
    st.dates(date(1, 1, 1), date(9990, 1, 1)),
    st.integers(0, 3000),
)


@given(NEAR, st.integers(1, 365))
def test_windows_cover_every_day_once_and_none_is_too_long(period: DateRange, longest: int) -> None:
    parts = [part for part in windows(period, longest) if isinstance(part, DateRange)]
    assert parts[0].first == period.first
    assert parts[-1].last == period.last
    assert all(part.days <= longest for part in parts)
    assert all(a.last + timedelta(days=1) == b.first for a, b in itertools.pairwise(parts))


def test_the_last_day_of_the_calendar_does_not_overflow() -> None:
    assert windows(DateRange(date(9999, 12, 30), date.max), 2) == (DateRange(date(9999, 12, 30), date.max),)


@given(st.one_of(RANGES, st.builds(LastDays, st.integers(1, 365)), st.just(Saved())))
def test_a_stored_period_comes_back_equal(period: Period) -> None:
    assert decode(encode(period)) == period


@pytest.mark.parametrize("text", ["", "last:x", "last:0", "range:2025-01-01", "range:2025-02-01:2025-01-01", "other"])
def test_a_damaged_period_is_our_error(text: str) -> None:
    with pytest.raises(FlexError):
        decode(text)


@given(st.one_of(RANGES, st.builds(LastDays, st.integers(1, 365)), st.just(Saved())))
def test_a_count_of_days_and_a_range_are_never_sent_together(period: Period) -> None:
    if isinstance(period, DateRange) and period.days > 365:
        with pytest.raises(FlexError):
            parameters(period)
        return
    assert {name for name, _ in parameters(period)} in ({"fd", "td"}, {"p"}, set())


def test_a_range_is_sent_in_eight_digits() -> None:
    period = DateRange(date(2025, 1, 1), date(2025, 12, 31))
    assert parameters(period) == (("fd", "20250101"), ("td", "20251231"))
    assert parameters(LastDays(7)) == (("p", "7"),)
    assert parameters(Saved()) == ()


def test_impossible_days_are_refused() -> None:
    with pytest.raises(FlexError):
        DateRange(date(2025, 2, 1), date(2025, 1, 1))
    for days in (0, 366, -1):
        with pytest.raises(FlexError):
            LastDays(days)


def test_stepping_back_ends_with_a_single_day() -> None:
    two = DateRange(date(2025, 1, 1), date(2025, 1, 2))
    one = one_day_shorter(two)
    assert one == DateRange(date(2025, 1, 1), date(2025, 1, 1))
    assert one_day_shorter(one) is None
    assert one_day_shorter(Saved()) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20250912", date(2025, 9, 12)),
        ("2025-09-12;094450", date(2025, 9, 12)),
        ("09/12/2025", None),
        ("20251399", None),
        ("--", None),
        ("", None),
    ],
)
def test_only_days_without_doubt_are_read(text: str, day: date | None) -> None:
    assert read_day(text) == day


def test_a_statement_that_collapsed_to_one_day_is_noticed() -> None:
    year = DateRange(date(2025, 1, 1), date(2025, 12, 31))
    day = DateRange(date(2025, 12, 31), date(2025, 12, 31))
    assert "one day" in shortfall(year, day)
    assert "one day" in shortfall(LastDays(30), day)
    assert "covers 2025-02-01" in shortfall(year, DateRange(date(2025, 2, 1), date(2025, 12, 31)))
    assert shortfall(year, year) == ""
    assert shortfall(LastDays(1), day) == ""
    assert shortfall(LastDays(3), day) == "", "a weekend leaves one day of three"
    assert shortfall(Saved(), day) == ""
    assert shortfall(year, None) == ""
