"""A shared SQLite file: laid out once, refused when it is not ours, whole transactions or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import pytest

from tui.files.sqlite import ForeignFileError, OtherVersionError, SqliteFile


class KeeperError(Exception):
    """What the keeper makes of SQLite's errors."""


class Notes(SqliteFile):
    application_id: ClassVar[int] = 0x4E4F5445
    version: ClassVar[int] = 1
    pragmas: ClassVar[tuple[str, ...]] = ("synchronous = OFF",)
    schema: ClassVar[tuple[str, ...]] = ("CREATE TABLE note (words TEXT NOT NULL)",)

    def own_error(self, error: sqlite3.Error) -> KeeperError:
        return KeeperError(type(error).__name__, str(error))

    def words(self) -> list[str]:
        with self.reading() as sql:
            return [row[0] for row in sql.execute("SELECT words FROM note")]


class LaterNotes(Notes):
    version: ClassVar[int] = 2
    upgrades: ClassVar[Mapping[int, tuple[str, ...]]] = {1: ("ALTER TABLE note ADD COLUMN place TEXT",)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "notes.sqlite"


def write(notes: SqliteFile, *words: str | None, fault: Exception | None = None) -> None:
    with notes.writing() as sql:
        sql.executemany("INSERT INTO note (words) VALUES (?)", [(each,) for each in words])
        if fault is not None:
            raise fault


def test_what_was_written_is_there_after_opening_again(path: Path) -> None:
    first = Notes(path)
    write(first, "one")
    first.close()
    first.close()
    assert Notes(path).words() == ["one"]


def test_a_transaction_that_fails_leaves_nothing_and_the_next_one_works(path: Path) -> None:
    notes = Notes(path)
    with pytest.raises(KeeperError):
        write(notes, "half", None)
    with pytest.raises(KeyError, match="ours"):
        write(notes, "half", fault=KeyError("ours"))
    write(notes, "whole")
    assert notes.words() == ["whole"]


def test_another_program_s_file_is_refused_and_stays_as_it_was(path: Path) -> None:
    with sqlite3.connect(path) as sql:
        sql.execute("PRAGMA application_id = 7")
    sql.close()
    with pytest.raises(KeeperError, match=ForeignFileError.__name__):
        Notes(path)
    sql = sqlite3.connect(path)
    assert sql.execute("PRAGMA application_id").fetchone() == (7,)
    sql.close()


def test_an_older_layout_is_brought_up_and_a_newer_one_is_refused_by_its_version(path: Path) -> None:
    before = Notes(path)
    write(before, "old")
    before.close()
    after = LaterNotes(path)
    with after.writing() as sql:
        sql.execute("UPDATE note SET place = 'here'")
    assert after.words() == ["old"]
    after.close()
    with pytest.raises(KeeperError, match="version 2") as refused:
        Notes(path)
    assert refused.value.args[0] == OtherVersionError.__name__


def test_what_is_no_database_ends_in_the_keeper_s_error(path: Path) -> None:
    path.write_bytes(b"no database at all, but long enough to be looked at" * 50)
    with pytest.raises(KeeperError):
        Notes(path)
