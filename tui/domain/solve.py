"""From typed amounts to prices and lots: what the ticket and the forms for open trades have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import TypeVar

from tui.domain.costs import lot_value
from tui.domain.entry import Amount, EntryError, Field, Unit
from tui.domain.facts import Facts, Problem
from tui.domain.position import Side
from tui.domain.rates import profit_rate
from tui.domain.rules import grid, lots_text
from tui.domain.volumes import floor_volume

_HUNDRED = Decimal(100)
T = TypeVar("T")


@dataclass(slots=True)
class Solver:
    """Solves the fields of one order one after the other and collects what is wrong with them.

    `entry` is the price that distances count from. Every method returns None where it could not solve and has then
    added the problem, or where nothing was typed.
    """

    facts: Facts
    side: Side
    entry: Decimal | None = None
    problems: list[Problem] = field(default_factory=list)

    def read(self, parse: Callable[[], T | None]) -> T | None:
        """Return what `parse` reads; its refusal becomes a problem."""
        try:
            return parse()
        except EntryError as error:
            self.problems.append(Problem(error.field, error.text, error.remedy))
            return None

    def price(self, amount: Amount | None) -> Decimal | None:
        """Return the price of a pending order; distances count from the price at which the side would trade now."""
        if amount is None or amount.unit is Unit.PRICE:
            return None if amount is None else amount.value
        market = self.facts.opening_price(self.side)
        if market is None:
            return self._no(Field.PRICE, "there is no market price to count from", "write the price")
        away = self._distance(amount, market)
        price = _on_grid(market + away, grid(self.facts.instrument), ROUND_HALF_EVEN)
        return price if price > 0 else self._no(Field.PRICE, "this is below zero", "write a smaller distance")

    def stop_loss(self, amount: Amount | None, lots: Decimal | None) -> Decimal | None:
        """Return the stop loss: a price as typed, a distance to the losing side; money needs lots."""
        return self._level(Field.STOP_LOSS, amount, lots, -self.side.sign, None)

    def take_profit(self, amount: Amount | None, lots: Decimal | None, stop_loss: Decimal | None) -> Decimal | None:
        """Return the take profit: a price as typed, a distance to the winning side; R counts from the stop loss."""
        return self._level(Field.TAKE_PROFIT, amount, lots, self.side.sign, stop_loss)

    def lots_at_risk(self, amount: Amount, stop_loss: Decimal | None) -> Decimal | None:
        """Return the most lots in step that lose no more than the amount at the stop loss.

        Only the way from entry to stop loss counts, at the dearer side of the exchange rate; commission, swap and
        slippage come on top.
        """
        money = self._money_at_risk(amount)
        if money is None:
            return None
        if self.entry is None or stop_loss is None:
            if not any(problem.field is Field.STOP_LOSS for problem in self.problems):
                self._no(Field.STOP_LOSS, "a risk needs a stop loss", "set the stop loss, or write the volume in lots")
            return None
        distance, rate = (self.entry - stop_loss) * self.side.sign, profit_rate(self.facts)
        if distance <= 0:
            return self._no(Field.VOLUME, "the stop loss is not on the losing side", "move it, or write lots")
        if rate is None:
            pair = f"{self.facts.instrument.profit_currency} → {self.facts.currency or 'account'}"
            return self._no(Field.VOLUME, f"no rate {pair} is known yet", "wait for it, or write lots")
        per_lot = lot_value(distance, Decimal(1), self.facts) * rate.high
        lots = floor_volume(money / per_lot, self.facts.instrument, self.facts.step_rule)
        least = self.facts.instrument.lot_min
        if lots <= 0 or (least is not None and lots < least):
            smallest = least or self.facts.instrument.lot_step or Decimal(1)
            text = f"{lots_text(smallest)} lots would risk {{}}, more than {{}}"
            return self._no(Field.VOLUME, text, "risk more, or bring the stop loss nearer", per_lot * smallest, money)
        return lots

    def offset(self, amount: Amount | None) -> int:
        """Return the trailing distance in points, 0 for none."""
        if amount is None:
            return 0
        instrument = self.facts.instrument
        points = amount.value if amount.unit is Unit.POINTS else amount.value * instrument.pip / instrument.point
        if points != points.to_integral_value():
            self._no(Field.TRAILING, "finer than a point", f"write {points.to_integral_value(ROUND_FLOOR)} points")
            return 0
        return int(points)

    def missing(self, place: Field, remedy: str) -> None:
        """Add that a field is empty, unless something else is wrong with it already."""
        if not any(problem.field is place for problem in self.problems):
            self.problems.append(Problem(place, f"a {place.value} is missing", remedy))

    def _level(
        self, place: Field, amount: Amount | None, lots: Decimal | None, direction: int, stop_loss: Decimal | None
    ) -> Decimal | None:
        if amount is None or amount.unit is Unit.PRICE:
            return None if amount is None else amount.value
        if self.entry is None:
            return self._no(place, "there is no price to count from", "write a price")
        if amount.unit is Unit.MONEY:
            distance = self._money_distance(place, amount.value, lots)
        elif amount.unit is Unit.R:
            distance = self._risk_distance(place, amount.value, stop_loss)
        else:
            distance = self._distance(amount, self.entry)
        if distance is None:
            return None
        # Rounding goes towards the entry, so that a solved level never risks more than what was typed.
        rounding = ROUND_FLOOR if direction > 0 else ROUND_CEILING
        level = _on_grid(self.entry + distance * direction, grid(self.facts.instrument), rounding)
        if level <= 0:
            return self._no(place, "this is below zero", "write a smaller distance")
        return level if level != self.entry else self._no(place, "smaller than one step of the price", "write more")

    def _distance(self, amount: Amount, reference: Decimal) -> Decimal:
        if amount.unit is Unit.PERCENT:
            return reference * amount.value / _HUNDRED
        return amount.value * self.facts.instrument.pip

    def _money_distance(self, place: Field, money: Decimal, lots: Decimal | None) -> Decimal | None:
        rate = profit_rate(self.facts)
        if lots is None or lots <= 0:
            return self._no(place, "money needs a volume in lots", "write lots, or a price, pips or % here")
        if rate is None:
            return self._no(place, "the exchange rate is not known yet", "write a price, pips or %")
        return money / (lot_value(Decimal(1), lots, self.facts) * rate.high)

    def _risk_distance(self, place: Field, multiple: Decimal, stop_loss: Decimal | None) -> Decimal | None:
        risked = Decimal(0) if stop_loss is None or self.entry is None else (self.entry - stop_loss) * self.side.sign
        if risked <= 0:
            return self._no(place, "R counts from a stop loss on the losing side", "set the stop loss first")
        return risked * multiple

    def _money_at_risk(self, amount: Amount) -> Decimal | None:
        if amount.unit is Unit.MONEY:
            return amount.value
        account = self.facts.figures
        if account is None or account.equity <= 0:
            return self._no(Field.VOLUME, "there is no equity to take a share of", "write lots")
        if amount.value > _HUNDRED:
            return self._no(Field.VOLUME, "more than the whole equity", "write 100% or less")
        if self.facts.figures_stale:
            self.problems.append(Problem(Field.VOLUME, "the equity is not fresh", "check the lots", blocking=False))
        return account.equity * amount.value / _HUNDRED

    def _no(self, place: Field, text: str, remedy: str, *money: Decimal) -> Decimal | None:
        self.problems.append(Problem(place, text, remedy, money=money))
        return None


def _on_grid(price: Decimal, step: Decimal, rounding: str) -> Decimal:
    return (price / step).to_integral_value(rounding) * step
