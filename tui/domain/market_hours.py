"""A market's hours as the user sees them: open or closed, until when, and the week in his own time zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from tui.domain.candle import DAY_MS, HOUR_MS, MINUTE_MS
from tui.domain.hours import Interval, stretches

WEEK_MS = 7 * DAY_MS

Stretch = tuple[int, int]
"""Minutes of the user's clock from midnight, 0 to 1440; the end does not belong to it."""


@dataclass(frozen=True, slots=True)
class MarketStatus:
    """Whether a market is open at a moment, and when that changes (UTC ms).

    `until_ms` is None where it never changes: around the clock, or never at all. `in_ms` is how long until then.
    """

    open: bool
    until_ms: int | None
    in_ms: int | None

    @property
    def words(self) -> str:
        """Return it in words: `open, closes in 3 h 12 m`."""
        if self.in_ms is None:
            return "open around the clock" if self.open else "no hours"
        return f"{'open, closes' if self.open else 'closed, opens'} in {span_words(self.in_ms)}"


@dataclass(frozen=True, slots=True)
class DayStrip:
    """One day of the user's calendar with the stretches in which the market is open."""

    day: date
    stretches: tuple[Stretch, ...]

    def covered(self, from_minute: int, to_minute: int) -> float:
        """Return which part of a piece of the day is open, 0 to 1: for the cells of a drawn strip."""
        length = to_minute - from_minute
        inside = sum(max(0, min(end, to_minute) - max(start, from_minute)) for start, end in self.stretches)
        return inside / length if length > 0 else 0.0


def market_status(intervals: Sequence[Interval], at_ms: int) -> MarketStatus:
    """Return where a market stands by its trading (or quoting) intervals, which are in the broker's zone."""
    for start, end in stretches(intervals, at_ms, days_ahead=8):
        if start > at_ms:
            return MarketStatus(False, start, start - at_ms)
        if at_ms < end:
            if end >= at_ms + WEEK_MS:
                return MarketStatus(True, None, None)
            return MarketStatus(True, end, end - at_ms)
    return MarketStatus(False, None, None)


def week_strip(intervals: Sequence[Interval], at_ms: int, zone: tzinfo) -> list[DayStrip]:
    """Return Monday to Sunday of the user's week around `at_ms`, in his zone.

    An hour that his clock shows twice is open when either is; one that it leaves out stays closed.
    """
    today = datetime.fromtimestamp(at_ms / 1000, zone).date()
    monday = today - timedelta(days=today.weekday())
    first = _midnight(monday, zone)
    days: dict[date, list[Stretch]] = {monday + timedelta(days=number): [] for number in range(7)}
    # The broker's week may begin up to a day before or after the user's.
    for start, end in stretches(intervals, first, days_ahead=9):
        for day, piece in _by_day(start, end, zone):
            if day in days:
                days[day].append(piece)
    return [DayStrip(day, tuple(_joined(pieces))) for day, pieces in days.items()]


def span_words(span_ms: int) -> str:
    """Return a span in its two largest units: `2 d 4 h`, `3 h 12 m`, `12 m`, `less than a minute`."""
    days, rest = divmod(max(0, span_ms), DAY_MS)
    hours, rest = divmod(rest, HOUR_MS)
    minutes = rest // MINUTE_MS
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes:02} m" if minutes else f"{hours} h"
    return f"{minutes} m" if minutes else "less than a minute"


def _midnight(day: date, zone: tzinfo) -> int:
    return int(datetime.combine(day, time(), zone).timestamp() * 1000)


def _by_day(start_ms: int, end_ms: int, zone: tzinfo) -> list[tuple[date, Stretch]]:
    """Cut a stretch at the user's midnights and at the changes of his clock."""
    pieces: list[tuple[date, Stretch]] = []
    at = start_ms
    while at < end_ms:
        local = datetime.fromtimestamp(at / 1000, zone)
        midnight = _midnight(local.date() + timedelta(days=1), zone)
        to = _same_offset(at, min(end_ms, midnight), zone)
        from_minute = local.hour * 60 + local.minute
        pieces.append((local.date(), (from_minute, min(1440, from_minute + round((to - at) / MINUTE_MS)))))
        at = to
    return pieces


def _same_offset(start_ms: int, end_ms: int, zone: tzinfo) -> int:
    """Return how far from `start_ms` the user's clock runs without being changed, at most to `end_ms`."""
    offset = _offset(start_ms, zone)
    if _offset(end_ms - 1, zone) == offset:
        return end_ms
    low, high = start_ms, end_ms - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(middle, zone) == offset else (low, middle)
    return high


def _offset(at_ms: int, zone: tzinfo) -> timedelta | None:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone).utcoffset()


def _joined(pieces: list[Stretch]) -> list[Stretch]:
    found: list[Stretch] = []
    for start, end in sorted(pieces):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found
