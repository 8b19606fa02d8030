"""The pace of a token: counted once for all programs, by a clock that the date cannot disturb."""

from __future__ import annotations

import asyncio
import itertools
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from tests.simulation.loop import LoopClock
from tests.unit.flex.service import TOKEN, InlineWorker, virtually
from tui.flex.database import Database
from tui.flex.pace import PaceLimits, SharedPace, TokenBook, token_key

ROOT = Path(__file__).resolve().parents[3]
LIMITS = PaceLimits()
WALL = 1_760_000_000_000


Opened = Callable[[Path], Database]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Open databases that are closed when the test is over."""
    found: list[Database] = []

    def opening(folder: Path) -> Database:
        found.append(Database(folder))
        return found[-1]

    yield opening
    for database in found:
        database.close()


def keeps_the_limits(times: list[float]) -> bool:
    times = sorted(times)
    gaps = all(b - a >= 1.0 for a, b in itertools.pairwise(times))
    return gaps and all(b - a >= 60.0 for a, b in zip(times, times[10:], strict=False))


def test_ten_go_out_a_second_apart_and_the_eleventh_waits_for_the_minute(tmp_path: Path, opened: Opened) -> None:
    book = TokenBook(opened(tmp_path / "a"), LIMITS, "boot")
    times = [book.reserve("k", 100.0, WALL).at for _ in range(21)]
    assert times[0] == 100.0
    assert times[9] == pytest.approx(100 + 9 * LIMITS.gap_s)
    assert times[10] == pytest.approx(161.0)
    assert keeps_the_limits(times)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 90), max_size=40))
def test_whatever_the_rhythm_of_asking_the_limits_hold(
    tmp_path_factory: pytest.TempPathFactory, waits: list[float]
) -> None:
    database = Database(tmp_path_factory.mktemp("pace") / "a")
    book = TokenBook(database, LIMITS, "boot")
    now, times = 50.0, []
    for wait_s in waits:
        now += wait_s
        times.append(book.reserve("k", now, WALL).at)
    database.close()
    assert keeps_the_limits(times)


def test_tokens_do_not_wait_for_each_other(tmp_path: Path, opened: Opened) -> None:
    book = TokenBook(opened(tmp_path / "a"), LIMITS, "boot")
    assert [book.reserve(key, 100.0, WALL).at for key in ("a", "b", "c")] == [100.0] * 3


def test_a_time_that_is_given_back_is_free_again(tmp_path: Path, opened: Opened) -> None:
    book = TokenBook(opened(tmp_path / "a"), LIMITS, "boot")
    book.reserve("k", 100.0, WALL)
    unused = book.reserve("k", 100.0, WALL)
    book.release(unused)
    assert book.wait_s("k", 100.0, WALL) == pytest.approx(LIMITS.gap_s)


def test_a_wrong_date_changes_nothing(tmp_path: Path, opened: Opened) -> None:
    book = TokenBook(opened(tmp_path / "a"), LIMITS, "boot")
    walls = (WALL, WALL - 10**12, WALL + 10**12, 0)
    assert keeps_the_limits([book.reserve("k", 100.0, wall_ms).at for wall_ms in walls * 3])


def test_after_a_reboot_the_minute_before_it_still_counts(tmp_path: Path, opened: Opened) -> None:
    database = opened(tmp_path / "a")
    before = TokenBook(database, LIMITS, "boot")
    for _ in range(10):
        before.reserve("k", 9_000.0, WALL)
    after = TokenBook(database, LIMITS, "another boot")
    first = after.reserve("k", 5.0, WALL + 20_000).at
    assert 5.0 + 49 < first < 5.0 + 62
    later = TokenBook(database, LIMITS, "a third boot")
    assert later.reserve("k", 3.0, WALL + 86_400_000).at == 3.0


def test_a_clock_that_began_anew_without_a_new_boot_id_does_not_block_for_days(tmp_path: Path, opened: Opened) -> None:
    book = TokenBook(opened(tmp_path / "a"), LIMITS, "")
    book.reserve("k", 900_000.0, WALL)
    book.rest("k", 900_000.0, WALL)
    assert book.wait_s("k", 10.0, WALL + 1000) <= LIMITS.rest_s
    assert book.reserve("k", 200.0, WALL + 200_000).at == 200.0


def test_two_processes_share_one_count(tmp_path: Path) -> None:
    Database(tmp_path / "a").close()
    program = (
        "import sys; from pathlib import Path; from tui.flex.database import Database\n"
        "from tui.flex.pace import PaceLimits, TokenBook\n"
        "book = TokenBook(Database(Path(sys.argv[1])), PaceLimits(), 'boot')\n"
        "sys.stdin.readline()\n"
        "print(*(book.reserve('k', 100.0, 0).at for _ in range(15)))"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "a")]
    both = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(2)
    ]
    for process in both:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    times = [float(word) for process in both for word in process.communicate(timeout=60)[0].split()]
    assert len(times) == 30
    assert keeps_the_limits(times)


def test_waiting_for_a_turn_takes_as_long_as_it_must(tmp_path: Path, opened: Opened) -> None:
    async def main(clock: LoopClock) -> list[float]:
        book = TokenBook(opened(tmp_path / "a"), LIMITS, "boot")
        one, other = SharedPace(book, clock, InlineWorker()), SharedPace(book, clock, InlineWorker())
        times: list[float] = []

        async def use(pace: SharedPace) -> None:
            for _ in range(8):
                await pace.turn("k")
                times.append(clock.monotonic())

        await asyncio.gather(use(one), use(other))
        return times

    times = virtually(main)
    assert keeps_the_limits(times)
    assert max(times) - min(times) < 75


class LateClock:
    """The clock of a busy machine: each sleep takes longer than it should, some more than others."""

    def __init__(self, clock: LoopClock) -> None:
        self._clock = clock
        self._late_s = itertools.cycle((0.9, 0.0, 1.4, 0.0, 0.2))
        self.now_ms, self.monotonic, self.elapsed = clock.now_ms, clock.monotonic, clock.elapsed

    async def sleep(self, seconds: float) -> None:
        await self._clock.sleep(seconds + next(self._late_s))


def test_who_wakes_up_late_moves_those_behind(tmp_path: Path, opened: Opened) -> None:
    async def main(clock: LoopClock) -> list[float]:
        book = TokenBook(opened(tmp_path / "a"), LIMITS, "boot")
        pace = SharedPace(book, LateClock(clock), InlineWorker())
        times: list[float] = []

        async def use() -> None:
            await pace.turn("k")
            times.append(clock.monotonic())

        await asyncio.gather(*(use() for _ in range(14)))
        return times

    times = virtually(main)
    assert keeps_the_limits(times)
    assert max(times) - min(times) < 90


def test_a_request_counts_from_its_answer_when_the_next_has_not_left(tmp_path: Path, opened: Opened) -> None:
    book = TokenBook(opened(tmp_path / "a"), LIMITS, "boot")
    first, second = book.reserve("k", 100.0, WALL), book.reserve("k", 100.0, WALL)
    assert book.depart(first, 100.0) == 0
    book.answered("k", 100.9)
    assert book.depart(second, 101.25) == pytest.approx(100.9 + LIMITS.gap_s - 101.25)
    assert book.depart(second, 102.15) == 0
    book.answered("k", 200.0)
    assert book.wait_s("k", 162.0, WALL) <= LIMITS.gap_s


def test_a_complaint_stops_everybody_who_waits(tmp_path: Path, opened: Opened) -> None:
    async def main(clock: LoopClock) -> tuple[float, float]:
        book = TokenBook(opened(tmp_path / "a"), LIMITS, "boot")
        pace = SharedPace(book, clock, InlineWorker())
        start = clock.monotonic()
        await pace.turn("k")
        waiting = asyncio.ensure_future(pace.turn("k"))
        await asyncio.sleep(0.5)
        await pace.rest("k")
        await waiting
        return clock.monotonic() - start, await pace.wait_s("k")

    took_s, next_s = virtually(main)
    assert took_s == pytest.approx(0.5 + LIMITS.rest_s)
    assert next_s == pytest.approx(LIMITS.gap_s)


def test_who_is_called_off_gives_the_turn_back(tmp_path: Path, opened: Opened) -> None:
    async def main(clock: LoopClock) -> float:
        book = TokenBook(opened(tmp_path / "a"), LIMITS, "boot")
        pace = SharedPace(book, clock, InlineWorker())
        await pace.turn("k")
        waiting = [asyncio.ensure_future(pace.turn("k")) for _ in range(12)]
        await asyncio.sleep(0.5)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        return await pace.wait_s("k")

    assert virtually(main) == pytest.approx(LIMITS.gap_s - 0.5)


def test_a_token_is_known_by_a_hash_of_this_archive_only(tmp_path: Path, opened: Opened) -> None:
    one, other = opened(tmp_path / "a"), opened(tmp_path / "b")
    assert token_key(TOKEN, one) == token_key(SecretStr(TOKEN.get_secret_value()), opened(tmp_path / "a"))
    assert token_key(TOKEN, one) != token_key(TOKEN, other)
    assert TOKEN.get_secret_value() not in token_key(TOKEN, one)
