"""The shapes in which answers come: names, dates, numbers, gaps, tags, accounts and envelopes, each spelled in ways."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from tui.simulator.crm.rows import Accounts, Amount, Fields, Missing, Moment, Tags, Value
from tui.simulator.crm.words import SHAPE_WORDS

_WORD = re.compile(r"[A-Z]?[a-z0-9]+")
_AS_THEY_ARE = "utmDetails"
_GONE = object()


@dataclass(frozen=True, slots=True)
class Shape:
    """One way to spell answers; `SHAPE_WORDS` has what each may be, the defaults are the usual way."""

    envelope: str = "data"
    keys: str = "camel"
    dates: str = "iso"
    numbers: str = "number"
    missing: str = "null"
    tags: str = "categories"
    accounts: str = "triples"
    nesting: str = "flat"
    outflow: str = "negative"
    links: str = "all"
    servers: str = "mapping"


SHAPES: Mapping[str, Shape] = {
    "usual": Shape(),
    "snake": Shape(
        envelope="items", keys="snake", dates="plain", numbers="text", tags="mapping", accounts="bare",
        outflow="positive", servers="list",
    ),
    "title": Shape(
        envelope="named", keys="title", dates="plain", numbers="commas", missing="na", tags="text", servers="objects",
        outflow="positive",
    ),
    "nested": Shape(
        envelope="nested", dates="epoch_ms", missing="absent", tags="names", accounts="objects", nesting="nested",
        servers="list",
    ),
    "bare": Shape(envelope="bare", keys="snake", dates="epoch", missing="empty", tags="list", servers="flat"),
    "sparse": Shape(dates="offset", missing="absent", links="logins", outflow="positive"),
}  # fmt: skip


def shape_of(settings: Mapping[str, Any]) -> Shape:
    """Return the shape that a fault's settings describe: a named one, and what is said beside it."""
    said = {part: settings[part] for part in SHAPE_WORDS if settings.get(part)}
    return replace(SHAPES[settings.get("preset") or "usual"], **said)


class Speller:
    """Spells rows in one shape."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape

    def row(self, row: Fields) -> dict[str, Any]:
        """Return a row as JSON data."""
        shape = self._shape
        if shape.outflow == "positive" and isinstance(paid := row.get("amount"), Amount):
            row = {**row, "amount": Amount(abs(paid.units), paid.digits)}
        if shape.links == "logins":
            row = _without_links(row)
        if shape.nesting == "nested":
            row = _nested(row)
        return self._mapping(row)

    def key(self, name: str) -> str:
        """Return a name in camel case as this shape has it."""
        return _spelled(name, self._shape.keys)

    def _mapping(self, row: Mapping[str, Value], *, raw: bool = False) -> dict[str, Any]:
        told = {}
        for name, value in row.items():
            spelled = self._value(value, name)
            if spelled is not _GONE:
                told[name if raw else self.key(name)] = spelled
        return told

    def _value(self, value: Value, name: str) -> Any:
        if isinstance(value, Moment):
            return _date(value.ms, self._shape.dates)
        if isinstance(value, Amount):
            return _number(value, self._shape.numbers)
        if isinstance(value, Missing):
            return "N/A" if value.always else _MISSING[self._shape.missing]
        if isinstance(value, Tags):
            return _tags(value, self._shape.tags)
        if isinstance(value, Accounts):
            return _accounts(value, self._shape.accounts)
        if isinstance(value, Mapping):
            return self._mapping(value, raw=name == _AS_THEY_ARE)
        if self._shape.numbers != "number" and isinstance(value, int):
            return str(value).lower()
        return value


_MISSING: Mapping[str, Any] = {"null": None, "na": "N/A", "empty": "", "absent": _GONE}


@lru_cache(maxsize=512)
def _spelled(name: str, keys: str) -> str:
    if keys == "camel":
        return name
    words = [word.lower() for word in _WORD.findall(name)]
    if keys == "snake":
        return "_".join(words)
    return " ".join(word.upper() if word in ("id", "ib") else word.capitalize() for word in words)


def _date(ms: int, dates: str) -> Any:
    if dates == "epoch_ms":
        return ms
    if dates in ("epoch", "epoch_text"):
        return str(ms // 1000) if dates == "epoch_text" else ms // 1000
    text = datetime.fromtimestamp(ms // 1000, UTC).isoformat(" " if dates == "plain" else "T").removesuffix("+00:00")
    return text + {"iso": "Z", "offset": f".{ms % 1000:03d}+00:00", "plain": ""}[dates]


def amount(number: Amount) -> Decimal:
    """Return the number with its trailing zeros."""
    return Decimal(number.units).scaleb(-number.digits)


def _number(number: Amount, numbers: str) -> Any:
    value = amount(number)
    if numbers == "number":
        return value
    return f"{value:,f}" if numbers == "commas" else f"{value:f}"


def _tags(tags: Tags, how: str) -> Any:
    if how == "categories":
        return [{"category": category, "tags": list(names)} for category, names in tags.categories]
    if how == "names":
        return [
            {"tagCategory": category, "values": [{"name": name} for name in names]}
            for category, names in tags.categories
        ]
    if how == "mapping":
        return {category: list(names) for category, names in tags.categories}
    every = [name for _, names in tags.categories for name in names]
    # A tag may hold a comma; a text of tags cannot say so.
    return every if how == "list" else ",".join(name.replace(",", "") for name in every)


def _accounts(accounts: Accounts, how: str) -> Any:
    told = [(str(one.login), one.server, "live") for one in accounts.accounts]
    if how == "objects":
        return [{"login": login, "server": server, "type": kind} for login, server, kind in told]
    triples = [", ".join(one) for one in told]
    return ", ".join(triples) if how == "bare" else ", ".join(f"({one})" for one in triples)


def _without_links(row: Fields) -> Fields:
    """Leave out what ties a row to its customer other than the account's login."""
    if "login" in row:
        return {name: value for name, value in row.items() if name != "customerId"}
    return {name: value for name, value in row.items() if name not in ("leadId", "ibName", "affiliateName")}


_BLOCKS = {
    "contact": ("firstName", "lastName", "email", "phone", "country", "language"),
    "source": ("ibId", "ibName", "affiliateId", "affiliateName", "campaign"),
    "account": ("login", "serverTag", "platform", "currency"),
}


def _nested(row: Fields) -> Fields:
    """Put what belongs together into objects of its own."""
    inner: dict[str, Fields] = {}
    outer: Fields = {}
    for name, value in row.items():
        block = next((block for block, names in _BLOCKS.items() if name in names), None)
        if block is None or (block == "account" and "login" not in row):
            outer[name] = value
        else:
            outer.setdefault(block, inner.setdefault(block, {}))
            inner[block][name] = value
    return outer
