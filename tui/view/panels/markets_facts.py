"""The fields of an instrument's record in plain words with their units (XAPI 5.3.1, SYMBOL_RECORD)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tui.domain.facts import StepRule
from tui.domain.instrument import Instrument
from tui.domain.volumes import instant_limit
from tui.view.panels.context import ViewContext
from tui.view.panels.markets_branches import category_title
from tui.view.text import Numbers, moment, plain

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_MARGIN_MODES = {101: "Forex", 102: "CFD with leverage", 103: "CFD", 104: "CFD, paid in full"}
_PROFIT_MODES = {5: "Forex", 6: "CFD"}
_SOURCES = {1: "fixed", 2: "floating", 3: "market depth", 4: "cross rates"}
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Fact:
    """A title with its value in words; `look` is a name of the paint."""

    title: str
    value: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Facts that belong together."""

    title: str
    facts: tuple[Fact, ...]


def record_sections(context: ViewContext, instrument: Instrument, rule: StepRule | None) -> list[Section]:
    """Return everything static that the broker says of an instrument."""
    words = _Words(instrument, context.numbers)
    return [
        Section("Contract", tuple(words.contract())),
        Section("Volume", tuple(words.volume(rule))),
        Section("Margin", tuple(words.margin())),
        Section("Orders", tuple(words.orders())),
        Section("Overnight", tuple(words.overnight())),
        Section("Record", tuple(words.record(context))),
    ]


class _Words:
    """Words for one instrument."""

    def __init__(self, instrument: Instrument, numbers: Numbers) -> None:
        self._instrument = instrument
        self._numbers = numbers

    def contract(self) -> Iterator[Fact]:
        each, currency = self._instrument, plain(self._instrument.currency)
        priced = plain(each.profit_currency)
        size = self._exact(each.contract_size)
        yield Fact("One lot is", f"{size} {currency}" if each.currency_pair else f"{size} × price in {priced}")
        yield Fact("Profit counts in", priced or self._numbers.missing)
        yield Fact("Held in", currency or self._numbers.missing)
        yield Fact("One pip is", self._exact(each.pip))
        yield Fact("Prices have", f"{each.digits} decimal{'' if each.digits == 1 else 's'}")
        yield Fact("Smallest change", self._exact(each.tick_size if each.tick_size is not None else each.point))
        yield Fact("It is worth", self._exact(each.tick_value, currency))

    def volume(self, rule: StepRule | None) -> Iterator[Fact]:
        each = self._instrument
        yield Fact("Smallest", self._exact(each.lot_min, "lot"))
        yield Fact("Largest", self._exact(each.lot_max, "lot"))
        yield Fact("Step", self._exact(each.lot_step, "lot"))
        most = instant_limit(each)
        yield Fact("At once at market", "no limit" if most is None else f"at most {self._exact(most, 'lot')}")
        if each.step_rule_id is None:
            yield Fact("Step rule", "none")
        elif rule is None:
            yield Fact("Step rule", f"number {each.step_rule_id}, not read", "muted")
        else:
            yield Fact("Step rule", plain(rule.name) or f"number {rule.rule_id}")
            for step in rule.steps:
                yield Fact(f"  from {self._exact(step.from_volume, 'lot')}", f"in steps of {self._exact(step.step)}")

    def margin(self) -> Iterator[Fact]:
        each = self._instrument
        percent = each.leverage_percent
        text = self._exact(percent, "%")
        if percent is not None and percent > 0:
            text += f"  (1 : {self._exact((_HUNDRED / percent).quantize(Decimal('0.1')))})"
        yield Fact("Required of value", text)
        yield Fact("Reckoned as", self._code(each.margin_mode, _MARGIN_MODES))
        yield Fact("Profit reckoned as", self._code(each.profit_mode, _PROFIT_MODES))
        yield Fact("Initial, fixed", self._or_none(each.initial_margin, currency=True))
        yield Fact("Maintenance", self._or_none(each.margin_maintenance, currency=True))
        yield Fact("Hedged", self._or_none(each.margin_hedged, currency=True))
        yield Fact("Hedged in full", _yes(each.margin_hedged_strong))

    def orders(self) -> Iterator[Fact]:
        each = self._instrument
        near = each.stops_level
        yield Fact("SL and TP from", f"{self._exact(near)} pips away" if near > 0 else "any distance")
        yield Fact("Trailing stop", _yes(each.trailing_enabled))
        short = each.short_selling and not each.long_only
        yield Fact("Short selling", "yes" if short else "no, long only" if each.long_only else "no")
        yield Fact("Price source", self._code(each.quote_id, _SOURCES))

    def overnight(self) -> Iterator[Fact]:
        each = self._instrument
        if not each.swap_enabled:
            yield Fact("Swap", "none")
            return
        unit = self._swap_unit()
        for title, value in (("Swap long", each.swap_long), ("Swap short", each.swap_short)):
            look = "" if not value else "up" if value > 0 else "down"
            text = self._exact(value, signed=True)
            yield Fact(title, text if text == self._numbers.missing else f"{text} {unit}", look)
        day = each.swap_triple_day
        known = day is not None and 0 <= day < len(DAYS)
        yield Fact("Three days on", DAYS[day] if known and day is not None else self._numbers.missing)

    def record(self, context: ViewContext) -> Iterator[Fact]:
        each = self._instrument
        yield Fact("Class", plain(category_title(each.category)))
        yield Fact("Group", plain(each.group) or self._numbers.missing)
        yield Fact("Currency pair", _yes(each.currency_pair))
        yield Fact("Instrument type", self._numbers.missing if each.type_code is None else str(each.type_code))
        yield Fact(
            "Trading began", self._numbers.missing if not each.starts_at else moment(each.starts_at, context.zone)
        )
        yield Fact("Expires", "never" if not each.expires_at else moment(each.expires_at, context.zone))

    def _swap_unit(self) -> str:
        each = self._instrument
        units = {0: "points a lot", 1: "USD a lot", 2: "% a year", 3: f"{plain(each.currency)} a lot"}
        if each.swap_type is None:
            return ""
        return units.get(each.swap_type, f"(type {each.swap_type})")

    def _exact(self, value: Decimal | None, unit: str = "", *, signed: bool = False) -> str:
        """Return a number with the places that it has."""
        if value is None:
            return self._numbers.missing
        exponent = value.normalize().as_tuple().exponent
        places = max(0, -exponent) if isinstance(exponent, int) else 0
        text = self._numbers.number(value, places, signed=signed)
        return f"{text} {unit}" if unit else text

    def _or_none(self, value: Decimal | None, *, currency: bool) -> str:
        return "none" if not value else self._exact(value, plain(self._instrument.currency) if currency else "")

    def _code(self, code: int | None, names: dict[int, str]) -> str:
        # A number that the specification does not name is shown as it is, never guessed.
        return self._numbers.missing if code is None else names.get(code, f"code {code}")


def _yes(value: bool) -> str:
    return "yes" if value else "no"
