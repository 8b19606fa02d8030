"""What a trader types into the ticket, read strictly: a text has one meaning or it is refused with the remedy.

Numbers are plain digits with one decimal mark, `.` or `,`; thousands may be set apart by spaces, as the screen writes
them. `1,234` could be a thousand or a fraction and is therefore refused, as is everything with two kinds of marks.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from decimal import Decimal

from tui.errors import TradedeckError


class Field(enum.Enum):
    """A place on the ticket that a problem can stand beside."""

    SYMBOL = "symbol"
    SIDE = "side"
    VOLUME = "volume"
    PRICE = "price"
    STOP_LOSS = "stop loss"
    TAKE_PROFIT = "take profit"
    TRAILING = "trailing"
    EXPIRATION = "expiration"
    ACCOUNT = "account"


class Unit(enum.Enum):
    """In what a typed amount is counted."""

    LOTS = "lots"
    PRICE = "price"
    PIPS = "p"
    POINTS = "points"
    PERCENT = "%"
    MONEY = "money"
    R = "R"


class EntryError(TradedeckError):
    """A text that cannot be taken: beside which field, what is wrong with it, and what to write instead."""

    def __init__(self, field: Field, text: str, remedy: str) -> None:
        super().__init__(text, hint=remedy)
        self.field = field
        self.text = text
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Amount:
    """A typed amount: `value` in `unit`; `relative` when it was written with a sign, as in `-10p` from the market."""

    unit: Unit
    value: Decimal
    relative: bool = False


LONGEST_TEXT = 40
MOST_DIGITS = 12
"""Before the decimal mark; behind it at most `MOST_DECIMALS`."""

MOST_DECIMALS = 8
_SPACES = " \u00a0\u2009\u202f"
_GROUPED = re.compile(rf"[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+")
_NUMBER = re.compile(rf"(?P<whole>[0-9](?:[0-9{_SPACES}]*[0-9])?)?(?:(?P<mark>[.,])(?P<part>[0-9]+))?")
_PARTS = re.compile(rf"(?P<sign>[+-]?)[{_SPACES}]*(?P<number>[0-9.,{_SPACES}]*?)[{_SPACES}]*(?P<unit>[A-Za-z%]*)")
_PIPS = ("p", "pip", "pips")
_POINTS = ("pt", "pts", "point", "points")


def parse_volume(text: str, currency: str) -> Amount | None:
    """Read a volume: `0.10` lots, `1%` of equity at risk, `50 eur` at risk (account currency only); None when empty.

    Raises EntryError.
    """
    return _amount(Field.VOLUME, text, currency, (Unit.LOTS, Unit.PERCENT, Unit.MONEY))


def parse_part(text: str) -> Amount | None:
    """Read how much of a position to close: `0.05` lots or `50%` of its volume; None when empty, which is all.

    Raises EntryError.
    """
    amount = _amount(Field.VOLUME, text, "", (Unit.LOTS, Unit.PERCENT))
    if amount is not None and amount.unit is Unit.PERCENT and amount.value > 100:
        raise EntryError(Field.VOLUME, "a position has 100 %", "write 100% or less")
    return amount


def parse_level(field: Field, text: str, currency: str) -> Amount | None:
    """Read a stop loss or take profit: `1.0820`, `20p`, `1%`, `50 eur`, and for the take profit `2R`; None when empty.

    Distances are counted from the price of entry to the losing or winning side and have no sign. A percentage is the
    distance in percent of the price of entry. Raises EntryError.
    """
    units = [Unit.PRICE, Unit.PIPS, Unit.PERCENT, Unit.MONEY]
    return _amount(field, text, currency, (*units, Unit.R) if field is Field.TAKE_PROFIT else tuple(units))


def parse_price(text: str) -> Amount | None:
    """Read the price of a pending order: `1.0820`, or from the market `-10p`, `+0.5%`; None when empty.

    Raises EntryError.
    """
    amount = _amount(Field.PRICE, text, "", (Unit.PRICE, Unit.PIPS, Unit.PERCENT), signed=True)
    if amount is None:
        return None
    if amount.unit is Unit.PRICE and amount.relative:
        raise EntryError(Field.PRICE, "a price has no sign", "write 1.0820, or -10p for ten pips below the market")
    if amount.unit is not Unit.PRICE and not amount.relative:
        raise EntryError(Field.PRICE, "above or below the market?", f"write -{text.strip()} or +{text.strip()}")
    return amount


def parse_offset(text: str) -> Amount | None:
    """Read a trailing distance: `150` points as the broker counts, or `15p` pips; None when empty or 0.

    Raises EntryError.
    """
    amount = _amount(Field.TRAILING, text, "", (Unit.POINTS, Unit.PIPS), zero=True)
    if amount is None or amount.value == 0:
        return None
    if amount.unit is Unit.POINTS and amount.value != amount.value.to_integral_value():
        raise EntryError(Field.TRAILING, "points are whole numbers", "write 150, or 15p for pips")
    return amount


def written(amount: Amount, currency: str = "") -> str:
    """Return the text that reads as this amount."""
    digits = f"{amount.value:f}"
    if amount.relative and amount.value > 0:
        digits = f"+{digits}"
    suffix = {Unit.PIPS: "p", Unit.PERCENT: "%", Unit.R: "R", Unit.MONEY: f" {currency.lower()}"}
    return digits + suffix.get(amount.unit, "")


def parse_number(field: Field, text: str) -> Decimal:
    """Read a plain number without sign or unit; raises EntryError."""
    found = _NUMBER.fullmatch(text)
    if found is None or not (found["whole"] or found["part"]):
        raise EntryError(field, _what_is_wrong(text), "write digits and one decimal mark, as in 1234.5")
    whole, part = found["whole"] or "0", found["part"] or ""
    if any(space in whole for space in _SPACES):
        if not _GROUPED.fullmatch(whole):
            raise EntryError(field, "the spaces do not set thousands apart", "leave the spaces out")
        whole = "".join(digit for digit in whole if digit not in _SPACES)
        # With its thousands set apart a number has said what its comma is.
    elif found["mark"] == "," and len(part) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0"):
        raise EntryError(field, f"{text} has two meanings", f"write {whole}.{part} or {whole}{part}")
    if len(whole) > MOST_DIGITS or len(part) > MOST_DECIMALS:
        raise EntryError(field, "the number is too long", f"at most {MOST_DIGITS} digits and {MOST_DECIMALS} decimals")
    return Decimal(f"{whole}.{part}" if part else whole)


def _what_is_wrong(text: str) -> str:
    if sum(text.count(mark) for mark in ".,") > 1:
        return "more than one decimal mark"
    return "a number is missing" if not text else "this is not a number"


def _amount(
    field: Field, text: str, currency: str, units: tuple[Unit, ...], *, signed: bool = False, zero: bool = False
) -> Amount | None:
    """Read sign, number and unit; `units[0]` is what a bare number is counted in."""
    text = text.strip(_SPACES)
    if not text:
        return None
    if len(text) > LONGEST_TEXT:
        raise EntryError(field, "the text is too long", f"at most {LONGEST_TEXT} characters")
    found = _PARTS.fullmatch(text)
    if found is None:
        raise EntryError(field, "this cannot be read", _example(units, currency))
    unit = _unit(field, found["unit"], currency, units)
    if found["sign"] and not signed:
        raise EntryError(field, "no sign is needed", f"write {text.lstrip('+-').strip(_SPACES)}")
    value = parse_number(field, found["number"])
    if value == 0 and not zero:
        raise EntryError(field, "zero is no amount", f"leave it empty, or {_example(units, currency)}")
    return Amount(unit, -value if found["sign"] == "-" else value, bool(found["sign"]))


def _unit(field: Field, letters: str, currency: str, units: tuple[Unit, ...]) -> Unit:
    lower = letters.lower()
    if not lower:
        return units[0]
    names = {"%": Unit.PERCENT, "r": Unit.R, "lot": Unit.LOTS, "lots": Unit.LOTS}
    names |= dict.fromkeys(_PIPS, Unit.PIPS) | dict.fromkeys(_POINTS, Unit.POINTS)
    if currency:
        names[currency.lower()] = Unit.MONEY
    unit = names.get(lower)
    if unit in units:
        return unit
    if unit is Unit.R:
        raise EntryError(field, "R counts from the stop loss", "write 2R in the take profit")
    if unit is None and len(lower) == 3 and Unit.MONEY in units:
        known = f"the account is in {currency}" if currency else "the account's currency is not known yet"
        raise EntryError(field, f"{letters.upper()} is not the account's currency", known)
    raise EntryError(field, f"{letters} is no unit here", _example(units, currency))


def _example(units: tuple[Unit, ...], currency: str) -> str:
    money = f"50 {currency.lower()}" if currency else ""
    examples = {
        Unit.LOTS: "0.10", Unit.PRICE: "1.0820", Unit.POINTS: "150", Unit.PIPS: "20p", Unit.PERCENT: "1%",
        Unit.MONEY: money, Unit.R: "2R",
    }  # fmt: skip
    return "write " + ", ".join(example for unit in units if (example := examples[unit]))
