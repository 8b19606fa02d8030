"""The chart widget: keeps a painter and its strips, and refreshes only the cells that changed."""

from __future__ import annotations

from textual.message import Message
from textual.widget import Widget

from decimal import Decimal

from tui.domain.candle import Candle
from tui.view.charts.model import ChartColors, ChartOptions, ChartSeries, ChartStyle, Overlays


class ChartView(Widget):
    """A candle chart with overlays, cursor, zoom and scrolling. It holds no store; its owner feeds it values."""

    class OlderWanted(Message):
        """The left edge nears the first loaded candle, which starts at `before_ms` (UTC). Posted once per series end."""

        def __init__(self, chart: ChartView, before_ms: int) -> None:
            super().__init__()
            self.chart = chart
            self.before_ms = before_ms

        @property
        def control(self) -> ChartView:
            """The chart that asks."""
            return self.chart

    class CursorMoved(Message):
        """The cursor is on `candle`, or gone when it is None; `text` is the read-out."""

        def __init__(self, chart: ChartView, candle: Candle | None, text: str) -> None:
            super().__init__()
            self.chart = chart
            self.candle = candle
            self.text = text

        @property
        def control(self) -> ChartView:
            """The chart whose cursor moved."""
            return self.chart

    def __init__(
        self,
        colors: ChartColors,
        options: ChartOptions,
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None: ...

    def show(self, series: ChartSeries) -> None:
        """Draw a series. With the symbol and period of the one before, zoom, place and cursor stay where they are."""

    def update_last(self, candle: Candle) -> None:
        """Replace the last candle, or append when `candle` starts later; repaints only what changed."""

    def set_overlays(self, overlays: Overlays) -> None:
        """Replace lines and marks."""

    def set_ask(self, ask: Decimal | None) -> None:
        """Draw the ask line, or none."""

    def set_stale(self, stale: bool) -> None:
        """Draw the last price muted, because nothing vouches for it."""

    def set_style(self, style: ChartStyle) -> None:
        """Change between candles, bars and line."""

    def set_options(self, options: ChartOptions) -> None:
        """Replace all options."""

    def set_colors(self, colors: ChartColors) -> None:
        """Replace the palette, after a change of theme."""

    def zoom_in(self) -> None:
        """Draw wider candles."""

    def zoom_out(self) -> None:
        """Draw narrower candles, and so more of them."""

    def move_cursor(self, by: int) -> None:
        """Move the cursor by candles, negative is back in time; it appears at the newest one and scrolls at the edges."""

    def clear_cursor(self) -> None:
        """Take the cursor away."""

    def scroll_candles(self, by: int) -> None:
        """Scroll by candles; negative is back in time, which leaves the live edge."""

    def page(self, by: int) -> None:
        """Scroll by windows, a negative number back in time."""

    def follow(self) -> None:
        """Go to the live edge and stay there."""

    @property
    def following(self) -> bool:
        """Whether the newest candle is kept in view."""
        return True

    @property
    def cursor_candle(self) -> Candle | None:
        """The candle below the cursor."""
        return None

    @property
    def readout(self) -> str:
        """Time, open, high, low, close, change and volume of the cursor's candle, else of the last one."""
        return ""
