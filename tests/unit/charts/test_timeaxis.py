"""Time labels: round, in the user's zone, whole and apart."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import accumulate
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.charts.making import M5, MONDAY_MS
from tui.domain.candle import DAY_MS, HOUR_MS, Period, period_start
from tui.view.charts.timeaxis import TimeLabel, time_labels

BERLIN = ZoneInfo("Europe/Berlin")


def line(labels: list[TimeLabel], width: int) -> str:
    text = [" "] * width
    for label in labels:
        text[label.x : label.x + len(label.text)] = label.text
    return "".join(text).rstrip()


def test_times_are_round_in_the_users_zone() -> None:
    slots = [(x, MONDAY_MS + 6 * HOUR_MS + x * M5) for x in range(60)]
    assert line(time_labels(slots, Period.M5, BERLIN, 60), 60) == (
        "          08:00       09:00       10:00       11:00"
    )


def test_the_date_stands_where_a_day_begins() -> None:
    slots = [(x, MONDAY_MS + DAY_MS - 12 * M5 + x * M5) for x in range(40)]
    labels = time_labels(slots, Period.M5, UTC, 40)
    assert [label.text for label in labels if label.major] == ["6 Jan"]
    assert "00:00" not in line(labels, 40)


def test_half_hour_zones_get_half_hour_labels() -> None:
    slots = [(x * 2, MONDAY_MS + x * M5) for x in range(40)]
    labels = time_labels(slots, Period.M5, ZoneInfo("Asia/Kolkata"), 80)
    assert {label.text[3:] for label in labels} <= {"00", "30"}


def test_days_are_the_brokers_for_a_user_west_of_it() -> None:
    slots = [(x * 12, period_start(Period.D1, MONDAY_MS + x * DAY_MS + HOUR_MS * 12)) for x in range(9)]
    labels = time_labels(slots, Period.D1, ZoneInfo("America/New_York"), 108)
    assert labels[0].text == "6 Jan"


def test_a_year_is_named_where_it_begins() -> None:
    start = int(datetime(2025, 10, 1, tzinfo=UTC).timestamp()) * 1000
    slots = [(x, start + x * DAY_MS) for x in range(150)]
    texts = [label.text for label in time_labels(slots, Period.D1, UTC, 150)]
    assert "2026" in texts
    assert "Nov" in texts


def test_a_candle_after_missing_ones_is_not_called_a_round_time() -> None:
    numbers = [*range(11), *range(14, 60)]  # 00:55, 01:00 and 01:05 are missing
    slots = [(x, MONDAY_MS + number * M5) for x, number in enumerate(numbers)]
    texts = [label.text for label in time_labels(slots, Period.M5, UTC, 60)]
    assert texts
    assert all(text.endswith(":00") for text in texts)


def test_a_date_drives_out_the_times_that_it_would_touch() -> None:
    numbers = [*range(282, 285), *range(295, 334)]  # 23:45 to 00:35 of the next day are missing
    slots = [(x, MONDAY_MS + number * M5) for x, number in enumerate(numbers)]
    assert line(time_labels(slots, Period.M5, UTC, 42), 42) == " 6 Jan            02:00       03:00"


@given(
    st.sampled_from(list(Period)),
    st.sampled_from((UTC, BERLIN, ZoneInfo("America/St_Johns"), ZoneInfo("Pacific/Auckland"))),
    st.lists(st.sampled_from((1, 1, 1, 1, 1, 1, 2, 7, 50)), max_size=120),
    st.integers(1, 9),
    st.integers(0, 1_700_000_000),
)
def test_labels_never_overlap_and_are_never_cut(
    period: Period, zone: ZoneInfo, steps: list[int], pitch: int, start_s: int
) -> None:
    starts = [start_s * 1000 + number * period.length_ms for number in accumulate(steps)]
    slots = [(x * pitch, start_ms) for x, start_ms in enumerate(starts)]
    columns = len(slots) * pitch
    end = -1
    for label in time_labels(slots, period, zone, columns):
        assert label.x > end
        end = label.x + len(label.text)
        assert end <= columns
