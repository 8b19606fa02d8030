"""Puts the rows of one statement into tables as they are read, and keeps an account of what was wrong."""

from __future__ import annotations

from collections.abc import Sequence

from tui.flex.statement.limits import Limits
from tui.flex.statement.model import Problem, Section, Statement
from tui.flex.statement.tables import SEPARATOR, TEXT, TableBuilder
from tui.net.text import clean_line, inspect

_LONGEST_NAME = 200


class LimitReachedError(Exception):
    """A bound of `Limits` was met; caught by the readers, who keep what they have."""


class Notes:
    """The problems of a file, and the tools that make text safe to keep. One for all statements of a file."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.tables = 0
        self.rows = 0
        self._problems: list[Problem] = []
        self._left_out = 0
        self._removed = 0
        self._cut = 0
        self._names: dict[str, str] = {}
        self._shapes: dict[tuple[str, ...], tuple[str, ...]] = {}

    def add(self, problem: Problem) -> None:
        """Keep a problem; the one that ended the reading always."""
        if problem.ended or len(self._problems) < self.limits.most_problems:
            self._problems.append(problem)
        else:
            self._left_out += 1

    def all(self) -> tuple[Problem, ...]:
        """Return the problems so far, with the counts of what was cleaned away."""
        found = list(self._problems)
        if self._removed:
            found.append(Problem(f"{self._removed} characters that hide or steer were left out of the text."))
        if self._cut:
            found.append(Problem(f"{self._cut} characters of texts that are too long were left out."))
        if self._left_out:
            found.append(Problem(f"{self._left_out} more problems of the same kinds."))
        return tuple(found)

    def pack(self, cells: Sequence[str]) -> str:
        """Return cleaned cells as one packed string."""
        joined = "".join(cells)
        # The service's own text is plain ASCII: one look at the whole row is all that it costs.
        if joined.isascii() and joined.isprintable() and len(joined) <= self.limits.longest_value:
            return SEPARATOR.join(cells)
        return SEPARATOR.join([self.clean(cell) for cell in cells])

    def clean(self, text: str) -> str:
        """Return text without what could steer or hide, counting what went."""
        cleaned = inspect(text, self.limits.longest_value)
        self._removed += cleaned.removed
        self._cut += cleaned.cut
        return cleaned.text

    def name(self, text: str) -> str:
        """Return a cleaned name of an element or a column; `?` when nothing of it is left."""
        found = self._names.get(text)
        if found is None:
            found = clean_line(text, _LONGEST_NAME) or "?"
            if len(self._names) < self.limits.most_columns:
                self._names[text] = found
        return found

    def shape(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return cleaned names of columns, no two alike: a second `Name` becomes `Name (2)`."""
        found = self._shapes.get(names)
        if found is None:
            found = distinct([self.name(name) for name in names])
            if len(self._shapes) < self.limits.most_columns:
                self._shapes[names] = found
        return found


def distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names with a number behind each that was there before."""
    taken: dict[str, None] = {}
    for name in names:
        number, candidate = 2, name
        while candidate in taken:
            number, candidate = number + 1, f"{name} ({number})"
        taken[candidate] = None
    return tuple(taken)


class _Branch:
    """One place in the tree of element names, with the tables of the rows that stand there."""

    __slots__ = ("children", "path", "tables")

    def __init__(self, path: tuple[str, ...]) -> None:
        self.path = path
        self.children: dict[str, _Branch] = {}
        self.tables: dict[TableBuilder | None, TableBuilder] = {}


_Owner = tuple[TableBuilder, int]


class StatementBuilder:
    """Takes the elements of one statement. An element with attributes is a row, one without holds rows."""

    def __init__(self, attributes: dict[str, str], notes: Notes) -> None:
        self.attributes = attributes
        self._notes = notes
        self._top = _Branch(())
        self._branch = self._top
        self._owner: _Owner | None = None
        self._stack: list[tuple[_Branch, _Owner | None]] = []
        self._rows = 0
        self._builders: list[TableBuilder] = []
        self._titles: dict[str, str] = {}

    @property
    def depth(self) -> int:
        """How many elements are open."""
        return len(self._stack)

    @property
    def rows(self) -> int:
        """How many rows there are so far."""
        return self._rows

    def title(self, section: str, text: str) -> None:
        """Remember what the file calls a section."""
        self._titles.setdefault(section, text)

    def open(self, name: str, names: Sequence[str] = (), cells: Sequence[str] = ()) -> None:
        """Begin an element; with attributes it is a row of the table of its place."""
        self._stack.append((self._branch, self._owner))
        branch = self._branch.children.get(name)
        if branch is None:
            branch = self._grow(name)
        self._branch = branch
        if names:
            self._owner = self._add(branch, tuple(names), cells)

    def text(self, words: str) -> None:
        """Keep words that stand in the open element, as a row of their own below it."""
        self.open(TEXT, (TEXT,), (words,))
        self.close()

    def close(self) -> None:
        """End the element that was begun last."""
        self._branch, self._owner = self._stack.pop()

    def build(self, complete: bool) -> Statement:
        """Return the statement with what it has so far."""
        sections: dict[str, list[TableBuilder]] = {branch.path[0]: [] for branch in self._top.children.values()}
        for builder in self._builders:
            sections[builder.path[0]].append(builder)
        return Statement(
            self.attributes,
            tuple(
                Section(name, tuple(builder.build() for builder in builders), self._titles.get(name, ""))
                for name, builders in sections.items()
            ),
            complete,
        )

    def _grow(self, name: str) -> _Branch:
        self._notes.tables += 1
        if self._notes.tables > self._notes.limits.most_tables:
            raise LimitReachedError(f"more than {self._notes.limits.most_tables} sections")
        branch = _Branch((*self._branch.path, TEXT if name == TEXT else self._notes.name(name)))
        self._branch.children[name] = branch
        return branch

    def _add(self, branch: _Branch, names: tuple[str, ...], cells: Sequence[str]) -> _Owner:
        notes = self._notes
        parent, parent_row = self._owner if self._owner is not None else (None, -1)
        builder = branch.tables.get(parent)
        if builder is None:
            builder = branch.tables[parent] = TableBuilder(branch.path, parent)
            self._builders.append(builder)
        row = builder.add(notes.shape(names), notes.pack(cells), parent_row)
        self._rows += 1
        notes.rows += 1
        if notes.rows > notes.limits.most_rows:
            raise LimitReachedError(f"more than {notes.limits.most_rows} rows")
        if builder.width > notes.limits.most_columns:
            raise LimitReachedError(f"more than {notes.limits.most_columns} columns in {branch.path[-1]}")
        return builder, row
