"""The plots of an opened statement: its value day by day, and what it brought in month by month; drawn by plotext."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.view.panels.context import ViewContext
from tui.view.text import plain

if TYPE_CHECKING:
    from datetime import date

    from tui.view.charts.plot import PlotLook

Curve = tuple[tuple["date", Decimal], ...]
Income = tuple[tuple[str, Decimal], ...]

_LEAST_POINTS = 2
_BOTH_FROM_ROWS = 18
_BAR_ROWS = 4
"""Rows of a bar plot beside its bars: frame, axis and title."""


class FlexPlots(Widget, can_focus=True):
    """Draws the curve above the bars, or what there is of the two."""

    DEFAULT_CSS = "FlexPlots { width: 1fr; height: 1fr; display: none; } FlexPlots.-shown { display: block; }"

    def __init__(self, context: ViewContext) -> None:
        super().__init__()
        self.context = context
        self._curve: Curve = ()
        self._income: Income = ()
        self._base = ""
        self._strips: list[Strip] = []
        self._drawn: tuple[object, ...] = ()

    @property
    def has_any(self) -> bool:
        """Whether there is anything to draw: one value alone is no curve."""
        return len(self._curve) >= _LEAST_POINTS or bool(self._income)

    def set_values(self, curve: Curve, income: Income, base: str) -> None:
        """Take the values of an account, in its base currency."""
        self._curve, self._income, self._base = curve, income, base
        self.draw()

    def draw(self) -> None:
        """Draw anew where the values, the size or the colours are others."""
        shape = (self._curve, self._income, self.size, self.context.paint.colour("foreground"), self.context.numbers)
        if shape == self._drawn or not self.size.area:
            return
        self._drawn = shape
        self._strips = self._draw()
        self.refresh()

    def _draw(self) -> list[Strip]:
        width, height = self.size
        curve = self._curve if len(self._curve) >= _LEAST_POINTS else ()
        rows = min(len(self._income) + _BAR_ROWS, height // 2 if curve else height) if self._income else 0
        if curve and (rows <= _BAR_ROWS or height < _BOTH_FROM_ROWS):
            rows = 0
        strips = self._line(width, height - rows) if curve else []
        return strips + (self._bars(width, rows) if rows else [])

    def _line(self, width: int, height: int) -> list[Strip]:
        from tui.view.charts.plot import PlotSeries, line_plot

        values = tuple(value for _, value in self._curve)
        style = self.context.paint.colour("up" if values[-1] >= values[0] else "down")
        numbers, change = self.context.numbers, values[-1] - values[0]
        days = [day.isoformat() for day, _ in self._curve]
        ticks = [(0, days[0]), (len(days) - 1, days[-1])]
        moved = f"{numbers.arrow(change)} {numbers.money(change, signed=True)}".strip()
        head = self._title(f"Net asset value, {self._base}  {moved} in {len(days)} days", width)
        look = self._look(0 if max(map(abs, values)) >= 1000 else 2)
        return [head, *line_plot([PlotSeries(values, style)], ticks, look, width, height - 1)]

    def _bars(self, width: int, height: int) -> list[Strip]:
        from tui.view.charts.plot import bar_plot

        room = max(1, height - _BAR_ROWS)
        shown = self._income[-room:]
        colour = self.context.paint.colour("primary")
        left = len(self._income) - len(shown)
        more = f", the last {len(shown)} months" if left else " by month"
        head = self._title(f"Dividends, interest and fees, {self._base}{more}", width)
        return [head, *bar_plot(shown, colour, self._look(0), width, height - 1)]

    def _title(self, text: str, width: int) -> Strip:
        base = self.context.paint["base"]
        style = base + self.context.paint["muted"]
        return Strip([Segment(f" {plain(text)}", style)]).adjust_cell_length(width, base)

    def _look(self, digits: int) -> PlotLook:
        from tui.view.charts.plot import PlotLook

        paint = self.context.paint
        ground = paint.colour("background")
        return PlotLook(
            axis=paint.colour("muted"),
            background=None if ground == "default" else ground,
            digits=digits,
            ascii_only=self.context.numbers.ascii,
            hidden=self.context.numbers.hidden if self.context.numbers.private else "",
        )

    def on_resize(self) -> None:
        """Draw for the new size."""
        self.draw()

    def render_line(self, y: int) -> Strip:
        """Return one line."""
        if y < len(self._strips):
            return self._strips[y]
        return Strip.blank(self.size.width, self.context.paint["base"])
