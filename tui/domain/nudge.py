"""Moving a level by keys: one step up or down, or to the last price."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tui.domain.entry import (
    Amount,
    EntryError,
    Field,
    Unit,
    parse_level,
    parse_offset,
    parse_price,
    parse_volume,
    written,
)
from tui.domain.facts import Facts
from tui.domain.instrument import Instrument
from tui.domain.position import Side
from tui.domain.rules import grid, lots_text, price_text
from tui.domain.volumes import floor_volume, step_at

_STEPS = {Unit.PIPS: Decimal(1), Unit.POINTS: Decimal(1), Unit.PERCENT: Decimal("0.1"), Unit.R: Decimal("0.5")}
_MONEY_STEP = Decimal(5)


def step_price(price: Decimal, steps: int, instrument: Instrument, *, fine: bool = False) -> Decimal:
    """Return the price moved by so many pips, or with `fine` by the smallest step the instrument knows.

    Nothing goes below one smallest step.
    """
    smallest = grid(instrument)
    step = smallest if fine else max(instrument.pip, smallest)
    return max(smallest, price + steps * step)


def step_text(field: Field, text: str, steps: int, side: Side, facts: Facts) -> str:
    """Return the text moved by `steps`: prices by a pip, `20p` by 1, `1%` by 0.1, `2R` by 0.5, lots by their step.

    An empty price or level starts at `last_price`, an empty volume at the smallest one; a text that cannot be read,
    and a step that would leave nothing, come back as they were.
    """
    try:
        amount = _read(field, text, facts)
    except EntryError:
        return text
    if amount is None:
        return _first(field, side, facts)
    if amount.unit is Unit.LOTS:
        return _step_lots(amount.value, steps, facts) or text
    if amount.unit is Unit.PRICE:
        return price_text(step_price(amount.value, steps, facts.instrument), facts.instrument)
    moved = amount.value + steps * _STEPS.get(amount.unit, _MONEY_STEP)
    if moved <= 0 and not amount.relative:
        return text
    return written(replace(amount, value=moved), facts.currency)


def last_price(field: Field, side: Side, facts: Facts) -> str:
    """Return the market price for a field, empty while there is none.

    Levels take the side that would close the position, the price of an order the side that would open it.
    """
    price = facts.opening_price(side) if field is Field.PRICE else facts.closing_price(side)
    return "" if price is None else price_text(price, facts.instrument)


def _read(field: Field, text: str, facts: Facts) -> Amount | None:
    if field is Field.VOLUME:
        return parse_volume(text, facts.currency)
    if field is Field.PRICE:
        return parse_price(text)
    if field is Field.TRAILING:
        return parse_offset(text)
    return parse_level(field, text, facts.currency)


def _first(field: Field, side: Side, facts: Facts) -> str:
    if field is Field.VOLUME:
        return lots_text(facts.instrument.lot_min) if facts.instrument.lot_min is not None else ""
    return "" if field is Field.TRAILING else last_price(field, side, facts)


def _step_lots(lots: Decimal, steps: int, facts: Facts) -> str:
    step = step_at(lots, facts.instrument, facts.step_rule) or facts.instrument.lot_min or Decimal(1)
    moved = floor_volume(lots + steps * step, facts.instrument, facts.step_rule)
    least, most = facts.instrument.lot_min or step, facts.instrument.lot_max
    if moved < least or (most is not None and moved > most):
        return ""
    return lots_text(moved)
