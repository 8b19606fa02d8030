"""A SQLite file that all processes of one user share: marked as ours, one writer at a time, errors of its keeper."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar

_BUSY_S = 5.0


class ForeignFileError(sqlite3.DatabaseError):
    """The file is another program's."""


class OtherVersionError(sqlite3.DatabaseError):
    """The file was laid out by a version of ours that this one cannot read; the text says by which."""


class SqliteFile:
    """One open connection; every call blocks shortly and may come from any thread.

    A subclass says what the file looks like, and what SQLite's errors mean there.
    """

    application_id: ClassVar[int]
    """Marks the file as ours: four letters."""

    version: ClassVar[int]
    """The layout that this program reads."""

    pragmas: ClassVar[tuple[str, ...]]
    """How the file is worked with, as `name = value`."""

    schema: ClassVar[tuple[str, ...]]
    """What an empty file is laid out with."""

    upgrades: ClassVar[Mapping[int, tuple[str, ...]]] = {}
    """What leads from an older layout to that of `version`."""

    def __init__(self, path: Path) -> None:
        """Open the file at `path`, which exists, and lay out an empty one. Raises what `own_error` makes."""
        self._lock = threading.RLock()
        with self._own_errors():
            self._sql = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
        try:
            with self._own_errors():
                for pragma in (*self.pragmas, "journal_mode = WAL", "trusted_schema = OFF", "foreign_keys = ON"):
                    self._sql.execute(f"PRAGMA {pragma}")
                self._take_over()
        except BaseException:
            self._sql.close()
            raise

    def own_error(self, error: sqlite3.Error) -> Exception:
        """Return the keeper's error for one of SQLite's."""
        return error

    def lay_out(self, sql: sqlite3.Connection) -> None:
        """Make of an empty file one of ours."""
        for statement in self.schema:
            sql.execute(statement)

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the only right to write, in all processes: everything inside happens, or nothing does.

        Raises what `own_error` makes.
        """
        with self._lock, self._own_errors():
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
        """Give the connection for what is no transaction of ours. Raises what `own_error` makes."""
        with self._lock, self._own_errors():
            yield self._sql

    def close(self) -> None:
        """Close the connection; may be called twice."""
        with self._lock:
            self._sql.close()

    def _take_over(self) -> None:
        with self.writing() as sql:
            application = sql.execute("PRAGMA application_id").fetchone()[0]
            version = sql.execute("PRAGMA user_version").fetchone()[0]
            if (application, version) == (0, 0):
                self.lay_out(sql)
            elif application != self.application_id:
                raise ForeignFileError
            elif version in self.upgrades:
                for statement in self.upgrades[version]:
                    sql.execute(statement)
            elif version != self.version:
                raise OtherVersionError(f"version {version}")
            else:
                return
            sql.execute(f"PRAGMA application_id = {self.application_id}")
            sql.execute(f"PRAGMA user_version = {self.version}")

    @contextlib.contextmanager
    def _own_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self.own_error(error) from error
