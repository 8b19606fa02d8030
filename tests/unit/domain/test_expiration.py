"""When a pending order ends, as typed."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import AT_MS
from tui.domain.entry import EntryError, Field
from tui.domain.expiration import parse_expiration, written_expiration

WARSAW = ZoneInfo("Europe/Warsaw")
HOUR_MS = 3_600_000


def at(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize("text", ["", " ", "gtc", "GTC"])
def test_nothing_and_gtc_have_no_end(text: str) -> None:
    assert parse_expiration(text, AT_MS, UTC) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("16:30", at(2026, 3, 4, 15, 30)),
        ("2h", AT_MS + 2 * HOUR_MS),
        ("45m", AT_MS + 45 * 60_000),
        ("3 d", AT_MS + 72 * HOUR_MS),
        ("1w", AT_MS + 168 * HOUR_MS),
        ("2026-11-23 16:30", at(2026, 11, 23, 15, 30)),
        ("2026-07-01T09:05", at(2026, 7, 1, 7, 5)),
    ],
)
def test_times_are_the_user_s_and_spans_count_from_now(text: str, expected: int) -> None:
    assert parse_expiration(text, AT_MS, WARSAW) == expected


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("09:00", "passed"),
        ("2026-03-04 10:59", "passed"),
        ("0h", "passed"),
        ("2026-11-23", "time of day"),
        ("25:00", "no such"),
        ("2026-02-30 10:00", "no such"),
        ("2028-01-01 10:00", "year"),
        ("9999d", "year"),
        ("tomorrow", "no time"),
        ("4/5/2026 10:00", "no time"),
        ("2026-10-25 02:30", "clocks"),
        ("2026-03-29 02:30", "clocks"),
    ],
)
def test_what_has_passed_or_is_unclear_is_refused(text: str, word: str) -> None:
    with pytest.raises(EntryError, match=word) as caught:
        parse_expiration(text, AT_MS, WARSAW)
    assert caught.value.field is Field.EXPIRATION


def test_a_passed_time_of_day_offers_tomorrow() -> None:
    with pytest.raises(EntryError) as caught:
        parse_expiration("09:00", AT_MS, WARSAW)
    assert "2026-03-05 09:00" in caught.value.remedy


@given(minutes=st.integers(1, 300 * 24 * 60))
def test_a_written_moment_reads_as_itself(minutes: int) -> None:
    moment = AT_MS + minutes * 60_000
    assert parse_expiration(written_expiration(moment, UTC), AT_MS, UTC) == moment
