"""Rows of consecutive windows put together without doubles; pure, for any table whose rows have attributes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

IDS = ("transactionID", "tradeID", "actionID")
"""Attributes that name one event; a row with none of them is never taken for a double."""

_NOTHING = {"", "-", "--", "N/A"}


class Rows(Protocol):
    """A table of one kind of rows."""

    def __len__(self) -> int: ...

    def attributes(self, index: int) -> Mapping[str, str]:
        """Return the attributes of one row."""
        ...


@dataclass(frozen=True, slots=True)
class Joined:
    """Which rows of each table stay. `changed` names the events that two windows tell differently: all are kept."""

    kept: tuple[tuple[int, ...], ...]
    doubles: int
    changed: tuple[str, ...]


def join(tables: Sequence[Rows]) -> Joined:
    """Choose the rows of the same kind from several windows, given in order.

    A row counts as a double when an earlier window has the very same one, with the same id. Within one window nothing
    is dropped: two equal lots of one trade are two lots.
    """
    had: Counter[frozenset[tuple[str, str]]] = Counter()
    told: dict[str, int] = {}
    changed: dict[str, None] = {}
    kept: list[tuple[int, ...]] = []
    for window, table in enumerate(tables):
        stays, here = _window(table, had)
        for event, new in here.items():
            # An event known from before that brings a row which was not there before is told differently.
            if new and told.get(event, window) != window:
                changed.setdefault(event)
            told.setdefault(event, window)
        kept.append(stays)
    rows = sum(len(table) for table in tables)
    return Joined(tuple(kept), rows - sum(len(stays) for stays in kept), tuple(changed))


def _window(table: Rows, had: Counter[frozenset[tuple[str, str]]]) -> tuple[tuple[int, ...], dict[str, bool]]:
    """Return the rows of one window that stay, and each of its events with whether it brought a new row."""
    seen: Counter[frozenset[tuple[str, str]]] = Counter()
    stays: list[int] = []
    here: dict[str, bool] = {}
    for index in range(len(table)):
        row = table.attributes(index)
        event = _event(row)
        if not event:
            stays.append(index)
            continue
        content = frozenset(row.items())
        seen[content] += 1
        new = seen[content] > had[content]
        here[event] = here.get(event, False) or new
        if new:
            stays.append(index)
    had |= seen
    return tuple(stays), here


def _event(row: Mapping[str, str]) -> str:
    """Return what names the event of a row, empty when nothing does."""
    parts = [f"{name}={row[name]}" for name in IDS if row.get(name, "") not in _NOTHING]
    return " ".join(parts)
