"""The chart widget: keeps a painter and its strips, and refreshes only the cells that changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from rich.style import Style
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from tui.domain.candle import Candle, Period
from tui.view.charts.cells import Inks, inks_of
from tui.view.charts.frame import Scene
from tui.view.charts.model import ChartColors, ChartOptions, ChartSeries, Overlays, StudyLines
from tui.view.charts.painter import ChartPainter
from tui.view.charts.steering import (
    older_wanted,
    readout_of,
    with_cursor_moved,
    with_last,
    with_scroll,
    with_series,
    with_zoom,
)
from tui.view.widgets.painted import PaintedWidget

_NOTHING = ChartSeries("", Period.M1, 0)


class ChartView(PaintedWidget):
    """A candle chart with overlays, cursor, zoom and scrolling. It holds no store; its owner feeds it values."""

    @dataclass
    class OlderWanted(Message):
        """The view nears the first loaded candle, which starts at `before_ms` (UTC); posted once for each start."""

        chart: ChartView
        before_ms: int

        @property
        def control(self) -> ChartView:
            """The chart that asks."""
            return self.chart

    @dataclass
    class CursorMoved(Message):
        """The cursor is on `candle` (None: on a gap, or gone); `text` is the read-out, empty without a cursor."""

        chart: ChartView
        candle: Candle | None
        text: str

    def __init__(
        self,
        colors: ChartColors,
        options: ChartOptions,
        *,
        id: str | None = None,  # noqa: A002 - the name that every Textual widget gives it
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._colors = colors
        self._shown = _NOTHING
        self._scene = Scene((), _NOTHING.period, _NOTHING.digits, options=options, note=_NOTHING.note)
        self._painter: ChartPainter | None = None
        self._asked_before: int | None = None

    # What is shown

    def show(self, series: ChartSeries, studies: tuple[StudyLines, ...] = ()) -> None:
        """Draw a series. With the symbol and period of the one before, zoom, place and cursor stay where they are."""
        same_chart = (self._shown.symbol, self._shown.period) == (series.symbol, series.period)
        if not same_chart:
            self._asked_before = None
        self._shown = series
        self._look(replace(with_series(self._scene, series, same_chart=same_chart), studies=studies))

    def update_last(self, candle: Candle, studies: tuple[StudyLines, ...] = ()) -> None:
        """Replace the last candle, or append when `candle` starts later; repaints only what changed.

        A candle that starts before the last one is ignored: it belongs into `show`.
        """
        scene = with_last(self._scene, candle)
        self._draw(scene if studies == scene.studies else replace(scene, studies=studies))

    def set_overlays(self, overlays: Overlays) -> None:
        """Replace lines and marks."""
        if overlays != self._scene.overlays:
            self._draw(replace(self._scene, overlays=overlays))

    def set_ask(self, ask: Decimal | None) -> None:
        """Draw the ask line, or none."""
        if ask != self._scene.ask:
            self._draw(replace(self._scene, ask=ask))

    def set_stale(self, stale: bool) -> None:
        """Draw the last price muted, because nothing vouches for it, and leave out the ask."""
        if stale != self._scene.stale:
            self._draw(replace(self._scene, stale=stale))

    def set_options(self, options: ChartOptions) -> None:
        """Replace all options."""
        if options != self._scene.options:
            self._draw(replace(self._scene, options=options))

    def set_colors(self, colors: ChartColors) -> None:
        """Replace the palette, after a change of theme."""
        self._colors = colors
        self._painter = None
        self.refresh()

    # Where the user looks

    def zoom_in(self) -> None:
        """Draw wider candles."""
        self._look(with_zoom(self._scene, 1, self._columns))

    def zoom_out(self) -> None:
        """Draw narrower candles, and so more of them."""
        self._look(with_zoom(self._scene, -1, self._columns))

    def move_cursor(self, by: int) -> None:
        """Move the cursor by candles, negative is back in time; it appears at the newest in view and scrolls there."""
        self._look(with_cursor_moved(self._scene, by, self._columns))
        self._tell_cursor()

    def clear_cursor(self) -> None:
        """Take the cursor away."""
        if self._scene.viewport.cursor is not None:
            self._look(replace(self._scene, viewport=replace(self._scene.viewport, cursor=None)))
            self._tell_cursor()

    def scroll_candles(self, by: int) -> None:
        """Scroll by candles; negative is back in time, which leaves the live edge."""
        self._look(with_scroll(self._scene, by, self._columns))

    def page(self, by: int) -> None:
        """Scroll by windows, a negative number back in time."""
        window = self._scene.viewport.window(len(self._scene.slots), self._columns)
        self.scroll_candles(by * max(1, window.capacity - 1))

    def follow(self) -> None:
        """Go to the live edge and stay there."""
        self._look(replace(self._scene, viewport=replace(self._scene.viewport, right=None)))

    @property
    def following(self) -> bool:
        """Whether the newest candle is kept in view."""
        return self._scene.viewport.right is None

    @property
    def cursor_candle(self) -> Candle | None:
        """The candle below the cursor."""
        slot = self._scene.cursor_slot
        return slot if isinstance(slot, Candle) else None

    @property
    def readout(self) -> str:
        """Time, open, high, low, close, change and volume of the cursor's candle, else of the last one."""
        return readout_of(self._scene)

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Return one line of the picture."""
        painter = self._current_painter()
        if painter is None or not 0 <= y < painter.height:
            return Strip.blank(self.size.width)
        return painter.strips[y]

    def notify_style_update(self) -> None:
        """Draw anew: the paper is the widget's background, which a theme or the focus changes."""
        super().notify_style_update()
        self._painter = None

    def on_resize(self) -> None:
        """Ask for more history when the chart became wider."""
        self._ask_for_older()

    @property
    def _columns(self) -> int:
        painter = self._current_painter()
        return painter.frame.layout.columns if painter is not None else max(1, self.size.width)

    def _current_painter(self) -> ChartPainter | None:
        """Return a painter of the widget's size, a new one after a resize; None while the widget has no area."""
        width, height = self.size
        if width < 1 or height < 1:
            return None
        if self._painter is None or (self._painter.width, self._painter.height) != (width, height):
            self._painter = ChartPainter(self._scene, self._inks(), width, height)
        return self._painter

    def _inks(self) -> Inks:
        return inks_of(self._colors, Style(bgcolor=self.rich_style.bgcolor))

    def _look(self, scene: Scene) -> None:
        self._draw(scene)
        self._ask_for_older()

    def _draw(self, scene: Scene) -> None:
        """Show a scene, and refresh the cells that it changes."""
        if scene is self._scene:
            return
        self._scene = scene
        painter = self._painter
        if painter is None or (painter.width, painter.height) != self.size:
            self.refresh()
            return
        spans = painter.update(scene)
        if spans:
            self.refresh(*(Region(span.x, span.row, span.width, 1) for span in spans))

    def _ask_for_older(self) -> None:
        before = older_wanted(self._scene, self._columns) if self._current_painter() is not None else None
        if before is not None and before != self._asked_before:
            self._asked_before = before
            self.post_message(self.OlderWanted(self, before))

    def _tell_cursor(self) -> None:
        text = self.readout if self._scene.cursor_slot is not None else ""
        self.post_message(self.CursorMoved(self, self.cursor_candle, text))
