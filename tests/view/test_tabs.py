"""Going from tab to tab: a tab that is shown again has caught up with what changed while it was away."""

from __future__ import annotations

import pytest
from textual.color import Color

from tests.scenes import make_stage
from tui.app import TradedeckApp

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
