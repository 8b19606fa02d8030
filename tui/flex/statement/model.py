"""What a statement file holds once it is read: statements, their sections, and what was wrong with the file."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from tui.flex.statement.tables import Table
from tui.flex.statement.values import read_day
from tui.flex.windows import DateRange


class Format(enum.Enum):
    """How the file is written."""

    XML = "XML"
    COMMA = "CSV"
    PIPE = "text, | between"
    TAB = "text, tab between"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about the file that its reader should know. `line` counts from 1, `offset` is in bytes from 0.

    None where the problem has no place. `ended` when reading stopped there: what comes behind was not read.
    """

    text: str
    line: int | None = None
    offset: int | None = None
    ended: bool = False

    def __str__(self) -> str:
        place = f"line {self.line}" if self.line is not None else ""
        if self.offset is not None:
            place += f"{', ' if place else ''}byte {self.offset}"
        return f"{place}: {self.text}" if place else self.text


@dataclass(frozen=True, slots=True)
class Section:
    """One section: a table for each kind of row; none when the section is there but empty."""

    name: str
    tables: tuple[Table, ...] = ()
    title: str = ""
    """The file's own words for it, where it has some (BOS records)."""

    def __len__(self) -> int:
        return sum(map(len, self.tables))

    def table(self, kind: str) -> Table | None:
        """Return the first table whose rows are of `kind`."""
        return next((table for table in self.tables if table.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Statement:
    """One account over one period. `attributes` are the file's own; `complete` is False when the file broke inside."""

    attributes: Mapping[str, str] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    complete: bool = True

    @property
    def account(self) -> str:
        """The account's number, empty when the file does not say."""
        return self.attributes.get("accountId", "")

    @property
    def period(self) -> str:
        """The portal's word for the period, as `LastQuarter`."""
        return self.attributes.get("period", "")

    @property
    def generated(self) -> str:
        """When it was made: the service's text, without a zone."""
        return self.attributes.get("whenGenerated", "")

    @property
    def returned(self) -> DateRange | None:
        """The days that it covers, None when its dates are missing or ambiguous."""
        first, last = read_day(self.attributes.get("fromDate")), read_day(self.attributes.get("toDate"))
        return DateRange(first, last) if first is not None and last is not None and first <= last else None

    def section(self, name: str) -> Section | None:
        """Return the section of this name, None when the statement has none: the query does not ask for it."""
        return next((section for section in self.sections if section.name == name), None)


@dataclass(frozen=True, slots=True)
class StatementFile:
    """A whole file. `outside` has the sections that stand in no statement; `messages` are the service's remarks."""

    format: Format
    attributes: Mapping[str, str] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    outside: Statement = field(default_factory=Statement)
    messages: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    size: int = 0
    """Bytes that were read."""

    @property
    def query_name(self) -> str:
        """The query's name in the portal."""
        return self.attributes.get("queryName", "")

    @property
    def statement_type(self) -> str:
        """`AF` for activity, `TCF` for trade confirmations, empty when the file does not say."""
        return self.attributes.get("type", "")

    @property
    def broke(self) -> Problem | None:
        """Where reading ended too early, None when the file was read to its end."""
        return next((problem for problem in self.problems if problem.ended), None)

    @property
    def accounts(self) -> tuple[str, ...]:
        """Every account, in the order of the file."""
        return tuple(dict.fromkeys(statement.account for statement in self.statements))

    def of(self, account: str) -> tuple[Statement, ...]:
        """Return the statements of one account, in the order of the file: several with "breakout by day"."""
        return tuple(statement for statement in self.statements if statement.account == account)
