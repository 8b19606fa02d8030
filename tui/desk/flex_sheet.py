"""An opened statement as the screen and the exports need it: accounts, figures, and every section as a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tui.desk.flex_figures import FigureGroup, figure_groups
from tui.flex.overview import Overview, overview
from tui.flex.statement.compare import compare
from tui.flex.statement.model import Statement, StatementFile
from tui.flex.statement.tables import Path, Row, Table
from tui.flex.windows import Period

OUTSIDE = ""
"""The account of what stands in no statement."""

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def words(name: str) -> str:
    """Return a name of the file as words: `depositsWithdrawals` becomes `Deposits withdrawals`."""
    spaced = _HUMP.sub(" ", name.strip())
    first, *rest = spaced.split(" ")
    return " ".join([first[:1].upper() + first[1:], *(part if part.isupper() else part.lower() for part in rest)])


def title_of(path: Path) -> str:
    """Return a kind of row in words: `Trades`, `Trades: Lot`; the kind that a section is named after goes unsaid."""
    first, last = path[0], path[-1]
    plain = last in {first, first.removesuffix("s")} or (len(path) > 1 and last.startswith(first[:12]))
    return words(first) if plain else f"{words(first)}: {words(last)}"


class Sheet:
    """All rows of one kind in one section of one account, over all of the account's statements."""

    def __init__(self, path: Path, tables: Sequence[Table]) -> None:
        self.key = "/".join(path)
        self.section = path[0]
        self._tables = tuple(tables)
        self.columns = tuple(dict.fromkeys(name for table in tables for name in table.columns))

    @property
    def title(self) -> str:
        """The section's name as words, with the kind of row where that is another."""
        return title_of(tuple(self.key.split("/")))

    def __len__(self) -> int:
        return sum(map(len, self._tables))

    def rows(self) -> Iterator[Row]:
        """Yield every row, its cells in the order of `columns`."""
        for table in self._tables:
            places = [table.place(name) for name in self.columns]
            straight = table.columns == self.columns
            for row in table:
                yield row if straight else tuple([None if at is None else row[at] for at in places])

    def attributes(self, index: int) -> dict[str, str]:
        """Return the attributes that a row has, in the order of the file."""
        for table in self._tables:
            if index < len(table):
                return table.attributes(index)
            index -= len(table)
        raise IndexError(index)


@dataclass(frozen=True, slots=True)
class Difference:
    """What one kind of row has other than in an earlier statement."""

    title: str
    added: int
    gone: int
    changed: int
    same: int
    examples: tuple[str, ...] = ()
    """The first changed cells, `name: before → after`."""


class OpenedStatement:
    """One file of the archive, read. Making it takes as long as summing it up does: for a thread."""

    def __init__(self, entry_id: int, file: StatementFile, asked: Period | None = None) -> None:
        self.entry_id = entry_id
        self.file = file
        self._overviews: dict[str, Overview] = {
            account: overview(file.of(account), asked, file.outside) for account in file.accounts
        }
        self._sheets = {account: tuple(_sheets(self.statements(account))) for account in self.accounts}

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts in the order of the file; last an empty text where something stands in no statement."""
        outside = (OUTSIDE,) if self.file.outside.sections and OUTSIDE not in self.file.accounts else ()
        return (*self.file.accounts, *outside)

    def statements(self, account: str) -> tuple[Statement, ...]:
        """Return an account's statements."""
        found = self.file.of(account)
        return found if found or account != OUTSIDE else (self.file.outside,)

    def groups(self, account: str) -> tuple[FigureGroup, ...]:
        """Return the overview's figures, each with the section that it comes from."""
        found = self._overviews.get(account)
        return figure_groups(found) if found is not None else ()

    def days(self, account: str) -> str:
        """Return the days that are covered, empty when the file does not say."""
        found = self._overviews.get(account)
        return str(found.returned) if found is not None and found.returned is not None else ""

    def warnings(self, account: str) -> tuple[str, ...]:
        """Return what should be known before the figures are trusted, the file's own problems included."""
        found = self._overviews.get(account)
        own = found.warnings if found is not None else ()
        return (*own, *self.file.messages, *map(str, self.file.problems))

    def curve(self, account: str) -> tuple[tuple[date, Decimal], ...]:
        """Return the net asset value by day, oldest first."""
        found = self._overviews.get(account)
        return found.nav.curve if found is not None else ()

    def income(self, account: str) -> tuple[tuple[str, Decimal], ...]:
        """Return what dividends, interest and fees came to by month, oldest first; months with gaps are left out."""
        found = self._overviews.get(account)
        months = found.income.by_month if found is not None else ()
        sums = []
        for month in months:
            amounts = list(month.amounts.values())
            if amounts and all(amount is not None for amount in amounts):
                sums.append((f"{month.month:%Y-%m}", sum((a for a in amounts if a is not None), Decimal(0))))
        return tuple(sums)

    def sheets(self, account: str) -> tuple[Sheet, ...]:
        """Return every section as tables, in the order of the file."""
        return self._sheets.get(account, ())

    def sheet(self, account: str, key: str) -> Sheet | None:
        """Return one table."""
        return next((sheet for sheet in self.sheets(account) if sheet.key == key), None)

    def differences(self, account: str, before: OpenedStatement) -> tuple[Difference, ...]:
        """Return what this file has other than an earlier one of the same account; takes as long as reading."""
        found = []
        for change in compare(before.statements(account), self.statements(account)):
            cells = [cell for row in change.changed for cell in row.cells][:3]
            examples = tuple(f"{name}: {old or '–'} → {new or '–'}" for name, old, new in cells)
            counts = (len(change.added), len(change.gone), len(change.changed), change.same)
            found.append(Difference(title_of(change.path), *counts, examples))
        return tuple(found)


def difference_lines(found: Sequence[Difference]) -> tuple[str, ...]:
    """Return differences in words, one line for each kind of row and an indented one for each example."""
    lines = []
    for each in found:
        lines.append(f"{each.title}: {each.added} new, {each.gone} gone, {each.changed} changed, {each.same} the same")
        lines += [f"  {example}" for example in each.examples]
    return tuple(lines)


def _sheets(statements: Sequence[Statement]) -> Iterator[Sheet]:
    by_path: dict[Path, list[Table]] = {}
    for statement in statements:
        for section in statement.sections:
            if not section.tables:
                by_path.setdefault((section.name,), [])
            for table in section.tables:
                by_path.setdefault(table.path, []).append(table)
    for path, tables in by_path.items():
        yield Sheet(path, tables)
