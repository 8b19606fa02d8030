"""How wide the spread is, how much stands on each level, and how much is traded in an hour."""

from __future__ import annotations

from itertools import accumulate

from tui.simulator.market.hours import EDGE_MINUTES
from tui.simulator.market.listing import Listing
from tui.simulator.market.noise import Memory, mix, stream
from tui.simulator.market.zone import WarsawTime

BREATH_MS = 5_000
"""The spread holds for this long at least."""
WIDEST = 9.0
"""A spread is never wider than this many times the usual one."""

_ROLLOVER_MINUTE = 23 * 60  # 17:00 in New York, most of the year
_BURST_ODDS = 480
_UNIT = 1 / (1 << 64)
_VOLUME_LEVEL = 6


class Sizes:
    """Spread, sizes and traded volume of one seed."""

    def __init__(self, seed: int, slot_ms: int, zone: WarsawTime) -> None:
        self._seed = mix(seed)
        self._zone = zone
        self._slot_ms = slot_ms
        self._splits: Memory[list[int]] = Memory(2048)

    def spread(self, listing: Listing, breath: int) -> int:
        """Points between bid and ask during one breath (`BREATH_MS` since 1970)."""
        minute = breath * BREATH_MS // 60_000
        draw = mix(self._seed ^ listing.key ^ breath) * _UNIT
        wide = 0.85 + 0.6 * draw * draw
        edge = listing.quotes.minutes_from_edge(minute)
        if edge < EDGE_MINUTES:
            wide *= 1.0 + 1.6 * (1 - edge / EDGE_MINUTES)
        if listing.rolls_over:
            wide *= self._rollover(minute)
        # A burst hits all symbols of a timetable together, as news does, and fades over three minutes.
        burst, fading = divmod(minute, 3)
        if mix(self._seed + 7 * burst) % _BURST_ODDS == 0:
            wide *= 2.2 - 0.4 * fading
        return max(1, round(listing.symbol.spread_points * min(wide, WIDEST)))

    def _rollover(self, minute: int) -> float:
        hour, inside = divmod(minute, 60)
        away = abs((self._zone.wall_hour(hour) % 24) * 60 + inside - _ROLLOVER_MINUTE)
        return 1.0 + 2.5 * (1 - away / 15) if away < 15 else 1.0

    def sizes(self, listing: Listing, slot: int, level: int) -> tuple[int, int]:
        """(bid size, ask size) of a level in a slot; farther levels are larger."""
        chance = mix(self._seed ^ listing.key ^ (slot // listing.refresh_slots) ^ (level << 58))
        unit = listing.size_unit * (1 + level)
        return unit * (1 + (chance & 0xFF) % 9), unit * (1 + (chance >> 8 & 0xFF) % 9)

    def hour_volume(self, listing: Listing, hour: int) -> int:
        """What an hour that is open throughout would trade."""
        draw = mix(self._seed ^ listing.key ^ (hour + (1 << 57))) * _UNIT
        shape = listing.volume_shape[self._zone.hour_of_week(hour)]
        return round(listing.hourly_volume * shape * (0.6 + 0.8 * draw))

    def minute_volumes(self, listing: Listing, hour: int) -> list[int]:
        """The hour's volume in running totals: entry m is what the first m minutes trade (61 entries)."""
        address = listing.key ^ (hour << 64)
        known = self._splits.get(address)
        if known is None:
            uniform = stream(self._seed, listing.key, _VOLUME_LEVEL, hour)
            running = list(accumulate([0.2 + uniform() for _ in range(60)], initial=0.0))
            total = self.hour_volume(listing, hour)
            known = [int(total * part / running[-1]) for part in running]
            known[-1] = total  # whatever the last division rounds to
            self._splits.put(address, known)
        return known
