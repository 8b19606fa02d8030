"""The proof of absence: it holds when all its conditions hold, and falls with any one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tui.domain.absence import Facts, Missing, Round, counting, missing

LATE_ENOUGH = 121.0
FROM_MS = 1_000_000 - 600_000


def a_round(asked: float, **changes: Any) -> Round:
    return replace(Round(asked, asked + 1, epoch=2, history_from_ms=FROM_MS, whole=True), **changes)


FACTS = Facts(
    now=200.0,
    now_ms=1_200_000,
    epoch=2,
    sent_epoch=1,
    ready=True,
    feed_age_s=2.0,
    last_write=0.0,
    last_write_ms=1_000_000,
    intent_server_ms=1_000_000,
    rounds=(a_round(LATE_ENOUGH), a_round(160.0)),
    number_known=True,
    number_denied=True,
    echo_epoch=2,
)


def test_all_conditions_together_prove_that_there_is_no_trace() -> None:
    assert missing(FACTS) == ()


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({"sent_epoch": 2}, Missing.NEW_LOGIN),
        ({"ready": False}, Missing.LIVE_SESSION),
        ({"feed_age_s": None}, Missing.LIVE_SESSION),
        ({"feed_age_s": 7.0}, Missing.LIVE_SESSION),
        ({"now": 119.0, "rounds": ()}, Missing.TIME),
        ({"now_ms": 1_119_999}, Missing.TIME),
        ({"rounds": ()}, Missing.SEARCHES),
        ({"rounds": (a_round(160.0),)}, Missing.SEARCHES),
        ({"rounds": (a_round(119.0), a_round(160.0))}, Missing.SEARCHES),
        ({"rounds": (a_round(121.0), a_round(151.0))}, Missing.SEARCHES),
        ({"rounds": (a_round(121.0, whole=False), a_round(160.0))}, Missing.SEARCHES),
        ({"rounds": (a_round(121.0, epoch=1), a_round(160.0))}, Missing.SEARCHES),
        ({"rounds": (a_round(121.0, history_from_ms=FROM_MS + 1), a_round(160.0))}, Missing.SEARCHES),
        ({"number_denied": False}, Missing.NUMBER),
        ({"echo_epoch": 1}, Missing.ECHO),
        ({"lookalike": True}, Missing.LOOKALIKE),
    ],
)
def test_one_condition_that_is_missing_breaks_the_proof(changes: dict[str, Any], lacks: Missing) -> None:
    assert lacks in missing(replace(FACTS, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"sent_epoch": None},
        {"number_known": False, "number_denied": False},
        {"rounds": (a_round(121.0), a_round(152.0))},
        {"rounds": (a_round(121.0), a_round(130.0), a_round(160.0))},
        {"now_ms": 1_120_000},
    ],
)
def test_what_does_not_apply_is_not_asked_for(changes: dict[str, Any]) -> None:
    assert missing(replace(FACTS, **changes)) == ()


def test_searches_that_follow_each_other_closely_count_as_one() -> None:
    close = tuple(a_round(121.0 + number) for number in range(20))
    assert len(counting(replace(FACTS, rounds=close))) == 1
