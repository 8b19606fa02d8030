"""The journal's SQLite file: blocking reads and writes, everything durable before it counts."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tui.desk.orders import chain
from tui.desk.orders.place import JournalError
from tui.domain.steps import Step

APPLICATION_ID = 0x58443031
"""Marks the file as ours ("XD01")."""

VERSION = 1

_BUSY_S = 2.0

_GUARDS = tuple(
    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
    f"BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END"
    for table in ("event", "about")
    for verb in ("UPDATE", "DELETE")
)

_SCHEMA = (
    "CREATE TABLE about (account TEXT NOT NULL)",
    # AUTOINCREMENT remembers the highest number that was ever given, so that rows cut off the end are missed.
    "CREATE TABLE event (seq INTEGER PRIMARY KEY AUTOINCREMENT, intent TEXT NOT NULL, number INTEGER NOT NULL, "
    "kind TEXT NOT NULL, wall_ms INTEGER NOT NULL, mono REAL NOT NULL, boot_id TEXT NOT NULL, epoch INTEGER NOT NULL, "
    "body TEXT NOT NULL, prev_hash TEXT NOT NULL, hash TEXT NOT NULL)",
    "CREATE UNIQUE INDEX event_step ON event (intent, number)",
    "CREATE UNIQUE INDEX event_intent ON event (intent) WHERE kind = 'INTENT'",
    *_GUARDS,
)

_COLUMNS = ", ".join(chain.Row._fields)
_INSERT = f"INSERT INTO event ({_COLUMNS}) VALUES ({', '.join('?' * len(chain.Row._fields))})"  # noqa: S608 - our own names


class JournalDamagedError(JournalError):
    """Rows are missing or were changed; what is readable can be read, writing is off."""


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What checking every row said. `first_bad` is the row number where the chain breaks, None when it holds."""

    rows: int
    first_bad: int | None
    reason: str
    last_hash: str

    @property
    def intact(self) -> bool:
        """Whether every row is as it was written and none is missing."""
        return self.first_bad is None


class JournalFile:
    """One open file; every call blocks and may come from any thread, but only one at a time."""

    def __init__(self, path: Path, account: str, *, writes: bool, boot_id: str) -> None:
        """Open the file and lay out an empty one. Raises JournalError, and JournalDamagedError for unreadable ones."""
        self._account = account
        self._boot_id = boot_id
        self._last = (0, chain.first_hash(account))
        try:
            self._sql = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise _translated(error) from error
        try:
            self._set_up(writes)
        except sqlite3.Error as error:
            self._sql.close()
            raise _translated(error) from error
        except JournalError:
            self._sql.close()
            raise

    def insert(self, steps: Sequence[Step]) -> None:
        """Write steps in one transaction; they are durable on return. Raises JournalError: then none of them counts."""
        try:
            rows = self._rows_of(steps)
        except (ValueError, TypeError) as error:
            raise JournalError("A step cannot be written down", str(error)) from error
        try:
            self._sql.execute("BEGIN IMMEDIATE")
            self._sql.executemany(_INSERT, rows)
            self._sql.execute("COMMIT")
        except (sqlite3.Error, OverflowError) as error:
            with contextlib.suppress(sqlite3.Error):
                self._sql.execute("ROLLBACK")
            raise _translated(error) from error
        if rows:
            self._last = (rows[-1].seq, rows[-1].hash)

    def scan(self) -> tuple[list[Step], VerifyReport]:
        """Check every row in order and return the steps up to the first bad one."""
        steps: list[Step] = []
        seq, last = 0, chain.first_hash(self._account)
        reason = ""
        try:
            # One view of everything: another instance may be writing.
            self._sql.execute("BEGIN")
            for row in self._select("ORDER BY seq"):
                reason = chain.fault_of(row, seq + 1, last)
                if reason:
                    break
                steps.append(chain.step_of(row))
                seq, last = seq + 1, row.hash
            reason = reason or self._structure_fault(seq)
        except (sqlite3.Error, ValueError) as error:
            reason = f"row {seq + 1} cannot be read: {error}"
        finally:
            with contextlib.suppress(sqlite3.Error):
                self._sql.execute("COMMIT")
        return steps, VerifyReport(seq, seq + 1 if reason else None, reason, last)

    def go_on_after(self, report: VerifyReport) -> None:
        """Let the next row hang on the last one of a scan."""
        self._last = (report.rows, report.last_hash)

    def deep_fault(self) -> str:
        """Return what SQLite itself finds wrong with the file, its indexes included; empty when nothing is."""
        try:
            found = self._sql.execute("PRAGMA integrity_check(1)").fetchone()
        except sqlite3.Error as error:
            return str(error)
        return "" if found == ("ok",) else str(found[0] if found else "no answer")

    def histories(self, limit: int, before: str) -> list[list[Step]]:
        """Return the steps of the newest orders, newest order first. Raises JournalDamagedError."""
        try:
            first = self._sql.execute(
                "SELECT coalesce(min(seq), 9223372036854775807) FROM event WHERE intent = ? AND kind = 'INTENT'",
                (before,),
            ).fetchone()[0]
            tags = self._sql.execute(
                "SELECT intent FROM event WHERE kind = 'INTENT' AND seq < ? ORDER BY seq DESC LIMIT ?", (first, limit)
            ).fetchall()
            return [[chain.step_of(row) for row in self._select("WHERE intent = ? ORDER BY seq", tag)] for tag in tags]
        except (sqlite3.Error, ValueError) as error:
            raise JournalDamagedError("The order journal is damaged", str(error)) from error

    def close(self) -> None:
        """Close the file; may be called twice."""
        with contextlib.suppress(sqlite3.Error):
            self._sql.close()

    def _set_up(self, writes: bool) -> None:
        self._sql.execute("PRAGMA trusted_schema = 0")
        empty = self._sql.execute("PRAGMA application_id").fetchone() == (0,) and not self._schema()
        if not empty:
            self._check_owner()
        if not writes:
            if empty:
                raise JournalError("There is no order journal yet", "", "It begins with the first order.")
            self._sql.execute("PRAGMA query_only = 1")
            return
        for pragma in ("fullfsync = 1", "checkpoint_fullfsync = 1", "synchronous = FULL"):
            self._sql.execute(f"PRAGMA {pragma}")
        if self._sql.execute("PRAGMA journal_mode = WAL").fetchone() != ("wal",):
            raise JournalError("The order journal cannot be kept safely", "this file system has no write-ahead log")
        if empty:
            self._lay_out()

    def _lay_out(self) -> None:
        self._sql.execute("BEGIN IMMEDIATE")
        for statement in _SCHEMA:
            self._sql.execute(statement)
        self._sql.execute("INSERT INTO about VALUES (?)", (self._account,))
        self._sql.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self._sql.execute(f"PRAGMA user_version = {VERSION}")
        self._sql.execute("COMMIT")

    def _check_owner(self) -> None:
        mark = self._sql.execute("PRAGMA application_id").fetchone()[0]
        version = self._sql.execute("PRAGMA user_version").fetchone()[0]
        if mark != APPLICATION_ID or not self._schema():
            raise JournalDamagedError("The order journal is damaged", "the file is no journal", _MOVE)
        if version != VERSION:
            raise JournalError("The order journal has another format", f"version {version}", "Use a newer tradedeck.")
        accounts = self._sql.execute("SELECT account FROM about").fetchall()
        if accounts != [(self._account,)]:
            raise JournalError("The order journal belongs to another account", "", _MOVE)

    def _schema(self) -> set[str]:
        return {row[0] for row in self._sql.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}

    def _structure_fault(self, rows: int) -> str:
        if not set(_SCHEMA) <= self._schema():
            return "its guards against changes are missing"
        given = self._sql.execute("SELECT seq FROM sqlite_sequence WHERE name = 'event'").fetchone()
        ever = 0 if given is None else given[0]
        return "" if ever == rows else f"row {rows + 1} is missing, there were {ever}"

    def _select(self, rest: str, arguments: Sequence[object] = ()) -> Iterator[chain.Row]:
        for values in self._sql.execute(f"SELECT {_COLUMNS} FROM event {rest}", tuple(arguments)):  # noqa: S608 - our own words
            yield chain.Row(*values)

    def _rows_of(self, steps: Sequence[Step]) -> list[chain.Row]:
        rows: list[chain.Row] = []
        seq, last = self._last
        for step in steps:
            seq += 1
            rows.append(chain.made(seq, step, self._boot_id, last))
            last = rows[-1].hash
        return rows


_MOVE = "Move the file away to begin a new one; look at the broker's platform for open orders first."


def _translated(error: Exception) -> JournalError:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return JournalDamagedError("The order journal is damaged", str(error), _MOVE)
    if name.startswith("SQLITE_FULL"):
        return JournalError("The order journal cannot be written", "the disk is full", "Free some room, then restart.")
    return JournalError("The order journal cannot be used", str(error), "Trading is off until the next start.")
