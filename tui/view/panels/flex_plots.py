"""The plots of an opened statement: its value day by day, and what it brought in month by month; drawn by plotext."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from textual.strip import Strip

from tui.view.panels.context import ViewContext
from tui.view.panels.plot_pane import PlotPane

if TYPE_CHECKING:
    from datetime import date

Curve = tuple[tuple["date", Decimal], ...]
Income = tuple[tuple[str, Decimal], ...]

_LEAST_POINTS = 2
_BOTH_FROM_ROWS = 18
_BAR_ROWS = 4
"""Rows of a bar plot beside its bars: frame, axis and title."""


class FlexPlots(PlotPane):
    """Draws the curve above the bars, or what there is of the two."""

    DEFAULT_CSS = "FlexPlots { display: none; }"

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context, self._plots)
        self._curve: Curve = ()
        self._income: Income = ()
        self._base = ""

    @property
    def has_any(self) -> bool:
        """Whether there is anything to draw: one value alone is no curve."""
        return len(self._curve) >= _LEAST_POINTS or bool(self._income)

    def set_values(self, curve: Curve, income: Income, base: str) -> None:
        """Take the values of an account, in its base currency."""
        self._curve, self._income, self._base = curve, income, base
        self.show((curve, income, base))

    def _plots(self, width: int, height: int) -> list[Strip]:
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
        head = self.words(f"Net asset value, {self._base}  {moved} in {len(days)} days")
        look = self.look(0 if max(map(abs, values)) >= 1000 else 2)
        return [head, *line_plot([PlotSeries(values, style)], ticks, look, width, height - 1)]

    def _bars(self, width: int, height: int) -> list[Strip]:
        from tui.view.charts.plot import bar_plot

        room = max(1, height - _BAR_ROWS)
        shown = self._income[-room:]
        left = len(self._income) - len(shown)
        more = f", the last {len(shown)} months" if left else " by month"
        head = self.words(f"Dividends, interest and fees, {self._base}{more}")
        return [head, *bar_plot(shown, self.look(0), width, height - 1)]
