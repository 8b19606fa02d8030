"""The archive of statements: files exactly as received, packed, never overwritten, indexed by where they are from.

Several processes can use one archive at once. Every call blocks: shortly for the index, longer for whole files.
"""

from __future__ import annotations

import gzip
import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from tui.files.whole import sync_folder
from tui.flex import incoming, place
from tui.flex.database import Database
from tui.flex.entries import Entry, Provenance, from_row, to_body
from tui.flex.errors import ArchiveError, FlexError, NotInArchiveError
from tui.flex.incoming import Incoming, stored_path
from tui.flex.windows import encode

_COLUMNS = "entry.id, entry.sha256, query_id, asked, fetched_at_ms, body, size, stored"
_FROM = f"SELECT {_COLUMNS} FROM entry JOIN file ON file.sha256 = entry.sha256"  # noqa: S608 - our own names
_BATCHES = 20
"""So many earlier ranges are remembered of a file that came again and again."""

_PIECE = 1 << 18


@dataclass(frozen=True, slots=True)
class Pruned:
    """What a pruning removed; `freed` is bytes on disk."""

    entries: int
    files: int
    freed: int


class Archive:
    """All statements that were ever fetched into one folder."""

    def __init__(self, folder: Path, database: Database | None = None) -> None:
        """Open the archive in `folder`, made when missing, and clear away what dead processes left half-written.

        Raises ArchiveError when the folder is open to others or the database cannot be used.
        """
        self.database = Database(folder) if database is None else database
        self._files = folder / place.FILES
        self._incoming = folder / place.INCOMING
        with self.database.writing() as sql:
            incoming.sweep(self._incoming)
            self._remove_orphans(sql)

    def receive(self) -> Incoming:
        """Return a file to write into; use it in a `with` block and `keep` it there. Raises ArchiveError."""
        # The sweep of another process must not find the file before it is locked.
        with self.database.writing():
            return Incoming(self._incoming)

    def keep(self, file: Incoming, source: Provenance) -> Entry:
        """Put a received file into the archive and return its entry, the earlier one when the same bytes came before.

        Raises DiskFullError or another ArchiveError: then nothing was added.
        """
        seen, stored = file.look(), file.finish()
        with self.database.writing() as sql, place.foreign_errors("The statement cannot be put into the archive"):
            # Also over a file of these bytes: that may have been damaged since.
            file.path.replace(stored_path(self._files, file.sha256))
            sync_folder(self._files)
            sql.execute("INSERT OR IGNORE INTO file VALUES (?, ?, ?)", (file.sha256, file.size, stored))
            number = self._enter(sql, file.sha256, source, to_body(source, seen))
            return self._entry(sql, number)

    def add(self, content: bytes | Path, source: Provenance) -> Entry:
        """Put bytes, or a copy of a file, into the archive. Raises FlexError when the file cannot be read."""
        with self.receive() as file:
            if isinstance(content, bytes):
                file.write(content)
            else:
                _copy(content, file)
            return self.keep(file, source)

    def list(self, query_id: str | None = None, limit: int | None = None) -> Sequence[Entry]:
        """Return the entries, newest first; those of one query if it is named."""
        where = "" if query_id is None else " WHERE query_id = ?"
        values: tuple[str | int, ...] = () if query_id is None else (query_id,)
        with self.database.reading() as sql:
            rows = sql.execute(
                f"{_FROM}{where} ORDER BY fetched_at_ms DESC, entry.id DESC LIMIT ?",
                (*values, -1 if limit is None else limit),
            ).fetchall()
        return _entries(rows)

    def entry(self, number: int) -> Entry:
        """Return one entry; raises NotInArchiveError."""
        with self.database.reading() as sql:
            return self._entry(sql, number)

    def open(self, number: int) -> BinaryIO:
        """Open a statement for reading, unpacked, as it was received.

        Raises NotInArchiveError when the entry or its file is missing. Reading a damaged file raises OSError, EOFError
        or zlib.error.
        """
        path = stored_path(self._files, self.entry(number).sha256)
        try:
            return cast(BinaryIO, gzip.open(path, "rb"))
        except FileNotFoundError as error:
            raise NotInArchiveError("The statement's file is missing", path.name, "Fetch it again.") from error
        except OSError as error:
            raise place.translated(error, "The statement's file cannot be opened") from error

    def is_intact(self, number: int) -> bool:
        """Read a whole file and tell whether it has the bytes that were received. Raises NotInArchiveError."""
        wanted, found = self.entry(number).sha256, hashlib.sha256()
        try:
            with gzip.open(stored_path(self._files, wanted), "rb") as file:
                while piece := file.read(_PIECE):
                    found.update(piece)
        except (OSError, EOFError, zlib.error):
            return False
        return found.hexdigest() == wanted

    def prune(self, numbers: Iterable[int]) -> Pruned:
        """Remove entries, and the files that no other entry needs; see `entries.to_prune` for choosing them."""
        wanted = [(number,) for number in numbers]
        with self.database.writing() as sql:
            before = sql.total_changes
            sql.executemany("DELETE FROM entry WHERE id = ?", wanted)
            removed = sql.total_changes - before
            unused = "SELECT sha256, stored FROM file WHERE sha256 NOT IN (SELECT sha256 FROM entry)"
            gone = sql.execute(unused).fetchall()
            sql.executemany("DELETE FROM file WHERE sha256 = ?", [(sha256,) for sha256, _ in gone])
        # The rows first: a crash in between leaves a file that nobody lists, never an entry without its file.
        with self.database.writing() as sql:
            self._remove_orphans(sql)
        return Pruned(removed, len(gone), sum(stored for _, stored in gone))

    def close(self) -> None:
        """Close the database; may be called twice."""
        self.database.close()

    def _enter(self, sql: sqlite3.Connection, sha256: str, source: Provenance, body: str) -> int:
        key = (sha256, source.query_id, encode(source.asked))
        known = "SELECT id, json_extract(body, '$.batch') FROM entry WHERE (sha256, query_id, asked) = (?, ?, ?)"
        row = sql.execute(known, key).fetchone()
        if row is not None:
            # The same bytes can be a part of several long ranges.
            batches = [batch for batch in row[1].split() if batch != source.batch][-_BATCHES:]
            batch = " ".join([*batches, source.batch]).strip()
            sql.execute(
                "UPDATE entry SET body = json_set(body, '$.again_at_ms', ?, '$.batch', ?) WHERE id = ?",
                (source.fetched_at_ms, batch, row[0]),
            )
            return int(row[0])
        done = sql.execute(
            "INSERT INTO entry (sha256, query_id, asked, fetched_at_ms, body) VALUES (?, ?, ?, ?, ?)",
            (*key, source.fetched_at_ms, body),
        )
        return int(done.lastrowid or 0)

    def _entry(self, sql: sqlite3.Connection, number: int) -> Entry:
        row = sql.execute(f"{_FROM} WHERE entry.id = ?", (number,)).fetchone()
        if row is None:
            raise NotInArchiveError("The archive has no such statement", f"number {number}")
        return _entries([row])[0]

    def _remove_orphans(self, sql: sqlite3.Connection) -> None:
        known = {f"{row[0]}.gz" for row in sql.execute("SELECT sha256 FROM file")}
        with place.foreign_errors("The archive's folder cannot be read"):
            for path in self._files.glob("*.gz"):
                if path.name not in known:
                    path.unlink(missing_ok=True)


def _entries(rows: Iterable[Sequence[object]]) -> list[Entry]:
    try:
        return [from_row(row) for row in rows]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise ArchiveError("The archive's index is damaged", str(error)) from error


def _copy(path: Path, file: Incoming) -> None:
    try:
        with path.open("rb") as source:
            while piece := source.read(_PIECE):
                file.write(piece)
    except OSError as error:
        raise FlexError("The file cannot be read", f"{path}: {error.strerror}") from error
