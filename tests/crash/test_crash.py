"""Killed at each step of an order, the program loses nothing, sends nothing twice, and tells each fate or its doubt."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crash.dashboard import DashboardLife
from tests.crash.plans import Plan, few
from tests.crash.runs import HeadlessLife, play
from tests.crash.venue import LOGINS, RealVenue

SEEN = (
    "after the INTENT row",
    "after the SENDING row",
    "before the write",
    "after the write of a later order",
    "when the reply has come",
    "after the second write of a plan",
    "in reconcile: trades asked",
    "at random",
)
"""Steps at which the real dashboard is killed, on a terminal; the others are met without a screen, which is quicker."""

TRIES = 3
"""On a machine that is busy with something else a life can end before it comes to its step; each is judged whole."""


@pytest.fixture(scope="module")
def venue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealVenue]:
    with RealVenue(tmp_path_factory.mktemp("venue")) as running:
        yield running


@pytest.mark.parametrize("plan", few(), ids=lambda plan: f"{plan.name}-{plan.seed}".replace(" ", "_"))
def test_no_intent_is_lost_and_none_is_sent_twice_when_the_program_is_killed(plan: Plan, venue: RealVenue) -> None:
    begin = DashboardLife if plan.name in SEEN and plan.seed < 103 else HeadlessLife
    met = 0
    for _ in range(TRIES):
        outcome = play(plan, venue, LOGINS[plan.seed % len(LOGINS)], begin)
        assert outcome.problems == []
        met += outcome.met
        if met:
            break
    assert met, "the program was never where it was to be killed"
