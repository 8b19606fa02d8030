"""A plot is drawn anew where its values, its size or the looks are others, and only then."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.strip import Strip

from tests.scenes import make_stage
from tui.view.panels.context import ViewContext
from tui.view.panels.plot_pane import PlotPane
from tui.view.theme import Paint

pytestmark = pytest.mark.anyio


class Bench(App[None]):
    """An app with nothing but a plot, which counts how often it is drawn."""

    def __init__(self, context: ViewContext) -> None:
        super().__init__()
        self.pane = PlotPane(context, self.drawn)
        self.times = 0

    def compose(self) -> ComposeResult:
        yield self.pane

    def drawn(self, width: int, height: int) -> list[Strip]:
        self.times += 1
        return [self.pane.words(f"{width} by {height}")]


async def test_a_plot_is_drawn_for_its_size_and_not_again_for_the_same() -> None:
    app = Bench(make_stage().context)
    async with app.run_test(size=(40, 10)) as pilot:
        app.pane.show("this")
        seen = app.times
        app.pane.show("this")
        assert (app.times, app.pane.text()) == (seen, " 40 by 10")
        await pilot.resize_terminal(30, 8)
        assert app.pane.text() == " 30 by 8"


async def test_a_theme_of_the_same_foreground_is_drawn_too() -> None:
    context = make_stage().context
    app = Bench(context)
    async with app.run_test(size=(40, 10)):
        app.pane.show("this")
        seen = app.times
        context.paint = Paint({"muted": "#123456"})
        app.pane.draw()
        assert app.times == seen + 1
