"""Finds the rows and the total in an answer of any reasonable shape, and keeps each row as it was written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tui.crm.values import fold, number_of
from tui.net.text import clean_line

_LISTS = (
    *("data", "results", "result", "items", "content", "records", "rows", "list"),
    *("leads", "registrations", "customers", "transactions", "positions", "servers"),
    *("docs", "entries", "payload", "response", "hits"),
)
_SURE_TOTALS = (
    *("total", "totalcount", "totalelements", "totalrecords", "totalitems", "totalresults", "totalrows"),
    *("recordsfiltered", "recordstotal"),
)
_VAGUE_TOTALS = ("count",)
_META = ("meta", "pagination", "paging", "page", "pageinfo", "data", "result", "results", "payload", "response")
_BLANK = re.compile(r"[ \t\r\n]*")
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Envelope:
    """What an answer holds. `rows` is the JSON text of each row as it came.

    `total` is None when the answer announces none; `sure` is False when its name could also mean this page alone.
    """

    rows: tuple[str, ...]
    total: int | None = None
    sure: bool = True
    strangers: int = 0
    """Members of the list that are no objects; they stand in `rows` too."""


@dataclass(frozen=True, slots=True)
class NotRows:
    """The answer is JSON without a list of rows, or no JSON at all; `says` is its beginning, cleaned."""

    is_json: bool
    says: str
    is_page: bool = False
    """Whether it looks like a web page."""


def load(text: str) -> Any:
    """Return the JSON value of `text`, numbers as int and Decimal. Raises ValueError, also for too deep or too long."""
    try:
        # NaN and infinities are no JSON, but some servers write them: they are no value.
        return json.loads(text, parse_float=Decimal, parse_constant=lambda _: None)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def decoded(body: bytes) -> str:
    """Return the text of a body; bytes that are no UTF-8 become replacement characters."""
    return body.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")


def read_envelope(body: bytes) -> Envelope | NotRows:
    """Find the list of rows in an answer."""
    text = decoded(body)
    try:
        value = load(text)
    except (ValueError, ArithmeticError):
        start = text.lstrip()[:300]
        return NotRows(False, _beginning(text), is_page=start.startswith("<"))
    path = _find_rows(value, 0)
    total, sure = _total(value)
    if path is None:
        return Envelope((), 0) if total == 0 else NotRows(True, _beginning(text))
    rows = tuple(_slices(text, path))
    strangers = sum(not row.startswith("{") for row in rows)
    return Envelope(rows, total, sure, strangers)


def _beginning(text: str) -> str:
    return clean_line(text[:400].strip(), 160)


def _find_rows(value: Any, depth: int) -> tuple[str, ...] | None:
    if isinstance(value, list) or _is_numbered(value):
        return ()
    if not isinstance(value, dict) or depth >= _DEEPEST:
        return None
    by_name = {fold(key): key for key in reversed(value)}
    named = [by_name[name] for name in _LISTS if name in by_name]
    for key in named:
        if isinstance(value[key], list) or _is_numbered(value[key]):
            return (key,)
    for key in named:
        if (below := _find_rows(value[key], depth + 1)) is not None:
            return (key, *below)
    # A list under a name that nobody foresaw, when it is the only one that holds objects.
    objects = [key for key, each in value.items() if isinstance(each, list) and each and isinstance(each[0], dict)]
    return (objects[0],) if len(objects) == 1 else None


def _is_numbered(value: Any) -> bool:
    """Whether it is a list that came as an object with the numbers as names, as some servers write lists with gaps."""
    return (
        isinstance(value, dict)
        and bool(value)
        and all(key.isdigit() and isinstance(each, dict) for key, each in value.items())
    )


def _total(value: Any) -> tuple[int | None, bool]:
    if not isinstance(value, dict):
        return None, True
    places = [value, *(each for key, each in value.items() if fold(key) in _META and isinstance(each, dict))]
    for names, sure in ((_SURE_TOTALS, True), (_VAGUE_TOTALS, False)):
        for place in places:
            by_name = {fold(key): each for key, each in place.items()}
            for name in names:
                if (number := _count(by_name.get(name))) is not None:
                    return number, sure
    return None, True


def _count(value: object) -> int | None:
    if isinstance(value, dict):
        value = value.get("value")
    number = number_of(value)
    return int(number) if number is not None and number >= 0 and number == int(number) else None


def _slices(text: str, path: tuple[str, ...]) -> Iterator[str]:
    """Yield the text of each member of the list that lies at `path`."""
    decoder = json.JSONDecoder()
    at = _skip(text, 0)
    for name in path:
        at = max(start for key, start, _ in _members(decoder, text, at) if key == name)
    yield from (text[start:end] for _, start, end in _members(decoder, text, at))


def _members(decoder: json.JSONDecoder, text: str, at: int) -> Iterator[tuple[str, int, int]]:
    """Yield name, start and end of each member of the object or list at `at`; in a list the names are empty."""
    named = text[at] == "{"
    at = _skip(text, at + 1)
    while text[at] not in "]}":
        key = ""
        if named:
            key, at = decoder.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        _, end = decoder.raw_decode(text, at)
        yield key, at, end
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match is not None else at
