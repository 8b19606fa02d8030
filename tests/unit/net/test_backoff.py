"""Back-off: waits grow to a ceiling, are drawn over the whole span, and start again after a reset."""

from __future__ import annotations

import random

from tui.net.backoff import Backoff


class Widest:
    """Draws the upper end and keeps the spans that it was asked for."""

    def __init__(self) -> None:
        self.spans: list[tuple[float, float]] = []

    def uniform(self, a: float, b: float, /) -> float:
        self.spans.append((a, b))
        return b


def test_waits_double_up_to_the_ceiling() -> None:
    backoff = Backoff(Widest())
    assert [backoff.next_delay_s() for _ in range(9)] == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


def test_every_wait_is_drawn_from_the_floor_upwards() -> None:
    draw = Widest()
    backoff = Backoff(draw)
    for _ in range(3):
        backoff.next_delay_s()
    assert draw.spans == [(0.2, 0.5), (0.2, 1.0), (0.2, 2.0)]


def test_a_reset_starts_from_the_shortest_wait() -> None:
    backoff = Backoff(Widest())
    for _ in range(5):
        backoff.next_delay_s()
    backoff.reset()
    assert backoff.tries == 0
    assert backoff.next_delay_s() == 0.5


def test_a_factor_lengthens_one_wait_alone() -> None:
    backoff = Backoff(Widest())
    assert backoff.next_delay_s(factor=4) == 2.0
    assert backoff.next_delay_s() == 1.0


def test_a_weekend_without_network_does_not_overflow() -> None:
    backoff = Backoff(random.Random(1))
    assert all(0.2 <= backoff.next_delay_s() <= 30 for _ in range(5000))
