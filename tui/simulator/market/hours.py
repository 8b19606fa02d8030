"""When instruments quote and trade: weekly tables on Warsaw wall time, and what is open in a given UTC hour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tui.simulator.market.noise import Memory
from tui.simulator.market.records import Hours
from tui.simulator.market.zone import MINUTE_MS, WarsawTime

Span = tuple[int, int, int]
"""(UTC hour since 1970, first minute, minute after the last) of one open stretch inside an hour."""

EDGE_MINUTES = 10

_KEPT_MINUTES = 4096
_WEEK_MINUTES = 10_080


def intervals(days: Iterable[int], start: str, end: str) -> tuple[Hours, ...]:
    """The same interval on several weekdays; times as HH:MM, "24:00" for the end of the day."""
    return tuple(Hours(day, _clock_ms(start), _clock_ms(end)) for day in days)


def _clock_ms(text: str) -> int:
    hour, minute = text.split(":")
    return (int(hour) * 60 + int(minute)) * MINUTE_MS


class Week:
    """One weekly table of open intervals. Intervals start and end on whole minutes."""

    def __init__(self, zone: WarsawTime, table: tuple[Hours, ...]) -> None:
        self.table = tuple(sorted(table, key=lambda item: (item.day, item.from_ms)))
        self._zone = zone
        self._open = [self._ranges(hour) for hour in range(168)]
        self._near_edge = self._edges()
        self._last: Memory[int] = Memory(_KEPT_MINUTES)

    def _ranges(self, hour_of_week: int) -> tuple[tuple[int, int], ...]:
        day, hour = divmod(hour_of_week, 24)
        found: list[tuple[int, int]] = []
        for item in self.table:
            first = max(item.from_ms // MINUTE_MS - hour * 60, 0)
            last = min(item.to_ms // MINUTE_MS - hour * 60, 60)
            if item.day == day + 1 and first < last:
                found.append((first, last))
        return tuple(found)

    def in_hour(self, utc_hour: int) -> tuple[tuple[int, int], ...]:
        """Open minute ranges of a UTC hour, ends exclusive."""
        return self._open[self._zone.hour_of_week(utc_hour)]

    def is_open(self, minute: int) -> bool:
        """Whether a UTC minute (since 1970) is inside an interval."""
        hour, inside = divmod(minute, 60)
        return any(first <= inside < last for first, last in self.in_hour(hour))

    def last_open(self, minute: int) -> int:
        """The latest open UTC minute that is not after `minute`."""
        known = self._last.get(minute)
        if known is None:
            known = self._find_last(minute)
            self._last.put(minute, known)
        return known

    def _find_last(self, minute: int) -> int:
        hour, inside = divmod(minute, 60)
        while True:
            for first, last in reversed(self.in_hour(hour)):
                if first <= inside:
                    return hour * 60 + min(inside, last - 1)
            hour, inside = hour - 1, 59

    def spans(self, from_minute: int, to_minute: int) -> Iterator[Span]:
        """Open stretches of [from, to), hour by hour, oldest first."""
        for hour in range(from_minute // 60, (to_minute - 1) // 60 + 1):
            for first, last in self.in_hour(hour):
                low = max(first, from_minute - hour * 60)
                high = min(last, to_minute - hour * 60)
                if low < high:
                    yield hour, low, high

    def _edges(self) -> dict[int, int]:
        starts = {(item.day - 1) * 1440 + item.from_ms // MINUTE_MS for item in self.table}
        ends = {((item.day - 1) * 1440 + item.to_ms // MINUTE_MS) % _WEEK_MINUTES for item in self.table}
        near: dict[int, int] = {}
        for distance in range(EDGE_MINUTES - 1, -1, -1):
            # Midnight inside a session ends one interval and starts the next: it is no edge.
            near.update({(start + distance) % _WEEK_MINUTES: distance for start in starts - ends})
            near.update({(end - 1 - distance) % _WEEK_MINUTES: distance for end in ends - starts})
        return near

    def minutes_from_edge(self, minute: int) -> int:
        """Whole minutes from the nearest opening or closing, `EDGE_MINUTES` when it is that far or farther."""
        hour, inside = divmod(minute, 60)
        return self._near_edge.get(self._zone.hour_of_week(hour) * 60 + inside, EDGE_MINUTES)


WEEKDAYS = range(1, 6)
EVERY_DAY = range(1, 8)
_ROUND_THE_CLOCK = intervals(EVERY_DAY, "00:00", "24:00")

_QUOTES: dict[str, tuple[Hours, ...]] = {
    "fx": intervals((7,), "23:00", "24:00")
    + intervals(range(1, 5), "00:00", "24:00")
    + intervals((5,), "00:00", "23:00"),
    "metal": intervals(WEEKDAYS, "00:00", "23:00"),
    "index": intervals(WEEKDAYS, "00:05", "22:15") + intervals(range(1, 5), "22:30", "23:00"),
    "eu_index": intervals(WEEKDAYS, "01:15", "22:00"),
    "crypto": intervals(WEEKDAYS, "00:00", "24:00")
    + intervals((6, 7), "00:00", "05:00")
    + intervals((6, 7), "05:30", "24:00"),
    "us_stock": intervals(WEEKDAYS, "15:30", "22:00"),
    "eu_stock": intervals(WEEKDAYS, "09:00", "17:30"),
}
_TRADING: dict[str, tuple[Hours, ...]] = {
    **_QUOTES,
    "fx": intervals((7,), "23:05", "24:00")
    + intervals(range(1, 5), "00:00", "24:00")
    + intervals((5,), "00:00", "22:55"),
}


def build_weeks(zone: WarsawTime, *, always_open: bool) -> dict[str, tuple[Week, Week]]:
    """(quotes, trading) by the name of a timetable."""
    return {
        name: (
            Week(zone, _ROUND_THE_CLOCK if always_open else quotes),
            Week(zone, _ROUND_THE_CLOCK if always_open else _TRADING[name]),
        )
        for name, quotes in _QUOTES.items()
    }
