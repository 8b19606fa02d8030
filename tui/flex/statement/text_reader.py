"""Reads statements in CSV and in text with `|` or tabs, with and without the BOF/BOA/BOS/HEADER/DATA/EOS records."""

from __future__ import annotations

import csv
import re

from tui.flex.statement.collect import LimitReachedError, Notes, StatementBuilder, distinct
from tui.flex.statement.errors import NotAStatementError
from tui.flex.statement.limits import Limits
from tui.flex.statement.lines import Records
from tui.flex.statement.model import Problem, Statement, StatementFile
from tui.flex.statement.source import Source
from tui.flex.statement.values import read_day

SECTION_CODES = {
    "ACCT": "AccountInformation",
    "CRTT": "CashReport",
    "CTRN": "CashTransactions",
    "POST": "OpenPositions",
    "TRNT": "Trades",
}
"""Codes of sections, as seen in files, with the name that the same section has in XML."""

_RECOGNISED = (
    ("Trades", {"buysell", "tradeid"}),
    ("OpenPositions", {"markprice", "positionvalue"}),
    ("CashReport", {"endingcash", "startingcash"}),
    ("CashTransactions", {"amount", "type", "settledate"}),
)
"""Sections that their columns give away where the file has no codes."""

_LABEL = re.compile(r"[A-Za-z][A-Za-z0-9 /%&().:#_-]{0,80}")
_DAYS = ("fromDate", "toDate")
_ACCOUNT = ("clientaccountid", "accountid")


def read(source: Source, limits: Limits) -> StatementFile:
    """Read a statement in separated text; errors as in `read_statement`."""
    notes = Notes(limits)
    reading = _Reading(notes)
    records = Records(source, limits.longest_tag)
    try:
        for cells in records:
            if any(cells):
                reading.take(cells, records.line)
        reading.finish(records.line)
    except (LimitReachedError, csv.Error) as error:
        notes.add(Problem(f"{error}; nothing behind it was read", records.line, source.size, ended=True))
    if records.foreign:
        notes.add(Problem("Some bytes are no UTF-8; � stands in their place."))
    statements = reading.statements()
    if not statements:
        detail = next((str(problem) for problem in notes.all()), "")
        raise NotAStatementError("The file has neither rows nor names of columns", detail, "Fetch it again.")
    return StatementFile(records.format, reading.attributes, statements, problems=notes.all(), size=source.size)


def folded(name: str) -> str:
    """Return a column's name as all formats write it: `Buy/Sell` and `buySell` are one."""
    return "".join(filter(str.isalnum, name)).lower()


class _Reading:
    """One file on its way: which account, which section and which header the next row belongs to."""

    def __init__(self, notes: Notes) -> None:
        self.attributes: dict[str, str] = {}
        self._notes = notes
        self._done: list[Statement] = []
        self._current: StatementBuilder | None = None
        self._loose: dict[str, StatementBuilder] = {}
        self._code = ""
        self._in_section = False
        self._header: tuple[str, ...] = ()
        self._first_label = ""
        self._account_at: int | None = None
        self._tables: dict[tuple[str, ...], str] = {}
        self._rows = 0
        self._framed = False
        self._ended = False

    def take(self, cells: list[str], line: int) -> None:
        """Take one record."""
        match cells[0]:
            case "BOF":
                self._framed = True
                self._begin_file(cells)
            case "BOA":
                self._close(complete=False)
                self._current = StatementBuilder(self._about(cells), self._notes)
                if len(self._done) >= self._notes.limits.most_statements:
                    raise LimitReachedError(f"more than {self._notes.limits.most_statements} statements")
            case "BOS":
                self._begin_section(cells)
            case "HEADER" if len(cells) > 2:
                self._code = self._notes.name(cells[1])
                self._set_header(cells[2:])
            case "DATA" if len(cells) > 2:
                if self._notes.name(cells[1]) != self._code:
                    self._code, self._header, self._account_at = self._notes.name(cells[1]), (), None
                self._add(cells[2:], line)
            case "EOS":
                self._end_section(cells, line)
            case "EOA":
                self._close(complete=True)
            case "EOF":
                self._ended = True
            case _:
                self._plain(cells, line)

    def finish(self, line: int) -> None:
        """Say so when a file with a beginning has no end."""
        if self._framed and not self._ended:
            self._notes.add(Problem("the file ends here, without its EOF record", line, ended=True))

    def statements(self) -> tuple[Statement, ...]:
        """Return what was read: the accounts of BOA records, then those that only rows tell of."""
        self._close(complete=False)
        if self._header and not self._done and not self._loose:
            # Names of columns without a row are how a period without bookings looks.
            empty = self._target("")
            empty.open(self._section())
            empty.close()
        return (*self._done, *(loose.build(complete=True) for loose in self._loose.values()))

    def _begin_file(self, cells: list[str]) -> None:
        values = [self._notes.clean(cell) for cell in cells[1:]]
        self.attributes = {f"BOF {at}": value for at, value in enumerate(values, 1)}
        days = [value for value in values if read_day(value) is not None and not value.isdigit()] or [
            value for value in values if read_day(value) is not None
        ]
        self.attributes["queryName"] = values[1] if len(values) > 1 else ""
        if len(days) > 1:
            self.attributes |= {"fromDate": days[0], "toDate": days[1]}

    def _about(self, cells: list[str]) -> dict[str, str]:
        values = [self._notes.clean(cell) for cell in cells[1:]]
        days = {name: value for name, value in self.attributes.items() if name in _DAYS}
        own = {f"BOA {at}": value for at, value in enumerate(values[1:], 2)}
        return {"accountId": values[0] if values else "", **days, **own}

    def _begin_section(self, cells: list[str]) -> None:
        self._code = self._notes.name(cells[1]) if len(cells) > 1 else ""
        self._in_section, self._rows = True, 0
        self._set_header([])
        name = SECTION_CODES.get(self._code, self._code)
        target = self._target("")
        target.open(name)
        target.close()
        if len(cells) > 2:
            target.title(name, self._notes.clean(cells[2]))

    def _end_section(self, cells: list[str], line: int) -> None:
        announced = cells[2] if len(cells) > 2 else ""
        if announced.isascii() and announced.isdigit() and len(announced) < 10 and int(announced) != self._rows:
            self._notes.add(
                Problem(f"Section {self._code} announces {int(announced)} rows and has {self._rows}.", line)
            )
        self._in_section, self._code = False, ""
        self._set_header([])

    def _close(self, *, complete: bool) -> None:
        if self._current is not None:
            self._done.append(self._current.build(complete))
            self._current = None

    def _plain(self, cells: list[str], line: int) -> None:
        if self._is_header(cells):
            self._set_header(cells)
        else:
            self._add(cells, line)

    def _is_header(self, cells: list[str]) -> bool:
        if len(set(cells)) < len(cells) or not all(map(_LABEL.fullmatch, cells)):
            return False
        return not self._header or cells[0] == self._first_label or len(cells) != len(self._header)

    def _set_header(self, cells: list[str]) -> None:
        if len(cells) > self._notes.limits.most_columns:
            raise LimitReachedError(f"more than {self._notes.limits.most_columns} columns")
        self._header = distinct([self._notes.name(cell) for cell in cells])
        self._first_label = cells[0] if cells else ""
        names = [folded(name) for name in self._header]
        self._account_at = next((names.index(name) for name in _ACCOUNT if name in names), None)

    def _add(self, cells: list[str], line: int) -> None:
        header = self._header
        if len(cells) != len(header):
            if header:
                self._notes.add(Problem(f"A row has {len(cells)} cells, its header {len(header)}.", line))
            more = [f"Column {at}" for at in range(len(header) + 1, len(cells) + 1)]
            header = distinct((*header, *more))[: len(cells)]
        account = cells[self._account_at] if self._account_at is not None and self._account_at < len(cells) else ""
        target = self._target(account)
        section = self._section()
        target.open(section)
        target.open(self._code or "Row", header, cells)
        target.close()
        target.close()
        self._rows += 1

    def _section(self) -> str:
        if self._code:
            return SECTION_CODES.get(self._code, self._code)
        name = self._tables.get(self._header)
        if name is None:
            columns = set(map(folded, self._header))
            known = next((known for known, marks in _RECOGNISED if marks <= columns), "")
            if not known or known in self._tables.values():
                known = f"Table {len(self._tables) + 1}"
            name = self._tables[self._header] = known
        return name

    def _target(self, account: str) -> StatementBuilder:
        if self._current is not None:
            return self._current
        account = self._notes.clean(account)
        found = self._loose.get(account)
        if found is None:
            if len(self._loose) >= self._notes.limits.most_statements:
                raise LimitReachedError(f"more than {self._notes.limits.most_statements} statements")
            days = {name: value for name, value in self.attributes.items() if name in _DAYS}
            found = self._loose[account] = StatementBuilder({"accountId": account, **days}, self._notes)
        return found
