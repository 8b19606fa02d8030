"""Bid prices of listings by slot, and the exact extremes of any stretch of slots."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from math import exp

from tui.simulator.market.factors import HOUR_CAP, SLOT_CAP, WILDEST_MINUTE, Level, Paths
from tui.simulator.market.hours import Span
from tui.simulator.market.listing import Listing

Track = tuple[float, Sequence[float]]
"""A weight and the factor's values in the slots of one minute."""

_HOUR_BAND = HOUR_CAP + SLOT_CAP * WILDEST_MINUTE
_SLACK = 1e-11  # covers the rounding of sums in bounds; far below the smallest price step

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
        hours = [(self._bounds_of_hour(listing, span), span) for span in spans]
        opened: dict[Span, list[tuple[float, float, float, int]]] = {}
        ends = [self._best(listing, hours, opened, sign) for sign in (-1.0, 1.0)]
        return -ends[0], ends[1]

    def _bounds_of_hour(self, listing: Listing, span: Span) -> Extremes:
        day, inside = divmod(span[0], 24)
        low = high = 0.0
        for weight, factor in listing.blend:
            anchors, sigmas = self._paths.day(factor, day)
            left, right = weight * anchors[inside], weight * anchors[inside + 1]
            reach = abs(weight) * sigmas[inside] * _HOUR_BAND + _SLACK
            low += (left if left < right else right) - reach
            high += (right if left < right else left) + reach
        return low, high

    def _minutes_of(self, listing: Listing, span: Span) -> list[tuple[float, float, float, int]]:
        """(low bound, high bound, value in slot 0, minute) of each minute of a span."""
        hour, first, last = span
        levels: list[tuple[float, Level]] = [(w, self._paths.hour(factor, hour)) for w, factor in listing.blend]
        found: list[tuple[float, float, float, int]] = []
        for inside in range(first, last):
            low = high = start = 0.0
            for weight, (anchors, sigmas) in levels:
                left, right = weight * anchors[inside], weight * anchors[inside + 1]
                reach = abs(weight) * sigmas[inside] * SLOT_CAP + _SLACK
                start += left
                low += (left if left < right else right) - reach
                high += (right if left < right else left) + reach
            found.append((low, high, start, hour * 60 + inside))
        return found

    def _best(
        self,
        listing: Listing,
        hours: Sequence[tuple[Extremes, Span]],
        opened: dict[Span, list[tuple[float, float, float, int]]],
        sign: float,
    ) -> float:
        """The highest value of `sign` × log-price."""
        upward = sign > 0
        best = float("-inf")
        pool: list[tuple[float, int]] = []
        for reach, span in sorted([(b[1] if upward else -b[0], span) for b, span in hours], reverse=True):
            if reach <= best:
                break
            minutes = opened.get(span)
            if minutes is None:
                minutes = opened[span] = self._minutes_of(listing, span)
            best = max(best, max([item[2] for item in minutes]) if upward else -min([item[2] for item in minutes]))
            pool += [(item[1] if upward else -item[0], item[3]) for item in minutes]
        pool = [item for item in pool if item[0] > best]
        pool.sort(reverse=True)
        for reach, minute in pool:
            if reach <= best:
                break
            low, high = self.stretch(listing, minute, 0, self._slots)
            best = max(best, high if upward else -low)
        return best
