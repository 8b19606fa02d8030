"""Working through a stretch of time so that nothing that the market did in it is missed, however long it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from tui.simulator.exchange.danger import Danger
from tui.simulator.exchange.floor import Floor
from tui.simulator.exchange.matching import Matching
from tui.simulator.exchange.requests import Requests
from tui.simulator.market import Candle

_MINUTE_MS = 60_000
_HOUR_MS = 3_600_000
_FEW_SLOTS = 8
_SHORT_GAP_MS = 2_000
_OVER_ANY_MIDNIGHT_MS = 26 * _HOUR_MS
_DAY = 1440
_STOP_OUT_PERIOD = 5
_LADDERS = ((6 * _HOUR_MS, (_DAY, 60, 5, 1)), (_HOUR_MS // 2, (60, 5, 1)), (0, (5, 1)))
"""From which length on, which candle periods in minutes a stretch is looked at with, coarsest first."""


class Timeline:
    """Moves state from its mark to a later time: requests, expiry and rollover at their moment, prices in between.

    A live step looks at every slot, up to eight of them. A long one asks candles which periods may have touched
    something, from days down to minutes, and looks at every slot of the minutes that may. Where an account may have to
    be stopped out, that is looked at every five minutes.
    """

    def __init__(
        self, floor: Floor, matching: Matching, danger: Danger, requests: Requests, commit: Callable[[], None]
    ) -> None:
        self._prices = floor.prices
        self._market = floor.prices.market
        self._settings = floor.settings
        self._state = floor.state
        self._profiles = floor.profiles
        self._matching = matching
        self._danger = danger
        self._requests = requests
        self._commit = commit
        self._day = (0, 0)

    def work(self, to_ms: int) -> Iterator[None]:
        """Advance to `to_ms`; a clock that was set back takes the mark and the waiting requests with it.

        A long way pauses now and then. At every pause the mark stands at what is done and all of it is written, so
        others may ask, submit, wake accounts, or never come back.
        """
        if to_ms < self._state.counters.advanced_to_ms:
            self._set_back(to_ms)
            return
        while (at := self._state.counters.advanced_to_ms) < to_ms:
            stop = max(at, min(to_ms, self._next_moment()))
            adopted = self._state.adopted
            for reached in self._between(at, stop):
                # The slot that begins there is still to be seen.
                self._state.mark(reached - 1)
                self._commit()
                yield
                if self._state.adopted != adopted:
                    break
            else:
                self._prices.move(stop)
                self._happen(stop)
        self._prices.move(to_ms)

    def _next_moment(self) -> int:
        """Return when something is due by the clock and not by a price."""
        at = self._state.counters.advanced_to_ms
        moments = [one.due_at_ms for one in self._state.waiting if one.due_at_ms is not None]
        moments += [one.expires_at_ms for one in self._state.pending.values() if one.expires_at_ms is not None]
        return min([*moments, self._next_midnight(at)])

    def _next_midnight(self, at_ms: int) -> int:
        # Asked twice in every step, and time zones are slow.
        if not self._day[0] <= at_ms < self._day[1]:
            begin = self._market.day_start_ms(at_ms)
            self._day = (begin, self._market.day_start_ms(begin + _OVER_ANY_MIDNIGHT_MS))
        return self._day[1]

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

    def _between(self, from_ms: int, to_ms: int) -> Iterator[int]:
        """Look at the prices of a stretch that lies within one day; yield how far that is done."""
        slot = self._market.slot_ms
        first, last = self._market.slot_start(from_ms) + slot, self._market.slot_start(to_ms)
        slots = range(first, last + 1, slot)
        if to_ms - from_ms <= _SHORT_GAP_MS or len(slots) <= _FEW_SLOTS:
            stride = max(1, -(-len(slots) // _FEW_SLOTS))
            for at in reversed(slots[::-1][::stride]):
                self._prices.move(at)
                self._matching.match()
            return
        periods = next(periods for least_ms, periods in _LADDERS if to_ms - from_ms >= least_ms)
        yield from self._walk(periods, from_ms + 1, to_ms, self._matching.concerned(), set(self._profiles))
        self._prices.move(to_ms)
        self._matching.match()

    def _walk(
        self, periods: tuple[int, ...], from_ms: int, to_ms: int, names: set[str], logins: set[str]
    ) -> Iterator[int]:
        """Go through [from, to) by candles of the first period, into finer ones where something may be hit.

        `names` are the symbols to look at, `logins` the accounts whose margin is to be watched.
        """
        period, *finer = periods
        length = period * _MINUTE_MS
        at = from_ms
        while at < to_ms:
            begin = self._market.day_start_ms(at) if period == _DAY else at - at % length
            end = to_ms if period == _DAY else min(begin + length, to_ms)
            here = {
                name: candle
                for name in sorted(names)
                for candle in self._market.candles(name, period, begin, begin + 1, end)
            }
            touched = self._touched(here, at, end)
            self._prices.move(at)
            low = self._danger.logins(here, logins) if period >= _STOP_OUT_PERIOD else set()
            if period > _STOP_OUT_PERIOD:
                touched |= self._danger.held(low)
            if touched and finer:
                yield from self._walk(tuple(finer), at, end, touched, low)
            elif touched:
                self._every_slot(at, end, touched)
            if low and period == _STOP_OUT_PERIOD:
                self._prices.move(end)
                self._matching.stop_out()
            yield end
            at = end

    def _touched(self, here: dict[str, Candle], from_ms: int, to_ms: int) -> set[str]:
        """Return the symbols that need a closer look; stops that trail on the others follow their candle."""
        touched: set[str] = set()
        for name, candle in here.items():
            trails = self._matching.trails(name)
            # A candle that began earlier may have its best price before the stretch.
            if self._matching.may_touch(name, candle) or (trails and candle.start_ms < from_ms - 1):
                touched.add(name)
            elif trails:
                self._prices.move(to_ms)
                self._matching.trail(name, candle)
        return touched

    def _every_slot(self, from_ms: int, to_ms: int, names: set[str]) -> None:
        slot = self._market.slot_ms
        for at in range(self._market.slot_start(from_ms + slot - 1), to_ms, slot):
            self._prices.move(at)
            self._matching.match(names)

    def _set_back(self, to_ms: int) -> None:
        self._prices.move(to_ms)
        self._state.mark(to_ms)
        latest = to_ms + self._settings.max_delay_ms
        for one in tuple(self._state.waiting):
            self._state.put_transaction(replace(one, due_at_ms=min(one.due_at_ms or latest, latest)))
        self._commit()
