"""Lines are made when something of them changed, and freed when they are painted over: neither holds up a frame."""

from __future__ import annotations

import gc

import pytest
from rich.style import Style
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip

from tui.view.widgets.lines import LineView, Span
from tui.view.widgets.painted import SteadyWidget

pytestmark = pytest.mark.anyio


class _Lines(App[None]):
    def compose(self) -> ComposeResult:
        yield LineView(Style())


def strips() -> int:
    return sum(isinstance(each, Strip) for each in gc.get_objects())


async def test_lines_that_are_painted_over_are_freed_without_a_collector() -> None:
    app = _Lines()
    async with app.run_test(size=(40, 10)) as pilot:
        view = app.query_one(LineView)
        gc.collect()
        # Other tests of the same process leave lines in caches.
        before = strips()
        gc.disable()
        try:
            for turn in range(30):
                view.set_lines([(Span(f"line {line} of turn {turn}"),) for line in range(10)])
                await pilot.pause()
            alive = strips() - before
        finally:
            gc.enable()
    assert alive < 100


class _Counting(LineView):
    """Counts how often it was asked to make its lines."""

    made = 0

    def make_lines(self, crop: Region) -> list[Strip]:
        self.made += 1
        return super().make_lines(crop)


class _Pair(App[None]):
    def compose(self) -> ComposeResult:
        yield _Counting(Style(), id="above")
        yield _Counting(Style(), id="below")


async def test_a_change_above_does_not_have_what_stands_below_made_again() -> None:
    app = _Pair()
    async with app.run_test(size=(40, 10)) as pilot:
        above, below = (app.query_one(name, _Counting) for name in ("#above", "#below"))
        before = above.made, below.made
        for turn in range(3):
            above.set_lines([(Span(f"turn {turn}"),)])
            await pilot.pause()
        assert (above.made - before[0], below.made - before[1]) == (3, 0)


class _Titled(SteadyWidget):
    """Has a frame whose title and colours change."""

    DEFAULT_CSS = "_Titled { border: round red; } _Titled.-other { border: round blue; }"


class _Frame(App[None]):
    def compose(self) -> ComposeResult:
        yield _Titled()


async def test_what_is_kept_goes_with_a_new_title_new_styles_and_a_new_size() -> None:
    app = _Frame()
    async with app.run_test(size=(40, 10)) as pilot:
        widget = app.query_one(_Titled)

        async def frame() -> tuple[str, str]:
            await pilot.pause()
            first = widget.render_lines(Region(0, 0, *widget.outer_size))[0]
            return first.text, str({segment.style.color for segment in first if segment.style is not None})

        plain = await frame()
        widget.border_title = "Positions"
        titled = await frame()
        assert "Positions" in titled[0]
        assert "Positions" not in plain[0]
        widget.add_class("-other")
        assert (await frame())[1] != titled[1]
        await pilot.resize_terminal(30, 10)
        assert len((await frame())[0]) == 30
