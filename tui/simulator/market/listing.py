"""One line of the venue's list: the instrument, when it trades, and how its price is made."""

from __future__ import annotations

from dataclasses import dataclass

from tui.simulator.market.factors import Factor
from tui.simulator.market.hours import Week
from tui.simulator.market.records import Symbol


@dataclass(frozen=True, slots=True)
class Listing:
    """A symbol with its price recipe: bid = round(reference × exp(sum of weight × factor))."""

    symbol: Symbol
    key: int
    """64-bit number of the name; addresses the symbol's own chance (spread, sizes, volume)."""
    quotes: Week
    trading: Week
    reference_points: float
    blend: tuple[tuple[float, Factor], ...]
    size_unit: int
    """Typical size of one order on level 0, in the unit of the sizes of quotes."""
    hourly_volume: float
    """Typical volume of an hour, before the week's shape."""
    volume_shape: tuple[float, ...]
    """168 weights by hour of the week, about 1 in a usual hour."""
    refresh_slots: int
    """Sizes change every so many slots."""
    rolls_over: bool
    """Whether the spread widens around the daily rollover."""
