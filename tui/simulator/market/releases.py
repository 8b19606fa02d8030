"""The economic calendar: releases of each week, their forecasts, and their values once the time has come."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from tui.simulator.market.noise import bell, key_of, stream
from tui.simulator.market.records import Release
from tui.simulator.market.zone import HOUR_MS, MINUTE_MS, WarsawTime

_LEVEL = 7
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_FIRST_MONDAY_HOURS = 96


class Line(NamedTuple):
    """One recurring release. `week` is its turn in a cycle of four weeks, or -1 for every week."""

    country: str
    title: str
    impact: str
    week: int
    weekday: int
    clock: str
    usual: float
    deviation: float
    places: int
    unit: str


_LINES = (
    Line("US", "Nonfarm Payrolls", "3", 0, 5, "14:30", 175, 60, 0, "K"),
    Line("US", "Unemployment Rate", "3", 0, 5, "14:30", 4.0, 0.15, 1, "%"),
    Line("US", "ISM Manufacturing PMI", "3", 0, 1, "16:00", 49.2, 1.2, 1, ""),
    Line("US", "Consumer Price Index y/y", "3", 1, 3, "14:30", 2.9, 0.2, 1, "%"),
    Line("US", "Retail Sales m/m", "2", 2, 2, "14:30", 0.3, 0.4, 1, "%"),
    Line("US", "Fed Interest Rate Decision", "3", 3, 3, "20:00", 4.5, 0.0, 2, "%"),
    Line("US", "Initial Jobless Claims", "2", -1, 4, "14:30", 222, 9, 0, "K"),
    Line("US", "EIA Crude Oil Stocks Change", "2", -1, 3, "16:30", -0.6, 3.1, 1, "M"),
    Line("US", "EIA Natural Gas Storage Change", "1", -1, 4, "16:30", 20, 35, 0, "B"),
    Line("EU", "Consumer Price Index y/y", "3", 0, 2, "11:00", 2.4, 0.2, 1, "%"),
    Line("EU", "ECB Interest Rate Decision", "3", 2, 4, "14:15", 3.25, 0.0, 2, "%"),
    Line("EU", "Composite PMI", "2", 3, 5, "10:00", 50.1, 0.9, 1, ""),
    Line("EU", "Industrial Production m/m", "1", 1, 4, "11:00", 0.1, 0.8, 1, "%"),
    Line("DE", "ZEW Economic Sentiment", "2", 1, 2, "11:00", 12.0, 8.0, 1, ""),
    Line("DE", "Ifo Business Climate", "2", 3, 1, "10:00", 87.0, 1.1, 1, ""),
    Line("DE", "Factory Orders m/m", "1", 0, 4, "08:00", 0.2, 2.4, 1, "%"),
    Line("GB", "Consumer Price Index y/y", "3", 2, 3, "08:00", 2.5, 0.2, 1, "%"),
    Line("GB", "Claimant Count Change", "1", 1, 2, "08:00", 18.0, 12.0, 1, "K"),
    Line("GB", "BoE Interest Rate Decision", "3", 1, 4, "13:00", 4.75, 0.0, 2, "%"),
    Line("PL", "NBP Interest Rate Decision", "2", 0, 3, "15:00", 5.75, 0.0, 2, "%"),
    Line("PL", "Retail Sales y/y", "1", 2, 1, "10:00", 3.0, 1.4, 1, "%"),
    Line("CH", "Consumer Price Index y/y", "2", 0, 2, "08:30", 1.1, 0.15, 1, "%"),
    Line("CA", "Ivey Purchasing Managers Index", "2", 0, 4, "16:00", 53.0, 3.0, 1, ""),
    Line("CA", "BoC Interest Rate Decision", "3", 2, 3, "15:45", 3.75, 0.0, 2, "%"),
    Line("JP", "BoJ Interest Rate Decision", "3", 3, 5, "04:00", 0.25, 0.0, 2, "%"),
    Line("JP", "Tankan Large Manufacturers", "2", 1, 1, "01:50", 12.0, 1.5, 0, ""),
    Line("AU", "Employment Change", "3", 2, 4, "02:30", 28.0, 17.0, 1, "K"),
    Line("AU", "RBA Interest Rate Decision", "3", 0, 2, "05:30", 4.35, 0.0, 2, "%"),
    Line("NZ", "Trade Balance", "1", 3, 3, "00:45", -0.9, 0.7, 1, "B"),
    Line("CN", "Manufacturing PMI", "2", 3, 2, "03:00", 50.0, 0.5, 1, ""),
)


class Releases:
    """The calendar of one seed."""

    def __init__(self, seed: int, zone: WarsawTime) -> None:
        self._seed = seed
        self._zone = zone

    def calendar(self, at_ms: int) -> list[Release]:
        """Releases of the week of `at_ms` and the following one, by time."""
        week = (self._zone.wall_hour(at_ms // HOUR_MS) - _FIRST_MONDAY_HOURS) // 168
        found = [
            self._release(line, turn, at_ms)
            for turn in (week, week + 1)
            for line in _LINES
            if line.week in (-1, turn % 4)
        ]
        return sorted(found, key=lambda item: (item.time_ms, item.country, item.title))

    def _release(self, line: Line, week: int, at_ms: int) -> Release:
        hour, minute = (int(part) for part in line.clock.split(":"))
        wall_hour = _FIRST_MONDAY_HOURS + week * 168 + (line.weekday - 1) * 24 + hour
        time_ms = self._zone.utc_hour(wall_hour) * HOUR_MS + minute * MINUTE_MS
        every = 1 if line.week < 0 else 4
        month = datetime.fromtimestamp(time_ms / 1000, UTC).month
        return Release(
            country=line.country,
            title=line.title,
            period="" if every == 1 else f"({_MONTHS[month - 2]})",
            impact=line.impact,
            time_ms=time_ms,
            previous=self._text(line, self._value(line, week - every)),
            forecast=self._text(line, self._value(line, week) + self._miss(line, week)),
            current=self._text(line, self._value(line, week)) if at_ms >= time_ms else "",
        )

    def _value(self, line: Line, week: int) -> float:
        return line.usual + line.deviation * bell(stream(self._seed, key_of(line.country + line.title), _LEVEL, week))

    def _miss(self, line: Line, week: int) -> float:
        """How far the forecast is from what comes out."""
        key = key_of(f"forecast {line.country} {line.title}")
        return 0.5 * line.deviation * bell(stream(self._seed, key, _LEVEL, week))

    @staticmethod
    def _text(line: Line, value: float) -> str:
        return f"{value:.{line.places}f}{line.unit}"
