"""What the customers trade on their servers: a handful of instruments with prices that wander through the years."""

from __future__ import annotations

from dataclasses import dataclass
from math import sin

from tui.simulator.crm.people import DAY_MS


@dataclass(frozen=True, slots=True)
class Instrument:
    """Prices are integers in points of 10^-digits; `point_cents` is what a point of one lot is worth in US cents.

    `move` is a usual move of a trade, in points; `fee_cents` the commission for a lot, in US cents.
    """

    name: str
    digits: int
    base: int
    point_cents: int
    move: int
    weight: int
    fee_cents: int = 0

    def price(self, at_ms: int) -> int:
        """Return the price of a moment, in points."""
        days = at_ms / DAY_MS
        phase = len(self.name) * 1.7 + self.digits
        return round(self.base * (1 + 0.07 * sin(days / 173 + phase) + 0.02 * sin(days / 31 + phase)))


INSTRUMENTS = (
    Instrument("EURUSD", 5, 110_000, 100, 250, 30, 350),
    Instrument("GBPUSD", 5, 127_000, 100, 320, 14, 350),
    Instrument("USDJPY", 3, 145_000, 67, 300, 12, 350),
    Instrument("XAUUSD", 2, 215_000, 100, 900, 18, 700),
    Instrument("USOIL", 2, 7_800, 1000, 60, 7),
    Instrument("US500", 1, 52_000, 500, 250, 9),
    Instrument("DE40", 1, 179_000, 270, 900, 7),
    Instrument("BTCUSD", 2, 6_400_000, 1, 90_000, 3),
)

RATES_PER_MILLE = {"USD": 1000, "EUR": 920, "GBP": 790, "PLN": 3950, "CZK": 23_000}
"""Thousandths of a currency for a US dollar, at all times: the CRM's own rates."""
