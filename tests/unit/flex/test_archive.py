"""The archive: bytes as received, whole or not at all, never twice, closed to others, shared by processes."""

from __future__ import annotations

import gzip
import os
import sqlite3
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.flex.service import START_MS, statement
from tui.flex import incoming
from tui.flex.archive import Archive
from tui.flex.database import Database
from tui.flex.entries import Entry, Provenance, latest, to_prune
from tui.flex.errors import ArchiveError, DiskFullError, NotInArchiveError
from tui.flex.glance import Glancer, Kind
from tui.flex.pace import PaceLimits, TokenBook
from tui.flex.windows import DateRange, LastDays, Saved

ROOT = Path(__file__).resolve().parents[3]
ASKED = DateRange(date(2025, 7, 1), date(2025, 9, 30))


def source(query_id: str = "42", at_ms: int = START_MS) -> Provenance:
    return Provenance(query_id, ASKED, at_ms, "year", "main", "gdcdyn.interactivebrokers.com", "b1")


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def content(archive: Archive, number: int) -> bytes:
    with archive.open(number) as file:
        return file.read()


def test_a_statement_comes_back_to_the_byte_with_all_that_is_known_of_it(tmp_path: Path) -> None:
    body = statement()
    archive = Archive(tmp_path / "a")
    entry = archive.add(body, source())
    archive.close()
    again = Archive(tmp_path / "a")
    assert again.list() == [entry]
    assert content(again, entry.id) == body
    assert again.is_intact(entry.id)
    assert entry.source == source()
    assert (entry.size, entry.seen.kind, entry.seen.complete) == (len(body), Kind.XML, True)
    assert (entry.seen.accounts, entry.seen.returned, entry.seen.query_name) == (("U1234567",), ASKED, "PP")
    assert entry.warnings == ()
    again.close()


def test_folder_and_files_are_closed_to_others(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        archive = Archive(tmp_path / "a")
        archive.add(statement(), source())
    finally:
        os.umask(old)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in files(tmp_path / "a")}
    folders = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "a").rglob("*") if path.is_dir()}
    assert (modes, folders) == ({0o600}, {0o700})
    archive.close()


@pytest.mark.parametrize("part", [".", "flex.sqlite", "files"])
def test_an_archive_that_others_can_read_is_not_used(tmp_path: Path, part: str) -> None:
    Archive(tmp_path / "a").close()
    (tmp_path / "a" / part).chmod(0o755)
    with pytest.raises(ArchiveError, match="chmod"):
        Archive(tmp_path / "a")


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a")
    first = archive.add(statement(), source())
    second = archive.add(statement(), source(at_ms=START_MS + 5))
    other = archive.add(statement(), source("43"))
    assert second.id == first.id
    assert second.again_at_ms == START_MS + 5
    assert second.source.fetched_at_ms == START_MS
    assert other.id != first.id
    assert len(list((tmp_path / "a" / "files").iterdir())) == 1
    archive.close()


def test_leaving_without_keeping_leaves_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a")
    before = files(tmp_path / "a")
    with archive.receive() as file:
        file.write(statement()[:100])
    assert files(tmp_path / "a") == before
    assert archive.list() == []
    archive.close()


def test_what_a_dead_process_left_half_written_is_cleared_and_a_living_one_s_is_not(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from tui.flex.archive import Archive\n"
        "file = Archive(Path(sys.argv[1])).receive(); file.write(b'<FlexQuery'); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", program, str(tmp_path / "a")], check=False, cwd=ROOT).returncode == 9
    left = list((tmp_path / "a" / "incoming").iterdir())
    assert len(left) == 1
    archive = Archive(tmp_path / "a")
    assert not left[0].exists()
    with archive.receive() as file:
        file.write(b"alive")
        other = Archive(tmp_path / "a")
        assert file.path.exists()
        assert other.list() == []
        other.close()
    archive.close()


def test_a_file_that_no_entry_knows_is_cleared_and_can_come_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a")
    entry = archive.add(statement(), source())
    stored = incoming.stored_path(tmp_path / "a" / "files", entry.sha256)
    orphan = stored.with_name("0" * 64 + ".gz")
    orphan.write_bytes(b"half")
    archive.close()
    archive = Archive(tmp_path / "a")
    assert not orphan.exists()
    stored.unlink()
    with pytest.raises(NotInArchiveError, match="missing"):
        archive.open(entry.id)
    assert content(archive, archive.add(statement(), source()).id) == statement()
    archive.close()


def test_a_damaged_file_is_noticed(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a")
    entry = archive.add(statement(), source())
    stored = incoming.stored_path(tmp_path / "a" / "files", entry.sha256)
    stored.write_bytes(stored.read_bytes()[:-12])
    assert not archive.is_intact(entry.id)
    stored.write_bytes(gzip.compress(b"something else"))
    assert not archive.is_intact(entry.id)
    whole = bytearray(gzip.compress(statement()))
    whole[len(whole) // 2] ^= 0xFF
    stored.write_bytes(whole)
    assert not archive.is_intact(entry.id)
    stored.unlink()
    assert not archive.is_intact(entry.id)
    with pytest.raises(NotInArchiveError):
        archive.is_intact(entry.id + 1)
    archive.close()


def test_the_same_bytes_mend_a_damaged_file(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a")
    entry = archive.add(statement(), source())
    incoming.stored_path(tmp_path / "a" / "files", entry.sha256).write_bytes(b"damaged")
    assert archive.add(statement(), source(at_ms=START_MS + 1)).id == entry.id
    assert archive.is_intact(entry.id)
    archive.close()


def test_a_full_disk_leaves_the_archive_as_it_was(tmp_path: Path) -> None:
    program = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from tests.unit.flex.test_archive import source; from tui.flex.archive import Archive\n"
        "from tui.flex.errors import DiskFullError\n"
        "import random\n"
        "archive = Archive(Path(sys.argv[1])); signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "try:\n    archive.add(random.Random(1).randbytes(3_000_000), source())\n"
        "except DiskFullError as error:\n    print(error.title)\n"
        "print(len(archive.list()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "a")], check=True, capture_output=True, text=True, cwd=ROOT
    )
    assert done.stdout.splitlines() == ["The disk is full", "0"]
    assert not list((tmp_path / "a" / "incoming").iterdir())
    assert not list((tmp_path / "a" / "files").iterdir())


def test_a_full_database_is_a_full_disk(tmp_path: Path) -> None:
    database = Database(tmp_path / "a")
    with database.reading() as sql:
        pages = sql.execute("PRAGMA page_count").fetchone()[0]
        sql.execute(f"PRAGMA max_page_count = {pages}")
    archive = Archive(tmp_path / "a", database)
    with pytest.raises(DiskFullError):
        [archive.add(statement(rows=number), source(str(number) * 50)) for number in range(200)]
    assert archive.list()
    assert all(archive.is_intact(entry.id) for entry in archive.list())
    archive.close()


def test_pruning_removes_files_that_nobody_else_needs(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a")
    one = archive.add(statement(rows=1), source("1"))
    shared = archive.add(statement(rows=1), source("2"))
    two = archive.add(statement(rows=2), source("1", START_MS + 1))
    done = archive.prune([one.id, two.id, 999])
    assert (done.entries, done.files, done.freed) == (2, 1, two.stored)
    assert [entry.id for entry in archive.list()] == [shared.id]
    assert content(archive, shared.id) == statement(rows=1)
    with pytest.raises(NotInArchiveError):
        archive.open(two.id)
    archive.close()


def test_what_goes_is_chosen_by_age_and_number(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a")
    made = [archive.add(statement(rows=at), source(str(at % 2), START_MS + at)) for at in range(6)]
    entries = archive.list()
    assert [entry.id for entry in entries] == [entry.id for entry in reversed(made)]
    assert to_prune(entries) == []
    assert sorted(to_prune(entries, keep_newest=2)) == [made[0].id, made[1].id]
    assert sorted(to_prune(entries, before_ms=START_MS + 2)) == [made[0].id, made[1].id]
    assert sorted(to_prune(entries, keep_newest=1, before_ms=START_MS + 1)) == [made[0].id]
    assert latest(entries) == {"0": made[4], "1": made[5]}
    assert [entry.id for entry in archive.list("1", limit=1)] == [made[5].id]
    archive.close()


def test_another_program_s_or_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    for pragma, words in (("application_id = 7", "another program"), ("user_version = 99", "version")):
        folder = tmp_path / words.split(" ", maxsplit=1)[0]
        Archive(folder).close()
        sql = sqlite3.connect(folder / "flex.sqlite")
        sql.execute(f"PRAGMA {pragma}")
        sql.close()
        with pytest.raises(ArchiveError, match=words):
            Archive(folder)


def test_a_database_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    Archive(tmp_path / "a").close()
    sql = sqlite3.connect(tmp_path / "a" / "flex.sqlite")
    sql.execute("ALTER TABLE slot DROP COLUMN gone")
    sql.execute("PRAGMA user_version = 1")
    sql.close()
    archive = Archive(tmp_path / "a")
    book = TokenBook(archive.database, PaceLimits(), "boot")
    assert book.depart(book.reserve("k", 100.0, START_MS), 100.0) == 0.0
    archive.close()


def test_a_destroyed_database_is_our_error(tmp_path: Path) -> None:
    Archive(tmp_path / "a").close()
    (tmp_path / "a" / "flex.sqlite").write_bytes(b"no database " * 1000)
    with pytest.raises(ArchiveError):
        Archive(tmp_path / "a")


def entry_of(tmp_path: Path, body: bytes, asked: DateRange | LastDays | Saved = ASKED) -> Entry:
    archive = Archive(tmp_path / "a")
    entry = archive.add(body, Provenance("42", asked, START_MS))
    archive.close()
    return entry


def test_a_statement_cut_short_and_one_with_other_days_carry_warnings(tmp_path: Path) -> None:
    cut = entry_of(tmp_path, statement(first="20250930")[:-60])
    assert not cut.seen.complete
    assert len(cut.warnings) == 2
    table = entry_of(tmp_path, b'"BOF","U1","Q","2","2025-07-01","2025-09-30"\n"BOA","U1"\n')
    assert (table.seen.kind, table.seen.accounts, table.seen.returned) == (Kind.CSV, ("U1",), ASKED)
    assert ["text" in warning for warning in table.warnings] == [True]


@settings(max_examples=60)
@given(st.integers(1, 60), st.integers(0, 40), st.booleans())
def test_a_look_is_the_same_however_the_pieces_fall(step: int, rows: int, cut: bool) -> None:
    body = statement(account="U&lt;1") + statement("20240101", "20241231", "U2", rows)
    body = body.replace(b"</FlexQueryResponse>\n<FlexQueryResponse", b"<x", 1)[: -30 if cut else None]
    whole, pieces = Glancer(), Glancer()
    whole.feed(body)
    for at in range(0, len(body), step):
        pieces.feed(body[at : at + step])
    assert pieces.result() == whole.result()
    assert whole.result().accounts == ("U<1", "U2")
    assert whole.result().complete is not cut
    assert whole.result().returned == DateRange(date(2024, 1, 1), date(2025, 9, 30))


@given(st.binary(max_size=400))
def test_no_bytes_make_the_look_raise(body: bytes) -> None:
    glancer = Glancer()
    glancer.feed(b"<FlexQueryResponse " + body)
    glancer.feed(body + b"<FlexStatement " + body)
    glancer.result()
