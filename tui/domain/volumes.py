"""Volumes that a broker takes: smallest, largest, and the steps between."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import lcm

from tui.domain.facts import StepRule
from tui.domain.instrument import Instrument

UNLIMITED_INSTANT = Decimal(2147483647)
_HUNDREDTHS = 100


def step_at(volume: Decimal, instrument: Instrument, rule: StepRule | None) -> Decimal | None:
    """Return the step that a volume must be a multiple of, None when the broker names none.

    The instrument's own step always holds; a step rule (XAPI 5.3.13) makes it coarser from some volume on.
    """
    steps = [instrument.lot_step, _rule_step(volume, rule)]
    known = [step for step in steps if step is not None and step > 0]
    return _common(known) if known else None


def floor_volume(volume: Decimal, instrument: Instrument, rule: StepRule | None) -> Decimal:
    """Return the largest volume in step that is not above `volume`; 0 when there is none. Never rounds up."""
    borders = sorted({each.from_volume for each in rule.steps if each.from_volume > 0} if rule is not None else ())
    ranges = list(zip([Decimal(0), *borders], [*borders, None], strict=True))
    for lower, upper in reversed(ranges):
        step = step_at(lower, instrument, rule)
        if volume < lower or step is None:
            if step is None and volume >= lower and (upper is None or volume < upper):
                return max(volume, Decimal(0))
            continue
        fitting = (volume / step).to_integral_value(ROUND_FLOOR) * step
        if upper is not None and fitting >= upper:
            fitting = ((upper / step).to_integral_value(ROUND_CEILING) - 1) * step
        if fitting >= lower and fitting > 0:
            return fitting
    return Decimal(0)


def in_step(volume: Decimal, instrument: Instrument, rule: StepRule | None) -> bool:
    """Whether a volume is a multiple of its step."""
    step = step_at(volume, instrument, rule)
    return step is None or volume % step == 0


def instant_limit(instrument: Instrument) -> Decimal | None:
    """Return the most lots of one market order (`instantMaxVolume` is in hundredths of a lot), None for no limit."""
    most = instrument.instant_max_volume
    return None if most is None or most <= 0 or most >= UNLIMITED_INSTANT else most / _HUNDREDTHS


def _rule_step(volume: Decimal, rule: StepRule | None) -> Decimal | None:
    if rule is None:
        return None
    reached = [each for each in rule.steps if each.from_volume <= volume]
    return max(reached, key=lambda each: each.from_volume).step if reached else None


def _common(steps: list[Decimal]) -> Decimal:
    """Return the smallest step that is a multiple of all."""
    exponents = [step.normalize().as_tuple().exponent for step in steps]
    scale = -min(0, *(exponent for exponent in exponents if isinstance(exponent, int)))
    whole = lcm(*(int(step.scaleb(scale)) for step in steps))
    return Decimal(whole).scaleb(-scale)
