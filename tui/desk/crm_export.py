"""Tables of CRM reports as CSV and JSON: no cell that a spreadsheet would run, money by currency, n of m said."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tui.crm.money import Money
from tui.desk.crm_privacy import Private, masked
from tui.desk.crm_table import Column, RowTable, Value, text_of
from tui.desk.spreadsheet import csv_record
from tui.files.whole import write_whole


@dataclass(frozen=True, slots=True)
class Exported:
    """What a file holds: `rows` of the table's `of` rows; `announced` is what the CRM said there is, if it did."""

    path: Path
    rows: int
    of: int
    announced: int | None
    partial: bool
    size: int

    def __str__(self) -> str:
        known = f"{self.rows} of {self.of} rows"
        missing = ""
        if self.partial:
            missing = f", partial: the CRM announced {self.announced}" if self.announced is not None else ", partial"
        return f"{known}{missing} in {self.path}"


@dataclass(frozen=True, slots=True)
class Extract:
    """What is exported of a table: some of its rows in order, some of its columns, people and amounts hidden or not."""

    table: RowTable[Any]
    rows: Sequence[int]
    columns: tuple[str, ...]
    hide: bool = False
    announced: int | None = None
    partial: bool = False
    title: str = ""
    days: str = ""
    as_of: str = ""

    @property
    def chosen(self) -> list[Column[Any]]:
        """The columns, in the order in which they were chosen."""
        return [self.table.by_id[name] for name in self.columns]


def write(extract: Extract, path: Path, *, as_json: bool) -> Exported:
    """Write a file in one step, for its owner only; blocking. Raises TradedeckError."""
    size = write_whole(path, json_of(extract) if as_json else csv_of(extract))
    rows = len(extract.rows)
    return Exported(path, rows, len(extract.table), extract.announced, extract.partial, size)


def csv_of(extract: Extract) -> Iterator[str]:
    """Yield CSV: a line of names, then the rows. A column of sums becomes one for each currency."""
    columns = extract.chosen
    currencies = [_currencies(extract, column) for column in columns]
    yield csv_record(
        name
        for column, found in zip(columns, currencies, strict=True)
        for name in ([column.title] if found is None else [f"{column.title} {currency}".strip() for currency in found])
    )
    for at in extract.rows:
        row = extract.table.rows[at]
        cells: list[str] = []
        for column, found in zip(columns, currencies, strict=True):
            value = column.value(row)
            if found is None:
                cells.append(_cell(value, column, hide=extract.hide))
            else:
                sums = dict(value) if isinstance(value, Money) else {}
                texts = [f"{sums[currency]:f}" if currency in sums else "" for currency in found]
                cells += [masked(text, column.private) if extract.hide else text for text in texts]
        yield csv_record(cells)


def json_of(extract: Extract) -> Iterator[str]:
    """Yield JSON: what it is and how complete, then the rows as objects. Amounts are texts, sums are by currency."""
    head = {
        "report": extract.title,
        "days": extract.days,
        "as_of": extract.as_of,
        "rows": len(extract.rows),
        "of": len(extract.table),
        "announced": extract.announced,
        "partial": extract.partial,
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "data": ['
    columns = extract.chosen
    for place, at in enumerate(extract.rows):
        row = extract.table.rows[at]
        record = {column.id: _json_value(column.value(row), column, hide=extract.hide) for column in columns}
        yield ("," if place else "") + "\n" + json.dumps(record, ensure_ascii=False)
    yield "\n]}\n"


def _currencies(extract: Extract, column: Column[Any]) -> list[str] | None:
    """Return the currencies of a column of sums, None for any other column."""
    found: set[str] = set()
    sums = False
    for at in extract.rows:
        value = column.value(extract.table.rows[at])
        if isinstance(value, Money):
            sums = True
            found.update(value.currencies)
    return sorted(found) or [""] if sums else None


def _cell(value: Value, column: Column[Any], *, hide: bool) -> str:
    text = text_of(value)
    return masked(text, column.private) if hide else text


def _json_value(value: Value, column: Column[Any], *, hide: bool) -> object:
    if hide and column.private is not Private.NOTHING:
        return masked(text_of(value), column.private)
    if isinstance(value, Money):
        return {currency: f"{amount:f}" for currency, amount in value}
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, datetime) else value
