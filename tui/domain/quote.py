"""A price as the broker quoted it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Quote:
    """Bid and ask of one symbol at one depth level.

    `at_ms` is the broker's time of the tick (UTC); `high` and `low` are the day's, of the bid. Volumes are in
    the broker's unit (base currency for FX, lots elsewhere) and None where it gives none. Level 0 is the best
    price. Bid or ask is None where the broker sent no price.
    """

    symbol: str
    bid: Decimal | None
    ask: Decimal | None
    high: Decimal | None
    low: Decimal | None
    at_ms: int
    level: int = 0
    bid_volume: Decimal | None = None
    ask_volume: Decimal | None = None

    @property
    def spread(self) -> Decimal | None:
        """Ask minus bid as a price distance."""
        if self.bid is None or self.ask is None:
            return None
        return self.ask - self.bid
