"""Going from tab to tab: a tab that is shown again has caught up with what changed while it was away."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.color import Color

from tests.scenes import make_stage
from tests.unit.dxfeed.service import FakeService
from tests.view.dxfeed_bench import STAGING, Hands, equip
from tui.app import TradedeckApp
from tui.view.line import run_line
from tui.view.tabs import OPENING_STEP_S

pytestmark = pytest.mark.anyio


def colours(app: TradedeckApp) -> list[Color]:
    """Return the colours in which the first tab and its row of keys are painted."""
    return [colour for node in (app.trade, app.trade.hints) for colour in (node.styles.background, node.styles.color)]


async def test_a_tab_that_is_shown_again_has_the_colours_that_were_taken_meanwhile() -> None:
    stage = make_stage()
    app = stage.app
    async with app.run_test(size=(80, 24)) as pilot:
        await stage.frame(pilot)
        dark = colours(app)
        for theme in ("house-light", "house-dark"):
            await pilot.press("7")
            await stage.frame(pilot)
            app.command_theme(theme)
            await stage.frame(pilot)
            await pilot.press("1")
            await stage.frame(pilot)
            assert app.screen is app.trade
            assert [one == other for one, other in zip(colours(app), dark, strict=True)] == [theme == "house-dark"] * 4


@pytest.mark.parametrize("leaves", [False, True])
async def test_a_line_for_a_tab_that_is_still_opening_waits_for_it_and_is_dropped_when_one_leaves(
    tmp_path: Path, *, leaves: bool
) -> None:
    stage, service = make_stage(), FakeService()
    service.add(2, "CME")
    async with stage.app.run_test(size=(120, 36), notifications=True) as pilot:
        hands = Hands(stage, pilot, service)
        await stage.frame(pilot)
        assert run_line(stage.app, "dxfeed c2@example.com") == ""
        await stage.frame(pilot)
        tab = stage.app.tabs.current
        assert tab.opening
        if leaves:
            await pilot.press("1")
            await stage.frame(pilot)
        equip(stage, tmp_path, service, STAGING)
        await hands.settle()
        # The line looks again after a moment of real time.
        await pilot.pause(2 * OPENING_STEP_S)
        await hands.settle()
        assert ("Data is given for CME" in hands.shown()) is not leaves
