"""Mid conversion rates between currencies, from the same quotes that clients see."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, Decimal

from tui.simulator.market.assets import CURRENCIES
from tui.simulator.market.records import Symbol

Mid = Callable[[str, int], Decimal]
"""(pair name, at_ms) → middle of bid and ask."""

_CONTEXT = Context(prec=12, rounding=ROUND_HALF_EVEN)


class Rates:
    """Looks for the pair, then its inverse, then goes over the US dollar."""

    def __init__(self, pairs: dict[str, Symbol], mid: Mid) -> None:
        """`pairs` are all pairs of the catalogue, listed or not."""
        self._pairs = pairs
        self._mid = mid

    def rate(self, base: str, counter: str, at_ms: int) -> Decimal:
        """How much `counter` one `base` is worth, twelve significant digits. `KeyError` for an unknown currency."""
        for currency in (base, counter):
            if currency not in CURRENCIES:
                raise KeyError(currency)
        if base == counter:
            return Decimal(1)
        if base + counter in self._pairs:
            return self._mid(base + counter, at_ms)
        if counter + base in self._pairs:
            return _CONTEXT.divide(Decimal(1), self._mid(counter + base, at_ms))
        if "USD" not in (base, counter):
            return _CONTEXT.multiply(self.rate(base, "USD", at_ms), self.rate("USD", counter, at_ms))
        other = counter if base == "USD" else base
        to_euro = self.rate("EUR", other, at_ms)  # currencies without a dollar pair have a euro pair
        euro = self.rate("EUR", "USD", at_ms)
        return _CONTEXT.divide(to_euro, euro) if base == "USD" else _CONTEXT.divide(euro, to_euro)
