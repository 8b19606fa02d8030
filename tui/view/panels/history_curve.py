"""The curve beside the history: what the closed trades have brought so far, drawn by plotext."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from decimal import Decimal
from itertools import accumulate

from textual.strip import Strip

from tui.domain.position import ClosedTrade
from tui.store.select import recent_history
from tui.view.panels.context import ViewContext
from tui.view.panels.plot_pane import PlotPane
from tui.view.text import moment

_DAY = 10
"""Letters of the day in a moment."""


class HistoryCurve(PlotPane, can_focus=False):
    """The running sum of net results, oldest trade first; cash operations do not count."""

    DEFAULT_CSS = """
    HistoryCurve { width: 54; height: 1fr; margin-left: 2; display: none; }
    HistoryCurve.-shown { display: block; }
    """

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context, self._plot)
        self._trades: list[ClosedTrade] = []

    def show_recent(self) -> None:
        """Draw the curve of what the History tab shows."""
        known = recent_history(self.context.desk.store, self.context.now, self.context.now_ms) or []
        self._trades = [trade for trade in reversed(known) if trade.side is not None]
        self.show((len(self._trades), self.context.desk.store.account.history_revision))

    def _plot(self, width: int, height: int) -> list[Strip]:
        # Few look at it, so nobody waits for it at the start.
        from tui.view.charts.plot import PlotSeries, line_plot

        trades, zone = self._trades, self.context.zone
        sums = tuple(accumulate((trade.net for trade in trades), initial=Decimal(0)))
        style = self.context.paint.colour("up" if sums[-1] >= 0 else "down")
        return line_plot([PlotSeries(sums, style)], _ticks(trades, zone), self.look(2), width, height)


def _ticks(trades: Sequence[ClosedTrade], zone: tzinfo) -> list[tuple[int, str]]:
    """Return the days of the first and the last trade; trades of one day are told by the time."""
    if not trades:
        return []
    first, last = (moment(trade.closed_at, zone) for trade in (trades[0], trades[-1]))
    if len(trades) == 1:
        return [(1, first[:_DAY])]
    if first[:_DAY] == last[:_DAY]:
        return [(1, first), (len(trades), last[_DAY:].strip())]
    return [(1, first[:_DAY]), (len(trades), last[:_DAY])]
