"""Trading hours: when a market is open, counted in the broker's time zone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tui.domain.candle import DAY_MS, SERVER_ZONE


@dataclass(frozen=True, slots=True)
class Interval:
    """One open stretch of a weekday (1 Monday … 7 Sunday), in ms from the broker's midnight (XAPI 5.3.19)."""

    day: int
    from_ms: int
    to_ms: int


def _wall(day: date, offset_ms: int) -> int:
    """UTC ms of a wall-clock offset on a day of the broker's calendar; the clock change is the zone's business."""
    next_day, rest = divmod(offset_ms, DAY_MS)
    naive = datetime(day.year, day.month, day.day) + timedelta(days=next_day, milliseconds=rest)  # noqa: DTZ001
    return int(naive.replace(tzinfo=SERVER_ZONE).timestamp() * 1000)


def stretches(intervals: Iterable[Interval], at_ms: int, days_ahead: int) -> list[tuple[int, int]]:
    """Return when intervals of the week are, around `at_ms`, as ascending (start, end) in UTC ms.

    They reach from the day before to the day after so many days. Stretches that touch are joined; one that ends
    before its start runs into the next day.
    """
    today = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(SERVER_ZONE).date()
    found: list[tuple[int, int]] = []
    by_day: dict[int, list[Interval]] = {}
    for interval in intervals:
        by_day.setdefault(interval.day, []).append(interval)
    for offset in range(-1, days_ahead + 2):
        day = today + timedelta(days=offset)
        for interval in by_day.get(day.isoweekday(), ()):
            overnight = DAY_MS if interval.to_ms < interval.from_ms else 0
            start, end = _wall(day, interval.from_ms), _wall(day, interval.to_ms + overnight)
            # An hour that the clock change leaves out is no time at all.
            if start < end:
                found.append((start, end))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        # The broker writes the last minute of a day either as 24:00 or as 23:59:59.999.
        if joined and start - joined[-1][1] <= 1000:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


@dataclass(frozen=True, slots=True)
class TradingHours:
    """The week of one symbol: when it is quoted and when it trades."""

    symbol: str
    quotes: tuple[Interval, ...]
    trading: tuple[Interval, ...]

    def is_open(self, at_ms: int) -> bool:
        """Whether the symbol trades at `at_ms` (UTC)."""
        return any(start <= at_ms < end for start, end in self.sessions(at_ms, days_ahead=0))

    def sessions(self, at_ms: int, days_ahead: int = 7) -> list[tuple[int, int]]:
        """Return the trading stretches around `at_ms` as ascending (start, end) in UTC ms.

        Stretches that touch are joined, so a market that trades around midnight shows no break there.
        """
        return stretches(self.trading, at_ms, days_ahead)

    def next_change(self, at_ms: int) -> int | None:
        """Return when the market next opens or closes, or None when it never trades."""
        for start, end in self.sessions(at_ms):
            if start > at_ms:
                return start
            if at_ms < end:
                return end
        return None
