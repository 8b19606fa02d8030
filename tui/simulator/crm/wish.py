"""What a request asks of a report: its parameters read by the rules of the document."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from tui.simulator.crm.people import DAY_MS
from tui.simulator.crm.refusals import FieldError, wrong_fields

REGISTERED, MODIFIED = "registrationDate", "lastModifiedDate"
PAIRS: Mapping[str, tuple[str, ...]] = {
    "leads": (REGISTERED, MODIFIED),
    "registrations": (REGISTERED, MODIFIED),
    "transactions": ("transactionDate",),
    "positions": ("positionCloseDate",),
}
"""Reports with pages, and the date pairs of each; at least one pair must be there, and whole."""

MODULE_OF = {
    "leads": "leads",
    "registrations": "leads",
    "transactions": "transactions",
    "servers": "platforms",
    "positions": "platforms",
}
"""Every report, and the module that it depends on."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days of the server (UTC), the last one included."""

    first: date
    last: date

    @property
    def first_day(self) -> int:
        """The first one in days since 1970."""
        return (self.first - _EPOCH).days

    @property
    def last_day(self) -> int:
        """The last one in days since 1970."""
        return (self.last - _EPOCH).days

    def __contains__(self, at_ms: int) -> bool:
        return self.first_day <= at_ms // DAY_MS <= self.last_day


@dataclass(frozen=True, slots=True)
class Filters:
    """Which rows a report shall have: two requests with the same filters want pages of the same thing.

    `main` are the days of the report's own date, `modified` those of the last change.
    """

    report: str
    main: Days | None = None
    modified: Days | None = None
    fakes: bool = False
    server: str = ""

    def describe(self) -> dict[str, str]:
        """Return them as parameters."""
        named = ((PAIRS[self.report][0], self.main), (MODIFIED, self.modified))
        told = {
            f"{name}{end}": day.isoformat()
            for name, days in named
            if days is not None
            for end, day in (("From", days.first), ("To", days.last))
        }
        if self.report == "transactions":
            told["includeFake"] = str(self.fakes).lower()
        return {**told, "serverTag": self.server} if self.server else told


@dataclass(frozen=True, slots=True)
class Wish:
    """One page of a report; pages count from 1."""

    filters: Filters
    page: int
    size: int


def read_wish(report: str, query: Mapping[str, str], servers: Collection[str], usual: int, largest: int) -> Wish:
    """Return what the parameters ask for; raises `CrmRefusalError` that names all that are wrong."""
    reader = _Reader(query)
    pairs = [reader.days(name) for name in PAIRS[report]]
    if not any(pairs) and not reader.wrong:
        names = " or ".join(f"{name}From and {name}To" for name in PAIRS[report])
        reader.refuse(f"{PAIRS[report][0]}From", f"This report needs {names}.")
    fakes = reader.flag("includeFake") if report == "transactions" else False
    server = reader.server(servers) if report == "positions" else ""
    page, size = reader.whole("page", 1, None), reader.whole("pageSize", usual, largest)
    if reader.wrong:
        raise wrong_fields(*reader.wrong)
    return Wish(Filters(report, pairs[0], pairs[1] if len(pairs) > 1 else None, fakes, server), page, size)


def read_days(query: Mapping[str, str], first: str, last: str) -> Days:
    """Return the days from one parameter to another; raises `CrmRefusalError`."""
    reader = _Reader(query)
    days = reader.between(first, last)
    if days is None and not reader.wrong:
        reader.refuse(first, f"{first} and {last} are missing.")
    if days is None or reader.wrong:
        raise wrong_fields(*reader.wrong)
    return days


class _Reader:
    """Reads parameters one by one and gathers what is wrong with them."""

    def __init__(self, query: Mapping[str, str]) -> None:
        self._query = query
        self.wrong: list[FieldError] = []

    def refuse(self, field: str, message: str) -> None:
        self.wrong.append(FieldError(field, message))

    def days(self, name: str) -> Days | None:
        """Return a pair of dates, None when neither is there."""
        return self.between(f"{name}From", f"{name}To")

    def between(self, start: str, end: str) -> Days | None:
        first, last = self._day(start), self._day(end)
        missing = [name for name in (start, end) if not self._query.get(name)]
        if len(missing) == 1:
            self.refuse(missing[0], f"{start} and {end} belong together.")
        if first is None or last is None:
            return None
        if first > last:
            self.refuse(end, f"{end} is before {start}.")
        return Days(first, last)

    def whole(self, name: str, usual: int, largest: int | None) -> int:
        text = self._query.get(name, "")
        if not text:
            return usual
        if not text.isascii() or not text.isdigit() or not 1 <= int(text[:18]) <= (largest or 10**18):
            self.refuse(name, f"{name} must be a whole number from 1{f' to {largest}' if largest else ''}.")
            return usual
        return int(text[:18])

    def flag(self, name: str) -> bool:
        text = self._query.get(name, "") or "false"
        if text not in ("true", "false"):
            self.refuse(name, f"{name} must be true or false.")
        return text == "true"

    def server(self, servers: Collection[str]) -> str:
        tag = self._query.get("serverTag", "")
        if tag not in servers:
            self.refuse("serverTag", "serverTag is not a known server." if tag else "serverTag is missing.")
        return tag

    def _day(self, name: str) -> date | None:
        text = self._query.get(name, "")
        if not text:
            return None
        try:
            if _DAY.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        self.refuse(name, f"{name} must be a date such as 2026-01-31.")
        return None
