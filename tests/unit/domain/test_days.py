"""Days as moments: they begin at the user's midnight, also where a clock change makes them shorter or longer."""

from datetime import UTC, date
from zoneinfo import ZoneInfo

import pytest

from tui.domain.days import DaySpan, days_of
from tui.errors import UsageError

BERLIN = ZoneInfo("Europe/Berlin")
HOUR_MS = 3_600_000


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 28), 24), (date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_a_day_is_as_long_as_the_clocks_of_its_zone_make_it(day: date, hours: int) -> None:
    start, end = DaySpan(day, day).between_ms(BERLIN)
    assert end - start == hours * HOUR_MS
    start, end = DaySpan(day, day).between_ms(UTC)
    assert end - start == 24 * HOUR_MS


def test_the_end_of_one_day_is_the_beginning_of_the_next() -> None:
    first, second = (DaySpan(date(2026, 3, at), date(2026, 3, at)).between_ms(BERLIN) for at in (28, 29))
    assert first[1] == second[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "neither days like"),
        ("2026-02-30", "last 30 days"),
        ("2026-03-02 2026-03-01", "2026-03-01 is before 2026-03-02"),
        ("next month", "last 30 days"),
        ("2026-1-1", "neither days like"),
    ],
)
def test_what_is_no_days_is_said_with_what_would_be(text: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        days_of(text, date(2026, 3, 4))
    assert words in caught.value.detail
