"""A chart pane: candles of one symbol and period, kept alive, with the open trades drawn over them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget

from tui.domain.candle import Period
from tui.store.candles import Series
from tui.store.changes import Changes, Topic
from tui.store.select import price_view
from tui.view.charts.chart_view import ChartView
from tui.view.charts.model import ChartOptions, ChartStyle, Overlays
from tui.view.commands import Scope
from tui.view.panels.base import DataPanel, current_link, link_words
from tui.view.panels.chart_paint import chart_colors, chart_series, series_shape, trade_overlays, with_drafts
from tui.view.panels.chart_studies import ChartStudies
from tui.view.panels.chart_words import PERIODS, chart_state, chart_title, empty_words, parse_chart, period_strip
from tui.view.panels.context import ViewContext

_WORDS_EVERY_S = 0.5
"""A new title paints the whole frame; the price tag on the axis is the live one."""


class ChartPanel(DataPanel):
    """Shows one chart at its place of the screen; the place's name keys its symbol and period."""

    scope: ClassVar[Scope] = Scope.CHART
    every_frames: ClassVar[int] = 3
    data_topics: ClassVar[frozenset[Topic]] = frozenset(
        {Topic.CANDLES, Topic.QUOTES, Topic.POSITIONS, Topic.PENDING, Topic.INSTRUMENTS, Topic.LINK, Topic.SECOND}
    )

    def __init__(self, context: ViewContext, place: str, style: ChartStyle, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, id=id)
        self.place = place
        self._studies = ChartStudies(context)
        self._trades_shown = True
        self._worded = 0.0
        self._drawn: tuple[object, ...] = ()
        self._options = ChartOptions(style=style, zone=context.zone, ascii_only=context.numbers.ascii)
        self.view = ChartView(chart_colors(context.paint), self._options)

    def compose(self) -> ComposeResult:
        """Yield the chart."""
        self.view.can_focus = True
        yield self.view

    @property
    def symbol(self) -> str:
        """The symbol of this chart."""
        return self.context.selection.charts[self.place][0]

    @property
    def period(self) -> Period:
        """The period of this chart."""
        return self.context.selection.charts[self.place][1]

    @property
    def style_name(self) -> str:
        """How candles are drawn, as the state file keeps it."""
        return self._options.style.value

    def show_chart(self, symbol: str, period: Period) -> None:
        """Show another symbol or period."""
        self.context.selection.charts[self.place] = (symbol, period)
        self.context.desk.show_chart(self.place, symbol, period)
        self.draw()

    @property
    def focus_target(self) -> Widget:
        """The widget that takes the focus."""
        return self.view

    def copied_text(self, *, whole_row: bool) -> str:
        """Return what copying takes from here."""
        return self.view.readout

    def repaint(self) -> None:
        """Take over new colours."""
        self.view.set_colors(chart_colors(self.paint))

    def sync(self, changes: Changes) -> None:
        """Draw what changed: the last candle alone when nothing else did."""
        key = (self.symbol, self.period)
        moved = key in changes.keys(Topic.CANDLES) or changes.whole(Topic.CANDLES)
        overlays = (Topic.POSITIONS, Topic.PENDING, Topic.INSTRUMENTS, Topic.LINK, Topic.SECOND)
        if moved or (changes.touches((Topic.LINK, Topic.SECOND)) and not self._series().candles):
            self._candles_changed()
            self.view.set_ask(self._ask())
        if changes.touches(overlays) or (moved and self.context.now - self._worded >= _WORDS_EVERY_S):
            self._show_words()
            self.view.set_overlays(self._overlays())

    def draw(self) -> None:
        """Draw everything anew."""
        self._drawn = ()
        self._candles_changed()
        self._show_words()
        self.view.set_overlays(self._overlays())

    def _series(self) -> Series:
        return self.context.desk.store.candles.open(self.symbol, self.period)

    def _candles_changed(self) -> None:
        series = self._series()
        candles, studies = series.candles, self._studies.lines(series, self._digits())
        # The widget keeps what it was given; only a change behind the last candle needs the whole series again.
        shape = series_shape(series, self._digits())
        if shape == self._drawn and candles:
            self.view.update_last(candles[-1], studies)
        else:
            self._drawn = shape
            self.view.show(chart_series(self.context, series, self._digits(), self._empty_note()), studies)

    def _digits(self) -> int:
        return self.context.desk.store.market.digits(self.symbol) or 0

    def _empty_note(self) -> str:
        words = link_words(current_link(self.context), self.context)
        return words or empty_words(self.context, self.symbol, self.period)

    def _overlays(self) -> Overlays:
        trades = trade_overlays(self.context, self.symbol, self._digits()) if self._trades_shown else Overlays()
        return with_drafts(self.context, self.symbol, trades)

    def draw_drafts(self) -> None:
        """Draw the lines over the candles anew, after something unsent was changed."""
        self.view.set_overlays(self._overlays())

    def _ask(self) -> Decimal | None:
        price = self.context.desk.store.market.prices.get(self.symbol)
        return price.quote.ask if price else None

    def _show_words(self) -> None:
        self._worded = self.context.now
        price = price_view(self.context.desk.store, self.symbol, self.context.now, self.context.now_ms)
        room = self.frame_room
        self.set_title(chart_title(self.context, price, self.period, room), period_strip(self.period, room))
        self.view.set_ask(self._ask())
        self.view.set_stale(not price.freshness.trustworthy)
        self.set_state(chart_state(self.context, price, self.period, following=self.view.following))

    # Commands

    def command_period_shorter(self) -> None:
        """Show shorter candles."""
        self._step_period(-1)

    def command_period_longer(self) -> None:
        """Show longer candles."""
        self._step_period(1)

    def _step_period(self, step: int) -> None:
        index = PERIODS.index(self.period) + step
        if 0 <= index < len(PERIODS):
            self.show_chart(self.symbol, PERIODS[index])

    def command_chart(self, argument: str) -> None:
        """Show another symbol, and period if one is named."""
        self.show_chart(*parse_chart(argument, self.context.desk.store.market.instruments, self.period))

    def command_cursor_left(self) -> None:
        """Move the cursor one candle back."""
        self.view.move_cursor(-1)
        self._show_words()

    def command_cursor_right(self) -> None:
        """Move the cursor one candle on."""
        self.view.move_cursor(1)
        self._show_words()

    def command_page_left(self) -> None:
        """Scroll one window back."""
        self.view.page(-1)
        self._show_words()

    def command_page_right(self) -> None:
        """Scroll one window on."""
        self.view.page(1)
        self._show_words()

    def command_follow(self) -> None:
        """Go to the newest candle and take the cursor away."""
        self.view.clear_cursor()
        self.view.follow()
        self._show_words()

    def command_zoom_in(self) -> None:
        """Draw fewer and wider candles."""
        self.view.zoom_in()

    def command_zoom_out(self) -> None:
        """Draw more and narrower candles."""
        self.view.zoom_out()

    def command_style(self) -> None:
        """Walk through candles, bars and line."""
        self._set_options(style=self._options.style.next)

    def command_indicators(self, text: str = "") -> None:
        """Choose indicators."""
        from tui.view.screens.indicators import choose_indicators

        choose_indicators(self.app, self.context, (self.symbol, self.period), text, self.draw)

    def command_toggle_volume(self) -> None:
        """Show or hide the volume."""
        self._set_options(volume=not self._options.volume)

    def command_toggle_trades(self) -> None:
        """Show or hide open trades on the chart."""
        self._trades_shown = not self._trades_shown
        self.view.set_overlays(self._overlays())

    def _set_options(self, **changes: object) -> None:
        self._options = replace(self._options, **changes)  # type: ignore[arg-type]
        self.view.set_options(self._options)

    @on(ChartView.OlderWanted)
    def _older_wanted(self, event: ChartView.OlderWanted) -> None:
        event.stop()
        self.context.desk.charts.older(self.symbol, self.period)
