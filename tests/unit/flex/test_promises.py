"""Whatever the service answers: jobs end, the pace holds, and nothing is asked anew while a reference is alive."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulation.loop import LoopClock
from tests.unit.flex.service import TOKEN, Answer, FakeService, World, a_world, accepted, refused, statement, virtually
from tui.flex.codes import CODES
from tui.flex.jobs import Job, Order, Phase
from tui.flex.windows import DateRange, LastDays, Period, Saved
from tui.net.http import HttpError, HttpFault

PERIODS: Sequence[Period] = (Saved(), LastDays(30), DateRange(date(2025, 9, 1), date(2025, 10, 9)))

CODED = st.builds(refused, st.sampled_from([*CODES, 1019, 1019, 1099, 0]), st.sampled_from(["", "No.", "try again"]))
ODD = st.one_of(
    st.binary(max_size=60),
    st.tuples(st.sampled_from([200, 404, 429, 500]), st.sampled_from([b"<html>x", b"", statement(), accepted()])),
    st.sampled_from(list(HttpFault)).map(lambda fault: HttpError(fault, "host")),
)
SENDS = st.lists(st.one_of(CODED, CODED, ODD), max_size=6)
GETS = st.lists(st.one_of(CODED, CODED, ODD, st.just(statement()[:-30]), st.just(accepted())), max_size=25)


def told(answers: Sequence[Answer]) -> list[bytes]:
    return [answer for answer in answers if isinstance(answer, bytes)]


@settings(max_examples=60, deadline=None)
@given(SENDS, GETS, st.sampled_from(PERIODS))
def test_whatever_is_answered_the_promises_hold(
    tmp_path_factory: pytest.TempPathFactory, sends: list[Answer], gets: list[Answer], period: Period
) -> None:
    folder: Path = tmp_path_factory.mktemp("promises") / "a"

    async def main(clock: LoopClock) -> tuple[World, Job]:
        world = a_world(folder, clock, FakeService(clock, sends=list(sends), gets=list(gets)))
        (job,) = await world.queue.submit(Order("42", period), TOKEN)
        (job,) = await world.queue.wait([job.id])
        return world, job

    world, job = virtually(main)
    times = [question.at for question in world.service.asked]
    assert all(b - a >= 1.0 for a, b in itertools.pairwise(times))
    assert all(b - a >= 60.0 for a, b in zip(times, times[10:], strict=False))
    assert job.phase.is_over or job.phase is Phase.PARKED
    assert (job.phase is Phase.DONE) == (len(world.archive.list()) == 1)
    assert job.phase is not Phase.PARKED or job.reference
    assert job.phase is Phase.DONE or job.detail
    assert not list((folder / "incoming").iterdir())
    anew = world.service.count("SendRequest") - 1
    excuses = len(sends) + sum(b">1017<" in body or b">1003<" in body for body in told(gets))
    assert anew <= excuses
    assert [each.attempt for each in world.seen] == sorted(each.attempt for each in world.seen)
    world.archive.close()
