"""A table that somebody typed, exported or pasted, as lines of named cells with their line numbers.

Taken are CSV with `,`, `;`, tab or `|`, with or without a byte order mark, UTF-8 or UTF-16; and a bare list of e-mails
or ids, one a line.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tui.dxfeed.errors import InputError
from tui.net.text import clean_line

LARGEST_BYTES = 16 << 20
MOST_LINES = 20_000

_COLUMNS: dict[str, tuple[str, ...]] = {
    "email": ("email", "mail", "emailaddress", "who"),
    "account_id": ("accountid", "account", "id", "customerid"),
    "action": ("action",),
    "feed": ("feed", "feeds", "feedname", "subscription", "subscriptions"),
    "end_date": ("enddate", "end", "until", "validuntil"),
    "new_email": ("newemail", "newmail", "newemailaddress"),
    "redirect": ("redirect", "redirecturl", "successredirecturl"),
    "allowed": ("allowed", "allowedstatuses", "allowedstatus"),
    "first_name": ("firstname", "givenname"),
    "last_name": ("lastname", "surname"),
    "country": ("country",),
    "state": ("state", "province"),
    "address": ("address", "street"),
    "city": ("city",),
    "zip": ("zip", "zipcode", "postcode", "postalcode"),
    "phone": ("phone", "telephone"),
    "company_name": ("companyname", "company"),
    "job_title": ("jobtitle",),
}
_NAMES = {alias: column for column, aliases in _COLUMNS.items() for alias in aliases}

COLUMNS = tuple(_COLUMNS)
"""The columns that are understood, under our names; signs, spaces and upper case in a header do not count."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number in the file (of its first row of text), and its cells by column."""

    number: int
    cells: Mapping[str, str]
    ragged: bool = False
    """Whether it has more cells than the header names."""


@dataclass(frozen=True, slots=True)
class Table:
    """What was read. `notes` say what was understood how: the separator, columns that are left out."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()


def read_table(content: bytes | str) -> Table:
    """Read a table or a list. Raises InputError when it is none, is too large or lacks a header that is understood."""
    text = _text(content)
    head = next((line for line in text.splitlines() if line.strip()), "")
    if not head:
        raise InputError("table", "The table is empty")
    separator = max(",;\t|", key=head.count)
    alone = head.count(separator) == 0
    rows = list(_rows(text, separator))
    first, header = rows[0]
    if all(_is_person(cell) for cell in header if cell):
        lines = tuple(_listed(number, cell) for number, cells in rows for cell in cells if cell)
        return Table(("email",), lines, ("a list of e-mails or ids",))
    columns, left_out = _header(header, first)
    notes = [] if separator == "," or alone else [f"cells are separated by {_SIGNS.get(separator, separator)}"]
    if left_out:
        notes.append(f"not used: {', '.join(left_out)}")
    lines = tuple(_line(number, columns, cells) for number, cells in rows[1:])
    if not lines:
        raise InputError("table", "The table has a header and no lines")
    return Table(tuple(column for column in columns if column), lines, tuple(notes))


_SIGNS = {"\t": "tab"}


def _text(content: bytes | str) -> str:
    if isinstance(content, str):
        text = content.removeprefix("\ufeff")
    else:
        if len(content) > LARGEST_BYTES:
            raise InputError("table", f"The table is larger than {LARGEST_BYTES >> 20} MB")
        wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        try:
            text = content.decode("utf-16" if wide else "utf-8-sig")
        except UnicodeDecodeError:
            raise InputError("table", "The table is no UTF-8 text", "Save it as CSV UTF-8.") from None
    if "\0" in text:
        raise InputError("table", "The file is no table: it has zero bytes")
    return text


def _rows(text: str, separator: str) -> Iterable[tuple[int, list[str]]]:
    """Yield line number and cells of each row that has any text."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number, count = 1, 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError("table", f"Line {number} cannot be read: {error}") from None
        if any(cell.strip() for cell in cells):
            count += 1
            if count > MOST_LINES + 1:
                raise InputError("table", f"The table has more than {MOST_LINES:,} lines", "Split it.")
            yield number, [_plain(cell) for cell in cells]
        number = reader.line_num + 1


def _plain(cell: str) -> str:
    text = cell.strip()
    # Tables that programs made safe for spreadsheets have an apostrophe before what looks like a formula.
    return text[1:] if re.match(r"'[=+\-@]", text) else text


def _is_person(text: str) -> bool:
    return "@" in text or any(sign.isdigit() for sign in text)


def _listed(number: int, cell: str) -> Line:
    return Line(number, {"email" if "@" in cell else "account_id": cell})


def _header(cells: list[str], number: int) -> tuple[list[str], list[str]]:
    """Return the column of each cell, empty for one that is not used, and the names of those."""
    columns = [_NAMES.get(re.sub(r"[^a-z0-9]", "", cell.lower()), "") for cell in cells]
    if not any(columns):
        shown = clean_line(", ".join(cells), 80)
        hint = f"Columns are {', '.join(COLUMNS[:6])} and a customer's data; one of them has to be there."
        raise InputError("table", f"Line {number} names no column that is understood: {shown}", hint)
    doubled = next((column for column in columns if column and columns.count(column) > 1), None)
    if doubled:
        raise InputError("table", f"Two columns of the table are {doubled}")
    return columns, [clean_line(cell, 40) for cell, column in zip(cells, columns, strict=True) if not column and cell]


def _line(number: int, columns: list[str], cells: list[str]) -> Line:
    found = {column: cell for column, cell in zip(columns, cells, strict=False) if column and cell}
    return Line(number, found, any(cells[len(columns) :]))
