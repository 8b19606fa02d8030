"""Statements as text: CSV with or without records around its parts, and columns with pipes between them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

from tui.simulator.flex.document import Document, sections
from tui.simulator.flex.rows import Page, Row, Section

Line = Callable[[list[str]], str]


def lines(document: Document) -> Iterator[str]:
    """Yield a document line by line, in its query's layout; rows that lie inside others are left out."""
    layout = document.query.layout
    join = _with_pipes if layout == "pipe" else _with_commas
    if layout == "csv_records":
        yield from _with_records(document, join)
        return
    for page in document.pages():
        for section in sections(page, document.query.kind):
            yield from _bare(section, join)


def _bare(section: Section, join: Line) -> Iterator[str]:
    """Yield a header row and the rows; where the columns change a new header row begins."""
    header: list[str] = []
    for row in section.rows:
        columns = _columns(row)
        if columns != header:
            header = columns
            yield join(header)
        yield join(_cells(row))


def _with_records(document: Document, join: Line) -> Iterator[str]:
    pages = list(document.pages())
    account = document.accounts[0].story.account
    first, last = document.writing.day(document.span.first), document.writing.day(document.span.last)
    made = document.writing.moment(document.made_at_ms)
    yield join(["BOF", account, document.query.name, str(len(pages)), first, last, *made.split(";")])
    for page in pages:
        yield join(["BOA", page.story.account])
        for section in sections(page, document.query.kind):
            yield from _recorded(page, section, join)
        yield join(["EOA", page.story.account])
    yield join(["EOF"])


def _recorded(page: Page, section: Section, join: Line) -> Iterator[str]:
    yield join(["BOS", section.code, section.title])
    header: list[str] = []
    count, checksum = 0, 0
    for row in section.rows:
        columns = _columns(row)
        if columns != header:
            header = columns
            yield join(["HEADER", section.code, *header])
        line = join(["DATA", section.code, *_cells(row)])
        count, checksum = count + 1, zlib.crc32(line.encode(), checksum)
        yield line
    yield join(["EOS", section.code, str(count), str(checksum)])


def _columns(row: Row) -> list[str]:
    return ["ClientAccountID" if name == "accountId" else name[:1].upper() + name[1:] for name in row.attributes]


def _cells(row: Row) -> list[str]:
    return list(row.attributes.values())


def _with_commas(cells: list[str]) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"


def _with_pipes(cells: list[str]) -> str:
    return "|".join(cell.replace("|", "/") for cell in cells) + "\n"
