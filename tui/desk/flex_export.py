"""Statements as CSV and JSON: nothing lost, no cell that a spreadsheet would run, no file half-written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tui.desk.flex_sheet import OpenedStatement, Sheet
from tui.desk.spreadsheet import csv_record
from tui.errors import UsageError
from tui.files.whole import write_whole


def write_statement(opened: OpenedStatement, path: Path, *, as_json: bool, account: str, key: str = "") -> int:
    """Write a statement, or one table of an account, and return the bytes; blocking, for a thread.

    Raises TradedeckError when the file cannot be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sheet = opened.sheet(account, key) if key else None
    pieces = json_of(opened, key) if as_json else csv_of_sheet(sheet) if sheet else csv_of_all(opened)
    return write_whole(path, pieces)


def csv_of_sheet(sheet: Sheet) -> Iterator[str]:
    """Yield one table as CSV: a line of names, then the rows."""
    yield csv_record(sheet.columns)
    for row in sheet.rows():
        yield csv_record(row)


def csv_of_all(opened: OpenedStatement, key: str = "") -> Iterator[str]:
    """Yield all tables of all accounts (one of them if `key` names it), each line led by account, table, and kind.

    The kind of a line is `Header` or `Data`.
    """
    for account in opened.accounts:
        for sheet in opened.sheets(account):
            if key not in {"", sheet.key}:
                continue
            yield csv_record((account, sheet.key, "Header", *sheet.columns))
            for row in sheet.rows():
                yield csv_record((account, sheet.key, "Data", *row))


def json_of(opened: OpenedStatement, key: str = "") -> Iterator[str]:
    """Yield the statement as JSON: per account its days, figures and tables (one of them if `key` names it).

    Rows hold the attributes that the file has, as text. Amounts of figures are texts, null where missing.
    """
    yield '{"query": ' + json.dumps(opened.file.query_name) + ', "accounts": ['
    for number, account in enumerate(opened.accounts):
        head = {"account": account, "days": opened.days(account), "warnings": opened.warnings(account)}
        yield (
            (",\n" if number else "\n")
            + json.dumps(head)[:-1]
            + ', "overview": '
            + json.dumps(overview_of(opened, account))
        )
        yield ', "sections": {'
        wanted = [sheet for sheet in opened.sheets(account) if key in {"", sheet.key}]
        for place, sheet in enumerate(wanted):
            yield ("," if place else "") + f"\n{json.dumps(sheet.key)}: ["
            for at in range(len(sheet)):
                yield ("," if at else "") + "\n" + json.dumps(sheet.attributes(at))
            yield "]"
        yield "}}"
    yield "]}\n"


def overview_of(opened: OpenedStatement, account: str) -> list[dict[str, str | None]]:
    """Return an account's figures as plain values."""
    return [
        {
            "group": group.title,
            "title": line.title,
            "amount": None if line.amount is None else f"{line.amount:f}",
            "currency": line.currency,
            "source": line.source,
            "note": line.told(),
        }
        for group in opened.groups(account)
        for line in group.lines
    ]


def sheet_key(opened: OpenedStatement, wanted: str) -> str:
    """Return the table that a user names by its key, its section or its title. Raises UsageError."""
    sheets = {sheet.key: sheet for account in opened.accounts for sheet in opened.sheets(account)}
    folded = wanted.casefold()
    exact = [key for key in sheets if key.casefold() == folded]
    found = exact or [k for k, s in sheets.items() if folded in {s.section.casefold(), s.title.casefold()}]
    if not found:
        raise UsageError(f"The statement has no section {wanted}", ", ".join(sheets) or "it is empty")
    if len(found) > 1:
        raise UsageError(f"The section {wanted} has several kinds of rows", ", ".join(found), "Name one of them.")
    return found[0]
