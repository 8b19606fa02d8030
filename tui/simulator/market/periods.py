"""Where candle periods start and end: minutes on UTC, four hours and longer on Warsaw wall time."""

from __future__ import annotations

from tui.simulator.market.zone import HOUR_MS, MINUTE_MS, WarsawTime

PERIODS = (1, 5, 15, 30, 60, 240, 1440, 10080, 43200)

_WALL_HOURS = {240: 4, 1440: 24, 10080: 168, 43200: 720}
_FIRST_MONDAY = 96  # 1970-01-05 in wall hours: weeks and blocks of 30 days count from here


class Periods:
    """Starts of periods. Offsets are whole hours, so up to H1 the wall makes no difference."""

    def __init__(self, zone: WarsawTime) -> None:
        self._zone = zone

    def start(self, period: int, at_ms: int) -> int:
        """UTC start of the period that holds this time. `ValueError` for a period the venue does not have."""
        if period not in PERIODS:
            raise ValueError(f"no such candle period: {period}")
        length = _WALL_HOURS.get(period)
        if length is None:
            return at_ms - at_ms % (period * MINUTE_MS)
        wall = self._zone.wall_hour(at_ms // HOUR_MS)
        return self._zone.utc_hour(wall - (wall - _FIRST_MONDAY) % length) * HOUR_MS

    def after(self, period: int, start_ms: int) -> int:
        """Start of the period after the one that starts here. Clock changes make some 23 or 25 hours long."""
        length = _WALL_HOURS.get(period)
        if length is None:
            return start_ms + period * MINUTE_MS
        # Half a period beyond the end is inside the next one, whatever the clock does.
        return self.start(period, start_ms + length * HOUR_MS + length * HOUR_MS // 2)
