"""Plots by plotext: exact size, own colours, and no trace left in plotext's global figure."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.style import Style

from tui.view.charts.plot import PlotLook, PlotSeries, bar_plot, folded, line_plot, value_ticks

LOOK = PlotLook(digits=0)


def test_bars_are_named_measured_and_one_row_high() -> None:
    funnel = [("Leads", Decimal(1200)), ("Registered", Decimal(600)), ("Traded", Decimal(300))]
    assert [strip.text.rstrip() for strip in bar_plot(funnel, LOOK, 50, 8)] == [
        "          ┌──────────────────────────────────────┐",
        "Leads     ┤██████████████████████████████████████│",
        "          │                                      │",
        "Registered┤████████████████████                  │",
        "          │                                      │",
        "Traded    ┤██████████                            │",
        "          └┬───────┬──────┬───────┬───────┬──────┘",
        "           0      250    500     750    1\u2009000",
    ]


def test_each_series_has_its_own_colour_and_the_axes_theirs() -> None:
    up, down = (tuple(Decimal(value) for value in values) for values in ((1, 9), (9, 1)))
    strips = line_plot([PlotSeries(up, "green"), PlotSeries(down, "red")], [(0, "a")], LOOK, 40, 10)
    styles = {segment.style for strip in strips for segment in strip if segment.text.strip()}
    assert {Style.parse(each) for each in ("green", "red", LOOK.axis, LOOK.frame)} == styles
    framed = {segment.text for strip in strips for segment in strip if segment.style == Style.parse(LOOK.frame)}
    assert set("".join(framed)) <= set("┌┐└┘─│┤┬")


def test_ascii_plots_hold_only_ascii() -> None:
    look = PlotLook(ascii_only=True)
    values = tuple(Decimal(value) for value in (1, 5000, 2))
    strips = line_plot([PlotSeries(values, "red")], [(0, "é")], look, 40, 10)
    strips += bar_plot([("é", Decimal(3))], look, 40, 10)
    assert all(strip.text.isascii() for strip in strips)


def test_one_plot_leaves_nothing_in_the_next() -> None:
    series = [PlotSeries((Decimal(1), Decimal(2)), "red")]
    alone = line_plot(series, [], LOOK, 40, 10)
    bar_plot([("x", Decimal(900))], LOOK, 60, 12)
    assert line_plot(series, [], LOOK, 40, 10) == alone


def test_plotext_itself_is_left_as_it_was_found() -> None:
    import plotext

    plotext.clear_figure()
    before = plotext.build()
    line_plot([PlotSeries((Decimal(1), Decimal(2)), "red")], [(0, "here")], LOOK, 40, 10)
    assert plotext.build() == before
    plotext.clear_figure()


def test_a_plot_may_be_larger_than_the_terminal() -> None:
    strips = line_plot([PlotSeries((Decimal(1), Decimal(2)), "red")], [], LOOK, 300, 90)
    assert strips[0].text.endswith("┐")
    assert "└" in strips[-1].text


def test_a_label_with_an_escape_sequence_does_no_harm() -> None:
    strips = bar_plot([("\x1b[31mevil\x07", Decimal(1))], LOOK, 60, 5)
    assert not any("\x1b" in strip.text or "\x07" in strip.text for strip in strips)


def test_folding_keeps_the_extremes_and_both_ends() -> None:
    values = [Decimal(n % 7) for n in range(10_000)]
    values[4321] = Decimal(99)
    values[8765] = Decimal(-99)
    places = folded(values, 100)
    assert {0, 4321, 8765, 9999} <= set(places)
    assert len(places) <= 202
    assert places == sorted(places)


def test_ticks_are_round_and_between_the_extremes() -> None:
    assert value_ticks([Decimal("9512.33"), Decimal("10480.10")], 12, 2) == [
        Decimal(number) for number in (9750, 10000, 10250)
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.decimals(-100_000, 100_000, places=2), max_size=30),
    st.integers(0, 90),
    st.integers(0, 25),
    st.booleans(),
)
def test_any_values_fill_any_size_exactly(values: list[Decimal], width: int, height: int, lying: bool) -> None:
    if lying:
        strips = bar_plot([(str(value), value) for value in values], LOOK, width, height)
    else:
        strips = line_plot([PlotSeries(tuple(values), "red")], [(0, "start")], LOOK, width, height)
    assert [strip.cell_length for strip in strips] == [width] * height


@pytest.mark.parametrize("module", ["tui.view.charts.chart_view", "tui.view.charts.plot"])
def test_plotext_is_loaded_by_the_first_plot_only(module: str) -> None:
    code = f"import sys, {module}; sys.exit('plotext' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
