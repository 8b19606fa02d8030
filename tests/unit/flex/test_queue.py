"""Jobs from request to archive, on virtual time: waiting, trouble, restarts, windows, other processes."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from tests.simulation.loop import LoopClock
from tests.unit.flex.service import (
    GDC,
    TOKEN,
    Answer,
    FakeService,
    World,
    a_world,
    accepted,
    refused,
    statement,
    virtually,
)
from tui.flex.address import LEGACY
from tui.flex.client import FlexSettings
from tui.flex.errors import ArchiveError, FlexError
from tui.flex.jobs import Job, Order, Phase
from tui.flex.patience import Ladders
from tui.flex.queue import summary
from tui.flex.windows import DateRange, LastDays, Saved
from tui.net.http import HttpError, HttpFault

ORDER = Order("42", Saved(), "year", "main")
QUARTER = DateRange(date(2025, 7, 1), date(2025, 9, 30))
OTHER = SecretStr("canary-token-9876543210")


def outcome(
    folder: Path, order: Order = ORDER, settings: FlexSettings | None = None, **script: Any
) -> tuple[World, Job]:
    """Run one order to its end and return the world and the job."""

    async def main(clock: LoopClock) -> tuple[World, Job]:
        world = a_world(folder, clock, FakeService(clock, **script), settings)
        (job,) = await world.queue.submit(order, TOKEN)
        (job,) = await world.queue.wait([job.id])
        return world, job

    world, job = virtually(main)
    stored = world.tools.store.job(job.id)
    assert stored == job
    return world, job


def shut(*worlds: World) -> None:
    for world in worlds:
        world.archive.close()


def test_a_statement_is_asked_for_waited_for_and_kept(tmp_path: Path) -> None:
    world, job = outcome(tmp_path, gets=[refused(1019), refused(1019), statement()])
    assert world.phases() == ["QUEUED", "REQUESTED", "GENERATING", "DOWNLOADING", "DONE"]
    assert (job.phase, job.attempt, job.next_at_ms) == (Phase.DONE, 3, None)
    entry = world.archive.list()[0]
    assert entry.id == job.entry_id
    assert entry.source.query_name == "year"
    assert entry.source.host == "gdcdyn.interactivebrokers.com"
    with world.archive.open(entry.id) as file:
        assert file.read() == statement()
    shut(world)


def test_every_request_names_version_3_and_the_user_agent(tmp_path: Path) -> None:
    world, _ = outcome(tmp_path, Order("42", QUARTER))
    send, get = world.service.asked
    assert (send.method, send.host) == ("SendRequest", "ndcdyn.interactivebrokers.com")
    assert send.parameters == {
        "t": TOKEN.get_secret_value(),
        "q": "42",
        "v": "3",
        "fd": "20250701",
        "td": "20250930",
    }
    assert (get.method, get.host) == ("GetStatement", "gdcdyn.interactivebrokers.com")
    assert get.parameters == {"t": TOKEN.get_secret_value(), "q": "1000001", "v": "3"}
    assert send.headers["User-Agent"] == get.headers["User-Agent"] == "Java"
    shut(world)


def test_polls_come_at_growing_distances(tmp_path: Path) -> None:
    world, job = outcome(tmp_path, gets=[refused(1019)] * 7)
    polls = [question.at for question in world.service.asked[1:]]
    waits = [b - a for a, b in itertools.pairwise(polls)]
    expected = (6, 8, 12, 15, 20, 30, 30)
    assert polls[0] - world.service.asked[0].at >= 5
    assert all(want <= wait < want * 1.2 + 1 for want, wait in zip(expected, waits, strict=True))
    assert job.phase is Phase.DONE
    shut(world)


def test_the_next_poll_is_told_before_it_comes(tmp_path: Path) -> None:
    world, _ = outcome(tmp_path, gets=[refused(1019)])
    planned = [job for job in world.seen if job.phase is Phase.GENERATING and job.next_at_ms is not None]
    assert [job.attempt for job in planned] == [0, 1]
    assert all(job.next_at_ms is not None and job.next_at_ms > job.changed_ms for job in planned)
    assert (planned[1].code, "made" in planned[1].detail) == (1019, True)
    shut(world)


def test_after_the_ceiling_the_job_is_parked_and_goes_on_with_the_same_reference(tmp_path: Path) -> None:
    async def main(clock: LoopClock) -> tuple[Job, Job, World]:
        world = a_world(tmp_path, clock, FakeService(clock, gets=[refused(1019)] * 30))
        (job,) = await world.queue.submit(ORDER, TOKEN)
        started = clock.monotonic()
        (parked,) = await world.queue.wait([job.id])
        assert clock.monotonic() - started < 605
        await asyncio.sleep(500)
        world.service.gets.clear()
        await world.queue.resume(job.id, TOKEN)
        (done,) = await world.queue.wait([job.id])
        return parked, done, world

    parked, done, world = virtually(main)
    assert (parked.phase, parked.code, parked.reference) == (Phase.PARKED, 1019, "1000001")
    assert done.phase is Phase.DONE
    assert world.service.count("SendRequest") == 1
    assert done.attempt == parked.attempt + 1
    shut(world)


def test_asking_for_a_parked_query_again_goes_on_polling(tmp_path: Path) -> None:
    async def main(clock: LoopClock) -> World:
        world = a_world(tmp_path, clock, FakeService(clock, gets=[refused(1019)] * 3), ladders=Ladders(ceiling_s=20))
        (job,) = await world.queue.submit(ORDER, TOKEN)
        (parked,) = await world.queue.wait([job.id])
        assert parked.phase is Phase.PARKED
        (again,) = await world.queue.submit(ORDER, TOKEN)
        assert again.id == job.id
        (done,) = await world.queue.wait([again.id])
        assert done.phase is Phase.DONE
        return world

    world = virtually(main)
    assert world.service.count("SendRequest") == 1
    shut(world)


def test_a_program_that_died_while_polling_goes_on_where_it_was(tmp_path: Path) -> None:
    async def main(clock: LoopClock) -> tuple[World, World, Job]:
        service = FakeService(clock, gets=[refused(1019)] * 4)
        first = a_world(tmp_path, clock, service)
        await first.queue.submit(ORDER, TOKEN)
        await asyncio.sleep(20)
        await first.queue.close()
        second = a_world(tmp_path, clock, service)
        (loaded,) = await second.queue.load()
        assert (loaded.phase, loaded.reference) == (Phase.GENERATING, "1000001")
        assert await second.queue.resume_all([OTHER]) == ()
        (job,) = await second.queue.resume_all([OTHER, TOKEN])
        (job,) = await second.queue.wait([job.id])
        return first, second, job

    first, second, job = virtually(main)
    assert job.phase is Phase.DONE
    assert job.attempt == 5
    assert second.service.count("SendRequest") == 1
    shut(first, second)


def test_a_job_that_another_process_works_on_is_followed_not_doubled(tmp_path: Path) -> None:
    async def main(clock: LoopClock) -> tuple[World, World, Job, Job]:
        service = FakeService(clock, gets=[refused(1019)] * 3)
        one, other = a_world(tmp_path, clock, service), a_world(tmp_path, clock, service)
        (first,) = await one.queue.submit(ORDER, TOKEN)
        await asyncio.sleep(7)
        (second,) = await other.queue.submit(ORDER, TOKEN)
        (second,) = await other.queue.wait([second.id])
        (first,) = await one.queue.wait([first.id])
        return one, other, first, second

    one, other, first, second = virtually(main)
    assert first == second
    assert second.phase is Phase.DONE
    assert one.service.count("SendRequest") == 1
    assert one.service.count("GetStatement") == 4
    assert "GENERATING" in other.phases()
    shut(one, other)


def test_when_the_other_process_dies_the_job_is_taken_over(tmp_path: Path) -> None:
    async def main(clock: LoopClock) -> tuple[World, World, Job]:
        service = FakeService(clock, gets=[refused(1019)] * 3)
        one, other = a_world(tmp_path, clock, service), a_world(tmp_path, clock, service)
        await one.queue.submit(ORDER, TOKEN)
        await asyncio.sleep(7)
        (job,) = await other.queue.submit(ORDER, TOKEN)
        await asyncio.sleep(3)
        await one.queue.close()
        (job,) = await other.queue.wait([job.id])
        return one, other, job

    one, other, job = virtually(main)
    assert job.phase is Phase.DONE
    assert one.service.count("SendRequest") == 1
    shut(one, other)


def test_a_job_can_be_called_off_here_and_from_another_process(tmp_path: Path) -> None:
    async def main(clock: LoopClock) -> World:
        service = FakeService(clock, gets=[refused(1019)] * 90)
        one, other = a_world(tmp_path, clock, service), a_world(tmp_path, clock, service)
        (here,) = await one.queue.submit(ORDER, TOKEN)
        (there,) = await one.queue.submit(replace(ORDER, query_id="43"), TOKEN)
        await asyncio.sleep(8)
        assert (await one.queue.cancel(here.id)).phase is Phase.CANCELLED
        assert (await other.queue.cancel(there.id)).phase is Phase.CANCELLED
        (there,) = await one.queue.wait([there.id])
        assert there.phase is Phase.CANCELLED
        polled = service.count("GetStatement")
        await asyncio.sleep(600)
        assert service.count("GetStatement") == polled
        assert (await one.queue.cancel(here.id)).phase is Phase.CANCELLED
        with pytest.raises(FlexError, match="over"):
            await one.queue.resume(here.id, TOKEN)
        shut(other)
        return one

    shut(virtually(main))


def test_a_cancelled_query_can_be_asked_for_anew(tmp_path: Path) -> None:
    async def main(clock: LoopClock) -> World:
        world = a_world(tmp_path, clock)
        (job,) = await world.queue.submit(ORDER, TOKEN)
        await world.queue.cancel(job.id)
        (again,) = await world.queue.submit(ORDER, TOKEN)
        assert again.id != job.id
        (again,) = await world.queue.wait([again.id])
        assert again.phase is Phase.DONE
        return world

    shut(virtually(main))


@pytest.mark.parametrize("code", [1010, 1011, 1012, 1013, 1014, 1015, 1016, 1020])
def test_a_real_refusal_fails_at_once_with_code_and_remedy(tmp_path: Path, code: int) -> None:
    world, job = outcome(tmp_path, sends=[refused(code, "whatever")])
    assert (job.phase, job.code) == (Phase.FAILED, code)
    assert job.detail
    assert job.hint
    assert len(world.service.asked) == 1
    shut(world)


@pytest.mark.parametrize(
    ("sends", "phase", "requests"),
    [
        ([refused(1001)] * 3, Phase.DONE, 4),
        ([refused(1001)] * 9, Phase.FAILED, 4),
        ([refused(1009)] * 2, Phase.DONE, 3),
        ([refused(1005)] * 8, Phase.DONE, 9),
        ([refused(1005)] * 30, Phase.FAILED, None),
        ([refused(1018)] * 2, Phase.DONE, 3),
        ([refused(1099, "please try again")], Phase.DONE, 2),
        ([refused(1099, "no")], Phase.FAILED, 1),
        ([(503, b"<html>Down")], Phase.DONE, 2),
        ([(200, b"<html>Down")] * 30, Phase.FAILED, 4),
        ([HttpError(HttpFault.NAME, "h")] * 3, Phase.DONE, 4),
        ([HttpError(HttpFault.UNREACHABLE, "h")] * 90, Phase.FAILED, None),
        ([HttpError(HttpFault.FORBIDDEN, "h")], Phase.FAILED, 1),
    ],
)
def test_requests_are_repeated_where_it_can_help_and_never_for_ever(
    tmp_path: Path, sends: list[Answer], phase: Phase, requests: int | None
) -> None:
    world, job = outcome(tmp_path, sends=sends)
    assert job.phase is phase
    if requests is not None:
        assert world.service.count("SendRequest") == requests
    shut(world)


def test_after_too_many_requests_a_minute_passes(tmp_path: Path) -> None:
    world, job = outcome(tmp_path, gets=[refused(1018)])
    first, second = [question.at for question in world.service.asked if question.method == "GetStatement"]
    assert second - first >= 60
    assert job.phase is Phase.DONE
    told = next(each for each in world.seen if each.code == 1018)
    # What is shown is when it truly goes on, not the job's own short wait.
    assert told.next_at_ms is not None
    assert told.next_at_ms - told.changed_ms > 60_000
    shut(world)


@pytest.mark.parametrize(
    "gets",
    [
        [refused(1001)] * 20,
        [refused(1006)] * 40,
        [(200, b"<html>Error 404")] * 20,
        [(404, b"")] * 20,
        [HttpError(HttpFault.CUT, "h")] * 90,
        [HttpError(HttpFault.TOO_LARGE, "h")] * 2,
    ],
)
def test_whatever_keeps_a_statement_from_coming_its_reference_is_kept(tmp_path: Path, gets: list[Answer]) -> None:
    world, job = outcome(tmp_path, gets=gets)
    assert (job.phase, job.reference) == (Phase.PARKED, "1000001")
    assert job.detail
    assert world.archive.list() == []
    assert not list((tmp_path / "incoming").iterdir())
    shut(world)


def test_an_unknown_reference_is_asked_for_anew_once(tmp_path: Path) -> None:
    world, job = outcome(tmp_path, gets=[refused(1017)])
    assert (job.phase, job.restarts) == (Phase.DONE, 1)
    shut(world)
    world, job = outcome(tmp_path / "b", gets=[refused(1017), refused(1017)])
    assert (job.phase, job.code) == (Phase.FAILED, 1017)
    assert world.service.count("SendRequest") == 2
    shut(world)


def test_a_day_that_is_not_closed_yet_is_left_out(tmp_path: Path) -> None:
    order = Order("42", DateRange(date(2025, 9, 1), date(2025, 10, 9)))
    world, job = outcome(tmp_path, order, sends=[refused(1003), refused(1003)])
    assert [question.parameters.get("td") for question in world.service.asked[:3]] == [
        "20251009",
        "20251008",
        "20251007",
    ]
    assert job.phase is Phase.DONE
    assert job.asked == DateRange(date(2025, 9, 1), date(2025, 10, 7))
    assert [warning for warning in job.warnings if "not closed" in warning]
    shut(world)


@pytest.mark.parametrize(
    ("order", "requests"),
    [
        (Order("42", DateRange(date(2025, 9, 1), date(2025, 10, 9))), 8),
        (Order("42", DateRange(date(2025, 10, 8), date(2025, 10, 9))), 2),
        (Order("42", DateRange(date(2020, 1, 1), date(2020, 12, 30))), 1),
        (Order("42", LastDays(5)), 1),
        (ORDER, 1),
    ],
)
def test_stepping_back_ends(tmp_path: Path, order: Order, requests: int) -> None:
    world, job = outcome(tmp_path, order, sends=[refused(1003)] * 20)
    assert (job.phase, job.code) == (Phase.FAILED, 1003)
    assert world.service.count("SendRequest") == requests
    shut(world)


def test_when_one_host_fails_the_other_is_asked_and_remembered(tmp_path: Path) -> None:
    broken: dict[str, Answer] = {"gdcdyn.interactivebrokers.com": HttpError(HttpFault.NAME, "gdcdyn")}
    world, job = outcome(tmp_path, by_host=broken)
    hosts = [question.host.partition(".")[0] for question in world.service.asked]
    assert hosts == ["ndcdyn", "gdcdyn", "ndcdyn"]
    assert job.phase is Phase.DONE
    shut(world)
    world, job = outcome(tmp_path, replace(ORDER, query_id="43"), by_host=broken)
    assert [question.host.partition(".")[0] for question in world.service.asked] == ["ndcdyn", "ndcdyn"]
    shut(world)


@pytest.mark.parametrize("status", [200, 404])
def test_a_web_page_at_the_reply_s_address_leads_to_our_own(tmp_path: Path, status: int) -> None:
    world, job = outcome(tmp_path, by_host={"gdcdyn.interactivebrokers.com": (status, b"<html>404")})
    assert [question.host.partition(".")[0] for question in world.service.asked] == ["ndcdyn", "gdcdyn", "ndcdyn"]
    assert job.phase is Phase.DONE
    shut(world)


def test_a_reply_that_points_elsewhere_is_not_followed_and_said(tmp_path: Path) -> None:
    world, job = outcome(tmp_path, sends=[accepted(url="https://evil.example/GetStatement")])
    assert {question.host for question in world.service.asked} == {"ndcdyn.interactivebrokers.com"}
    assert job.phase is Phase.DONE
    assert "evil.example" in " ".join(job.warnings)
    shut(world)


def test_the_retired_address_is_named_as_the_reason(tmp_path: Path) -> None:
    world, job = outcome(tmp_path, settings=FlexSettings(base="legacy"), sends=[refused(1001)] * 9)
    assert world.service.asked[0].host in LEGACY
    assert "retired" in job.hint
    shut(world)


def test_a_statement_that_ends_too_early_is_fetched_again(tmp_path: Path) -> None:
    world, job = outcome(tmp_path, gets=[statement()[:-40], statement()])
    assert (job.phase, job.warnings) == (Phase.DONE, ())
    assert len(world.archive.list()) == 1
    shut(world)


def test_one_that_always_ends_too_early_is_kept_with_a_warning(tmp_path: Path) -> None:
    world, job = outcome(tmp_path, gets=[statement()[:-40]] * 9)
    assert job.phase is Phase.DONE
    assert "too early" in " ".join(job.warnings)
    (entry,) = world.archive.list()
    assert not entry.seen.complete
    assert world.service.count("GetStatement") == 4
    shut(world)


def test_a_long_download_shows_its_progress(tmp_path: Path) -> None:
    world, job = outcome(tmp_path, gets=[statement(rows=30_000)])
    amounts = [each.received for each in world.seen if each.phase is Phase.DOWNLOADING]
    assert len(amounts) > 3
    assert amounts == sorted(amounts)
    assert amounts[-1] == job.received == len(statement(rows=30_000))
    shut(world)


def test_a_long_range_becomes_windows_that_are_fetched_together(tmp_path: Path) -> None:
    async def main(clock: LoopClock) -> tuple[World, tuple[Job, ...]]:
        world = a_world(tmp_path, clock)
        order = Order("42", DateRange(date(2020, 1, 1), date(2025, 6, 30)))
        jobs = await world.queue.submit(order, TOKEN)
        return world, await world.queue.wait([job.id for job in jobs])

    world, jobs = virtually(main)
    assert len(jobs) == 6
    assert {job.phase for job in jobs} == {Phase.DONE}
    assert len({job.batch for job in jobs}) == 1
    assert summary(jobs) is Phase.DONE
    asked = [question.parameters for question in world.service.asked if question.method == "SendRequest"]
    assert sorted((each["fd"], each["td"]) for each in asked)[0] == ("20200101", "20201230")
    shut(world)


def test_many_queries_and_tokens_run_at_once_within_the_pace_of_each(tmp_path: Path) -> None:
    async def main(clock: LoopClock) -> tuple[World, list[Job], float]:
        world = a_world(tmp_path, clock, FakeService(clock, gets=[refused(1019)] * 20))
        jobs = [
            job
            for number in range(6)
            for token in (TOKEN, OTHER)
            for job in await world.queue.submit(replace(ORDER, query_id=str(number)), token)
        ]
        assert len({job.id for job in jobs}) == 12
        wait_s = await world.queue.next_allowed_s(TOKEN)
        return world, list(await world.queue.wait()), wait_s

    world, jobs, _ = virtually(main)
    assert {job.phase for job in jobs} == {Phase.DONE}
    for token in (TOKEN, OTHER):
        times = [q.at for q in world.service.asked if q.parameters["t"] == token.get_secret_value()]
        assert all(b - a >= 1.0 for a, b in itertools.pairwise(times))
        assert all(b - a >= 60.0 for a, b in zip(times, times[10:], strict=False))
    shut(world)


def test_one_query_that_is_refused_does_not_hinder_the_others(tmp_path: Path) -> None:
    async def main(clock: LoopClock) -> tuple[World, tuple[Job, ...]]:
        world = a_world(tmp_path, clock, FakeService(clock, sends=[refused(1014)]))
        await world.queue.submit(ORDER, TOKEN)
        await world.queue.submit(replace(ORDER, query_id="43"), TOKEN)
        return world, await world.queue.wait()

    world, jobs = virtually(main)
    assert [job.phase for job in jobs] == [Phase.FAILED, Phase.DONE]
    assert summary(jobs) is Phase.FAILED
    shut(world)


def test_a_wrong_date_changes_only_labels(tmp_path: Path) -> None:
    async def main(clock: LoopClock) -> tuple[World, Job, float]:
        clock.skew_ms = -(10**12)
        world = a_world(tmp_path, clock, FakeService(clock, gets=[refused(1019)]))
        (job,) = await world.queue.submit(ORDER, TOKEN)
        start = clock.monotonic()
        await asyncio.sleep(6)
        clock.skew_ms = 10**12
        (job,) = await world.queue.wait([job.id])
        return world, job, clock.monotonic() - start

    world, job, took_s = virtually(main)
    assert job.phase is Phase.DONE
    assert took_s < 15
    shut(world)


@pytest.mark.parametrize("query_id", ["", "abc", "1&t=2", "-1", "１２"])
def test_what_is_no_query_id_is_never_sent(tmp_path: Path, query_id: str) -> None:
    world, job = outcome(tmp_path, replace(ORDER, query_id=query_id))
    assert job.phase is Phase.FAILED
    assert world.service.asked == []
    shut(world)


def test_an_empty_token_and_a_strange_user_agent_are_refused(tmp_path: Path) -> None:
    async def main(clock: LoopClock) -> World:
        world = a_world(tmp_path, clock)
        with pytest.raises(FlexError, match="token"):
            await world.queue.submit(ORDER, SecretStr(""))
        for agent in ("", "a\r\nX: y", "é"):
            with pytest.raises(FlexError):
                a_world(tmp_path, clock, settings=FlexSettings(user_agent=agent))
        return world

    shut(virtually(main))


@contextmanager
def refusing(world: World, what: str) -> Iterator[None]:
    """Let the archive refuse one kind of write, as a full disk does."""
    with world.archive.database.reading() as sql:
        sql.execute(f"CREATE TRIGGER full BEFORE {what} BEGIN SELECT RAISE(ABORT, 'no'); END")
    yield
    with world.archive.database.reading() as sql:
        sql.execute("DROP TRIGGER full")


def test_an_archive_that_cannot_be_written_parks_the_job_and_nothing_half_written_stays(tmp_path: Path) -> None:
    async def main(clock: LoopClock) -> tuple[World, Job, Job]:
        world = a_world(tmp_path, clock)
        (job,) = await world.queue.submit(ORDER, TOKEN)
        await asyncio.sleep(2)
        with refusing(world, "INSERT ON file"):
            (parked,) = await world.queue.wait([job.id])
        assert world.archive.list() == []
        await world.queue.resume(job.id, TOKEN)
        (done,) = await world.queue.wait([job.id])
        return world, parked, done

    world, parked, done = virtually(main)
    assert (parked.phase, parked.reference) == (Phase.PARKED, "1000001")
    assert done.phase is Phase.DONE
    assert world.service.count("SendRequest") == 1
    assert not list((tmp_path / "incoming").iterdir())
    shut(world)


def test_a_reference_that_could_not_be_written_down_is_kept_in_mind(tmp_path: Path) -> None:
    async def main(clock: LoopClock) -> tuple[World, Job, Job]:
        world = a_world(tmp_path, clock)
        (job,) = await world.queue.submit(ORDER, TOKEN)
        await asyncio.sleep(0.1)
        with refusing(world, "UPDATE ON job"):
            (parked,) = await world.queue.wait([job.id])
        await world.queue.resume(job.id, TOKEN)
        (done,) = await world.queue.wait([job.id])
        return world, parked, done

    world, parked, done = virtually(main)
    assert (parked.phase, parked.reference) == (Phase.PARKED, "1000001")
    assert done.phase is Phase.DONE
    assert world.service.count("SendRequest") == 1
    shut(world)


def test_jobs_that_are_over_can_be_forgotten_and_others_cannot(tmp_path: Path) -> None:
    world, job = outcome(tmp_path)
    store = world.tools.store
    alive, new = store.open_job(replace(ORDER, query_id="7"), "key", "b", 1)
    assert new
    store.forget([job.id, alive.id])
    assert [each.id for each in store.jobs()] == [alive.id]
    with pytest.raises(ArchiveError):
        store.job(job.id)
    assert not store.save(replace(job, phase=Phase.GENERATING))
    shut(world)


def test_the_address_of_the_reply_is_stored_without_parameters(tmp_path: Path) -> None:
    world, _ = outcome(tmp_path, sends=[accepted(url=f"{GDC}?t=x")])
    waiting = next(job for job in world.seen if job.reference)
    assert waiting.reply_url == GDC
    shut(world)


def test_an_archive_that_is_gone_is_told_without_waiting_for_the_task(tmp_path: Path) -> None:
    async def main(clock: LoopClock) -> World:
        world = a_world(tmp_path, clock, FakeService(clock, gets=[refused(1019)] * 9))
        (job,) = await world.queue.submit(ORDER, TOKEN)
        await asyncio.sleep(8)
        shut(world)
        await asyncio.sleep(60)
        (job,) = world.queue.jobs
        assert (job.phase, job.reference) == (Phase.PARKED, "1000001")
        assert "database" in job.detail
        return world

    virtually(main)
