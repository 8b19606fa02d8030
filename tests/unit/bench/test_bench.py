"""The bench's own arithmetic: percentiles, budgets, and how old a shown stamp is."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pyte
import pytest

from tests.bench import stamps
from tests.bench.figures import Figure, middle, percentile
from tests.bench.row_start import full_frame, live_price

Shown = list[tuple[float, str]]


class ShownOnly:
    """A terminal that has shown these prices of the stamped symbol at these seconds."""

    def __init__(self, shown: Shown) -> None:
        self._shown = shown

    def screens(self, since: float = 0.0) -> Iterator[tuple[float, pyte.Screen]]:
        screen = pyte.Screen(40, 2)
        stream = pyte.Stream(screen)
        for at, price in self._shown:
            stream.feed(f"\x1b[H│▸STAMP  ·  {price}▴  1.002\x1b[K")
            if at > since:
                yield at, screen


def test_a_percentile_is_one_of_the_values_and_the_last_is_the_most() -> None:
    assert percentile(range(1, 101), 99) == 100
    assert percentile(range(1, 101), 50) == 51
    assert percentile([7.0], 99) == 7.0
    assert math.isnan(percentile([], 50))
    assert math.isnan(middle([]))


@pytest.mark.parametrize(("value", "sign"), [(2.0, "✓"), (2.01, "✗"), (float("nan"), "✗")])
def test_a_figure_keeps_to_its_budget_up_to_the_very_value(value: float, sign: str) -> None:
    assert sign in Figure("x", value, "× bare", 2.0).line()


def test_a_figure_without_a_budget_is_neither_met_nor_missed() -> None:
    figure = Figure("x", 5.0, "ms")

    assert figure.met is None
    assert "≤" not in figure.line()


def test_every_tick_waits_until_it_or_a_newer_one_is_shown() -> None:
    # Sent at 1.000, 1.010 … 1.030 s; the frame at 1.050 s shows the last of them.
    terminal = ShownOnly([(1.005, "1.000"), (1.050, "1.030")])

    assert stamps.latencies_ms(terminal, 0.0) == pytest.approx([20, 30, 40])


def test_a_price_is_oldest_right_before_the_next_one_replaces_it() -> None:
    terminal = ShownOnly([(1.005, "1.000"), (1.405, "1.400"), (1.905, "1.900")])

    assert stamps.ages_ms(terminal, 1.0, 1.5) == pytest.approx([5, 405])


def test_the_clock_of_the_stamps_may_begin_anew() -> None:
    terminal = ShownOnly([(999.995, "999.990"), (1000.015, "0.010")])

    assert stamps.latencies_ms(terminal, 0.0) == pytest.approx([5, 15])


def test_a_frame_is_full_with_its_last_row_and_a_price_counts_in_its_row() -> None:
    assert full_frame(["╭─ Watchlist Majors", " Enter Chart"])
    assert not full_frame(["╭─ Watchlist Majors", "   "])
    assert live_price(["│▸EURUSD  ?  1.06146"])
    assert not live_price(["│▸EURUSD  ?  –", "╭─ EURUSD M5", " 1.06146"])
