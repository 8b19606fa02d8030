"""Candles, their periods and how shorter ones fold into longer ones."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

SERVER_ZONE = ZoneInfo("Europe/Warsaw")
"""The broker's days begin at midnight CET/CEST (XAPI 5.3.3)."""

MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DAY_MS = 86_400_000

# A Monday at midnight in the broker's zone, from which 30-day blocks are counted.
_BLOCK_ORIGIN = datetime(2001, 1, 1, tzinfo=SERVER_ZONE).date()


class Period(enum.IntEnum):
    """The periods of XAPI 5.3.3; the value is the length in minutes."""

    M1 = 1
    M5 = 5
    M15 = 15
    M30 = 30
    H1 = 60
    H4 = 240
    D1 = 1440
    W1 = 10080
    MN1 = 43200

    @property
    def length_ms(self) -> int:
        """The nominal length in milliseconds; days of a clock change differ by an hour."""
        return self.value * MINUTE_MS


@dataclass(frozen=True, slots=True)
class Candle:
    """Open, high, low and close of the bid over one period that starts at `start_ms` (UTC); volume in lots."""

    start_ms: int
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal

    def with_price(self, price: Decimal) -> Candle:
        """Return the candle after one more price."""
        return Candle(self.start_ms, self.open, max(self.high, price), min(self.low, price), price, self.volume)

    def with_candle(self, later: Candle) -> Candle:
        """Return the candle extended by a later, shorter one."""
        return Candle(
            self.start_ms,
            self.open,
            max(self.high, later.high),
            min(self.low, later.low),
            later.close,
            self.volume + later.volume,
        )


@lru_cache(maxsize=4096)
def _local_hour(hour_start_ms: int) -> datetime:
    return datetime.fromtimestamp(hour_start_ms / 1000, UTC).astimezone(SERVER_ZONE)


def _to_ms(local: datetime) -> int:
    return int(local.timestamp()) * 1000


def period_start(period: Period, at_ms: int) -> int:
    """Return the UTC start of the candle that contains `at_ms`.

    Periods up to one hour align with UTC; longer ones with the broker's midnight, weeks with its Monday, and
    the 30-day period with blocks of 30 days of its calendar.
    """
    if period <= Period.H1:
        return at_ms - at_ms % period.length_ms
    local = _local_hour(at_ms - at_ms % HOUR_MS)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if period is Period.H4:
        return _to_ms(midnight.replace(hour=local.hour - local.hour % 4))
    if period is Period.D1:
        return _to_ms(midnight)
    days_back = local.weekday() if period is Period.W1 else (local.date() - _BLOCK_ORIGIN).days % 30
    day = local.date() - timedelta(days=days_back)
    return _to_ms(datetime(day.year, day.month, day.day, tzinfo=SERVER_ZONE))


def fold(candles: Iterable[Candle], period: Period) -> list[Candle]:
    """Fold ascending shorter candles into candles of `period`."""
    folded: list[Candle] = []
    for candle in candles:
        start = period_start(period, candle.start_ms)
        if folded and folded[-1].start_ms == start:
            folded[-1] = folded[-1].with_candle(candle)
        else:
            folded.append(Candle(start, candle.open, candle.high, candle.low, candle.close, candle.volume))
    return folded


def merge(known: list[Candle], fresh: Iterable[Candle]) -> list[Candle]:
    """Merge two ascending runs by start time; where both have one, the fresh candle wins."""
    by_start = {candle.start_ms: candle for candle in known}
    by_start.update((candle.start_ms, candle) for candle in fresh)
    return [by_start[start] for start in sorted(by_start)]
