"""Warsaw wall time (CET/CEST), in which the venue counts days, weeks and trading hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DAY_MS = 86_400_000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_THURSDAY_HOURS = 72  # 1970-01-01 was a Thursday; hours of the week count from Monday 00:00
_KEPT_DAYS = 20_000


class WarsawTime:
    """Converts between UTC hours and wall time; remembers the offset of days it was asked about."""

    def __init__(self) -> None:
        self._zone = ZoneInfo("Europe/Warsaw")
        self._days: dict[int, tuple[int, int]] = {}

    def _ask(self, utc_hour: int) -> int:
        offset = (_EPOCH + timedelta(hours=utc_hour)).astimezone(self._zone).utcoffset()
        return 0 if offset is None else int(offset.total_seconds()) // 3600

    def offset_hours(self, utc_hour: int) -> int:
        """Hours that wall time is ahead of UTC during this UTC hour (hours since 1970); changes fall on whole hours."""
        day = utc_hour // 24
        edges = self._days.get(day)
        if edges is None:
            if len(self._days) >= _KEPT_DAYS:
                self._days.clear()
            edges = self._days[day] = (self._ask(day * 24), self._ask(day * 24 + 23))
        return edges[0] if edges[0] == edges[1] else self._ask(utc_hour)

    def wall_hour(self, utc_hour: int) -> int:
        """Hours since 1970-01-01 00:00 on the wall."""
        return utc_hour + self.offset_hours(utc_hour)

    def hour_of_week(self, utc_hour: int) -> int:
        """0 … 167, from Monday 00:00 wall time."""
        return (utc_hour + self.offset_hours(utc_hour) + _THURSDAY_HOURS) % 168

    def utc_hour(self, wall_hour: int) -> int:
        """The UTC hour in which the wall shows this hour; for the hour that a change repeats, the later one."""
        for offset in (1, 2, 0):
            if self.offset_hours(wall_hour - offset) == offset:
                return wall_hour - offset
        return wall_hour - 1  # the hour that a change leaves out

    def day_start_ms(self, at_ms: int) -> int:
        """UTC time of the wall midnight at or before `at_ms`."""
        wall = self.wall_hour(at_ms // HOUR_MS)
        return self.utc_hour(wall // 24 * 24) * HOUR_MS
