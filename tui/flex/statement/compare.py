"""What is new, gone and changed between two readings of an account, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tui.flex.statement.keys import Key, Keys
from tui.flex.statement.model import Statement
from tui.flex.statement.tables import Path, Table

Attributes = dict[str, str]


@dataclass(frozen=True, slots=True)
class RowChange:
    """One thing that both sides have, with other values. `cells` has name, before and after of each difference."""

    before: Attributes
    after: Attributes
    cells: tuple[tuple[str, str | None, str | None], ...]


@dataclass(frozen=True, slots=True)
class KindChange:
    """The differences in one kind of row of one section; `same` counts the rows that are equal on both sides."""

    path: Path
    added: tuple[Attributes, ...]
    gone: tuple[Attributes, ...]
    changed: tuple[RowChange, ...]
    same: int


def compare(before: Iterable[Statement], after: Iterable[Statement]) -> tuple[KindChange, ...]:
    """Compare the statements of one account, every kind of row that either side has, in the order of the files.

    A row is the same thing by its number or name (`keys`); where that is missing or not unique, by all its cells,
    so that a change shows as one row gone and one added.
    """
    old, new = _by_path(before), _by_path(after)
    return tuple(_compared(path, old.get(path, []), new.get(path, [])) for path in dict.fromkeys((*old, *new)))


def _by_path(statements: Iterable[Statement]) -> dict[Path, list[Table]]:
    found: dict[Path, list[Table]] = {}
    for statement in statements:
        for section in statement.sections:
            for table in section.tables:
                found.setdefault(table.path, []).append(table)
    return found


def _compared(path: Path, before: list[Table], after: list[Table]) -> KindChange:
    ambiguous = _repeated(before) | _repeated(after)
    old, new = _keyed(before, ambiguous), _keyed(after, ambiguous)
    changed: list[RowChange] = []
    added: list[Attributes] = []
    gone: list[Attributes] = []
    same = 0
    for key in dict.fromkeys((*old, *new)):
        one, two = old.get(key, []), new.get(key, [])
        both = min(len(one), len(two))
        for left, right in zip(one, two, strict=False):
            if left == right:
                same += 1
            else:
                changed.append(RowChange(left, right, tuple(_differences(left, right))))
        gone += one[both:]
        added += two[both:]
    return KindChange(path, tuple(added), tuple(gone), tuple(changed), same)


def _keys(tables: list[Table]) -> Iterator[tuple[Table, int, Key | None, Keys]]:
    for table in tables:
        keys = Keys(table, states=True)
        for at, row in enumerate(table):
            yield table, at, keys.of(row), keys


def _repeated(tables: list[Table]) -> set[Key]:
    counts = Counter(key for _, _, key, _ in _keys(tables) if key is not None)
    return {key for key, count in counts.items() if count > 1}


def _keyed(tables: list[Table], ambiguous: set[Key]) -> dict[tuple[str, Key], list[Attributes]]:
    found: dict[tuple[str, Key], list[Attributes]] = {}
    for table, at, key, keys in _keys(tables):
        named = key is not None and key not in ambiguous
        place = ("named", key) if named and key is not None else ("whole", keys.whole(table[at]))
        found.setdefault(place, []).append(table.attributes(at))
    return found


def _differences(before: Attributes, after: Attributes) -> Iterator[tuple[str, str | None, str | None]]:
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield name, before.get(name), after.get(name)
