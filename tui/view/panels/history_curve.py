"""The curve beside the history: what the closed trades have brought so far, drawn by plotext."""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate

from textual.strip import Strip
from textual.widget import Widget

from tui.domain.position import ClosedTrade
from tui.store.select import closed_trades
from tui.view.panels.context import ViewContext
from tui.view.text import moment


class HistoryCurve(Widget):
    """The running sum of net results, oldest trade first; cash operations do not count."""

    DEFAULT_CSS = "HistoryCurve { width: 56; height: 1fr; display: none; } HistoryCurve.-shown { display: block; }"

    def __init__(self, context: ViewContext) -> None:
        super().__init__()
        self.context = context
        self._strips: list[Strip] = []
        self._drawn: tuple[object, ...] = ()

    def show(self) -> None:
        """Draw the curve if the history or the size changed."""
        trades = [trade for trade in reversed(closed_trades(self.context.desk.store)) if trade.side is not None]
        shape = (len(trades), self.size, self.context.paint.colour("foreground"), self.context.numbers)
        if shape == self._drawn:
            return
        self._drawn = shape
        self._strips = self._draw(trades)
        self.refresh()

    def _draw(self, trades: list[ClosedTrade]) -> list[Strip]:
        # Few look at it, so nobody waits for it at the start.
        from tui.view.charts.plot import PlotLook, PlotSeries, line_plot

        paint, numbers = self.context.paint, self.context.numbers
        sums = tuple(accumulate((trade.net for trade in trades), initial=Decimal(0)))
        style = paint.colour("up" if sums[-1] >= 0 else "down")
        ground = paint.colour("background")
        look = PlotLook(
            axis=paint.colour("muted"),
            background=None if ground == "default" else ground,
            ascii_only=numbers.ascii,
            hidden=numbers.hidden if numbers.private else "",
        )
        ticks = [(1, moment(trades[0].closed_at, self.context.zone)[:10])] if trades else []
        if len(trades) > 1:
            ticks.append((len(trades), moment(trades[-1].closed_at, self.context.zone)[:10]))
        return line_plot([PlotSeries(sums, style)], ticks, look, self.size.width, self.size.height)

    def on_resize(self) -> None:
        """Draw for the new size."""
        self.show()

    def render_line(self, y: int) -> Strip:
        """Return one line of the plot."""
        if y < len(self._strips):
            return self._strips[y]
        return Strip.blank(self.size.width, self.context.paint["base"])
