"""How the venue writes JSON: numbers at their precision with trailing zeros, times as the broker words them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any
from zoneinfo import ZoneInfo

SERVER_ZONE = "Europe/Warsaw"
_HOUR_MS = 3_600_000
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Raw(str):
    """JSON text that is ready to be sent as it stands."""

    __slots__ = ()


def encode(value: object) -> str:
    """Return compact JSON; a Decimal keeps its trailing zeros and never has an exponent."""
    if isinstance(value, Raw):
        return value
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{encode_basestring(key)}:{encode(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Iterable):
        return "[" + ",".join([encode(item) for item in value]) + "]"
    if isinstance(value, float):
        return repr(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def pretty(text: str) -> str:
    """Return JSON text laid out for people (spec 4.3, prettyPrint); numbers stay as they were printed."""
    out: list[str] = []
    depth = 0
    at = 0
    while at < len(text):
        char = text[at]
        if char == '"':
            end = _string_end(text, at)
            out.append(text[at:end])
            at = end
            continue
        if char in "{[":
            if text[at + 1] in "}]":
                out.append(text[at : at + 2])
                at += 2
                continue
            depth += 1
            out.append(char + "\n" + "\t" * depth)
        elif char in "}]":
            depth -= 1
            out.append("\n" + "\t" * depth + char)
        elif char == ",":
            out.append(",\n" + "\t" * depth)
        else:
            out.append(": " if char == ":" else char)
        at += 1
    return "".join(out)


def _string_end(text: str, start: int) -> int:
    at = start + 1
    while text[at] != '"':
        at += 2 if text[at] == "\\" else 1
    return at + 1


def number(value: Decimal) -> str:
    """Return a floating number of the protocol: a period, at least one decimal place, no exponent."""
    text = format(value, "f")
    return text if "." in text else text + ".0"


class Times:
    """The broker's time texts, in CET or CEST; `strict` chooses the document's form over the one seen today."""

    def __init__(self, strict: bool) -> None:
        self._comma = "" if strict else ","

    def short(self, at_ms: int) -> str:
        """Return `Jan 2, 2024, 12:00:00 AM` (lenient) or `Jan 10, 2014 3:04:00 PM` (document)."""
        local = _local(at_ms)
        half = "AM" if local.hour < 12 else "PM"
        return (
            f"{_MONTHS[local.month - 1]} {local.day}, {local.year}{self._comma} "
            f"{local.hour % 12 or 12}:{local.minute:02d}:{local.second:02d} {half}"
        )

    def long(self, at_ms: int | None) -> str | None:
        """Return `Fri Jan 11 10:03:36 CET 2013`, None for None."""
        if at_ms is None:
            return None
        local = _local(at_ms)
        zone = "CEST" if _offset_s(at_ms // _HOUR_MS) == 7200 else "CET"
        return (
            f"{_DAYS[local.weekday()]} {_MONTHS[local.month - 1]} {local.day:02d} "
            f"{local.hour:02d}:{local.minute:02d}:{local.second:02d} {zone} {local.year}"
        )


@lru_cache(maxsize=1)
def _zone() -> ZoneInfo:
    return ZoneInfo(SERVER_ZONE)


@lru_cache(maxsize=4096)
def _offset_s(hour: int) -> int:
    offset = datetime.fromtimestamp(hour * 3600, UTC).astimezone(_zone()).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def _local(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms // 1000 + _offset_s(at_ms // _HOUR_MS), UTC)


def document_form(record: Mapping[str, Any], extra: frozenset[str]) -> dict[str, Any]:
    """Return a record as the document prints it: its fields only, in alphabetical order."""
    return {key: record[key] for key in sorted(record) if key not in extra}
