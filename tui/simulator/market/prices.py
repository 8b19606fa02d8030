"""Bid prices of listings by slot, and the exact extremes of any stretch of slots."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from math import exp
from operator import add

from tui.simulator.market.factors import HOUR_CAP, SLOT_CAP, WILDEST_MINUTE, Factor, Paths
from tui.simulator.market.hours import Span
from tui.simulator.market.listing import Listing

Track = tuple[float, Sequence[float]]
"""A weight and the factor's values in the slots of one minute."""

_HOUR_BAND = HOUR_CAP + SLOT_CAP * WILDEST_MINUTE
_SLACK = 1e-11  # covers the rounding of sums in bounds; far below the smallest price step

Blend = tuple[tuple[float, Factor], ...]
"""Weights on factors."""

Extremes = tuple[float, float]
"""Lowest and highest log-price relative to the reference."""

NOTHING: Extremes = (float("inf"), float("-inf"))


def log_at(tracks: Sequence[Track], index: int) -> float:
    """The log-price in one slot of a minute. Every price of the market comes through this sum, in this order."""
    total = 0.0
    for weight, values in tracks:
        total += weight * values[index]
    return total


def merge(one: Extremes, other: Extremes) -> Extremes:
    """The extremes of both."""
    return min(one[0], other[0]), max(one[1], other[1])


class Prices:
    """Prices of listings from the paths of their factors."""

    def __init__(self, paths: Paths, slots_per_minute: int) -> None:
        self._paths = paths
        self._slots = slots_per_minute

    def tracks(self, listing: Listing, minute: int) -> list[Track]:
        """What `log_at` sums up for the slots of this minute."""
        walk = self._paths.minute
        return [(weight, walk(factor, minute)) for weight, factor in listing.blend]

    def bid(self, listing: Listing, slot: int) -> int:
        """The bid in points in an absolute slot, whether the symbol quotes then or not."""
        minute, index = divmod(slot, self._slots)
        return self.points(listing, log_at(self.tracks(listing, minute), index))

    @staticmethod
    def points(listing: Listing, log: float) -> int:
        """A log-price as whole points, at least one."""
        return max(1, round(listing.reference_points * exp(log)))

    def stretch(self, listing: Listing, minute: int, first: int, last: int) -> Extremes:
        """Extremes of the slots [first, last) of one minute."""
        tracks = self.tracks(listing, minute)
        if len(tracks) == 1:
            weight, values = tracks[0]
            part: Sequence[float] = values if last - first == self._slots else values[first:last]
            low, high = weight * min(part), weight * max(part)
            return (low, high) if weight > 0 else (high, low)
        sums = self._sums(tracks, first, last)
        return min(sums), max(sums)

    @staticmethod
    def _sums(tracks: Sequence[Track], first: int, last: int) -> list[float]:
        parts: list[tuple[float, array[float] | Sequence[float]]] = [(w, values[first:last]) for w, values in tracks]
        if len(parts) == 2:
            (one, left), (two, right) = parts
            return [one * x + two * y for x, y in zip(left, right, strict=True)]
        if len(parts) == 3:
            (one, left), (two, middle), (three, right) = parts
            return [one * x + two * y + three * z for x, y, z in zip(left, middle, right, strict=True)]
        return [log_at(parts, index) for index in range(last - first)]

    def extremes(self, listing: Listing, spans: Sequence[Span]) -> Extremes:
        """Exact extremes over whole open minutes, found by branch and bound: hours, then minutes, then slots.

        A bound says how far an hour or minute can reach at most; what cannot beat the best so far is not visited.
        """
        if not spans:
            return NOTHING
        return -self._highest(listing, spans, -1.0), self._highest(listing, spans, 1.0)

    def _highest(self, listing: Listing, spans: Sequence[Span], sign: float) -> float:
        """The highest value of `sign` × log-price; negating every weight is exact, so both signs share the code."""
        blend = tuple((sign * weight, factor) for weight, factor in listing.blend)
        best = float("-inf")
        pool: list[tuple[float, int]] = []
        hours = [(self._bound_of_hour(blend, span[0]), span) for span in spans]
        hours.sort(reverse=True)
        for bound, span in hours:
            if bound <= best:
                break
            hour, first, _ = span
            starts, bounds = self._bounds_of_minutes(blend, span)
            start = max(starts)
            best = max(best, start)
            pool += [(reach, minute) for minute, reach in enumerate(bounds, hour * 60 + first) if reach > best]
        pool.sort(reverse=True)
        for bound, minute in pool:
            if bound <= best:
                break
            low, high = self.stretch(listing, minute, 0, self._slots)
            best = max(best, high if sign > 0 else -low)
        return best

    def _bound_of_hour(self, blend: Blend, hour: int) -> float:
        day, inside = divmod(hour, 24)
        bound = 0.0
        for weight, factor in blend:
            anchors, sigmas = self._paths.day(factor, day)
            left, right = weight * anchors[inside], weight * anchors[inside + 1]
            bound += (left if left > right else right) + abs(weight) * sigmas[inside] * _HOUR_BAND + _SLACK
        return bound

    def _bounds_of_minutes(self, blend: Blend, span: Span) -> tuple[list[float], list[float]]:
        """For each minute of a span: the value in its slot 0, and the most that its slots can reach."""
        hour, first, last = span
        starts: list[float] = []
        bounds: list[float] = []
        for weight, factor in blend:
            anchors, sigmas = self._paths.hour(factor, hour)
            line = [weight * value for value in anchors[first : last + 1]]
            reach = abs(weight) * SLOT_CAP
            tops = [
                (left if left > right else right) + reach * sigma + _SLACK
                for left, right, sigma in zip(line, line[1:], sigmas[first:last], strict=False)
            ]
            line.pop()
            starts = list(map(add, starts, line)) if starts else line
            bounds = list(map(add, bounds, tops)) if bounds else tops
        return starts, bounds
