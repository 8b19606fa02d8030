"""Days to choose from: presets as everybody means them, and days as they are typed."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from tui.errors import UsageError

_DAY = timedelta(days=1)
_TYPED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*(?:\.\.|–|to|\s)\s*(\d{4}-\d{2}-\d{2}))?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class DaySpan:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"

    def between_ms(self, zone: tzinfo) -> tuple[int, int]:
        """Return where the days begin and where they have ended in a zone, as UTC ms; the end is the next day's."""
        return _midnight_ms(self.first, zone), _midnight_ms(self.last + _DAY, zone)


def _midnight_ms(day: date, zone: tzinfo) -> int:
    return int(datetime.combine(day, time(0), zone).timestamp() * 1000)


class Preset(enum.Enum):
    """Ranges that have names; weeks begin on Monday."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    THIS_WEEK = "this week"
    LAST_WEEK = "last week"
    THIS_MONTH = "this month"
    LAST_MONTH = "last month"
    LAST_30_DAYS = "last 30 days"
    THIS_QUARTER = "this quarter"
    LAST_QUARTER = "last quarter"
    THIS_YEAR = "this year"
    LAST_YEAR = "last year"

    def span(self, today: date) -> DaySpan:
        """Return its days. What is not over yet ends today."""
        return _SPANS[self](today)


def days_of(text: str, today: date) -> DaySpan:
    """Return the days of a text: a preset's name, `2026-01-31`, or `2026-01-01 2026-03-31` (also with `..` or `to`).

    Raises UsageError, whose detail says what is wrong.
    """
    words = " ".join(text.lower().replace("-", " ").replace("_", " ").split())
    preset = next((each for each in Preset if each.value == words), None)
    if preset is not None:
        return preset.span(today)
    match = _TYPED.fullmatch(text.strip())
    message = f"{text.strip()[:40]!r} is neither days like 2026-01-01 2026-03-31 nor one of: "
    message += ", ".join(each.value for each in Preset)
    if match is not None:
        try:
            first, last = date.fromisoformat(match[1]), date.fromisoformat(match[2] or match[1])
        except ValueError:
            match = None
        else:
            if first <= last:
                return DaySpan(first, last)
            message = f"{last} is before {first}"
    raise UsageError("Which days?", message)


def _month(day: date) -> date:
    return day.replace(day=1)


def _month_before(day: date) -> DaySpan:
    last = _month(day) - _DAY
    return DaySpan(_month(last), last)


def _quarter(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _quarter_before(day: date) -> DaySpan:
    last = _quarter(day) - _DAY
    return DaySpan(_quarter(last), last)


def _week(day: date) -> date:
    return day - day.weekday() * _DAY


_SPANS: dict[Preset, Callable[[date], DaySpan]] = {
    Preset.TODAY: lambda day: DaySpan(day, day),
    Preset.YESTERDAY: lambda day: DaySpan(day - _DAY, day - _DAY),
    Preset.THIS_WEEK: lambda day: DaySpan(_week(day), day),
    Preset.LAST_WEEK: lambda day: DaySpan(_week(day) - 7 * _DAY, _week(day) - _DAY),
    Preset.THIS_MONTH: lambda day: DaySpan(_month(day), day),
    Preset.LAST_MONTH: _month_before,
    Preset.LAST_30_DAYS: lambda day: DaySpan(day - 29 * _DAY, day),
    Preset.THIS_QUARTER: lambda day: DaySpan(_quarter(day), day),
    Preset.LAST_QUARTER: _quarter_before,
    Preset.THIS_YEAR: lambda day: DaySpan(date(day.year, 1, 1), day),
    Preset.LAST_YEAR: lambda day: DaySpan(date(day.year - 1, 1, 1), date(day.year - 1, 12, 31)),
}
