"""What the simulation stands on: time that jumps, lines that break where they are told to, programs that die."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import pytest

from tests.simulation.batch import Summary, run_batch
from tests.simulation.checker import Violation
from tests.simulation.loop import StuckError, VirtualLoop, run_virtually
from tests.simulation.mortal import MortalExecutor, TaskGroup, grouping_factory
from tests.simulation.recipes import OTHERS, RECIPES
from tests.simulation.seed import Outcome, run_seed
from tests.simulation.storm import dialect, forecast
from tests.simulation.wires import Wire
from tui.errors import TransportError
from tui.simulator.faults import CATALOGUE
from tui.simulator.faults.reading import read_fault

T = TypeVar("T")


class Ear(asyncio.Protocol):
    """A venue that answers each command with its own length."""

    def __init__(self) -> None:
        self.heard = b""
        self.lost: list[Exception | None] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.heard += data
        if data.endswith(b"}"):
            self.transport.write(b"whole")

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost.append(exc)


def virtually(work: Coroutine[Any, Any, T]) -> T:
    loop = VirtualLoop()
    loop.set_task_factory(grouping_factory)
    return run_virtually(work, loop)


def a_wire() -> tuple[Ear, Wire]:
    ear = Ear()
    return ear, Wire("main", 1, ear, Random(1), lambda *_: None)


async def until_the_end(wire: Wire) -> AsyncIterator[bytes]:
    """Yield what the client receives until its line ends."""
    with contextlib.suppress(TransportError):
        while True:
            yield await wire.client.receive()


def test_an_hour_of_sleep_passes_at_once_and_exactly() -> None:
    async def work() -> float:
        before = asyncio.get_running_loop().time()
        await asyncio.sleep(3_600)
        return asyncio.get_running_loop().time() - before

    assert virtually(work()) == pytest.approx(3_600)


def test_a_run_in_which_nothing_can_happen_any_more_says_so() -> None:
    async def work() -> None:
        await asyncio.get_running_loop().create_future()

    with pytest.raises(StuckError):
        virtually(work())


def test_a_line_is_cut_at_every_byte_of_a_frame_and_gives_exactly_what_came_before() -> None:
    frame = '{"command":"tradeTransaction"}'

    async def cut_at(count: int) -> tuple[bytes, bytes]:
        ear, wire = a_wire()
        wire.to_venue.cut_after(count, reset=False)
        await wire.client.send(frame)
        answer = b"".join([piece async for piece in until_the_end(wire)])
        await asyncio.sleep(1)
        assert ear.lost == [None]
        return ear.heard, answer

    for count in range(len(frame) + 1):
        heard, answer = virtually(cut_at(count))
        assert heard == frame.encode()[:count]
        assert answer == (b"whole" if count == len(frame) else b"")


def test_a_reply_is_cut_after_its_command_was_carried_out() -> None:
    async def work() -> None:
        ear, wire = a_wire()
        wire.to_client.cut_after(2, reset=False)
        await wire.client.send("{}")
        assert await wire.client.receive() == b"wh"
        with pytest.raises(TransportError):
            await wire.client.receive()
        assert ear.heard == b"{}"

    virtually(work())


def test_a_black_hole_takes_bytes_and_says_nothing_to_anybody() -> None:
    async def work() -> None:
        ear, wire = a_wire()
        for lane in wire.lanes:
            lane.weather.hole = True
        await wire.client.send("{}")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(50):
                await wire.client.receive()
        assert ear.heard == b""
        assert ear.lost == []

    virtually(work())


def test_a_program_that_dies_at_its_journal_leaves_that_piece_of_work_undone_or_unheard() -> None:
    async def work(*, after: bool) -> tuple[list[int], bool, int]:
        done: list[int] = []
        deaths: list[int] = []
        executor = MortalExecutor(lambda: deaths.append(1))
        executor.doom(2, after=after)
        outcomes = [executor.submit(lambda n=n: done.append(n)) for n in range(4)]  # type: ignore[misc]
        return done, outcomes[1].done(), len(deaths)

    assert virtually(work(after=False)) == ([0], False, 1)
    assert virtually(work(after=True)) == ([0, 1], False, 1)


def test_a_group_knows_every_task_that_its_tasks_began() -> None:
    async def work() -> None:
        group = TaskGroup()

        async def parent() -> None:
            await asyncio.gather(asyncio.sleep(99), asyncio.sleep(99))

        group.begin(parent())
        outside = asyncio.ensure_future(asyncio.sleep(99))
        await asyncio.sleep(1)
        assert len(group.living()) == 3
        for task in group.living():
            task.cancel()
        await asyncio.sleep(1)
        assert group.living() == []
        assert not outside.done()

    virtually(work())


def test_every_fault_that_an_order_can_meet_has_its_place_in_the_forecast() -> None:
    met = {name for name in CATALOGUE if not name.startswith(OTHERS)}
    assert met == set(RECIPES)


def test_every_fault_that_is_forecast_is_one_that_the_venue_takes() -> None:
    for seed in range(200):
        for episode in forecast(Random(seed), 600.0):
            if "fault" in episode.settings:
                read_fault(dict(episode.settings), "drawn")
        assert dialect(Random(seed))


def test_a_failing_seed_comes_with_one_command_that_replays_it() -> None:
    summary = Summary()
    outcome = run_seed(1)
    summary.add(outcome)
    assert (summary.failures() == "") == (not outcome.violations)
    broken = Outcome(
        7, "", 20, 0, summary.faults, summary.states, summary.counts, [Violation("I1", "double", "t", "x")]
    )
    summary.add(broken)
    assert "python -m tests.simulation --seed 7" in summary.failures()


def test_processes_of_a_batch_give_the_digests_that_one_process_gives() -> None:
    seeds = [2, 5]
    together: dict[int, str] = {}
    run_batch(seeds, 2, heard=lambda outcome: together.update({outcome.seed: outcome.digest}))
    assert together == {seed: run_seed(seed).digest for seed in seeds}


def test_a_seed_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.simulation.seed.FAST_FILES", tmp_path)
    run_seed(1)
    assert list(tmp_path.iterdir()) == []
