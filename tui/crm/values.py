"""Single values of the CRM's rows: read where there is one reading only, None otherwise; never a crash."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Context, Decimal

from tui.net.text import clean_line

EXACT = Context(prec=60)
"""Sums of money: wide enough that none is rounded."""

_NOTHING = frozenset({"", "-", "--", "n/a", "na", "null", "none", "undefined"})
_LONGEST_NOTHING = max(map(len, _NOTHING))
_LETTERS = re.compile(r"[^a-z0-9]+")
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3}){1,9}|\d{1,30})(?:\.\d{0,30})?(?:[eE][+-]?\d{1,2})?", re.ASCII)
_COMPACT_DAY = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", re.ASCII)
_EPOCH = re.compile(r"\d{10}|\d{13}", re.ASCII)
_TURNED = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(.*)", re.ASCII | re.DOTALL)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(.*)", re.ASCII | re.DOTALL)
_START = datetime(1970, 1, 1, tzinfo=UTC)
_YES, _NO = frozenset({"true", "yes", "y", "1"}), frozenset({"false", "no", "n", "0"})

LARGEST = Decimal("1e30")
"""No amount beyond it is believed."""


def fold(name: str) -> str:
    """Return a name without case and separators: `Registration_Date` and `registrationDate` are one."""
    return _LETTERS.sub("", name.lower())


def is_nothing(value: object) -> bool:
    """Whether a value stands for none: null, an empty text or list, `N/A` (spec, Notes)."""
    if value is None:
        return True
    if isinstance(value, str):
        return _is_empty(value.strip())
    return isinstance(value, list | dict) and not value


def _is_empty(trimmed: str) -> bool:
    return len(trimmed) <= _LONGEST_NOTHING and trimmed.lower() in _NOTHING


def text_of(value: object, limit: int = 200) -> str:
    """Return a value as one clean line, empty for none; of an object its name, of a list its parts."""
    if isinstance(value, str):
        value = value.strip()
        return "" if _is_empty(value) else clean_line(value, limit)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal):
        return shown(value, limit)
    if isinstance(value, dict):
        named = next((value[key] for key in ("name", "title", "label", "value", "id") if key in value), None)
        if isinstance(named, str | int | Decimal):
            return text_of(named, limit)
    if isinstance(value, list) and all(isinstance(part, str | int | Decimal) for part in value):
        return clean_line(", ".join(text_of(part, limit) for part in value[:100]), limit)
    return clean_line(json.dumps(value, ensure_ascii=False, default=str), limit) if value else ""


def shown(value: int | Decimal, limit: int = 200) -> str:
    """Return a number as text without loss of digits."""
    if isinstance(value, Decimal):
        return clean_line(str(value), limit)
    # Longer ones would be refused by Python itself.
    return str(value) if abs(value) < 10**60 else "…"


def number_of(value: object) -> Decimal | None:
    """Return the number of a JSON number or of a text such as `-1,234.50`; None for anything else."""
    found: Decimal | None = None
    if isinstance(value, Decimal):
        found = value
    elif isinstance(value, int) and not isinstance(value, bool):
        found = Decimal(value) if abs(value) < 10**30 else None
    elif isinstance(value, str):
        trimmed = value.strip()
        found = Decimal(trimmed.replace(",", "")) if _NUMBER.fullmatch(trimmed) else None
    if found is None or not found.is_finite() or abs(found) > LARGEST:
        return None
    return found


def flag_of(value: object) -> bool | None:
    """Return the truth of a JSON boolean, 0 and 1, or a word; None for anything else."""
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower() if isinstance(value, str | int) else ""
    return True if word in _YES else False if word in _NO else None


def moment_of(value: object) -> datetime | None:
    """Return day and time as the server wrote them, without a zone (R-B12); epochs are read as UTC.

    Read are ISO in its variants, `2026/01/31`, `31.01.2026`, `20260131` and epochs in seconds or milliseconds.
    `01/02/2026` has two readings and is none.
    """
    if isinstance(value, str):
        return _moment_of_text(value.strip())
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    if isinstance(value, int) and _COMPACT_DAY.fullmatch(str(value) if 0 < value < 10**8 else ""):
        return _moment_of_text(str(value))
    if not 10**8 <= value < 10**14:
        return None
    return _epoch(Decimal(value) / 1000 if value >= 10**11 else Decimal(value))


def _moment_of_text(text: str) -> datetime | None:
    if not 8 <= len(text) <= 40:
        return None
    if _EPOCH.fullmatch(text):
        return _epoch(Decimal(text) / 1000 if len(text) == 13 else Decimal(text))
    if text[4:5] != "-":
        if match := _TURNED.fullmatch(text):
            text = f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}{match[4]}"
        elif match := _DOTTED.fullmatch(text):
            text = f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}{match[4]}"
        elif not _COMPACT_DAY.fullmatch(text[:8]):
            return None
    try:
        return datetime.fromisoformat(text.removesuffix(" UTC").removesuffix(" GMT")).replace(tzinfo=None)
    except ValueError:
        return None


def _epoch(seconds: Decimal) -> datetime | None:
    try:
        return (_START + timedelta(seconds=float(seconds))).replace(tzinfo=None)
    except (OverflowError, ValueError):
        return None
