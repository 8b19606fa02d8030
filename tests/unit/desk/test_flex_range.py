"""A long range is asked for in parts and opened as one statement, each row once, with a word about what lacks."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.simulation.loop import LoopClock, VirtualLoop, run_virtually
from tests.unit.flex.service import START_MS, TOKEN, FakeService, InlineWorker, accepted, refused, statement
from tui.desk.flex_room import FlexQuery, FlexRoom, FlexToken
from tui.errors import UsageError
from tui.flex.jobs import Job, Phase
from tui.flex.token import Token
from tui.flex.windows import DateRange, windows

QUERY = FlexQuery("main", "Activity", "101")
LONG = DateRange(date(2022, 1, 1), date(2024, 12, 30))
"""Three windows of 365 days."""


async def token() -> Token:
    return TOKEN


MAIN = FlexToken("main", (QUERY,), token)


class Year:
    """A room over a service that has one statement for each window, the last trade of each in the next one too."""

    def __init__(self, folder: Path, clock: LoopClock) -> None:
        self.service = FakeService(clock)
        self._folder, self._clock = folder, clock

    @asynccontextmanager
    async def room(self, *tokens: FlexToken) -> AsyncIterator[FlexRoom]:
        chance, way = random.Random(1), self.service
        room = await FlexRoom.open(
            self._folder, tokens, self._clock, chance, InlineWorker(), make_http=lambda _: way, boot="boot"
        )
        try:
            yield room
        finally:
            await room.close()

    def has(self, *windows_of: DateRange, failing: int | None = None) -> None:
        self.service.sends = [accepted(str(number)) for number in range(7_000_000, 7_000_000 + len(windows_of))]
        for number, days in enumerate(windows_of):
            body = statement(f"{days.first:%Y%m%d}", f"{days.last:%Y%m%d}", rows=number + 2)
            self.service.by_reference[str(7_000_000 + number)] = [refused(1016) if number == failing else body]


def run(folder: Path, work: Callable[[Year], Coroutine[Any, Any, None]]) -> None:
    loop = VirtualLoop()
    run_virtually(work(Year(folder, LoopClock(loop, START_MS))), loop)


async def fetch(room: FlexRoom, period: DateRange) -> tuple[Job, ...]:
    return await room.wait(await room.submit(QUERY, period))


def parts(period: DateRange) -> list[DateRange]:
    return [part for part in windows(period) if isinstance(part, DateRange)]


def test_the_parts_of_a_long_range_open_as_one_statement_with_each_trade_once(tmp_path: Path) -> None:
    async def work(year: Year) -> None:
        async with year.room(MAIN) as room:
            year.has(*parts(LONG))
            jobs = await fetch(room, LONG)
            assert [job.phase for job in jobs] == [Phase.DONE] * 3
            for job in jobs:
                assert job.entry_id is not None
                opened = room.opened(job.entry_id)
                # Two, three and four trades, numbered from 0 in each file.
                assert [len(sheet) for sheet in opened.sheets("U1234567")] == [4]
                assert opened.days("U1234567") == str(LONG)
                assert "Joined from 3 files of one long range: #1, #2, #3." in opened.warnings("U1234567")
                assert not [text for text in opened.warnings("U1234567") if "not in the archive" in text]
            assert len(room.opened(1, single=True).sheets("U1234567")[0]) == 2

    run(tmp_path / "flex", work)


def test_a_part_that_did_not_come_is_said_to_lack(tmp_path: Path) -> None:
    async def work(year: Year) -> None:
        async with year.room(MAIN) as room:
            year.has(*parts(LONG), failing=1)
            jobs = await fetch(room, LONG)
            assert [job.phase for job in jobs] == [Phase.DONE, Phase.FAILED, Phase.DONE]
            opened = room.opened(jobs[0].entry_id or 0)
            lacks = "The part from 2023-01-01 to 2023-12-31 is not in the archive."
            assert lacks in opened.warnings("U1234567")

    run(tmp_path / "flex", work)


def test_bytes_that_came_for_two_ranges_are_a_part_of_both(tmp_path: Path) -> None:
    shorter = DateRange(LONG.first, parts(LONG)[1].last)

    async def work(year: Year) -> None:
        async with year.room(MAIN) as room:
            for period in (LONG, shorter):
                year.has(*parts(period))
                await fetch(room, period)
            entries = await room.entries()
            assert len(entries) == 3
            assert room.opened(3).days("U1234567") == str(LONG)
            assert room.opened(1).days("U1234567") == str(shorter)

    run(tmp_path / "flex", work)


def test_a_job_cannot_be_called_off_without_any_token(tmp_path: Path) -> None:
    async def work(year: Year) -> None:
        async with year.room(MAIN) as room:
            year.has(*parts(LONG))
            job = (await fetch(room, LONG))[0]
        async with year.room() as bare:
            with pytest.raises(UsageError, match="No token"):
                await bare.cancel(job)

    run(tmp_path / "flex", work)
