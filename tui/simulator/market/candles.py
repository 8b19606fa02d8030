"""Candles of any period, exact to the slot, with volumes that add up."""

from __future__ import annotations

from collections.abc import Iterator

from tui.simulator.market.hours import Span
from tui.simulator.market.listing import Listing
from tui.simulator.market.periods import Periods
from tui.simulator.market.prices import NOTHING, Prices, merge
from tui.simulator.market.records import Candle
from tui.simulator.market.sizes import Sizes
from tui.simulator.market.zone import MINUTE_MS

_EARLIEST_MS = 946_684_800_000
"""2000-01-01: before it the venue has no history."""
_CHUNK = 40  # periods that a search backwards lays out at a time


class Candles:
    """Candles of listings; the slots of a candle are the slots that the quotes went through."""

    def __init__(self, prices: Prices, sizes: Sizes, periods: Periods, slot_ms: int) -> None:
        self._prices = prices
        self._sizes = sizes
        self._periods = periods
        self._slot_ms = slot_ms
        self._slots = MINUTE_MS // slot_ms

    def between(self, listing: Listing, period: int, from_ms: int, to_ms: int, at_ms: int) -> list[Candle]:
        """Candles with `from_ms <= start < to_ms` and `start <= at_ms`, oldest first."""
        return list(self._forward(listing, period, max(from_ms, _EARLIEST_MS), min(to_ms, at_ms + 1), at_ms))

    def ahead(self, listing: Listing, period: int, from_ms: int, count: int, at_ms: int) -> list[Candle]:
        """The first `count` candles with `from_ms <= start <= at_ms`."""
        found: list[Candle] = []
        if count <= 0:
            return found
        for candle in self._forward(listing, period, max(from_ms, _EARLIEST_MS), at_ms + 1, at_ms):
            found.append(candle)
            if len(found) == count:
                break
        return found

    def back(self, listing: Listing, period: int, before_ms: int, count: int, at_ms: int) -> list[Candle]:
        """The last `count` candles with `start < before_ms` and `start <= at_ms`, oldest first."""
        found: list[Candle] = []
        limit = min(before_ms, at_ms + 1)
        end = self._periods.after(period, self._periods.start(period, limit - 1))
        while len(found) < count and end > _EARLIEST_MS:
            start = self._periods.start(period, end - period * MINUTE_MS * _CHUNK)
            part = list(self._stretches(listing, period, start, min(end, limit), at_ms))
            missing = count - len(found)
            found += [self._candle(listing, *item, at_ms) for item in reversed(part[-missing:])]
            end = start
        found.reverse()
        return found

    def _forward(self, listing: Listing, period: int, from_ms: int, to_ms: int, at_ms: int) -> Iterator[Candle]:
        for start, spans in self._stretches(listing, period, from_ms, to_ms, at_ms):
            yield self._candle(listing, start, spans, at_ms)

    def _stretches(
        self, listing: Listing, period: int, from_ms: int, to_ms: int, at_ms: int
    ) -> Iterator[tuple[int, list[Span]]]:
        """(start, open minutes up to the minute of `at_ms`) of each period with quotes and a start in [from, to)."""
        limit = at_ms // MINUTE_MS + 1
        start = self._periods.start(period, from_ms)
        if start < from_ms:
            start = self._periods.after(period, start)
        while start < to_ms:
            end = self._periods.after(period, start)
            spans = list(listing.quotes.spans(start // MINUTE_MS, min(end // MINUTE_MS, limit)))
            if spans:
                yield start, spans
                start = end
            else:
                start = self._next_open(listing, period, end, to_ms)

    def _next_open(self, listing: Listing, period: int, start: int, to_ms: int) -> int:
        """The first period from `start` on that has an open minute; closed hours are skipped in one go."""
        for hour, first, _ in listing.quotes.spans(start // MINUTE_MS, max(start, to_ms) // MINUTE_MS + 1):
            return max(start, self._periods.start(period, (hour * 60 + first) * MINUTE_MS))
        return max(start, to_ms)

    def _candle(self, listing: Listing, start: int, spans: list[Span], at_ms: int) -> Candle:
        """One candle; the forming one ends with the slot of `at_ms`."""
        prices, slots = self._prices, self._slots
        hour, first, _ = spans[0]
        opening = prices.bid(listing, (hour * 60 + first) * slots)
        hour, first, last = spans[-1]
        final = hour * 60 + last - 1
        passed = min(at_ms // self._slot_ms - final * slots + 1, slots)
        closing = prices.bid(listing, final * slots + passed - 1)
        whole = spans
        extremes = NOTHING
        if passed < slots or (len(spans) == 1 and last - first == 1):
            extremes = prices.stretch(listing, final, 0, passed)
            whole = spans[:-1] + ([(hour, first, last - 1)] if last - first > 1 else [])
        low, high = merge(extremes, prices.extremes(listing, whole))
        volume = sum(self._volume(listing, span) for span in whole)
        if len(whole) < len(spans) or whole[-1] != spans[-1]:
            volume += self._volume(listing, (hour, last - 1, last)) * passed // slots
        return Candle(start, opening, prices.points(listing, high), prices.points(listing, low), closing, volume)

    def _volume(self, listing: Listing, span: Span) -> int:
        hour, first, last = span
        if last - first == 60:
            return self._sizes.hour_volume(listing, hour)
        running = self._sizes.minute_volumes(listing, hour)
        return running[last] - running[first]
