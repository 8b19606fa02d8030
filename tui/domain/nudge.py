"""Moving a level by keys: one step up or down, or to the last price."""

from __future__ import annotations

from decimal import Decimal

from tui.domain.entry import Field
from tui.domain.facts import Facts
from tui.domain.instrument import Instrument
from tui.domain.position import Side


def step_price(price: Decimal, steps: int, instrument: Instrument, *, fine: bool = False) -> Decimal:
    """Return the price moved by so many pips, or with `fine` by the smallest step the instrument knows; above zero."""
    raise NotImplementedError


def step_text(field: Field, text: str, steps: int, side: Side, facts: Facts) -> str:
    """Return the text moved by `steps`: prices by a pip, `20p` by 1, `1%` by 0.1, `2R` by 0.5, lots by their step.

    An empty price field starts at `last_price`; a text that cannot be read comes back as it is.
    """
    raise NotImplementedError


def last_price(field: Field, side: Side, facts: Facts) -> str:
    """Return the market price for a field: the closing side for levels, the opening side for the price of an order."""
    raise NotImplementedError
