"""The archive's SQLite database: entries, jobs and the pace of each token, shared by all processes of this user."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from tui.files.sqlite import ForeignFileError, OtherVersionError, SqliteFile
from tui.flex import place
from tui.flex.errors import ArchiveError, DiskFullError

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


class Database(SqliteFile):
    """One open connection. Raises ArchiveError when the database is damaged or stays busy, DiskFullError."""

    application_id: ClassVar[int] = 0x58464C31  # "XFL1"
    version: ClassVar[int] = 2
    # A reference code is worth a sync: without it a power cut would mean asking again.
    pragmas: ClassVar[tuple[str, ...]] = ("synchronous = FULL",)
    schema: ClassVar[tuple[str, ...]] = _SCHEMA
    upgrades: ClassVar[Mapping[int, tuple[str, ...]]] = {
        1: ("ALTER TABLE slot ADD COLUMN gone INTEGER NOT NULL DEFAULT 0",)
    }

    def __init__(self, folder: Path) -> None:
        """Open the database in `folder`, made when missing. Raises ArchiveError when it cannot be used."""
        self.folder = folder
        super().__init__(place.prepare(folder))

    def recall(self, name: str) -> str:
        """Return what was noted under `name`, empty when nothing was."""
        with self.reading() as sql:
            row = sql.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def note(self, name: str, value: str) -> None:
        """Keep `value` under `name`."""
        with self.writing() as sql:
            sql.execute("INSERT OR REPLACE INTO about (name, value) VALUES (?, ?)", (name, value))

    def lay_out(self, sql: sqlite3.Connection) -> None:
        """Make the tables, and a salt of this archive's own."""
        super().lay_out(sql)
        # Equal tokens are equal in one archive only: the hash cannot be looked up anywhere.
        sql.execute("INSERT INTO about (name, value) VALUES ('salt', ?)", (secrets.token_hex(16),))

    def own_error(self, error: sqlite3.Error) -> ArchiveError:
        """Return the archive's error for one of SQLite's."""
        if isinstance(error, ForeignFileError):
            return ArchiveError("The archive's database is another program's", str(self.folder), "Move it away.")
        if isinstance(error, OtherVersionError):
            return ArchiveError(
                "The archive is of another version of tradedeck", str(error), "Use the newer tradedeck."
            )
        name = getattr(error, "sqlite_errorname", "")
        if name == "SQLITE_FULL":
            return DiskFullError("The disk is full", "the archive's database", "Make room, then resume.")
        if name.startswith("SQLITE_BUSY"):
            return ArchiveError("The archive's database is busy", "another process writes to it")
        return ArchiveError("The archive's database cannot be used", str(error))
