"""Days, moments and amounts out of a statement's text: read where there is one reading only, None otherwise."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from decimal import Context, Decimal

PLACEHOLDERS = frozenset({"", "-", "--", "N/A", "n/a", "MULTI"})
"""What stands where there is no value; `MULTI` where there are several."""

EXACT = Context(prec=60)
"""Sums of statement amounts: wide enough that none is rounded."""

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})|(\d{4})(\d{2})(\d{2})", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})-([A-Za-z]{3})-(\d{4}|\d{2})", re.ASCII)
_MOMENT = re.compile(r"([^\s;,]+)(?:\s*[;,]\s*|\s+)(\d{2}):?(\d{2}):?(\d{2})(?:\s+([A-Za-z]{2,5}))?", re.ASCII)
_AMOUNT = re.compile(
    r"[+-]?(?:(?:\d{1,3}(?:,\d{3}){1,9}|\d{1,30})(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,2})?", re.ASCII
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class DayStyle(enum.Enum):
    """In which order the numbers of a slashed day stand; a query has one style for all of its days."""

    UNKNOWN = "unknown"
    MONTH_FIRST = "MM/dd"
    DAY_FIRST = "dd/MM"
    MIXED = "mixed"
    """Days of both orders were seen, so none is believed."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day with its time of day; no zone, because the file names none that can be relied on."""

    day: date
    at: time | None = None
    zone: str = ""
    """The zone's letters where the file has some, as given."""


def read_day(text: str | None, style: DayStyle = DayStyle.UNKNOWN) -> date | None:
    """Return the day of `20250912`, `2025-09-12`, `12-SEP-25`; of `09/12/2025` only where its order is beyond doubt.

    A time behind the day is left out.
    """
    moment = read_moment(text, style)
    return moment.day if moment is not None else None


def read_moment(text: str | None, style: DayStyle = DayStyle.UNKNOWN) -> Moment | None:
    """Return day and time of a text in one of the service's styles, None for placeholders and anything else."""
    trimmed = (text or "").strip()
    if trimmed in PLACEHOLDERS or len(trimmed) > 40:
        return None
    match = _MOMENT.fullmatch(trimmed)
    day = _day(match[1] if match else trimmed, style)
    if day is None or match is None:
        return None if day is None else Moment(day)
    try:
        return Moment(day, time(int(match[2]), int(match[3]), int(match[4])), match[5] or "")
    except ValueError:
        return None


def style_of(texts: Iterable[str | None]) -> DayStyle:
    """Return what the days among `texts` prove about the order of slashed days."""
    found = DayStyle.UNKNOWN
    for text in texts:
        match = _SLASHED.match(text) if text and "/" in text else None
        if match is None:
            continue
        one, two = int(match[1]), int(match[2])
        proof = DayStyle.DAY_FIRST if one > 12 >= two else DayStyle.MONTH_FIRST if two > 12 >= one else None
        if proof is not None and found not in {DayStyle.UNKNOWN, proof}:
            return DayStyle.MIXED
        found = proof or found
    return found


def read_amount(text: str | None) -> Decimal | None:
    """Return the number of a cell: `-1,234.50`, `1.2E-5`; None for an empty cell, a placeholder and anything else.

    More than 30 digits before or behind the point are no amount.
    """
    trimmed = (text or "").strip()
    return Decimal(trimmed.replace(",", "")) if _AMOUNT.fullmatch(trimmed) is not None else None


def total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Return the exact sum of the amounts that are there, None when none is."""
    found: Decimal | None = None
    for amount in amounts:
        if amount is not None:
            found = amount if found is None else EXACT.add(found, amount)
    return found


def _day(text: str, style: DayStyle) -> date | None:
    try:
        if (match := _ISO.fullmatch(text)) is not None:
            year, month, day = (part for part in match.groups() if part is not None)
            return date(int(year), int(month), int(day))
        if (match := _NAMED.fullmatch(text)) is not None:
            return date(_year(match[3]), _MONTHS.index(match[2].lower()) + 1, int(match[1]))
        if (match := _SLASHED.fullmatch(text)) is not None:
            return _slashed(int(match[1]), int(match[2]), _year(match[3]), style)
    except ValueError:
        return None
    return None


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _slashed(one: int, two: int, year: int, style: DayStyle) -> date | None:
    if one > 12 or style is DayStyle.DAY_FIRST:
        return date(year, two, one)
    if two > 12 or style is DayStyle.MONTH_FIRST or one == two:
        return date(year, one, two)
    return None
