"""Pacing: whatever the path does to our commands, the venue never sees six in a row too close."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.xapi.pacing import INTERVAL_S, UNHEARD_RUN, Lane, LaneQueue, Pacer, StreamPacer

VENUE_INTERVAL_S = 0.2


def arrivals_of(wishes: list[tuple[float, Lane]], jitter: random.Random, worst_s: float) -> list[float]:
    """Play a socket whose every way takes a random time (in order, as TCP does); return when commands arrived."""
    pacer, queue = Pacer(), LaneQueue[int]()
    now, arrived, replies = 0.0, [], []
    wishes = sorted(wishes)
    while wishes or len(queue) or replies:
        while wishes and wishes[0][0] <= now:
            queue.push(0, wishes.pop(0)[1])
        while replies and replies[0] <= now:
            pacer.answered(replies.pop(0))
        lane = queue.first_lane()
        delay = None if lane is None else pacer.delay_s(lane, now)
        if delay == 0:
            queue.pop()
            pacer.wrote(now)
            arrival = max(now + jitter.uniform(0, worst_s), arrived[-1] if arrived else 0.0)
            arrived.append(arrival)
            replies.append(max(arrival + jitter.uniform(0, worst_s), replies[-1] if replies else 0.0))
            continue
        moments = [t for t in (now + delay if delay else None, *replies[:1], wishes[0][0] if wishes else None) if t]
        now = max(now, min(moments)) if moments else now
    return arrived


def longest_run(arrived: list[float]) -> int:
    """Return how many commands in a row came less than 200 ms after the one before."""
    longest = run = 0
    for earlier, later in itertools.pairwise(arrived):
        run = run + 1 if later - earlier < VENUE_INTERVAL_S else 0
        longest = max(longest, run)
    return longest


@settings(max_examples=300)
@given(
    st.lists(st.tuples(st.floats(0, 20), st.sampled_from(Lane)), min_size=1, max_size=60),
    st.randoms(use_true_random=False),
    st.floats(0, 6),
)
def test_the_venue_never_sees_six_in_a_row_too_close(wishes, jitter, worst_s) -> None:
    arrived = arrivals_of(wishes, jitter, worst_s)
    assert len(arrived) == len(wishes)
    # Six fast requests in a row have five short gaps between them: even that stays out of reach.
    assert longest_run(arrived) <= 4


def test_slowly_melting_latency_cannot_make_a_run_either() -> None:
    class Melting(random.Random):
        latency = 0.5

        def uniform(self, a: float, b: float) -> float:
            self.latency = max(0.0, self.latency - 0.012)
            return self.latency

    assert longest_run(arrivals_of([(0.0, Lane.TRADE)] * 60, Melting(), 1.0)) <= 4


def test_a_lone_command_leaves_at_once() -> None:
    pacer = Pacer()
    assert [pacer.delay_s(lane, 5.0) for lane in Lane] == [0.0] * 5


def test_the_second_command_waits_for_its_interval_only() -> None:
    pacer = Pacer()
    pacer.wrote(5.0)
    assert pacer.delay_s(Lane.TRADE, 5.1) == pytest.approx(INTERVAL_S - 0.1)


def test_urgent_lanes_have_room_when_polls_have_none() -> None:
    pacer = Pacer()
    for n in range(3):
        pacer.wrote(float(n))
    assert pacer.delay_s(Lane.POLL, 10.0) is None
    assert pacer.delay_s(Lane.TRADE, 10.0) == 0.0


def test_at_most_four_polls_are_unanswered() -> None:
    pacer = Pacer()
    written = 0
    while pacer.delay_s(Lane.RECONCILE, written * 1.0) is not None:
        pacer.wrote(written * 1.0)
        written += 1
    assert written == 4


def test_after_a_run_the_next_waits_for_the_answers_and_an_interval_more() -> None:
    pacer = Pacer()
    for n in range(3):
        pacer.wrote(n * 0.3)
    for _ in range(3):
        pacer.answered(2.0)
    assert pacer.delay_s(Lane.POLL, 2.0) == pytest.approx(INTERVAL_S)


def test_the_stream_waits_for_a_record_after_a_few_commands() -> None:
    pacer = StreamPacer()
    for n in range(UNHEARD_RUN):
        assert pacer.delay_s(n * 1.0) == 0.0
        pacer.wrote(n * 1.0)
    assert pacer.delay_s(100.0) is None
    assert pacer.heard()
    assert pacer.delay_s(100.0) == 0.0


def test_lanes_go_before_age_and_age_counts_within_a_lane() -> None:
    queue = LaneQueue[str]()
    for name, lane in (("poll", Lane.POLL), ("user 1", Lane.USER), ("user 2", Lane.USER), ("trade", Lane.TRADE)):
        queue.push(name, lane)
    assert [queue.pop() for _ in range(4)] == ["trade", "user 1", "user 2", "poll"]


def test_what_waited_too_long_is_taken_out_and_the_rest_keeps_its_order() -> None:
    queue = LaneQueue[str]()
    queue.push("late", Lane.TRADE, expires=2.0)
    queue.push("poll", Lane.POLL)
    queue.push("fresh", Lane.TRADE, expires=9.0)
    assert queue.take_expired(2.0) == ["late"]
    assert queue.drain() == ["fresh", "poll"]
