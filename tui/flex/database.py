"""The archive's SQLite database: entries, jobs and the pace of each token, shared by all processes of this user."""

from __future__ import annotations

import contextlib
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from tui.flex import place
from tui.flex.errors import ArchiveError, DiskFullError

APPLICATION_ID = 0x58464C31
"""Marks the file as ours ("XFL1")."""

VERSION = 2

_BUSY_S = 5.0

_SCHEMA = (
    "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE file (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, stored INTEGER NOT NULL)",
    "CREATE TABLE entry (id INTEGER PRIMARY KEY AUTOINCREMENT, sha256 TEXT NOT NULL REFERENCES file(sha256), "
    "query_id TEXT NOT NULL, asked TEXT NOT NULL, fetched_at_ms INTEGER NOT NULL, body TEXT NOT NULL, "
    "UNIQUE (sha256, query_id, asked))",
    "CREATE INDEX entry_query ON entry (query_id, fetched_at_ms)",
    "CREATE TABLE job (id INTEGER PRIMARY KEY AUTOINCREMENT, batch TEXT NOT NULL, token_key TEXT NOT NULL, "
    "query_id TEXT NOT NULL, period TEXT NOT NULL, phase TEXT NOT NULL, changed_ms INTEGER NOT NULL, "
    "body TEXT NOT NULL)",
    "CREATE INDEX job_phase ON job (phase)",
    # Times of the pace are the machine's monotonic seconds; they mean nothing after a reboot.
    "CREATE TABLE slot (id INTEGER PRIMARY KEY AUTOINCREMENT, token_key TEXT NOT NULL, at REAL NOT NULL, "
    "boot_id TEXT NOT NULL, wall_ms INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0)",
    "CREATE INDEX slot_token ON slot (token_key, at)",
    "CREATE TABLE rest (token_key TEXT PRIMARY KEY, until REAL NOT NULL, boot_id TEXT NOT NULL, "
    "wall_ms INTEGER NOT NULL)",
)


class Database:
    """One open connection; every call blocks shortly and may come from any thread."""

    def __init__(self, folder: Path) -> None:
        """Open the database in `folder`, made when missing. Raises ArchiveError when it cannot be used."""
        self.folder = folder
        path = place.prepare(folder)
        self._lock = threading.RLock()
        with _database_errors():
            self._sql = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
        try:
            with _database_errors():
                self._set_up()
        except ArchiveError:
            self._sql.close()
            raise

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the only right to write, in all processes: everything inside happens, or nothing does.

        Raises ArchiveError when the database is damaged or stays busy, DiskFullError.
        """
        with self._lock, _database_errors():
            self._sql.execute("BEGIN IMMEDIATE")
            try:
                yield self._sql
                self._sql.execute("COMMIT")
            except BaseException:
                # SQLite has rolled back by itself after some errors.
                with contextlib.suppress(sqlite3.Error):
                    self._sql.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for single queries. Raises ArchiveError."""
        with self._lock, _database_errors():
            yield self._sql

    def recall(self, name: str) -> str:
        """Return what was noted under `name`, empty when nothing was."""
        with self.reading() as sql:
            row = sql.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def note(self, name: str, value: str) -> None:
        """Keep `value` under `name`."""
        with self.writing() as sql:
            sql.execute("INSERT OR REPLACE INTO about (name, value) VALUES (?, ?)", (name, value))

    def close(self) -> None:
        """Close the connection; may be called twice."""
        with self._lock:
            self._sql.close()

    def _set_up(self) -> None:
        self._sql.execute("PRAGMA journal_mode = WAL")
        # A reference code is worth a sync: without it a power cut would mean asking again.
        self._sql.execute("PRAGMA synchronous = FULL")
        self._sql.execute("PRAGMA trusted_schema = OFF")
        self._sql.execute("PRAGMA foreign_keys = ON")
        with self.writing() as sql:
            application = sql.execute("PRAGMA application_id").fetchone()[0]
            version = sql.execute("PRAGMA user_version").fetchone()[0]
            if (application, version) == (0, 0):
                self._lay_out(sql)
            elif application != APPLICATION_ID:
                raise ArchiveError("The archive's database is another program's", str(self.folder), "Move it away.")
            elif version == 1:
                sql.execute("ALTER TABLE slot ADD COLUMN gone INTEGER NOT NULL DEFAULT 0")
                sql.execute(f"PRAGMA user_version = {VERSION}")
            elif version != VERSION:
                raise ArchiveError(
                    "The archive is of another version of tradedeck", f"version {version}", "Use the newer tradedeck."
                )

    def _lay_out(self, sql: sqlite3.Connection) -> None:
        for statement in _SCHEMA:
            sql.execute(statement)
        # Equal tokens are equal in one archive only: the hash cannot be looked up anywhere.
        sql.execute("INSERT INTO about (name, value) VALUES ('salt', ?)", (secrets.token_hex(16),))
        sql.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        sql.execute(f"PRAGMA user_version = {VERSION}")


@contextlib.contextmanager
def _database_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        if name == "SQLITE_FULL":
            raise DiskFullError("The disk is full", "the archive's database", "Make room, then resume.") from error
        if name.startswith("SQLITE_BUSY"):
            raise ArchiveError("The archive's database is busy", "another process writes to it") from error
        raise ArchiveError("The archive's database cannot be used", str(error)) from error
