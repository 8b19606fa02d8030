"""Puts several files of one query together, window after window, without counting anything twice.

A file is believed: two equal rows in one file are two. A row is a double only of a row in another file: by its
number (`keys.BOOKING_KEYS`) always, by all of its cells where the days of the two statements overlap; the newer
file's row stays. Of two statements over the same days the newer one's sections take the place of the older's.
Sections about a period or a moment (`keys.STATE_SECTIONS`) otherwise stay with their statement, so that an overview
can tell first from last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from tui.flex.overview import in_order
from tui.flex.statement.keys import STATE_SECTIONS, Key, Keys
from tui.flex.statement.model import Problem, Section, Statement, StatementFile
from tui.flex.statement.tables import Path, Table
from tui.flex.statement.values import read_moment

_Wholes = Counter[Key]


@dataclass(frozen=True, slots=True)
class Joined:
    """One file made of several; `left_out` counts the rows that were there twice, by section."""

    file: StatementFile
    left_out: dict[str, int]


def join(files: Sequence[StatementFile]) -> Joined:
    """Join files, given oldest first where they do not say themselves when they were made.

    The statements come out by account and day. Raises ValueError when there are no files.
    """
    if not files:
        raise ValueError("nothing to join")
    newest_first = [file for _, file in sorted(enumerate(files), key=_made, reverse=True)]
    joining = _Joining()
    kept = [statement for file in newest_first for statement in joining.take(file)]
    accounts = dict.fromkeys(account for file in files for account in file.accounts)
    statements = [each for account in accounts for each in in_order(s for s in kept if s.account == account)]
    newest = newest_first[0]
    problems = tuple(problem for file in files for problem in file.problems)
    doubles = sum(joining.left_out.values())
    if doubles:
        problems = (*problems, Problem(f"{doubles} rows were in more than one file and count once."))
    together = replace(
        newest,
        statements=tuple(statements),
        messages=tuple(dict.fromkeys(message for file in files for message in file.messages)),
        problems=problems,
        size=sum(file.size for file in files),
    )
    return Joined(together, joining.left_out)


def _made(numbered: tuple[int, StatementFile]) -> tuple[datetime, int]:
    number, file = numbered
    moments = (read_moment(statement.generated) for statement in file.statements)
    found = [datetime.combine(moment.day, moment.at or time.min) for moment in moments if moment is not None]
    return (max(found, default=datetime.combine(date.min, time.min)), number)


class _Joining:
    """Remembers what the newer files have while it goes through the older ones."""

    def __init__(self) -> None:
        self.left_out: dict[str, int] = {}
        self._numbers: dict[tuple[str, Path], set[Key]] = {}
        self._newer: list[tuple[Statement, ...]] = []
        self._spent: Counter[tuple[str, Path, Key]] = Counter()

    def take(self, file: StatementFile) -> list[Statement]:
        """Return the file's statements without what newer files have."""
        self._spent.clear()
        kept = [found for statement in file.statements if (found := self._without_doubles(statement)) is not None]
        # Only now: a number that is there twice in one file is the file's own affair.
        for statement in file.statements:
            for table in _tables(statement):
                self._remember(statement.account, table)
        self._newer.append(file.statements)
        return kept

    def _without_doubles(self, statement: Statement) -> Statement | None:
        same_days = [newer for newer in self._others(statement) if newer.returned == statement.returned]
        replaced = {
            section.name
            for newer in same_days
            if newer.complete and newer.returned is not None
            for section in newer.sections
        }
        sections: list[Section] = []
        for section in statement.sections:
            if section.name in replaced:
                self._count(section.name, len(section))
            elif section.name in STATE_SECTIONS:
                sections.append(section)
            else:
                sections.append(replace(section, tables=tuple(self._thinned(statement, t) for t in section.tables)))
        return replace(statement, sections=tuple(sections)) if sections or not same_days else None

    def _thinned(self, statement: Statement, table: Table) -> Table:
        numbers = self._numbers.get((statement.account, table.path), set())
        keys, wholes = Keys(table), self._wholes(statement, table.path)
        kept: list[int] = []
        for at, row in enumerate(table):
            key = keys.of(row)
            if key is not None:
                double = key in numbers
            else:
                double = bool(wholes) and self._spend(wholes, (statement.account, table.path, keys.whole(row)))
            if not double:
                kept.append(at)
        self._count(table.section, len(table) - len(kept))
        return table if len(kept) == len(table) else table.only(kept)

    def _spend(self, wholes: _Wholes, row: tuple[str, Path, Key]) -> bool:
        """Whether the newer files have the row once more than this file's rows have already been taken for."""
        if self._spent[row] >= wholes[row[2]]:
            return False
        self._spent[row] += 1
        return True

    def _wholes(self, statement: Statement, path: Path) -> _Wholes:
        """Return how often each row without a number is in the newer file that has it most, of overlapping days."""
        most: _Wholes = Counter()
        for file in self._newer:
            counts: _Wholes = Counter()
            for newer in file:
                if newer.account == statement.account and _overlap(newer, statement):
                    for table in _tables(newer):
                        if table.path == path:
                            counts.update(_unnumbered(table))
            most |= counts
        return most

    def _others(self, statement: Statement) -> Iterable[Statement]:
        return (newer for file in self._newer for newer in file if newer.account == statement.account)

    def _remember(self, account: str, table: Table) -> None:
        keys = Keys(table)
        found = self._numbers.setdefault((account, table.path), set())
        found.update(key for row in table if (key := keys.of(row)) is not None)

    def _count(self, section: str, rows: int) -> None:
        if rows:
            self.left_out[section] = self.left_out.get(section, 0) + rows


def _tables(statement: Statement) -> Iterable[Table]:
    return (table for section in statement.sections for table in section.tables)


def _unnumbered(table: Table) -> Iterable[Key]:
    keys = Keys(table)
    return (keys.whole(row) for row in table if keys.of(row) is None)


def _overlap(one: Statement, two: Statement) -> bool:
    first, second = one.returned, two.returned
    if first is None or second is None:
        return True
    return first.first <= second.last and second.first <= first.last
