"""Working through a stretch of time so that nothing that the market did in it is missed, however long it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tui.simulator.exchange.floor import Floor
from tui.simulator.exchange.matching import Matching
from tui.simulator.exchange.requests import Requests

_MINUTE_MS = 60_000
_HOUR_MS = 3_600_000
_FEW_SLOTS = 8
_SHORT_GAP_MS = 2_000
_OVER_ANY_MIDNIGHT_MS = 26 * _HOUR_MS


class Timeline:
    """Moves state from its mark to a later time: requests, expiry and rollover at their moment, prices in between.

    A live step looks at every slot, up to eight of them. A long one asks candles which periods may have touched
    something, from hours down to minutes, and looks at every slot of the minutes that may.
    """

    def __init__(self, floor: Floor, matching: Matching, requests: Requests, commit: Callable[[], None]) -> None:
        self._prices = floor.prices
        self._market = floor.prices.market
        self._settings = floor.settings
        self._state = floor.state
        self._profiles = floor.profiles
        self._matching = matching
        self._requests = requests
        self._commit = commit
        self._coarsest = 0
        self._near_stop_out = False

    def work(self, to_ms: int) -> None:
        """Advance to `to_ms`; a clock that was set back takes the mark and the waiting requests with it."""
        at = self._state.counters.advanced_to_ms
        if to_ms < at:
            self._set_back(to_ms)
            return
        gap = to_ms - at
        periods = (1,) if gap <= 3 * _HOUR_MS else (5, 1) if gap <= 48 * _HOUR_MS else (60, 5, 1)
        self._coarsest = periods[0]
        while at < to_ms:
            stop = max(at, min(to_ms, self._next_moment()))
            if stop > at:
                self._between(at, stop, periods)
            self._prices.move(stop)
            self._happen(stop)
            at = stop
        self._prices.move(to_ms)

    def _next_moment(self) -> int:
        """Return when something is due by the clock and not by a price."""
        at = self._state.counters.advanced_to_ms
        moments = [one.due_at_ms for one in self._state.waiting if one.due_at_ms is not None]
        moments += [one.expires_at_ms for one in self._state.pending.values() if one.expires_at_ms is not None]
        return min([*moments, self._next_midnight(at)])

    def _next_midnight(self, at_ms: int) -> int:
        return self._market.day_start_ms(self._market.day_start_ms(at_ms) + _OVER_ANY_MIDNIGHT_MS)

    def _happen(self, at_ms: int) -> None:
        """Do what is due at this moment and write it down."""
        if at_ms >= self._next_midnight(self._state.counters.advanced_to_ms):
            self._matching.roll_over()
        self._state.mark(at_ms)
        due = [one for one in self._state.waiting if one.due_at_ms is not None and one.due_at_ms <= at_ms]
        for one in sorted(due, key=lambda one: (one.due_at_ms or 0, one.entry.seq)):
            self._requests.settle(one, self._profiles[one.entry.login])
        self._matching.expire()
        self._commit()

    def _between(self, from_ms: int, to_ms: int, periods: tuple[int, ...]) -> None:
        slot = self._market.slot_ms
        first, last = self._market.slot_start(from_ms) + slot, self._market.slot_start(to_ms)
        slots = range(first, last + 1, slot)
        if to_ms - from_ms <= _SHORT_GAP_MS or len(slots) <= _FEW_SLOTS:
            stride = max(1, -(-len(slots) // _FEW_SLOTS))
            for at in reversed(slots[::-1][::stride]):
                self._prices.move(at)
                self._matching.match()
            return
        self._walk(periods, from_ms, to_ms, self._matching.watched())

    def _walk(self, periods: tuple[int, ...], from_ms: int, to_ms: int, watched: set[str]) -> None:
        """Go through a stretch by candles of the first period, into finer ones where something may be hit."""
        if not periods:
            self._every_slot(from_ms, to_ms, watched)
            return
        period, *finer = periods
        length = period * _MINUTE_MS
        start = from_ms - from_ms % length
        candles = {
            name: {one.start_ms: one for one in self._market.candles(name, period, start, to_ms, to_ms)}
            for name in sorted(watched)
        }
        at = from_ms
        while at < to_ms:
            begin = at - at % length
            end = min(begin + length, to_ms)
            here = {name: held[begin] for name, held in candles.items() if begin in held}
            touched = {name for name, candle in here.items() if self._matching.may_touch(name, candle)}
            for name in here.keys() - touched:
                self._matching.trail(name, here[name])
            if touched:
                self._walk(tuple(finer), at, end, touched)
            if self._near_stop_out or period == self._coarsest:
                self._prices.move(end)
                self._near_stop_out = self._matching.stop_out()
            at = end

    def _every_slot(self, from_ms: int, to_ms: int, watched: set[str]) -> None:
        slot = self._market.slot_ms
        for at in range(self._market.slot_start(from_ms) + slot, self._market.slot_start(to_ms) + 1, slot):
            self._prices.move(at)
            self._matching.match(watched)

    def _set_back(self, to_ms: int) -> None:
        self._prices.move(to_ms)
        self._state.mark(to_ms)
        latest = to_ms + self._settings.max_delay_ms
        for one in tuple(self._state.waiting):
            self._state.put_transaction(replace(one, due_at_ms=min(one.due_at_ms or latest, latest)))
        self._commit()
