"""What is wanted from the stream: an ordered list of wishes, from which the subscriptions follow."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QuoteWish:
    """Ticks of one symbol (XAPI 6.6).

    `min_arrival_ms` 0 lets the broker choose (200 ms), 1 means every tick; `max_level` None means all depth levels.
    """

    symbol: str
    min_arrival_ms: int = 0
    max_level: int | None = 0
