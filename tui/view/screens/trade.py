"""The Trade screen: account row, tabs, panes and footer, laid out for the size of the terminal."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult

from tui.store.changes import Changes
from tui.view.charts.model import ChartStyle
from tui.view.command import Scope
from tui.view.panel import notice
from tui.view.panels.adjust import AdjustPanel
from tui.view.panels.alert_offers import on_price, on_trade
from tui.view.panels.base import DataPanel
from tui.view.panels.blotter import BlotterPanel
from tui.view.panels.chart import ChartPanel
from tui.view.panels.context import ViewContext
from tui.view.panels.depth import DepthPanel
from tui.view.panels.ticket import TicketPanel
from tui.view.panels.watchlist import WatchlistPanel
from tui.view.screens.manage import TradeManager
from tui.view.screens.tab_screen import TabScreen
from tui.view.widgets.group import Group


class TradeScreen(TabScreen):
    """Everything a trader watches."""

    scope: ClassVar[Scope] = Scope.TRADE

    def __init__(self, context: ViewContext, chart_style: ChartStyle = ChartStyle.CANDLES) -> None:
        super().__init__(context)
        self.watchlist = WatchlistPanel(context, id="watchlist")
        self.chart = ChartPanel(context, "main", chart_style, id="chart-main")
        self.second_chart = ChartPanel(context, "second", chart_style, id="chart-second")
        self.depth = DepthPanel(context, id="depth")
        self.ticket = TicketPanel(context, self._symbol_under_cursor, self._show_ticket, id="ticket")
        self.blotter = BlotterPanel(context, id="blotter")
        charts = (self.chart, self.second_chart)
        panels = (self.watchlist, *charts, self.depth, self.ticket, self.blotter)
        self.use_panels(panels, frozenset({self.second_chart}))
        self.manager = TradeManager(self, context, self.blotter, self.chart, self.go_to)
        self._before_ticket: DataPanel = self.watchlist
        self._seen: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    def compose_body(self) -> ComposeResult:
        """Lay out the panes."""
        with Group(id="panes", classes="group -holds"):
            with Group(id="upper", classes="group"):
                with Group(id="left", classes="group"):
                    yield self.watchlist
                    yield self.depth
                with Group(id="charts", classes="group"):
                    yield self.chart
                    yield self.second_chart
                yield self.ticket
            yield self.blotter
        yield self.manager.adjust

    def on_mount(self) -> None:
        """Open the chart."""
        self.chart.show_chart(*self.context.selection.charts["main"])

    def begin(self) -> None:
        """Take up a ticket that was being filled in; a run that only reads leaves it to the next one."""
        draft = None if self.context.read_only else self.ticket.take_up()
        if draft is not None and draft.kept_ms is not None:
            age = self.context.numbers.duration(max(0, self.context.now_ms - draft.kept_ms) / 1000)
            keys = f"{self.context.key('ticket.buy')} or {self.context.key('ticket.sell')} on {draft.symbol}"
            text = f"{draft.side.value} {draft.symbol}, from {age} ago; prices were left out. {keys} goes on with it."
            notice(self.app, "An unsent ticket was kept", text)

    def keep(self) -> None:
        """Put down what should be found again at the next start."""
        super().keep()
        if self.is_mounted and not self.context.read_only:
            self.ticket.keep()

    def repaint(self) -> None:
        """Take over the colours of a new theme."""
        self.manager.adjust.repaint()
        super().repaint()

    def sync(self, changes: Changes, turn: int | None = None) -> None:
        """Hand the changes of one frame to the panes that are shown; `turn` counts frames, None means all panes now."""
        super().sync(changes, turn)
        self.manager.adjust.sync(changes)
        self._look()

    def on_screen_resume(self) -> None:
        """Say again what is seen: another tab has said so of its own."""
        self._seen = ((), ())

    def _look(self) -> None:
        """Tell the desk what is seen, the symbol under the cursor first."""
        symbol = self.context.selection.symbol
        visible = self.watchlist.visible_symbols if self.watchlist.is_on_screen else ()
        seen = ((symbol, *self.ticket.wanted_symbols, *visible), (symbol,) if self.depth.is_on_screen else ())
        if seen != self._seen:
            self._seen = seen
            self.context.desk.look_at(*seen)

    # Layout

    def on_resize(self, event: events.Resize) -> None:
        """Choose the layout that suits the size."""
        self.panes.resized(event.size)
        if self.panes.wide:
            self.second_chart.show_chart(*self.context.selection.charts["second"])
        else:
            self.context.desk.hide_chart("second")

    def focused_pane(self, panel: DataPanel | None) -> None:
        """Keys are not for the ticket any more when another pane has the focus."""
        if panel is not None and panel is not self.ticket:
            self.ticket.rest()

    # Commands

    def command_chart(self, argument: str) -> None:
        """Show another symbol on the chart."""
        current = self.panes.current
        chart = current if isinstance(current, ChartPanel) else self.chart
        chart.command_chart(argument)
        if self.panes.single:
            self.go_to(chart)

    def command_list(self, name: str) -> None:
        """Show another watchlist."""
        self.watchlist.command_list(name)

    @on(AdjustPanel.Wanted)
    def _review_adjusted(self) -> None:
        self.manager.review_adjusted()

    @on(AdjustPanel.Left)
    def _adjusted(self) -> None:
        self.go_to(self.blotter)

    @on(WatchlistPanel.Chosen)
    def _chosen(self, event: WatchlistPanel.Chosen) -> None:
        for chart in (self.chart, self.second_chart):
            if chart is self.chart or self.panes.wide:
                chart.show_chart(event.symbol, chart.period)
            else:
                self.context.selection.charts[chart.place] = (event.symbol, chart.period)
        if self.panes.single:
            self.go_to(self.chart)

    @on(WatchlistPanel.Looked)
    def _looked(self, event: WatchlistPanel.Looked) -> None:
        self.context.selection.symbol = event.symbol
        self.ticket.looked()
        self._look()
        # The cursor is seen to move before what stands beside it is drawn, and on its way only the last is drawn.
        self.call_after_refresh(self._show_looked, event.symbol)

    def _show_looked(self, symbol: str) -> None:
        if symbol == self.context.selection.symbol:
            self.ticket.show()
            self.depth.show()

    @property
    def alert_start(self) -> str:
        """The price of the symbol under the cursor, or the profit of the position."""
        symbol, blotter = self._symbol_under_cursor(), self.blotter
        if self.panes.current is blotter:
            return on_trade(self.context, blotter.tab, blotter.table.cursor_key, symbol)
        return on_price(symbol)

    # The ticket

    def _symbol_under_cursor(self) -> str:
        current = self.panes.current
        if current is self.ticket and self.ticket.draft is not None:
            return self.ticket.draft.symbol
        return current.symbol if isinstance(current, ChartPanel) else self.context.selection.symbol

    def _show_ticket(self) -> None:
        if self.panes.current is not self.ticket:
            self._before_ticket = self.panes.current
        self.go_to(self.ticket)

    @on(TicketPanel.Left)
    def _ticket_left(self) -> None:
        if self.panes.current is self.ticket:
            self.go_to(self._before_ticket)

    @on(AdjustPanel.Redrawn)
    @on(TicketPanel.Redrawn)
    def _draft_redrawn(self) -> None:
        for chart in (self.chart, self.second_chart):
            if chart.is_on_screen:
                chart.draw_drafts()
