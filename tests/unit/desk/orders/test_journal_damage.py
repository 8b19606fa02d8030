"""Whatever is done to the file behind the journal's back is noticed; what stands before it can still be read."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.desk.orders.steps import ACCOUNT, STEPS, a_life, life
from tests.unit.desk.orders.test_journal import opened, path_in
from tui.desk.orders import chain
from tui.desk.orders.executor import InlineExecutor
from tui.desk.orders.journal import Journal, Mode
from tui.desk.orders.place import JournalError
from tui.domain.steps import Step

pytestmark = pytest.mark.anyio

ORDERS = 6


def rows_of(steps: list[Step]) -> list[chain.Row]:
    rows: list[chain.Row] = []
    last = chain.first_hash(ACCOUNT)
    for seq, step in enumerate(steps, 1):
        rows.append(chain.made(seq, step, "boot", last))
        last = rows[-1].hash
    return rows


def fault(rows: list[chain.Row]) -> str:
    last, found = chain.first_hash(ACCOUNT), ""
    for seq, row in enumerate(rows, 1):
        found = found or chain.fault_of(row, seq, last)
        last = row.hash
    return found


def changed(row: chain.Row, name: str, value: object) -> chain.Row:
    return chain.Row(**{**row._asdict(), name: value})


ROWS = rows_of([step for number in range(3) for step in life(number)])


@given(st.lists(STEPS, max_size=4))
def test_a_chain_of_any_steps_holds_and_gives_them_back(steps: list[Step]) -> None:
    rows = rows_of(steps)
    assert fault(rows) == ""
    assert [repr(chain.step_of(row)) for row in rows] == [repr(step) for step in steps]


@given(st.integers(0, len(ROWS) - 1), st.sampled_from(chain.Row._fields), st.data())
def test_any_single_byte_that_changes_breaks_the_chain(index: int, name: str, data: st.DataObject) -> None:
    value = getattr(ROWS[index], name)
    other: object
    if isinstance(value, str):
        place = data.draw(st.integers(0, len(value) - 1))
        distance = data.draw(st.integers(1, 255))
        other = value[:place] + chr(ord(value[place]) ^ distance) + value[place + 1 :]
    else:
        other = value + data.draw(st.sampled_from([-256, -1, 1, 256]))
    rows = [changed(row, name, other) if n == index else row for n, row in enumerate(ROWS)]
    assert fault(rows)


@pytest.mark.parametrize("index", range(len(ROWS) - 1))
def test_a_row_taken_out_or_two_exchanged_break_the_chain(index: int) -> None:
    assert fault(ROWS[:index] + ROWS[index + 1 :])
    swapped = [*ROWS[:index], ROWS[index + 1], ROWS[index], *ROWS[index + 2 :]]
    renumbered = [row._replace(seq=seq) for seq, row in enumerate(swapped, 1)]
    assert fault(swapped)
    assert fault(renumbered)


@pytest.mark.parametrize("index", range(len(ROWS) - 1))
def test_a_row_taken_out_is_missed_even_where_the_next_one_got_its_number_and_a_fitting_hash(index: int) -> None:
    moved = ROWS[index + 1]._replace(seq=index + 1)
    moved = moved._replace(hash=chain.hash_of(moved))
    assert fault([*ROWS[:index], moved])


async def filled(folder: Path) -> list[Step]:
    journal = await opened(folder)
    steps = [step for number in range(ORDERS) for step in life(number)]
    for step in steps:
        await journal.append([step])
    await journal.close()
    return steps


def edit(folder: Path, *statements: str, guarded: bool = False) -> None:
    sql = sqlite3.connect(path_in(folder), isolation_level=None)
    guards = sql.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    if not guarded:
        for name, _ in guards:
            sql.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        sql.execute(statement)
    if not guarded:
        for _, text in guards:
            sql.execute(text)
    sql.close()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE event SET body = '{}'", "DELETE FROM event WHERE seq = 3", "UPDATE about SET account = 'x'"],
)
async def test_the_database_itself_refuses_to_change_or_take_out_a_row(tmp_path: Path, statement: str) -> None:
    await filled(tmp_path)
    with pytest.raises(sqlite3.IntegrityError, match="only grows"):
        edit(tmp_path, statement, guarded=True)


EDITS = {
    "a changed body": ("UPDATE event SET body = replace(body, '0.10', '0.20') WHERE seq = 5", 5),
    "a changed kind": ("UPDATE event SET kind = 'SENT' WHERE seq = 7", 7),
    "a changed time": ("UPDATE event SET wall_ms = wall_ms + 1 WHERE seq = 2", 2),
    "bytes for text": ("UPDATE event SET body = CAST(body AS BLOB) WHERE seq = 5", 5),
    "a broken text": ("UPDATE event SET body = CAST(x'ff' AS TEXT) WHERE seq = 5", 5),
    "a row taken out": ("DELETE FROM event WHERE seq = 9", 9),
    "the first row taken out": ("DELETE FROM event WHERE seq = 1", 1),
    "the last row taken out": (f"DELETE FROM event WHERE seq = {ORDERS * 4}", ORDERS * 4),
    "every row taken out": ("DELETE FROM event", 1),
    "a step in another's name": ("UPDATE event SET intent = 'XD1.B' WHERE seq = 8", 8),
}


@pytest.mark.parametrize("name", EDITS)
async def test_an_edit_turns_writing_off_and_leaves_what_stands_before_it_readable(tmp_path: Path, name: str) -> None:
    steps = await filled(tmp_path)
    statement, first_bad = EDITS[name]
    edit(tmp_path, statement)
    told: list[JournalError] = []
    journal = Journal.open(path_in(tmp_path), ACCOUNT, InlineExecutor(), on_failure=told.append)
    assert list(await journal.load()) == steps[: first_bad - 1]
    assert journal.mode is Mode.READER
    assert str(first_bad) in journal.damage
    report = await journal.verify()
    assert (report.rows, report.first_bad) == (first_bad - 1, first_bad)
    with pytest.raises(JournalError):
        await journal.append(a_life("XD1.N"))
    await journal.close()


async def test_guards_that_were_taken_off_are_missed(tmp_path: Path) -> None:
    steps = await filled(tmp_path)
    edit(tmp_path, "DROP TRIGGER event_no_delete", guarded=True)
    journal = await opened(tmp_path)
    assert journal.mode is Mode.READER
    assert "guards" in journal.damage
    assert list(await journal.load()) == steps
    await journal.close()


async def test_damage_that_a_later_check_finds_turns_writing_off(tmp_path: Path) -> None:
    await filled(tmp_path)
    journal = await opened(tmp_path)
    edit(tmp_path, "UPDATE event SET body = '{}' WHERE seq = 4")
    assert not (await journal.verify()).intact
    assert journal.mode is Mode.READER
    with pytest.raises(JournalError):
        await journal.append(a_life("XD1.N"))
    await journal.close()


async def looked_at(folder: Path) -> tuple[list[Step] | None, bool]:
    """Return what can be read and whether anything was said to be wrong."""
    try:
        journal = await opened(folder)
    except JournalError:
        return None, True
    steps = list(await journal.load())
    wrong = not (await journal.verify()).intact
    await journal.close()
    return steps, wrong


@pytest.mark.parametrize("seed", range(4))
async def test_a_byte_that_changes_in_the_file_is_noticed_or_changes_nothing(tmp_path: Path, seed: int) -> None:
    steps = await filled(tmp_path / "whole")
    whole = path_in(tmp_path / "whole").read_bytes()
    draw = random.Random(seed)
    noticed = 0
    for n in range(25):
        folder = tmp_path / str(n)
        path_in(folder).parent.mkdir(parents=True, mode=0o700)
        broken = bytearray(whole)
        broken[draw.randrange(len(broken))] ^= 1 << draw.randrange(8)
        shutil.copy(path_in(tmp_path / "whole"), path_in(folder))
        path_in(folder).write_bytes(broken)
        path_in(folder).chmod(0o600)
        found, wrong = await looked_at(folder)
        noticed += wrong
        assert wrong or found == steps
        assert found is None or found == steps[: len(found)]
    assert noticed


CUTS: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda whole: whole[: len(whole) // 2],
    "cut to a page": lambda whole: whole[:4096],
    "all zeros": lambda whole: bytes(len(whole)),
    "something else": lambda whole: b"hello\n" * 1000,
}


@pytest.mark.parametrize("name", CUTS)
async def test_a_file_that_is_torn_is_said_to_be_damaged(tmp_path: Path, name: str) -> None:
    await filled(tmp_path)
    path = path_in(tmp_path)
    path.write_bytes(CUTS[name](path.read_bytes()))
    found, wrong = await looked_at(tmp_path)
    assert wrong
    assert not found
