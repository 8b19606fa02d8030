"""A widget that shows a plot of plotext's and draws it anew only where something is another."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.view.panels.context import ViewContext
from tui.view.text import plain

if TYPE_CHECKING:
    from tui.view.charts.plot import PlotLook


FADED = 0.3
"""Bars are large: in the full colour of words they would outshine every word."""


class PlotPane(Widget, can_focus=True):
    """Shows the strips that its owner draws; `draw` gets the width and the height."""

    DEFAULT_CSS = "PlotPane { width: 1fr; height: 1fr; }"

    def __init__(self, context: ViewContext, draw: Callable[[int, int], list[Strip]]) -> None:
        super().__init__()
        self.context = context
        self._draw = draw
        self._strips: list[Strip] = []
        self._drawn: tuple[object, ...] = ()
        self._of: object = None

    def show(self, of: object) -> None:
        """Draw what `of` stands for, unless that, the size and the looks are what was drawn last."""
        self._of = of
        drawn = (of, self.size, self.context.paint, self.context.numbers)
        if drawn == self._drawn or not self.size.area:
            return
        self._drawn = drawn
        self._strips = self._draw(*self.size)
        self.refresh()

    def draw(self) -> None:
        """Draw the same anew where the size or the looks are others."""
        self.show(self._of)

    def look(self, digits: int, *, money: bool = True) -> PlotLook:
        """Return how plots look in the theme in force; only `money` is hidden in privacy mode."""
        # Few look at plots, so nobody waits for plotext at the start.
        from tui.view.charts.plot import PlotLook

        paint, numbers = self.context.paint, self.context.numbers
        ground = paint.colour("background")
        return PlotLook(
            axis=paint.colour("muted"),
            bars=paint.faint("primary", FADED),
            frame=paint.colour("grid"),
            background=None if ground == "default" else ground,
            digits=digits,
            ascii_only=numbers.ascii,
            hidden=numbers.hidden if money and numbers.private else "",
        )

    def words(self, text: str, style: str = "muted") -> Strip:
        """Return a line of text over the whole width, a cell from its edge."""
        return self.line(f" {text}", style)

    def line(self, text: str, style: str = "") -> Strip:
        """Return a line of text over the whole width."""
        base = self.context.paint["base"]
        return Strip([Segment(plain(text), base + self.context.paint[style])]).adjust_cell_length(self.size.width, base)

    def text(self) -> str:
        """Return what is shown as text."""
        return "\n".join(strip.text.rstrip() for strip in self._strips).rstrip()

    def on_resize(self) -> None:
        """Draw for the new size."""
        self.draw()

    def render_line(self, y: int) -> Strip:
        """Return one line."""
        if y < len(self._strips):
            return self._strips[y]
        return Strip.blank(self.size.width, self.context.paint["base"])
