"""The statement desk over a scripted service: what the screen is told, what is opened, compared and exported."""

from __future__ import annotations

import asyncio
import csv
import json
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest

from tests.simulation.loop import LoopClock, VirtualLoop, run_virtually
from tests.unit.flex.service import START_MS, TOKEN, FakeService, InlineWorker, accepted, refused, statement
from tui.desk.flex_period import period_between, period_of
from tui.desk.flex_room import FlexQuery, FlexRoom, FlexToken, find_queries
from tui.desk.spreadsheet import safe_cell
from tui.desk.statements import StatementDesk
from tui.domain.events import Event, TroubleNoticed
from tui.errors import UsageError
from tui.flex.jobs import Job
from tui.flex.token import Token
from tui.flex.windows import DateRange, LastDays, Saved
from tui.store.statements import Stage
from tui.store.store import Store

T = TypeVar("T")
ACTIVITY, TRADES = FlexQuery("main", "Activity", "101"), FlexQuery("main", "Trades", "102")


async def token() -> Token:
    return TOKEN


async def at_once(work: Callable[[], T]) -> T:
    return work()


MAIN = FlexToken("main", (ACTIVITY, TRADES), token)


class Room:
    """A desk with a service behind it."""

    def __init__(self, folder: Path, clock: LoopClock, token: FlexToken = MAIN) -> None:
        self.service = FakeService(clock)
        self.store = Store()
        self.told: list[Event] = []
        self.desk = StatementDesk(self.store, clock, self.told.append, at_once)
        self._folder, self._clock, self._token = folder, clock, token

    async def open_room(self, tell: Callable[[Job], None]) -> FlexRoom:
        return await FlexRoom.open(
            self._folder,
            (self._token,),
            self._clock,
            random.Random(1),
            InlineWorker(),
            tell=tell,
            make_http=lambda ca_file: self.service,
            boot="boot",
        )

    async def started(self) -> None:
        self.desk.equip((self._token,), self.open_room)
        await self.until(lambda: self.store.statements.stage is not Stage.LOADING)

    def desk_now(self) -> float:
        return self._clock.monotonic()

    async def until(self, done: Callable[[], bool]) -> None:
        for _ in range(2000):
            if done():
                return
            await asyncio.sleep(0.5)
        raise AssertionError("it never came")

    async def fetched(self, query_id: str) -> int:
        before = {entry.id for entry in self.store.statements.entries}
        self.desk.fetch(query_id)
        await self.until(lambda: {entry.id for entry in self.store.statements.entries} > before)
        return self.store.statements.entries[0].id

    async def opened(self, entry_id: int) -> None:
        self.desk.open(entry_id)
        await self.until(lambda: self.store.statements.opening is not Stage.LOADING)


def run(folder: Path, work: Callable[[Room], object], token: FlexToken = MAIN) -> None:
    loop = VirtualLoop()

    async def whole() -> None:
        room = Room(folder, LoopClock(loop, START_MS), token)
        try:
            await work(room)  # type: ignore[misc]
        finally:
            await room.desk.close()

    run_virtually(whole(), loop)


def test_without_tokens_nothing_is_begun(tmp_path: Path) -> None:
    async def work(room: Room) -> None:
        room.desk.equip((), room.open_room)
        assert room.store.statements.stage is Stage.NOTHING

    run(tmp_path / "flex", work)
    assert not (tmp_path / "flex").exists()


def test_the_queries_are_there_before_anything_was_fetched(tmp_path: Path) -> None:
    async def work(room: Room) -> None:
        await room.started()
        lines = room.store.statements
        assert lines.stage is Stage.READY
        assert [(query.name, query.fetched_at_ms) for query in lines.queries] == [("Activity", None), ("Trades", None)]
        assert room.service.asked == []

    run(tmp_path / "flex", work)


def test_a_fetched_statement_is_listed_and_opens(tmp_path: Path) -> None:
    async def work(room: Room) -> None:
        await room.started()
        number = await room.fetched("101")
        lines = room.store.statements
        assert (lines.entries[0].name, lines.entries[0].accounts) == ("Activity", ("U1234567",))
        assert lines.queries[0].fetched_at_ms is not None
        assert [job.phase for job in lines.newest_jobs] == ["done"]
        await room.opened(number)
        assert room.desk.opened is not None
        assert room.desk.opened.accounts == ("U1234567",)
        sheet = room.desk.opened.sheets("U1234567")[0]
        assert (sheet.title, sheet.columns, len(sheet)) == ("Trades", ("transactionID", "symbol"), 3)
        assert sheet.attributes(1) == {"transactionID": "1", "symbol": "NET"}

    run(tmp_path / "flex", work)


def test_a_job_tells_its_phase_and_the_next_poll(tmp_path: Path) -> None:
    async def work(room: Room) -> None:
        await room.started()
        room.service.gets = [refused(1019), refused(1019), statement()]
        room.desk.fetch("101")
        await room.until(lambda: any(job.attempt >= 1 and job.next_at_ms for job in room.store.statements.newest_jobs))
        job = room.store.statements.newest_jobs[0]
        assert (job.phase, job.active, job.code) == ("generating", True, 1019)
        await room.until(lambda: room.store.statements.newest_jobs[0].over)
        assert room.store.statements.newest_jobs[0].phase == "done"

    run(tmp_path / "flex", work)


def test_a_job_goes_on_after_a_restart_without_asking_again(tmp_path: Path) -> None:
    async def first(room: Room) -> None:
        await room.started()
        room.service.sends, room.service.gets = [accepted("8936364777")], [refused(1019)] * 50
        room.desk.fetch("101")
        await room.until(lambda: any(job.attempt for job in room.store.statements.newest_jobs))

    async def second(room: Room) -> None:
        await room.started()
        await room.until(lambda: room.store.statements.newest_jobs[0].over)
        assert room.service.count("SendRequest") == 0
        assert {question.parameters["q"] for question in room.service.asked} == {"8936364777"}
        assert room.store.statements.entries

    run(tmp_path / "flex", first)
    run(tmp_path / "flex", second)


def test_a_job_that_was_called_off_stays_so(tmp_path: Path) -> None:
    async def work(room: Room) -> None:
        await room.started()
        room.service.gets = [refused(1019)] * 50
        room.desk.fetch("101")
        await room.until(lambda: any(job.attempt for job in room.store.statements.newest_jobs))
        room.desk.cancel(room.store.statements.newest_jobs[0].id)
        await room.until(lambda: room.store.statements.newest_jobs[0].over)
        assert room.store.statements.newest_jobs[0].phase == "cancelled"

    run(tmp_path / "flex", work)


def test_an_archive_that_is_open_to_others_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "flex"
    folder.mkdir()
    folder.chmod(0o755)

    async def work(room: Room) -> None:
        await room.started()
        assert room.store.statements.stage is Stage.FAILED
        assert "chmod 700" in room.store.statements.problem

    run(folder, work)


def test_two_statements_are_compared_row_by_row(tmp_path: Path) -> None:
    async def work(room: Room) -> None:
        await room.started()
        room.service.gets = [statement(rows=3), statement(rows=5)]
        older = await room.fetched("101")
        await room.opened(await room.fetched("101"))
        assert await room.desk.compare_with(older, "U1234567") == ("Trades: 2 new, 0 gone, 0 changed, 3 the same",)

    run(tmp_path / "flex", work)


def test_exports_lose_nothing_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    async def work(room: Room) -> None:
        await room.started()
        await room.opened(await room.fetched("101"))
        desk, folder = room.desk, tmp_path / "out"
        await desk.export(folder / "all.json", as_json=True, account="U1234567")
        await desk.export(folder / "trades.csv", as_json=False, account="U1234567", key="Trades/Trade")
        assert desk.opened is not None
        await desk.raw_to(folder / "raw.xml", desk.opened.entry_id)
        document = json.loads((folder / "all.json").read_text())
        assert document["accounts"][0]["sections"]["Trades/Trade"][2] == {"transactionID": "2", "symbol": "NET"}
        rows = list(csv.reader((folder / "trades.csv").read_text().splitlines()))
        assert rows[:2] == [["transactionID", "symbol"], ["0", "NET"]]
        assert (folder / "raw.xml").read_bytes() == statement()
        assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
        assert sorted(path.name for path in folder.iterdir()) == ["all.json", "raw.xml", "trades.csv"]

    run(tmp_path / "flex", work)


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", " =1", "＝1"])
def test_what_a_spreadsheet_would_run_becomes_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-1,234.50", "+2", "NET", "", "1.2E-5", "a=b"])
def test_numbers_and_words_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


def test_queries_are_found_by_number_and_name() -> None:
    other = FlexQuery("other", "trades", "103")
    known = (ACTIVITY, TRADES, other)
    assert find_queries(known, ()) == known
    assert find_queries(known, ("101", "activity")) == (ACTIVITY,)
    assert find_queries(known, ("other/Trades",)) == (other,)
    with pytest.raises(UsageError, match="Several tokens"):
        find_queries(known, ("Trades",))
    with pytest.raises(UsageError, match="no query 999"):
        find_queries(known, ("999",))


def test_days_are_named_in_one_way_only() -> None:
    today = date(2026, 3, 10)
    assert period_between(None, None, None, today) == Saved()
    assert period_between(None, None, 30, today) == LastDays(30)
    assert period_between("2026-01-01", None, None, today) == DateRange(date(2026, 1, 1), date(2026, 3, 9))
    assert period_of("2026-01-01 2026-01-31") == DateRange(date(2026, 1, 1), date(2026, 1, 31))
    assert period_of("7") == LastDays(7)
    wrong: list[tuple[str | None, str | None, int | None]]
    wrong = [("2026-01-01", None, 5), (None, "2026-01-01", None), ("01/02/2026", None, None)]
    for first, last, days in wrong:
        with pytest.raises(UsageError):
            period_between(first, last, days, today)


def test_a_token_that_was_used_too_often_says_at_once_when_it_is_free_again(tmp_path: Path) -> None:
    async def work(room: Room) -> None:
        await room.started()
        lines = room.store.statements
        room.service.sends = [refused(1018, "Too many requests have been made from this token.")]
        room.desk.fetch("101")
        await room.until(lambda: lines.next_at("main") > room.desk_now() + 30)
        assert [query.next_at for query in lines.queries] == [lines.next_at("main")] * 2
        assert lines.next_at("other") == 0.0
        assert lines.newest_jobs[0].code == 1018
        await room.until(lambda: lines.newest_jobs[0].over)
        assert lines.newest_jobs[0].phase == "done"

    run(tmp_path / "flex", work)


def test_what_cannot_be_begun_is_told_each_time_that_it_is_asked_for(tmp_path: Path) -> None:
    async def work(room: Room) -> None:
        await room.started()
        seen: list[TroubleNoticed | None] = []
        for _ in range(2):
            room.desk.fetch("102", DateRange(date(2099, 1, 1), date(2099, 1, 2)))
            await room.until(lambda: room.store.statements.trouble not in {None, *seen})
            seen.append(room.store.statements.trouble)
        assert seen[0] is not None
        assert seen[0].title.startswith("Statement of Trades")

    async def no_token() -> Token:
        raise UsageError("The token file is gone", "", "Write it anew.")

    run(tmp_path / "flex", work, FlexToken("main", (ACTIVITY, TRADES), no_token))
