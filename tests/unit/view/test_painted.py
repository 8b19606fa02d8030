"""Lines that are painted over must not wait for Python's collector: it holds up the frames of a live screen."""

from __future__ import annotations

import gc

import pytest
from rich.style import Style
from textual.app import App, ComposeResult
from textual.strip import Strip

from tui.view.widgets.lines import LineView, Span

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
