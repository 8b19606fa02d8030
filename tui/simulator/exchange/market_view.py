"""The part of the market that the exchange asks, and a memo of one moment's answers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol

from tui.simulator.market import Candle, Quote, Symbol


class MarketView(Protocol):
    """What `tui.simulator.market.Market` offers and the exchange needs; see there for shapes and errors."""

    @property
    def symbols(self) -> Mapping[str, Symbol]:
        """Instruments by name."""
        ...

    @property
    def slot_ms(self) -> int:
        """Length of a slot, within which no price moves."""
        ...

    def slot_start(self, at_ms: int) -> int:
        """Return the start of the slot that holds `at_ms`."""
        ...

    def quote(self, name: str, at_ms: int) -> Quote:
        """Return level 0 at `at_ms`."""
        ...

    def is_open(self, name: str, at_ms: int) -> bool:
        """Tell whether the symbol may be traded at `at_ms`."""
        ...

    def day_start_ms(self, at_ms: int) -> int:
        """Return the midnight in Warsaw at or before `at_ms`."""
        ...

    def candles(self, name: str, period_minutes: int, from_ms: int, to_ms: int, at_ms: int) -> list[Candle]:
        """Return the candles that start in [from, to) as known at `at_ms`, oldest first."""
        ...

    def rate(self, from_currency: str, to_currency: str, at_ms: int) -> Decimal:
        """Return how much of the one currency a unit of the other costs, in the middle."""
        ...


class Prices:
    """Quotes, rates and hours of one moment: each is asked of the market once, until the moment moves."""

    def __init__(self, market: MarketView, now_ms: int) -> None:
        self.market = market
        self.now_ms = now_ms
        self._quotes: dict[str, Quote] = {}
        self._rates: dict[tuple[str, str], Decimal] = {}
        self._open: dict[str, bool] = {}

    def move(self, now_ms: int) -> None:
        """Make `now_ms` the moment; a moment may also lie before the last one."""
        if now_ms == self.now_ms:
            return
        self.now_ms = now_ms
        self._quotes.clear()
        self._rates.clear()
        self._open.clear()

    def symbol(self, name: str) -> Symbol:
        """Return the instrument; KeyError when there is none."""
        return self.market.symbols[name]

    def quote(self, name: str) -> Quote:
        """Return the moment's quote."""
        found = self._quotes.get(name)
        if found is None:
            found = self._quotes[name] = self.market.quote(name, self.now_ms)
        return found

    def rate(self, from_currency: str, to_currency: str) -> Decimal:
        """Return the moment's mid rate with seven places."""
        if from_currency == to_currency:
            return Decimal(1)
        found = self._rates.get((from_currency, to_currency))
        if found is None:
            found = self._rates[from_currency, to_currency] = self.market.rate(
                from_currency, to_currency, self.now_ms
            ).quantize(Decimal("0.0000001"))
        return found

    def is_open(self, name: str) -> bool:
        """Tell whether the symbol may be traded at the moment."""
        found = self._open.get(name)
        if found is None:
            found = self._open[name] = self.market.is_open(name, self.now_ms)
        return found
