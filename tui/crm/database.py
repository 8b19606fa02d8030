"""The cache's SQLite file: closed to others, one writer at a time, marked as ours."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

from tui.crm.errors import CacheError, CacheFullError

APPLICATION_ID = 0x58435231
"""Marks the file as ours ("XCR1")."""

VERSION = 1

_BUSY_S = 5.0
_SCHEMA = (
    "CREATE TABLE shelf (id INTEGER PRIMARY KEY, scope TEXT NOT NULL, report TEXT NOT NULL, variant TEXT NOT NULL, "
    "UNIQUE (scope, report, variant))",
    # `day` is null where the row has no date that can be read; then the days that were asked for stand for it.
    "CREATE TABLE row (id INTEGER PRIMARY KEY, shelf INTEGER NOT NULL REFERENCES shelf(id), key TEXT NOT NULL, "
    "day TEXT, first TEXT, last TEXT, run INTEGER NOT NULL, raw TEXT NOT NULL, UNIQUE (shelf, key))",
    "CREATE INDEX row_day ON row (shelf, day)",
    "CREATE TABLE covered (shelf INTEGER NOT NULL REFERENCES shelf(id), first TEXT NOT NULL, last TEXT NOT NULL, "
    "read_ms INTEGER NOT NULL, as_of_ms INTEGER NOT NULL)",
    "CREATE TABLE run (id INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL)",
)


class CacheFile:
    """One open connection; every call blocks shortly and may come from any thread."""

    def __init__(self, path: Path) -> None:
        """Open the file at `path`, made when missing with its folder. Raises CacheError."""
        self.path = path
        _prepare(path)
        self._lock = threading.RLock()
        with _database_errors():
            self._sql = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
        try:
            with _database_errors():
                self._set_up()
        except CacheError:
            self._sql.close()
            raise

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the only right to write: everything inside happens, or nothing. Raises CacheError, CacheFullError."""
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
        """Give the connection for single queries. Raises CacheError."""
        with self._lock, _database_errors():
            yield self._sql

    def shrink(self) -> None:
        """Give the space of what was removed back to the disk."""
        with self._lock, _database_errors():
            self._sql.execute("VACUUM")
            self._sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def size(self) -> int:
        """Return the bytes on disk."""
        return sum(
            path.stat().st_size for path in (self.path, self.path.with_name(f"{self.path.name}-wal")) if path.exists()
        )

    def close(self) -> None:
        """Close the connection; may be called twice."""
        with self._lock:
            self._sql.close()

    def _set_up(self) -> None:
        # What is removed here are people's names and addresses: it is to be gone.
        self._sql.execute("PRAGMA secure_delete = ON")
        self._sql.execute("PRAGMA journal_mode = WAL")
        self._sql.execute("PRAGMA synchronous = NORMAL")
        self._sql.execute("PRAGMA trusted_schema = OFF")
        self._sql.execute("PRAGMA foreign_keys = ON")
        with self.writing() as sql:
            application = sql.execute("PRAGMA application_id").fetchone()[0]
            version = sql.execute("PRAGMA user_version").fetchone()[0]
            if (application, version) == (0, 0):
                for statement in _SCHEMA:
                    sql.execute(statement)
                sql.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                sql.execute(f"PRAGMA user_version = {VERSION}")
            elif application != APPLICATION_ID:
                raise CacheError("The cache's file is another program's", str(self.path), "Move it away.")
            elif version != VERSION:
                raise CacheError(
                    "The cache is of another version of tradedeck", f"version {version}", "Clear it, or use that one."
                )


def _prepare(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.path.lexists(path):
            with contextlib.suppress(FileExistsError):
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
        found = path.lstat()
    except OSError as error:
        raise CacheError("The cache's file cannot be used", f"{path}: {error.strerror}") from error
    if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid():
        raise CacheError("The cache's file is something else, or another user's", str(path), "Move it away.")
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise CacheError("The cache's file is open to others", str(path), f"Close it: chmod 600 {path}")


@contextlib.contextmanager
def _database_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        if name == "SQLITE_FULL":
            raise CacheFullError("The disk is full", "the cache of CRM reports", "Make room, then go on.") from error
        if name.startswith("SQLITE_BUSY"):
            raise CacheError("The cache is busy", "another process writes to it") from error
        raise CacheError("The cache cannot be used", str(error), "Clear it.") from error
