"""Keeps what was fetched, each row as it came: a range opens at once, and only what is stale is asked again."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tui.crm.coverage import Covered, read_again
from tui.crm.database import CacheFile
from tui.crm.queries import Report, Span
from tui.crm.reader import key_of
from tui.crm.records import Person, Row, Transaction


@dataclass(frozen=True, slots=True)
class Shelf:
    """Rows that belong together. `scope` is whose eyes saw them, `variant` a server's tag or whether fakes are in."""

    scope: str
    report: Report
    variant: str = ""


def scope_of(base_url: str, domain: str, email: str) -> str:
    """Return the scope of a CRM and a user: two users need not see the same rows."""
    return hashlib.sha256("\x1f".join((base_url, domain, email.casefold())).encode()).hexdigest()[:24]


def day_of_row(row: Row) -> date | None:
    """Return the day by which its report dates a row, None when there is none that can be read."""
    if isinstance(row, Person):
        moment = row.registered
    elif isinstance(row, Transaction):
        moment = row.at
    else:
        moment = row.closed
    return moment.date() if moment is not None else None


class Cache:
    """All rows of one user's CRMs in one file. Every call blocks shortly, for whole ranges longer."""

    def __init__(self, path: Path) -> None:
        """Open the file at `path`, made when missing (0600). Raises CacheError."""
        self._file = CacheFile(path)

    def covered(self, shelf: Shelf) -> list[Covered]:
        """Return which days of a shelf were read to the end, and when. Raises CacheError."""
        with self._file.reading() as sql:
            return _covered(sql, _number(sql, shelf))

    def rows(self, shelf: Shelf, span: Span) -> list[str]:
        """Return the JSON of the rows of a span, oldest day first. Raises CacheError."""
        first, last = span.first.isoformat(), span.last.isoformat()
        with self._file.reading() as sql:
            found = sql.execute(
                "SELECT raw FROM row WHERE shelf = ? AND ("
                "day BETWEEN ? AND ? OR (day IS NULL AND first <= ? AND last >= ?)) ORDER BY coalesce(day, first), id",
                (_number(sql, shelf), first, last, last, first),
            )
            return [raw for (raw,) in found]

    def variants(self, scope: str, report: Report) -> list[str]:
        """Return which variants of a report are known, such as the servers whose positions were read."""
        with self._file.reading() as sql:
            found = sql.execute(
                "SELECT variant FROM shelf WHERE scope = ? AND report = ? ORDER BY id", (scope, report.value)
            )
            return [variant for (variant,) in found]

    def keep(self, shelf: Shelf, span: Span | None, now_ms: int) -> Keeping:
        """Begin to keep what is being read: the days of `span`, or with None people by their last change."""
        with self._file.writing() as sql:
            run = sql.execute("INSERT INTO run (at_ms) VALUES (?)", (now_ms,)).lastrowid or 0
            sql.execute("DELETE FROM run WHERE id < ?", (run,))
            known = (shelf.scope, shelf.report.value, shelf.variant)
            sql.execute("INSERT OR IGNORE INTO shelf (scope, report, variant) VALUES (?, ?, ?)", known)
            number = _number(sql, shelf)
        return Keeping(self._file, number, span, run, now_ms)

    def clear(self, scope: str | None = None) -> int:
        """Remove everything, or what one scope has, and return how many rows that was."""
        where, values = ("", ()) if scope is None else ("WHERE scope = ?", (scope,))
        with self._file.writing() as sql:
            shelves = [row[0] for row in sql.execute(f"SELECT id FROM shelf {where}", values)]  # noqa: S608 - our words
            removed = 0
            for number in shelves:
                removed += sql.execute("DELETE FROM row WHERE shelf = ?", (number,)).rowcount
                sql.execute("DELETE FROM covered WHERE shelf = ?", (number,))
                sql.execute("DELETE FROM shelf WHERE id = ?", (number,))
        self._file.shrink()
        return removed

    def count(self) -> int:
        """Return how many rows are kept."""
        with self._file.reading() as sql:
            return int(sql.execute("SELECT count(*) FROM row").fetchone()[0])

    def size(self) -> int:
        """Return the bytes on disk."""
        return self._file.size()

    def close(self) -> None:
        """Close the file; may be called twice."""
        self._file.close()


class Keeping:
    """The rows of one reading on their way into the cache."""

    def __init__(self, file: CacheFile, shelf: int, span: Span | None, run: int, now_ms: int) -> None:
        self._file = file
        self._shelf = shelf
        self._span = span
        self._run = run
        self._now_ms = now_ms
        self._nameless: Counter[str] = Counter()

    def put(self, rows: Iterable[Row]) -> None:
        """Keep rows; the same row again takes the place of the earlier one. Raises CacheError: then none is kept."""
        counted = self._nameless.copy()
        values = [self._values(row, counted) for row in rows]
        # Whom a change brought stays on the day that the CRM itself had put him on.
        day = "day = excluded.day, first = excluded.first, last = excluded.last, " if self._span is not None else ""
        with self._file.writing() as sql:
            sql.executemany(
                "INSERT INTO row (shelf, key, day, first, last, run, raw) VALUES (?, ?, ?, ?, ?, ?, ?) "  # noqa: S608
                f"ON CONFLICT (shelf, key) DO UPDATE SET {day}run = excluded.run, raw = excluded.raw",
                values,
            )
        self._nameless = counted

    def settle(self, since_ms: int | None = None) -> None:
        """Note that the reading came to its end: what the CRM no longer has in these days goes.

        For changes, `since_ms` is the age of what they were asked for: everything as old is now as new as they are.
        """
        with self._file.writing() as sql:
            if self._span is None:
                sql.execute(
                    "UPDATE covered SET as_of_ms = ? WHERE shelf = ? AND as_of_ms BETWEEN ? AND ?",
                    (self._now_ms, self._shelf, since_ms or 0, self._now_ms),
                )
                return
            first, last = self._span.first.isoformat(), self._span.last.isoformat()
            sql.execute(
                "DELETE FROM row WHERE shelf = ? AND run < ? AND "
                "(day BETWEEN ? AND ? OR (day IS NULL AND first >= ? AND last <= ?))",
                (self._shelf, self._run, first, last, first, last),
            )
            covered = read_again(_covered(sql, self._shelf), self._span, self._now_ms)
            sql.execute("DELETE FROM covered WHERE shelf = ?", (self._shelf,))
            sql.executemany(
                "INSERT INTO covered VALUES (?, ?, ?, ?, ?)",
                [
                    (self._shelf, each.span.first.isoformat(), each.span.last.isoformat(), each.read_ms, each.as_of_ms)
                    for each in covered
                ],
            )

    def _values(self, row: Row, counted: Counter[str]) -> tuple[int, str, str | None, str | None, str | None, int, str]:
        key = key_of(row)
        if not key:
            name = hashlib.sha256(row.raw.encode("utf-8", "replace")).hexdigest()[:32]
            counted[name] += 1
            key = f"\x1e{name}:{counted[name]}"
        day, span = day_of_row(row), self._span
        if span is not None and day is not None:
            # The CRM counts the row to these days, whatever its date looks like from here.
            day = min(max(day, span.first), span.last)
        ends = (span.first.isoformat(), span.last.isoformat()) if span is not None else (None, None)
        return (self._shelf, key, day.isoformat() if day else None, *ends, self._run, row.raw)


def _number(sql: sqlite3.Connection, shelf: Shelf) -> int:
    row = sql.execute(
        "SELECT id FROM shelf WHERE scope = ? AND report = ? AND variant = ?",
        (shelf.scope, shelf.report.value, shelf.variant),
    ).fetchone()
    return int(row[0]) if row else -1


def _covered(sql: sqlite3.Connection, shelf: int) -> list[Covered]:
    rows = sql.execute("SELECT first, last, read_ms, as_of_ms FROM covered WHERE shelf = ? ORDER BY first", (shelf,))
    return [
        Covered(Span(date.fromisoformat(first), date.fromisoformat(last)), read_ms, as_of_ms)
        for first, last, read_ms, as_of_ms in rows
    ]
