"""Page by page: nothing twice, nothing lost, and what came is kept whatever happens."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.crm.service import Answer, FakeCrm, Question, StoppedClock, envelope
from tui.crm.errors import AnswerError, DeniedError, QueryError
from tui.crm.paging import Announcement, Progress, Reading, State, Watch
from tui.crm.queries import Query, Report, Span
from tui.crm.reader import Reader
from tui.crm.records import Row
from tui.net.http import HttpError, HttpFault

pytestmark = pytest.mark.anyio

JANUARY = Span(date(2026, 1, 1), date(2026, 1, 31))
PATH = Report.LEADS.path


def leads(count: int) -> list[dict[str, Any]]:
    return [{"id": number, "email": f"p{number}@example.com"} for number in range(count)]


def reading(crm: FakeCrm, size: int = 10, watch: Watch | None = None, clock: StoppedClock | None = None) -> Reading:
    query = Query.registered(Report.LEADS, JANUARY, size)
    return Reading(query, crm.client().page, Reader(Report.LEADS), clock or StoppedClock(), watch)


def ids(found: Reading) -> list[int]:
    return [int(row.id) for row in found.rows]


async def test_all_pages_come_once_in_order() -> None:
    crm, seen = FakeCrm({PATH: leads(35)}), list[Progress]()
    found = reading(crm, watch=Watch(progress=seen.append))
    assert await found.run() is State.COMPLETE
    assert ids(found) == list(range(35))
    assert crm.pages() == [1, 2, 3, 4]
    assert (found.is_partial, found.notes, found.total) == (False, (), 35)
    assert seen[0] == Progress(1, None, 0, None)
    assert seen[-1] == Progress(5, 4, 35, 35)


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 20])
@pytest.mark.parametrize("totals", [True, False])
async def test_the_last_page_ends_it_with_and_without_a_total(count: int, totals: bool) -> None:
    crm = FakeCrm({PATH: leads(count)}, totals=totals)
    found = reading(crm)
    assert await found.run() is State.COMPLETE
    assert ids(found) == list(range(count))
    assert len(crm.pages()) <= count // 10 + 2


@pytest.mark.parametrize("totals", [True, False])
async def test_a_server_with_a_smaller_page_of_its_own_is_read_to_the_end(totals: bool) -> None:
    crm = FakeCrm({PATH: leads(33)}, most=7, totals=totals)
    found = reading(crm)
    assert await found.run() is State.COMPLETE
    assert ids(found) == list(range(33))


async def test_a_total_that_means_the_page_alone_does_not_end_it() -> None:
    crm = FakeCrm(
        {PATH: leads(25)}, shape=lambda rows, total: envelope(rows, None)[:-1] + b', "count": %d}' % len(rows)
    )
    found = reading(crm)
    await found.run()
    assert ids(found) == list(range(25))


@pytest.mark.parametrize("total", [3, 15, 20, 24])
async def test_a_total_that_is_too_small_does_not_cut_the_list(total: int) -> None:
    crm = FakeCrm({PATH: leads(25)}, shape=lambda rows, _: envelope(rows, total))
    found = reading(crm)
    await found.run()
    assert ids(found) == list(range(20 if total == 20 else 25))


async def test_pages_that_begin_with_the_end_of_the_page_before_are_read_to_the_end() -> None:
    class Overlapping(FakeCrm):
        def _answer(self, question: Question) -> Answer:
            if "page" not in question.query:
                return super()._answer(question)
            start = max(0, (int(question.query["page"]) - 1) * 10 - 3)
            return 200, envelope(leads(29)[start : start + 10], 29)

    found = reading(Overlapping())
    await found.run()
    assert ids(found) == list(range(29))


async def test_a_server_that_knows_no_pages_is_not_asked_for_ever() -> None:
    crm = FakeCrm({PATH: leads(10)}, shape=lambda rows, total: envelope(leads(10), 1_000))
    found = reading(crm)
    assert await found.run() is State.COMPLETE
    assert ids(found) == list(range(10))
    assert found.is_partial
    assert any("same page again" in note for note in found.notes)
    assert len(crm.pages()) == 2


async def test_a_page_that_fails_after_forty_good_ones_is_where_it_goes_on() -> None:
    crm = FakeCrm({PATH: leads(450)})

    def fail(path: str, page: int) -> None:
        if page == 41 and not crm.script:
            raise HttpError(HttpFault.TIMEOUT, "crm.example.com")

    crm.moves = fail
    clock = StoppedClock()
    found = reading(crm, clock=clock)
    assert await found.run() is State.FAILED
    assert isinstance(found.error, HttpError)
    assert len(found.rows) == 400
    assert found.is_partial
    assert clock.slept == [1.0, 4.0]
    crm.moves = lambda path, page: None
    assert await found.run() is State.COMPLETE
    assert ids(found) == list(range(450))
    assert crm.pages() == [*range(1, 41), 41, 41, 41, 41, 42, 43, 44, 45]


async def test_a_passing_trouble_heals_by_itself_and_waits_as_long_as_the_server_asks() -> None:
    crm = FakeCrm({PATH: leads(15)}, script=[(503, b"busy")], headers={"retry-after": "30"})
    clock = StoppedClock()
    found = reading(crm, clock=clock)
    assert await found.run() is State.COMPLETE
    assert ids(found) == list(range(15))
    assert clock.slept == [30.0]


async def test_a_refusal_is_not_tried_again() -> None:
    crm = FakeCrm(script=[(403, b'{"message": "Forbidden"}')] * 2)
    clock = StoppedClock()
    found = reading(crm, clock=clock)
    assert await found.run() is State.FAILED
    assert isinstance(found.error, DeniedError)
    assert clock.slept == []


async def test_html_in_place_of_a_page_keeps_what_came() -> None:
    crm = FakeCrm({PATH: leads(30)})
    found = reading(crm)
    found_rows: list[int] = []

    def swap(path: str, page: int) -> None:
        if page == 2:
            crm.script.append((200, b"<html>proxy</html>"))

    crm.moves = swap
    assert await found.run() is State.FAILED
    assert isinstance(found.error, AnswerError)
    found_rows = ids(found)
    assert found_rows == list(range(20))


async def test_cancelling_keeps_what_came_and_can_be_gone_on_from() -> None:
    crm, stops = FakeCrm({PATH: leads(50)}), [20]

    def stop(progress: Progress) -> None:
        if progress.rows in stops:
            stops.remove(progress.rows)
            found.cancel()

    found = reading(crm, watch=Watch(progress=stop))
    assert await found.run() is State.CANCELLED
    assert ids(found) == list(range(20))
    assert found.is_partial
    assert found.missing == 30
    assert await found.run() is State.COMPLETE
    assert ids(found) == list(range(50))
    assert crm.pages() == [1, 2, 3, 4, 5]


async def test_a_cancelled_task_keeps_what_came() -> None:
    crm, third = FakeCrm({PATH: leads(50)}), asyncio.Event()

    async def keep(rows: tuple[Row, ...]) -> None:
        if len(found.rows) == 20:
            third.set()
            await asyncio.Event().wait()

    found = reading(crm, watch=Watch(keep=keep))
    task = asyncio.ensure_future(found.run())
    await third.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert found.state is State.CANCELLED
    assert ids(found) == list(range(20))


@pytest.mark.parametrize("answer", [True, False])
async def test_a_million_rows_are_asked_about_first(answer: bool) -> None:
    crm = FakeCrm({PATH: leads(30)}, shape=lambda rows, total: envelope(rows, 1_000_000))
    asked: list[Announcement] = []

    async def ask(announcement: Announcement) -> bool:
        asked.append(announcement)
        return answer

    found = reading(crm, watch=Watch(ask=ask))
    state = await found.run()
    assert asked == [Announcement(1_000_000, 100_000)]
    assert state is (State.COMPLETE if answer else State.DECLINED)
    assert len(found.rows) == (30 if answer else 10)
    assert found.is_partial


async def test_without_anybody_to_ask_a_million_rows_are_not_read() -> None:
    crm = FakeCrm({PATH: leads(30)}, shape=lambda rows, total: envelope(rows, 1_000_000))
    assert await reading(crm).run() is State.DECLINED
    assert crm.pages() == [1]


async def test_rows_that_came_twice_are_kept_once() -> None:
    crm = FakeCrm({PATH: leads(30)})

    def insert(path: str, page: int) -> None:
        if page == 2:
            crm.lists[PATH].insert(0, {"id": 99})

    crm.moves = insert
    found = reading(crm)
    await found.run()
    assert sorted(ids(found)) == [*range(30), 99]
    assert found.repeated >= 1
    assert any("changed while it was read" in note for note in found.notes)


async def test_a_row_that_moved_onto_a_page_read_before_is_found() -> None:
    crm = FakeCrm({PATH: leads(30)})

    def delete(path: str, page: int) -> None:
        if page == 2 and len(crm.lists[PATH]) == 30:
            del crm.lists[PATH][3]

    crm.moves = delete
    found = reading(crm)
    await found.run()
    assert 10 in ids(found)
    assert sorted(ids(found)) == list(range(30))


async def test_equal_rows_without_an_id_are_all_kept() -> None:
    crm = FakeCrm({PATH: [{"email": "same@example.com"}] * 15})
    found = reading(crm)
    await found.run()
    assert len(found.rows) == 15
    assert found.nameless == 15
    assert any("have no id" in note for note in found.notes)


async def test_rows_without_an_id_that_moved_on_are_kept_once() -> None:
    crm = FakeCrm({PATH: [{"email": f"p{number}@example.com"} for number in range(20)]})

    def insert(path: str, page: int) -> None:
        if page == 2:
            crm.lists[PATH].insert(0, {"email": "new@example.com"})

    crm.moves = insert
    found = reading(crm)
    await found.run()
    assert len({row.raw for row in found.rows}) == len(found.rows) == 20


async def test_a_wrong_query_is_raised_not_kept() -> None:
    found = Reading(Query(Report.LEADS), FakeCrm().client().page, Reader(Report.LEADS), StoppedClock())
    with pytest.raises(QueryError):
        await found.run()


@settings(max_examples=80)
@given(
    st.integers(0, 60),
    st.integers(1, 9),
    st.booleans(),
    st.dictionaries(st.integers(1, 8), st.lists(st.integers(0, 70), min_size=1, max_size=4), max_size=2),
    st.sets(st.integers(1, 40), max_size=4),
)
def test_what_was_there_all_the_time_comes_exactly_once(
    count: int, size: int, growing: bool, moves: dict[int, list[int]], failing: set[int]
) -> None:
    crm = FakeCrm({PATH: leads(count)})
    stable, calls = set(range(count)), 0
    left = dict(moves)

    def move(path: str, page: int) -> None:
        nonlocal calls
        calls += 1
        if calls in failing:
            raise HttpError(HttpFault.CUT, "crm.example.com")
        for at in left.pop(page, []):
            rows = crm.lists[PATH]
            if growing:
                rows.insert(min(at, len(rows)), {"id": 1000 + calls * 10 + at % 10 + len(rows) * 1000})
            elif rows:
                gone = rows.pop(min(at, len(rows) - 1))
                stable.discard(gone["id"])

    crm.moves = move

    async def main() -> Reading:
        found = reading(crm, size)
        for _ in range(20):
            if await found.run() is State.COMPLETE:
                break
        return found

    found = asyncio.run(main())
    assert found.state is State.COMPLETE
    assert len(set(ids(found))) == len(found.rows)
    assert stable <= set(ids(found))
