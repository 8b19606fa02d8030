"""A process that is killed in the middle of writing, or whose disk is full, loses nothing that was acknowledged."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.desk.orders.steps import life
from tests.unit.desk.orders.test_journal import opened, path_in
from tui.desk.orders.journal import Mode
from tui.domain.order import fold
from tui.domain.steps import Step

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).resolve().parents[4]

KILLS = 5


def writer(folder: Path, executor: str, limit: int = 0) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-m", "tests.unit.desk.orders.writing", str(folder), executor, str(limit)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def acknowledged(said: list[str]) -> list[tuple[int, int]]:
    words = [line.strip().split(".") for line in said if line[:1].isdigit() and line.endswith("\n")]
    return [(int(order), int(step)) for order, step in words]


async def found(folder: Path) -> list[Step]:
    journal = await opened(folder)
    steps = list(await journal.load())
    assert (journal.mode, journal.damage) == (Mode.WRITER, "")
    assert (await journal.verify()).intact
    await journal.close()
    return steps


def assert_whole(steps: list[Step], acks: list[tuple[int, int]]) -> None:
    """Every acknowledged step is there, and what is there is a beginning of what was given."""
    given = [step for number in range(len(steps) // 4 + 1) for step in life(number)]
    assert steps == given[: len(steps)]
    assert all(order * 4 + step < len(steps) for order, step in acks)
    assert len(fold(steps)) >= len({order for order, _ in acks})


@pytest.mark.parametrize("executor", ["thread", "inline"])
async def test_killed_at_any_moment_it_keeps_what_was_acknowledged(tmp_path: Path, executor: str) -> None:
    draw = random.Random(executor)
    for _ in range(KILLS):
        process = writer(tmp_path, executor)
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(draw.randrange(1, 60))]
        process.kill()
        said += process.stdout.readlines()
        process.wait()
        process.stdout.close()
        assert said[0] == "ready\n"
        steps = await found(tmp_path)
        assert_whole(steps, acknowledged(said))
        # The next writer goes on with whole orders.
        missing = -len(steps) % 4
        if missing:
            journal = await opened(tmp_path)
            await journal.append(life(len(steps) // 4)[-missing:])
            await journal.close()


async def test_a_full_disk_ends_the_writing_for_good_and_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    process = writer(tmp_path, "thread", limit=200_000)
    said = process.communicate(timeout=60)[0].splitlines(keepends=True)
    assert process.returncode == 0
    assert any(line.startswith("error The order journal cannot be") for line in said)
    assert said[-3:] == ["refused\n"] * 3
    steps = await found(tmp_path)
    assert_whole(steps, acknowledged(said))
    assert len(steps) > 10


async def test_the_lock_of_a_killed_writer_is_free(tmp_path: Path) -> None:
    process = writer(tmp_path, "thread")
    assert process.stdout is not None
    process.stdout.readline()
    other = await opened(tmp_path)
    assert (other.mode, other.holder) == (Mode.READER, f"process {process.pid}")
    await other.close()
    process.kill()
    process.wait()
    process.stdout.close()
    assert path_in(tmp_path).exists()
    again = await opened(tmp_path)
    assert again.mode is Mode.WRITER
    await again.close()
