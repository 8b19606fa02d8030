"""The blotter: open positions, pending orders, our own orders, closed trades and alerts, as tabs of one pane."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal

from tui.domain.order import Order
from tui.errors import TradedeckError
from tui.store.changes import Changes, Topic
from tui.store.select import recent_history
from tui.view.commands import Scope
from tui.view.palette import keymap_of
from tui.view.panel import CommandScreen
from tui.view.panels import blotter_rows as rows
from tui.view.panels.alert_rows import ALERT_COLUMNS, alert_keys, alert_rows
from tui.view.panels.alert_words import LIVES_HERE, LIVES_HERE_SHORT
from tui.view.panels.blotter_table import BlotterTable
from tui.view.panels.blotter_words import BlotterTab, empty_words, range_words, symbol_of, tab_named, tab_titles
from tui.view.panels.context import ViewContext
from tui.view.panels.history_curve import HistoryCurve
from tui.view.panels.history_rows import HISTORY_COLUMNS, history_rows
from tui.view.panels.orders_rows import ORDER_COLUMNS, order_rows
from tui.view.panels.orders_timeline import compact_lines
from tui.view.panels.table_panel import TablePanel
from tui.view.panels.watchlist import WatchlistPanel
from tui.view.widgets.lines import LineView
from tui.view.widgets.live_table import Row
from tui.view.widgets.made_rows import LateRows

SIDE_FROM_WIDTH = 160
"""Cells of the pane from which a curve or a timeline stands beside its table."""

TIMELINE_CELLS = 82
"""The width of the timeline beside the table, as its style sheet has it."""

_TABS = tuple(BlotterTab)
_KEPT = "blotter.tab"
_COLUMNS = {
    BlotterTab.POSITIONS: rows.POSITION_COLUMNS,
    BlotterTab.PENDING: rows.PENDING_COLUMNS,
    BlotterTab.ORDERS: ORDER_COLUMNS,
    BlotterTab.HISTORY: HISTORY_COLUMNS,
    BlotterTab.ALERTS: ALERT_COLUMNS,
}
_ALL_ALERTS = frozenset({Topic.INSTRUMENTS, Topic.LINK, Topic.SECOND})
"""After these every row of the alerts is written anew; what ticks change is written where it is seen."""

_LIVE = frozenset({Topic.QUOTES, Topic.INSTRUMENTS, Topic.ORDERS, Topic.LINK, Topic.SECOND})
_TOPICS = {
    BlotterTab.POSITIONS: _LIVE | {Topic.POSITIONS},
    BlotterTab.PENDING: _LIVE | {Topic.PENDING},
    BlotterTab.ORDERS: frozenset({Topic.ORDERS, Topic.LINK, Topic.SECOND}),
    BlotterTab.HISTORY: frozenset({Topic.HISTORY, Topic.LINK}),
    BlotterTab.ALERTS: _ALL_ALERTS | {Topic.ALERTS},
}


class BlotterPanel(TablePanel):
    """Shows what is open, waiting and done."""

    scope: ClassVar[Scope] = Scope.BLOTTER
    every_frames: ClassVar[int] = 3
    data_topics: ClassVar[frozenset[Topic]] = frozenset().union(*_TOPICS.values())
    table: BlotterTable

    def __init__(self, context: ViewContext, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, BlotterTable(context, rows.POSITION_COLUMNS), id=id)
        self.tab = tab_named(context.kept.choices.get(_KEPT, ""))
        self.curve = HistoryCurve(context)
        self.timeline = LineView(context.paint["base"], classes="timeline")
        self.past: dict[str, Order] = {}
        """Orders of earlier runs by tag, as the journal has them."""
        self._order: tuple[str, ...] = ()
        self._read_up = False

    def compose(self) -> ComposeResult:
        """Yield the table and what stands beside it."""
        with Horizontal():
            yield self.table
            yield self.curve
            yield self.timeline

    def on_mount(self) -> None:
        """Show what is known so far."""
        self.show_tab(self.tab)

    def show_tab(self, tab: BlotterTab) -> None:
        """Show another tab."""
        self.tab = self.table.tab = tab
        self.context.kept.choose(_KEPT, "" if tab is _TABS[0] else tab.value)
        if tab is BlotterTab.ALERTS:
            self.context.desk.store.alerts.looked()
        content = self._rows()
        self._order = tuple(content)
        self._fix_unknown()
        self.table.set_empty(empty_words(self.context, self.tab))
        self.table.set_columns(_COLUMNS[tab], content, content)
        self._show_words()
        self._show_side()
        self.set_state(LIVES_HERE if tab is BlotterTab.ALERTS else "", "empty", LIVES_HERE_SHORT)
        if tab is BlotterTab.ORDERS:
            self._begin_past()
        if isinstance(self.screen, CommandScreen):
            self.screen.show_hints()

    def sync(self, changes: Changes) -> None:
        """Patch rows, or lay them out anew when some came or went."""
        if self.tab is BlotterTab.ALERTS:
            self.context.desk.store.alerts.looked()
        if changes.touches((Topic.POSITIONS, Topic.PENDING, Topic.ORDERS, Topic.HISTORY, Topic.ALERTS, Topic.LINK)):
            self._show_words()
            self._fix_unknown()
        if self.tab is BlotterTab.ORDERS and self.context.desk.store.link.up and not self._read_up:
            self._begin_past()
        if not changes.touches(_TOPICS[self.tab]):
            return
        alerts = self.tab is BlotterTab.ALERTS and self._order == alert_keys(self.context)
        if alerts and not changes.touches(_ALL_ALERTS):
            self._patch_alerts()
            return
        content = self._rows()
        if tuple(content) == self._order:
            before = self.table.model.rows
            if isinstance(content, LateRows) and isinstance(before, LateRows):
                content = before.renew(content)
            self.table.patch(content)
        else:
            self._order = tuple(content)
            self.table.set_empty(empty_words(self.context, self.tab))
            self.table.set_rows(self._order, content)
        self.table.set_totals(rows.totals(self.context, self.tab.value))
        self._show_side()

    def _patch_alerts(self) -> None:
        self.table.patch(alert_rows(self.context, self.table.visible_keys))

    def on_resize(self) -> None:
        """Show the curve or the timeline where there is room for it."""
        self._show_side()

    def _show_side(self) -> None:
        wide = self.size.width >= SIDE_FROM_WIDTH
        curve = wide and self.tab is BlotterTab.HISTORY
        order = self.order_at(self.table.cursor_key) if wide and self.tab is BlotterTab.ORDERS else None
        self.curve.set_class(curve, "-shown")
        self.timeline.set_class(order is not None, "-shown")
        if curve:
            self.curve.show_recent()
        if order is not None:
            height = max(1, self.size.height - 2)
            self.timeline.set_lines(compact_lines(self.context, order, TIMELINE_CELLS, height))

    def _fix_unknown(self) -> None:
        orders = self.context.desk.store.orders.unknown if self.tab is BlotterTab.ORDERS else ()
        self.table.model.fixed = frozenset(order.tag for order in orders)

    def _begin_past(self) -> None:
        """Read the orders of earlier runs; a tab that the start opens meets no journal before the session is up."""
        self._read_up = self.context.desk.store.link.up
        self.run_worker(self._read_past(), exclusive=True, exit_on_error=False)

    async def _read_past(self) -> None:
        """Read the orders of earlier runs; while there is no journal, those of this run are all."""
        with contextlib.suppress(TradedeckError):
            found = await self.context.orders.past()
            self.past = {order.tag: order for order in found}
            if self.tab is BlotterTab.ORDERS:
                changes = Changes()
                changes.mark(Topic.ORDERS)
                self.sync(changes)

    def order_at(self, key: str | None) -> Order | None:
        """Return the order of a tag, of this run or of an earlier one."""
        if key is None:
            return None
        return self.context.desk.store.orders.of(key) or self.past.get(key)

    def repaint(self) -> None:
        """Take over new colours."""
        super().repaint()
        self.timeline.set_base(self.paint["base"])
        self._show_side()

    def looked(self, key: str | None) -> None:
        """Show what belongs to the row under the cursor, and write the alerts that came into view."""
        self._show_side()
        if self.tab is BlotterTab.ALERTS:
            self._patch_alerts()

    def _rows(self) -> Mapping[str, Row]:
        if self.tab is BlotterTab.POSITIONS:
            return rows.position_rows(self.context)
        if self.tab is BlotterTab.PENDING:
            return rows.pending_rows(self.context)
        if self.tab is BlotterTab.ORDERS:
            return order_rows(self.context, self.past)
        if self.tab is BlotterTab.ALERTS:
            return alert_rows(self.context, alert_keys(self.context))
        trades = recent_history(self.context.desk.store, self.context.now, self.context.now_ms)
        return history_rows(self.context, trades or ())

    def _show_words(self) -> None:
        history = self.tab is BlotterTab.HISTORY
        more = keymap_of(self.app).written("app.screen_history", limit=1) if history else ""
        self.set_title(tab_titles(self.context, self.tab, self.past), range_words(more) if history else "")
        self.table.set_totals(rows.totals(self.context, self.tab.value))

    # Commands

    def command_open(self) -> None:
        """Chart the symbol of the trade under the cursor, show the timeline of the order, or change the alert."""
        key = self.table.cursor_key
        if key is None:
            return
        if self.tab is BlotterTab.ORDERS:
            self.table.act("timeline", (key,))
        elif self.tab is BlotterTab.ALERTS:
            self.table.act("edit_alert", (key,))
        elif symbol := symbol_of(self.context, self.tab, key):
            self.post_message(WatchlistPanel.Chosen(symbol))

    def command_orders(self) -> None:
        """Show every order of this program."""
        self.show_tab(BlotterTab.ORDERS)
        self.table.focus()

    def command_alerts(self) -> None:
        """Show the user's alerts."""
        self.show_tab(BlotterTab.ALERTS)
        self.table.focus()

    def command_next_tab(self) -> None:
        """Show the next tab."""
        self.show_tab(_TABS[(_TABS.index(self.tab) + 1) % len(_TABS)])

    def command_previous_tab(self) -> None:
        """Show the tab before."""
        self.show_tab(_TABS[(_TABS.index(self.tab) - 1) % len(_TABS)])
