"""Log-prices of the things that symbols are made of (currencies, metals, the share market, one company).

A path is a hierarchy of bridges: 64-day blocks, days, hours, minutes, slots. Every level draws its noise by address, so
any slot can be reached directly, and every level keeps inside a known band around its anchors, so extremes of a long
range can be found without visiting it.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, gcd, sqrt

from tui.simulator.market.noise import Memory, bell, bridge, key_of, stream
from tui.simulator.market.zone import WarsawTime

BLOCK_DAYS = 64
_ERA_BLOCKS = 16

_BLOCK_CAP = 1.5
_DAY_CAP = 1.1
HOUR_CAP = 0.9
"""Minute anchors stay within this many deviations of the line between their hour's anchors."""
SLOT_CAP = 0.6
"""Slots stay within this many deviations of the line between their minute's anchors."""

# Sixty roots of variance weights: most minutes are calm, a few are wild. Each hour deals them in its own order.
_MINUTE_WEIGHTS = tuple(0.3 + 3.0 * ((index + 0.5) / 60) ** 4 for index in range(60))
_STRIDES = tuple(stride for stride in range(1, 60) if gcd(stride, 60) == 1)
_DEALT = tuple(tuple(sqrt(_MINUTE_WEIGHTS[index * stride % 60]) for index in range(60)) * 2 for stride in _STRIDES)
_MINUTE_TOTAL = sum(_MINUTE_WEIGHTS)
WILDEST_MINUTE = sqrt(max(_MINUTE_WEIGHTS) / _MINUTE_TOTAL)
"""Deviation of the wildest minute as a share of its hour's deviation."""

Level = tuple[Sequence[float], Sequence[float]]
"""Anchors (one more than children) and the deviation of each child."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How variance spreads over the week: 168 weights by hour of the week, a mean weekday adding up to 1."""

    hours: tuple[float, ...]
    days: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Factor:
    """One source of movement. `sigma` is the deviation of a mean weekday's log change."""

    key: int
    sigma: float
    profile: Profile
    activity: float
    """Share of slots in which the factor moves at the busiest hours."""


def make_factor(name: str, sigma: float, profile: Profile, activity: float) -> Factor:
    """A factor whose noise hangs on its name."""
    return Factor(key_of(name), sigma, profile, activity)


class Paths:
    """Walks of all factors of one seed. Caches hold a bounded number of days, hours and minutes."""

    def __init__(self, seed: int, slots_per_minute: int, zone: WarsawTime, factors: int, *, every_slot: bool) -> None:
        """`factors` sizes the caches; with `every_slot` factors move in each slot whatever their activity."""
        self._seed = seed
        self._slots = slots_per_minute
        self._zone = zone
        self._every_slot = every_slot
        self._blocks: Memory[Level] = Memory(256 + 2 * factors)
        self._days: Memory[Level] = Memory(512 + 2 * factors)
        self._hours: Memory[Level] = Memory(512 + 2 * factors)
        self._minutes: Memory[array[float]] = Memory(max(factors + 32, ceil(250_000 / slots_per_minute)))

    def _anchor(self, factor: Factor, block: int) -> float:
        """Log-price at the start of a block: a slow swell plus a draw of its own, so prices never wander off."""
        era, inside = divmod(block, _ERA_BLOCKS)
        left = bell(stream(self._seed, factor.key, 0, era))
        right = bell(stream(self._seed, factor.key, 0, era + 1))
        swell = left + (right - left) * inside / _ERA_BLOCKS
        return factor.sigma * (6.0 * swell + 4.0 * bell(stream(self._seed, factor.key, 1, block)))

    def _block(self, factor: Factor, block: int) -> Level:
        address = factor.key ^ (block << 64)
        known = self._blocks.get(address)
        if known is None:
            uniform = stream(self._seed, factor.key, 2, block)
            first = block * BLOCK_DAYS + 3  # day 0 was a Thursday
            roots = [
                sqrt(factor.profile.days[day % 7] * (0.5 + 1.5 * uniform() ** 2))
                for day in range(first, first + BLOCK_DAYS)
            ]
            sigma = factor.sigma * sqrt(sum(root * root for root in roots))
            ends = (self._anchor(factor, block), self._anchor(factor, block + 1))
            path = bridge(uniform, ends, sigma, roots, _BLOCK_CAP)
            known = (path, [factor.sigma * root for root in roots])
            self._blocks.put(address, known)
        return known

    def day(self, factor: Factor, day: int) -> Level:
        """25 hour anchors of a UTC day and the deviations of its 24 hours."""
        address = factor.key ^ (day << 64)
        known = self._days.get(address)
        if known is None:
            block, inside = divmod(day, BLOCK_DAYS)
            anchors, sigmas = self._block(factor, block)
            uniform = stream(self._seed, factor.key, 3, day)
            hours, zone, first = factor.profile.hours, self._zone, day * 24
            roots = [
                sqrt(hours[zone.hour_of_week(hour)] * (0.6 + 0.8 * uniform())) for hour in range(first, first + 24)
            ]
            path = bridge(uniform, (anchors[inside], anchors[inside + 1]), sigmas[inside], roots, _DAY_CAP)
            scale = sigmas[inside] / sqrt(sum(root * root for root in roots))
            known = (path, [scale * root for root in roots])
            self._days.put(address, known)
        return known

    def hour(self, factor: Factor, hour: int) -> Level:
        """61 minute anchors of a UTC hour and the deviations of its 60 minutes."""
        address = factor.key ^ (hour << 64)
        known = self._hours.get(address)
        if known is None:
            day, inside = divmod(hour, 24)
            anchors, sigmas = self.day(factor, day)
            uniform = stream(self._seed, factor.key, 4, hour)
            offset = int(uniform() * 60)
            roots = _DEALT[int(uniform() * len(_DEALT))][offset : offset + 60]
            path = bridge(uniform, (anchors[inside], anchors[inside + 1]), sigmas[inside], roots, HOUR_CAP)
            scale = sigmas[inside] / sqrt(_MINUTE_TOTAL)
            known = (path, [scale * root for root in roots])
            self._hours.put(address, known)
        return known

    def minute(self, factor: Factor, minute: int) -> array[float]:
        """The value in every slot of a UTC minute; slot 0 is the minute's anchor."""
        address = factor.key ^ (minute << 64)
        known = self._minutes.get(address)
        if known is None:
            hour, inside = divmod(minute, 60)
            anchors, sigmas = self.hour(factor, hour)
            known = self._walk(factor, minute, anchors[inside], anchors[inside + 1], sigmas[inside])
            self._minutes.put(address, known)
        return known

    def _walk(self, factor: Factor, minute: int, start: float, end: float, sigma: float) -> array[float]:
        count = self._slots
        uniform = stream(self._seed, factor.key, 5, minute)
        activity = 1.0 if self._every_slot else self._activity(factor, minute // 60)
        if activity >= 1.0:
            noise = list(accumulate([uniform() - 0.5 for _ in range(count)]))
            shares = [index / count for index in range(1, count)]
            moves, activity = count, 1.0
        else:
            # One draw decides whether the slot moves and, when it does, how far.
            middle = activity / 2
            steps = [draw - middle if (draw := uniform()) < activity else 0.0 for _ in range(count)]
            noise = list(accumulate(steps))
            moves = max(count - steps.count(0.0), 1)
            shares = [index / moves for index in accumulate(map(bool, steps))]
            shares.pop()
        total = noise.pop()
        if not noise:
            return array("d", [start])
        swing = [value - total * share for value, share in zip(noise, shares, strict=True)]
        scale = sigma * sqrt(12.0 / moves) / activity
        highest, lowest = max(swing), min(swing)
        peak = max(highest, -lowest) * scale
        if peak > SLOT_CAP * sigma:
            scale *= SLOT_CAP * sigma / peak
        rise = end - start
        path = [start]
        path += [start + scale * value + rise * share for value, share in zip(swing, shares, strict=True)]
        return array("d", path)

    def _activity(self, factor: Factor, hour: int) -> float:
        weight = factor.profile.hours[self._zone.hour_of_week(hour)] * 24
        return factor.activity * min(1.0, 0.25 + weight)
