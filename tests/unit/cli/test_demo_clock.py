"""The demo opens on a live market on every day of the week, and its venue's time never goes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tui.demo import trading_offset_s

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)


@pytest.mark.parametrize("hours", [0, 12, 24 * 3, 24 * 4 + 19])
def test_on_working_days_the_venue_has_the_machine_s_time(hours: int) -> None:
    assert trading_offset_s(MONDAY + timedelta(hours=hours), 0) == 0


def test_a_weekend_start_finds_an_open_market() -> None:
    for hours in range(24 * 4 + 20, 24 * 7):
        now = MONDAY + timedelta(hours=hours)
        venue = now + timedelta(seconds=trading_offset_s(now, 0))
        assert venue.weekday() < 4 or (venue.weekday() == 4 and venue.hour < 20)


def test_over_many_starts_the_venue_s_time_never_goes_back() -> None:
    offset_s, last = 0, MONDAY - timedelta(hours=1)
    for hours in range(0, 24 * 60, 5):
        now = MONDAY + timedelta(hours=hours)
        offset_s = trading_offset_s(now, offset_s)
        venue = now + timedelta(seconds=offset_s)
        assert venue > last
        last = venue


def test_the_machine_s_time_zone_does_not_matter() -> None:
    saturday = MONDAY + timedelta(days=5)
    assert trading_offset_s(saturday.astimezone(ZoneInfo("Asia/Tokyo")), 0) == trading_offset_s(saturday, 0)
