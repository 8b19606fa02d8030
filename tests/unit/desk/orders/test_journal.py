"""What is acknowledged is there, in order; one writer; and after a failed write nothing is written any more."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from tests.unit.desk.orders.steps import ACCOUNT, a_life, a_step, an_intent, life
from tui.desk.orders.executor import Executor, InlineExecutor, ThreadExecutor
from tui.desk.orders.journal import Journal, Mode
from tui.desk.orders.place import JournalError, journal_path
from tui.domain.steps import Step, StepKind

pytestmark = pytest.mark.anyio

T = TypeVar("T")

EXECUTORS = [InlineExecutor, ThreadExecutor]


def path_in(folder: Path) -> Path:
    return journal_path(folder / "journal", ACCOUNT)


async def opened(folder: Path, executor: Executor | None = None, *, account: str = ACCOUNT) -> Journal:
    journal = Journal.open(path_in(folder), account, executor or InlineExecutor(), boot_id="boot")
    await journal.load()
    return journal


@pytest.mark.parametrize("executor", EXECUTORS)
async def test_steps_come_back_in_order_after_a_restart(tmp_path: Path, executor: Callable[[], Executor]) -> None:
    journal = await opened(tmp_path, executor())
    for step in a_life():
        await journal.append([step])
    await journal.append(a_life("XD1.B"))
    await journal.close()
    again = await opened(tmp_path, executor())
    assert list(await again.load()) == [*a_life(), *a_life("XD1.B")]
    assert (again.mode, again.damage, again.holder, again.broken) == (Mode.WRITER, "", "", None)
    await again.append([a_step(StepKind.REPLY, 4, request_id=7)])
    report = await again.verify()
    assert (report.rows, report.intact) == (9, True)
    await again.close()


@pytest.mark.parametrize("executor", EXECUTORS)
async def test_what_is_posted_stands_before_what_is_appended_after_it(
    tmp_path: Path, executor: Callable[[], Executor]
) -> None:
    journal = await opened(tmp_path, executor())
    steps = [step for number in range(25) for step in life(number)]
    for step in steps[:-1]:
        journal.post(step)
    await journal.append(steps[-1:])
    assert list(await journal.load()) == steps
    await journal.close()


async def test_closing_finishes_what_was_posted(tmp_path: Path) -> None:
    journal = await opened(tmp_path, ThreadExecutor())
    for step in a_life():
        journal.post(step)
    await journal.close()
    await journal.close()
    again = await opened(tmp_path)
    assert list(await again.load()) == a_life()
    await again.close()


async def test_who_is_cancelled_while_a_step_is_written_leaves_it_written(tmp_path: Path) -> None:
    journal = await opened(tmp_path, ThreadExecutor())
    writing = asyncio.ensure_future(journal.append(a_life()))
    await asyncio.sleep(0)
    writing.cancel()
    assert list(await journal.load()) == a_life()
    await journal.close()


async def test_the_newest_orders_come_first_and_pages_do_not_overlap(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    for number in range(7):
        await journal.append(life(number))
    await journal.append([a_step(StepKind.REPLY, 4, "XD1." + "0" * 26, request_id=3)])
    first = await journal.orders(3)
    second = await journal.orders(3, before=first[-1].tag)
    last = await journal.orders(3, before=second[-1].tag)
    assert [int(order.tag[4:]) for order in (*first, *second, *last)] == [6, 5, 4, 3, 2, 1, 0]
    assert last[0].request_id == 3
    assert await journal.orders(before="XD1.nobody") == await journal.orders()
    await journal.close()


async def test_nothing_is_written_before_the_file_was_checked(tmp_path: Path) -> None:
    journal = Journal.open(path_in(tmp_path), ACCOUNT, InlineExecutor())
    with pytest.raises(JournalError):
        await journal.append(a_life())
    await journal.close()


async def test_an_intent_and_a_step_can_be_written_only_once(tmp_path: Path) -> None:
    for again in (a_life()[:1], [a_step(StepKind.LOST, 3)], [a_step(StepKind.INTENT, 9, intent=an_intent())]):
        folder = tmp_path / str(again[0].number)
        journal = await opened(folder)
        await journal.append(a_life())
        with pytest.raises(JournalError):
            await journal.append(again)
        assert list(await journal.load()) == a_life()
        await journal.close()


async def test_steps_given_together_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    with pytest.raises(JournalError):
        await journal.append([*a_life(), a_life()[0]])
    assert list(await journal.load()) == []
    await journal.close()


async def test_a_second_instance_reads_and_says_who_writes_and_takes_over_when_that_one_ends(tmp_path: Path) -> None:
    first = await opened(tmp_path)
    await first.append(a_life())
    told: list[JournalError] = []
    second = Journal.open(path_in(tmp_path), ACCOUNT, InlineExecutor(), on_failure=told.append)
    assert list(await second.load()) == a_life()
    assert second.mode is Mode.READER
    assert second.holder.startswith("process ")
    with pytest.raises(JournalError):
        await second.append(a_life("XD1.B"))
    second.post(a_life("XD1.B")[0])
    assert len(told) == 1
    await first.append(a_life("XD1.C"))
    assert len(await second.load()) == 8
    assert (await second.verify()).intact
    await second.close()
    await first.close()
    third = await opened(tmp_path)
    assert (third.mode, len(await third.load())) == (Mode.WRITER, 8)
    await third.close()


async def test_a_mere_look_takes_no_lock_and_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(JournalError):
        Journal.open(path_in(tmp_path), ACCOUNT, InlineExecutor(), write=False)
    assert not path_in(tmp_path).exists()
    writer = await opened(tmp_path)
    await writer.append(a_life())
    await writer.close()
    look = Journal.open(path_in(tmp_path), ACCOUNT, InlineExecutor(), write=False)
    later = await opened(tmp_path)
    assert (look.mode, later.mode) == (Mode.READER, Mode.WRITER)
    assert [order.tag for order in await look.orders()] == ["XD1.A"]
    await look.close()
    await later.close()


async def test_the_journal_of_another_account_is_not_taken(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    await journal.close()
    with pytest.raises(JournalError, match="another account"):
        await opened(tmp_path, account="real:1000")
    again = await opened(tmp_path)
    assert again.mode is Mode.WRITER
    await again.close()


async def test_only_the_owner_can_read_what_is_made(tmp_path: Path) -> None:
    journal = await opened(tmp_path)
    await journal.append(a_life())
    folder = path_in(tmp_path).parent
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())}
    assert len(modes) == 5
    assert modes.pop("journal") == 0o700
    assert set(modes.values()) == {0o600}
    await journal.close()


async def test_every_commit_is_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    connect = sqlite3.connect

    def listening(*args: object, **kwargs: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **kwargs)  # type: ignore[call-overload]
        connection.set_trace_callback(said.append)
        return connection

    monkeypatch.setattr(sqlite3, "connect", listening)
    journal = await opened(tmp_path)
    for pragma in ("fullfsync = 1", "checkpoint_fullfsync = 1", "synchronous = FULL", "journal_mode = WAL"):
        assert f"PRAGMA {pragma}" in said
    said.clear()
    await journal.append(a_life())
    assert [text.split()[0] for text in said] == ["BEGIN", *["INSERT"] * 4, "COMMIT"]
    await journal.close()


class FailingExecutor:
    """Runs work on the caller's thread until `fault` is set; then the work is not done."""

    def __init__(self) -> None:
        self.inner = InlineExecutor()
        self.fault: Exception | None = None

    def submit(self, work: Callable[[], T]) -> asyncio.Future[T]:
        if self.fault is None:
            return self.inner.submit(work)
        outcome: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        outcome.set_exception(self.fault)
        return outcome

    def close(self) -> None:
        self.inner.close()


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), JournalError("The disk is full")])
async def test_after_a_failed_write_nothing_is_written_any_more_and_it_is_told_once(
    tmp_path: Path, fault: Exception
) -> None:
    told: list[JournalError] = []
    executor = FailingExecutor()
    journal = Journal.open(path_in(tmp_path), ACCOUNT, executor, on_failure=told.append)
    await journal.load()
    await journal.append(a_life()[:1])
    executor.fault = fault
    with pytest.raises(JournalError):
        await journal.append(a_life()[1:2])
    executor.fault = None
    for steps in (a_life()[1:2], a_life("XD1.B")):
        with pytest.raises(JournalError):
            await journal.append(steps)
    journal.post(a_life()[1])
    await asyncio.sleep(0)
    assert len(told) == 1
    assert told == [journal.broken]
    assert list(await journal.load()) == a_life()[:1]
    await journal.close()


async def test_a_posted_step_that_cannot_be_written_is_told_and_ends_the_writing(tmp_path: Path) -> None:
    told: list[JournalError] = []
    journal = Journal.open(path_in(tmp_path), ACCOUNT, InlineExecutor(), on_failure=told.append)
    await journal.load()
    journal.post(a_step(StepKind.SENT, 0, mono=float("nan")))
    await asyncio.sleep(0)
    assert told == [journal.broken]
    with pytest.raises(JournalError):
        await journal.append(a_life())
    await journal.close()


async def test_a_database_that_somebody_else_holds_ends_the_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.desk.orders.journal_file._BUSY_S", 0)
    journal = await opened(tmp_path)
    holder = sqlite3.connect(path_in(tmp_path), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(JournalError):
        await journal.append(a_life())
    holder.execute("ROLLBACK")
    holder.close()
    with pytest.raises(JournalError):
        await journal.append(a_life())
    await journal.close()


async def test_equal_steps_make_equal_rows(tmp_path: Path) -> None:
    hashes = set()
    for name in ("one", "other"):
        journal = await opened(tmp_path / name)
        await journal.append(a_life())
        hashes.add((await journal.verify()).last_hash)
        await journal.close()
    assert len(hashes) == 1


async def test_nothing_can_be_written_to_a_closed_journal(tmp_path: Path) -> None:
    journal = await opened(tmp_path, ThreadExecutor())
    await journal.close()
    step: Step = a_life()[0]
    with pytest.raises(JournalError):
        await journal.append([step])
