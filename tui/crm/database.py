"""The cache's SQLite file: closed to others, one writer at a time, marked as ours."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
from pathlib import Path
from typing import ClassVar

from tui.crm.errors import CacheError, CacheFullError
from tui.files.sqlite import ForeignFileError, OtherVersionError, SqliteFile

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


class CacheFile(SqliteFile):
    """One open connection. Raises CacheError, CacheFullError."""

    application_id: ClassVar[int] = 0x58435231  # "XCR1"
    version: ClassVar[int] = 1
    # What is removed here are people's names and addresses: it is to be gone.
    pragmas: ClassVar[tuple[str, ...]] = ("secure_delete = ON", "synchronous = NORMAL")
    schema: ClassVar[tuple[str, ...]] = _SCHEMA

    def __init__(self, path: Path) -> None:
        """Open the file at `path`, made when missing with its folder. Raises CacheError."""
        self.path = path
        _prepare(path)
        super().__init__(path)

    def shrink(self) -> None:
        """Give the space of what was removed back to the disk."""
        with self.reading() as sql:
            sql.execute("VACUUM")
            sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def size(self) -> int:
        """Return the bytes on disk."""
        return sum(
            path.stat().st_size for path in (self.path, self.path.with_name(f"{self.path.name}-wal")) if path.exists()
        )

    def own_error(self, error: sqlite3.Error) -> CacheError:
        """Return the cache's error for one of SQLite's."""
        if isinstance(error, ForeignFileError):
            return CacheError("The cache's file is another program's", str(self.path), "Move it away.")
        if isinstance(error, OtherVersionError):
            return CacheError("The cache is of another version of tradedeck", str(error), "Clear it, or use that one.")
        name = getattr(error, "sqlite_errorname", "")
        if name == "SQLITE_FULL":
            return CacheFullError("The disk is full", "the cache of CRM reports", "Make room, then go on.")
        if name.startswith("SQLITE_BUSY"):
            return CacheError("The cache is busy", "another process writes to it")
        return CacheError("The cache cannot be used", str(error), "Clear it.")


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
