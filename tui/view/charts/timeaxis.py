"""Time labels: round times in the user's zone, the date where a day begins; never overlapping, never cut."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from itertools import pairwise

from tui.domain.candle import SERVER_ZONE, Period

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SPACE = 2
_SLOT_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720)


@dataclass(frozen=True, slots=True)
class TimeLabel:
    """Text from column `x`; a major label says where a larger unit (day or year) begins."""

    x: int
    text: str
    major: bool


@lru_cache(maxsize=4096)
def local_time(at_ms: int, zone: tzinfo) -> datetime:
    """Return the time in a zone."""
    return datetime.fromtimestamp(at_ms // 1000, UTC).astimezone(zone)


def axis_zone(period: Period, zone: tzinfo) -> tzinfo:
    """Return the zone of a period's labels: days and longer are the broker's, whose midnight begins them."""
    return SERVER_ZONE if period >= Period.D1 else zone


def date_text(at: datetime) -> str:
    """Return day and month."""
    return f"{at.day} {_MONTHS[at.month - 1]}"


@dataclass(frozen=True, slots=True)
class _Step:
    """A spacing of labels: candles in the same bucket share one label."""

    bucket: Callable[[datetime], int]
    text: Callable[[datetime], str]
    exact: Callable[[datetime], bool]


def _clock(at: datetime) -> str:
    return f"{at.hour:02}:{at.minute:02}"


def _minutes(step: int) -> _Step:
    return _Step(
        lambda at: at.toordinal() * 1440 + (at.hour * 60 + at.minute) // step * step,
        _clock,
        lambda at: (at.hour * 60 + at.minute) % step == 0,
    )


def _months(step: int) -> _Step:
    return _Step(lambda at: (at.year * 12 + at.month - 1) // step, lambda at: _MONTHS[at.month - 1], lambda at: True)


_DAY = _Step(lambda at: at.toordinal(), date_text, lambda at: True)
_WEEK = _Step(lambda at: (at.toordinal() - 1) // 7, date_text, lambda at: True)
_YEAR = _Step(lambda at: at.year, lambda at: str(at.year), lambda at: True)
_DECADE = _Step(lambda at: at.year // 10, lambda at: str(at.year), lambda at: True)
_DAY_STEPS = (_DAY, _WEEK, _months(1), _months(3), _months(6), _YEAR, _DECADE)


def _steps(period: Period) -> Sequence[_Step]:
    if period >= Period.D1:
        return _DAY_STEPS
    intraday = [_minutes(step) for step in _SLOT_MINUTES if step >= period and step % period == 0]
    return (*intraday, *_DAY_STEPS)


def time_labels(slots: Iterable[tuple[int, int]], period: Period, zone: tzinfo, columns: int) -> list[TimeLabel]:
    """Return the labels for slots given as (column, start in ms), ascending, on so many columns."""
    local = axis_zone(period, zone)
    times = [(x, local_time(start_ms, local)) for x, start_ms in slots]
    major = _YEAR if period >= Period.D1 else _DAY
    majors = [TimeLabel(x, major.text(at), True) for x, at in _firsts(times, major)]
    for step in _steps(period):
        # A candle in the middle of its bucket (data is missing before it) gets no label: it is not a round time.
        # Four-hour candles begin at the broker's hours, which are never round in some zones.
        minors = [
            TimeLabel(x, step.text(at), False)
            for x, at in _firsts(times, step)
            if step.exact(at) or period is Period.H4
        ]
        if _roomy(minors):
            return _fit([*majors, *minors], columns)
    return _fit(majors, columns)


def _firsts(times: Sequence[tuple[int, datetime]], step: _Step) -> list[tuple[int, datetime]]:
    """Return the slots that begin a bucket; the first slot counts only for what is seen to begin with it."""
    found: list[tuple[int, datetime]] = []
    before: int | None = None
    for x, at in times:
        bucket = step.bucket(at)
        if before is not None and bucket != before:
            found.append((x, at))
        before = bucket
    return found


def _roomy(labels: Sequence[TimeLabel]) -> bool:
    """Whether labels at these places are a good distance apart, most of the time."""
    gaps = sorted(after.x - before.x for before, after in pairwise(labels))
    return not gaps or gaps[len(gaps) // 2] >= len(labels[0].text) + 2 * _SPACE + 1


def _fit(labels: Sequence[TimeLabel], columns: int) -> list[TimeLabel]:
    """Centre labels on their columns and keep, in the order given, those that have room."""
    taken: list[TimeLabel] = []
    for label in labels:
        start = label.x - len(label.text) // 2
        end = start + len(label.text)
        if start < 0 or end > columns:
            continue
        if all(end + _SPACE <= other.x or other.x + len(other.text) + _SPACE <= start for other in taken):
            taken.append(TimeLabel(start, label.text, label.major))
    return sorted(taken, key=lambda label: label.x)
