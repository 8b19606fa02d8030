"""The tour of a first demo: three lines, each of which waits until the user has done what it says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from tests.scenes import Stage, make_stage
from tests.view.shell.desk import shown
from tui.view.tour import STEPS, Tour

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def a_first_demo(size: tuple[int, int] = (80, 24)) -> AsyncIterator[tuple[Stage, Pilot[None]]]:
    stage = make_stage()
    stage.context.tour.begin(trading=True)
    async with stage.app.run_test(size=size) as pilot:
        await stage.log_in(pilot)
        await stage.frame(pilot)
        yield stage, pilot


async def test_each_line_waits_until_the_user_has_done_what_it_says() -> None:
    async with a_first_demo() as (stage, pilot):
        await pilot.press("j", "p", "p")
        assert "Tour 1/3  ↑ ↓ through prices · Tab through panes · 1–7 tabs" in shown(stage.app)
        await pilot.press("tab")
        assert "Tour 2/3  b or s a ticket · Enter reviews it · only ⇧Y sends" in shown(stage.app)
        await pilot.press("b")
        assert "Tour 2/3" in shown(stage.app)
        await pilot.press("escape")
        assert "Tour 3/3  ? keys of a pane · ^p all commands · : a command line" in shown(stage.app)
        await pilot.press("question_mark", "escape")
        assert "Tour" not in shown(stage.app)
        assert stage.context.tour.closed


async def test_it_goes_on_behind_another_tab() -> None:
    async with a_first_demo() as (stage, pilot):
        await pilot.press("7")
        await stage.frame(pilot)
        assert "Tour 2/3" in shown(stage.app)


async def test_esc_leaves_a_zoomed_pane_first_and_then_the_tour_for_good() -> None:
    async with a_first_demo((120, 36)) as (stage, pilot):
        await pilot.press("z", "escape")
        assert "Tour 1/3" in shown(stage.app)
        await pilot.press("escape")
        assert "Tour" not in shown(stage.app)
        assert stage.context.tour.closed


async def test_where_there_is_little_room_parts_are_left_out_whole() -> None:
    async with a_first_demo((60, 20)) as (stage, _):
        line = next(line for line in shown(stage.app).splitlines() if "Tour" in line)
        assert line.rstrip() == " Tour 1/3  ↑ ↓ through prices                   Esc ends it"


def test_without_trading_the_line_about_it_is_left_out() -> None:
    tour = Tour()
    tour.begin(trading=False)
    assert tour.words(str)[0] == "Tour 1/2"
    assert all(not step.trades for step in tour.steps)
    assert len(STEPS) == 3


def test_a_tour_that_was_closed_in_an_earlier_run_does_not_begin_again() -> None:
    tour = Tour(closed=True)
    tour.begin(trading=True)
    assert not tour.open
    assert not tour.did("app.next_pane")
