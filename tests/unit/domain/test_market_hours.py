"""Hours as the user sees them: across midnight, across the clock changes of both zones."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tui.domain.candle import DAY_MS, HOUR_MS, MINUTE_MS
from tui.domain.hours import Interval, stretches
from tui.domain.market_hours import market_status, span_words, week_strip

WARSAW, NEW_YORK, TOKYO = (ZoneInfo(name) for name in ("Europe/Warsaw", "America/New_York", "Asia/Tokyo"))
FX = (
    Interval(7, 23 * HOUR_MS, DAY_MS),
    *(Interval(day, 0, DAY_MS) for day in range(1, 5)),
    Interval(5, 0, 22 * HOUR_MS),
)
SHARES = tuple(Interval(day, 15 * HOUR_MS + 30 * MINUTE_MS, 22 * HOUR_MS) for day in range(1, 6))
ALWAYS = tuple(Interval(day, 0, DAY_MS) for day in range(1, 8))


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("intervals", "at", "words"),
    [
        (SHARES, "2026-03-04T17:48", "open, closes in 3 h 12 m"),
        (SHARES, "2026-03-04T13:30", "closed, opens in 1 h"),
        (SHARES, "2026-03-06T21:00", "closed, opens in 2 d 17 h"),  # Friday's close to Monday 15:30 in Warsaw
        (SHARES, "2026-03-27T21:00", "closed, opens in 2 d 16 h"),  # an hour less: summer time begins between
        (SHARES, "2026-10-23T20:00", "closed, opens in 2 d 18 h"),  # an hour more: it ends between
        (FX, "2026-03-04T23:00", "open, closes in 1 d 22 h"),  # its midnight is no break
        (FX, "2026-03-08T21:59", "closed, opens in 1 m"),
        (ALWAYS, "2026-03-04T17:48", "open around the clock"),
        (ALWAYS, "2026-03-28T17:48", "open around the clock"),
        ((), "2026-03-04T17:48", "no hours"),
    ],
)
def test_a_market_says_whether_it_is_open_and_until_when(intervals: tuple[Interval, ...], at: str, words: str) -> None:
    assert market_status(intervals, ms(at)).words == words


def test_the_very_moment_of_opening_and_closing_belongs_to_what_follows() -> None:
    assert market_status(SHARES, ms("2026-03-04T14:30")).open
    assert not market_status(SHARES, ms("2026-03-04T21:00")).open


def test_an_interval_that_ends_before_it_begins_runs_over_midnight() -> None:
    night = (Interval(1, 22 * HOUR_MS, 2 * HOUR_MS),)
    assert market_status(night, ms("2026-03-10T00:30")).words == "open, closes in 30 m"
    assert not market_status(night, ms("2026-03-10T21:30")).open


def test_an_interval_without_length_is_never_open() -> None:
    assert market_status((Interval(1, 0, 0), Interval(2, HOUR_MS, HOUR_MS)), ms("2026-03-09T00:00")).words == "no hours"


def test_an_hour_that_the_clock_change_leaves_out_is_no_time() -> None:
    early = (Interval(7, 2 * HOUR_MS + 30 * MINUTE_MS, 3 * HOUR_MS),)
    assert stretches(early, ms("2026-03-29T00:00"), 1) == []
    assert len(stretches(early, ms("2026-03-22T00:00"), 1)) == 1


def strip(intervals: tuple[Interval, ...], at: str, zone: ZoneInfo) -> dict[date, tuple[tuple[int, int], ...]]:
    return {each.day: each.stretches for each in week_strip(intervals, ms(at), zone)}


def test_the_week_begins_on_monday_of_the_user() -> None:
    days = list(strip(FX, "2026-03-08T22:30", TOKYO))  # Monday morning already in Tokyo
    assert days == [date(2026, 3, 9) + timedelta(days=number) for number in range(7)]


def test_shares_in_the_user_s_own_week() -> None:
    week = strip(SHARES, "2026-03-04T12:00", TOKYO)
    # 15:30 to 22:00 in Warsaw is 23:30 to 06:00 in Tokyo.
    assert week[date(2026, 3, 2)] == ((1410, 1440),)
    assert week[date(2026, 3, 3)] == ((0, 360), (1410, 1440))
    assert week[date(2026, 3, 7)] == ((0, 360),)
    assert week[date(2026, 3, 8)] == ()


def test_the_strip_moves_by_an_hour_while_only_one_side_has_changed_its_clock() -> None:
    # The United States change on 8 March 2026, Europe three weeks later.
    assert strip(SHARES, "2026-03-04T12:00", NEW_YORK)[date(2026, 3, 4)] == ((570, 960),)
    assert strip(SHARES, "2026-03-11T12:00", NEW_YORK)[date(2026, 3, 11)] == ((630, 1020),)
    assert strip(SHARES, "2026-04-01T12:00", NEW_YORK)[date(2026, 4, 1)] == ((570, 960),)


def test_days_of_a_clock_change_are_whole_for_a_market_without_a_break() -> None:
    for day in ("2026-03-29T12:00", "2026-10-25T12:00"):
        assert set(strip(ALWAYS, day, WARSAW).values()) <= {((0, 1440),), ((0, 120), (180, 1440))}
    spring = strip(ALWAYS, "2026-03-29T12:00", WARSAW)[date(2026, 3, 29)]
    assert spring == ((0, 120), (180, 1440))  # from 2 to 3 o'clock there is no time


@pytest.mark.parametrize("zone", [UTC, WARSAW, NEW_YORK, TOKYO, ZoneInfo("Asia/Kolkata"), ZoneInfo("Pacific/Apia")])
@pytest.mark.parametrize("monday", ["2026-03-02", "2026-03-23", "2026-03-30", "2026-10-19", "2026-10-26"])
def test_the_strip_agrees_with_the_status_at_every_quarter_of_an_hour(zone: ZoneInfo, monday: str) -> None:
    start = datetime.fromisoformat(monday)
    noon = int(start.replace(hour=12, tzinfo=zone).timestamp() * 1000)
    for each in week_strip(FX, noon, zone):
        for minute in range(0, 1440, 15):
            local = datetime(each.day.year, each.day.month, each.day.day, minute // 60, minute % 60, tzinfo=zone)
            back = local.astimezone(UTC).astimezone(zone)
            if (back.hour, back.minute) != (local.hour, local.minute):
                continue  # left out by the clock change
            twins = {int(local.replace(fold=fold).timestamp() * 1000) for fold in (0, 1)}
            drawn = any(begin <= minute < end for begin, end in each.stretches)
            assert drawn == any(market_status(FX, twin).open for twin in twins), (each.day, minute)


def test_a_cell_of_the_strip_knows_how_much_of_it_is_open() -> None:
    day = week_strip(SHARES, ms("2026-03-04T12:00"), WARSAW)[2]
    assert day.stretches == ((930, 1320),)
    assert [day.covered(at, at + 60) for at in (840, 900, 960, 1320)] == [0, 0.5, 1, 0]


@pytest.mark.parametrize(
    ("span_ms", "words"),
    [
        (30_000, "less than a minute"),
        (12 * MINUTE_MS, "12 m"),
        (3 * HOUR_MS + 5 * MINUTE_MS, "3 h 05 m"),
        (2 * DAY_MS + 4 * HOUR_MS + 59 * MINUTE_MS, "2 d 4 h"),
        (7 * DAY_MS, "7 d"),
    ],
)
def test_a_span_is_told_in_its_two_largest_units(span_ms: int, words: str) -> None:
    assert span_words(span_ms) == words
