"""The blotter: open positions, pending orders and the history of closed trades, as tabs of one pane."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget

from tui.store.changes import Changes, Topic
from tui.view.commands import Scope
from tui.view.panels import blotter_rows as rows
from tui.view.panels.base import DataPanel
from tui.view.panels.context import ViewContext
from tui.view.panels.history_curve import HistoryCurve
from tui.view.panels.watchlist import WatchlistPanel
from tui.view.widgets.live_table import LiveTable, Row


class BlotterTab(enum.Enum):
    """The tabs, in order."""

    POSITIONS = "Positions"
    PENDING = "Pending"
    HISTORY = "History"


CURVE_FROM_WIDTH = 160
"""Cells of the pane from which the history's curve stands beside its table."""

_TABS = tuple(BlotterTab)
_COLUMNS = {
    BlotterTab.POSITIONS: rows.POSITION_COLUMNS,
    BlotterTab.PENDING: rows.PENDING_COLUMNS,
    BlotterTab.HISTORY: rows.HISTORY_COLUMNS,
}
_TOPICS = {
    BlotterTab.POSITIONS: frozenset({Topic.POSITIONS, Topic.QUOTES, Topic.INSTRUMENTS, Topic.LINK, Topic.SECOND}),
    BlotterTab.PENDING: frozenset({Topic.PENDING, Topic.QUOTES, Topic.INSTRUMENTS, Topic.LINK, Topic.SECOND}),
    BlotterTab.HISTORY: frozenset({Topic.HISTORY, Topic.LINK}),
}


class BlotterPanel(DataPanel):
    """Shows what is open, waiting and done."""

    scope: ClassVar[Scope] = Scope.BLOTTER
    every_frames: ClassVar[int] = 3
    data_topics: ClassVar[frozenset[Topic]] = frozenset().union(*_TOPICS.values())

    def __init__(self, context: ViewContext, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, id=id)
        self.tab = BlotterTab.POSITIONS
        self.table = LiveTable(rows.POSITION_COLUMNS, context.paint, glyphs=context.glyphs)
        self.curve = HistoryCurve(context)
        self._order: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """Yield the table and the curve beside it."""
        with Horizontal():
            yield self.table
            yield self.curve

    def on_mount(self) -> None:
        """Show what is known so far."""
        self.show_tab(self.tab)

    def show_tab(self, tab: BlotterTab) -> None:
        """Show another tab."""
        self.tab = tab
        content = self._rows()
        self._order = tuple(content)
        self.table.set_empty(self._empty())
        self.table.set_columns(_COLUMNS[tab], content, content)
        self._show_words()
        self._show_curve()

    def sync(self, changes: Changes) -> None:
        """Patch rows, or lay them out anew when some came or went."""
        if changes.touches((Topic.POSITIONS, Topic.PENDING, Topic.HISTORY, Topic.LINK)):
            self._show_words()
        if not changes.touches(_TOPICS[self.tab]):
            return
        content = self._rows()
        if tuple(content) == self._order:
            self.table.patch(content)
        else:
            self._order = tuple(content)
            self.table.set_empty(self._empty())
            self.table.set_rows(self._order, content)
        self.table.set_totals(rows.totals(self.context, self.tab.value))
        self._show_curve()

    def on_resize(self) -> None:
        """Show the curve where there is room for it."""
        self._show_curve()

    def _show_curve(self) -> None:
        shown = self.tab is BlotterTab.HISTORY and self.size.width >= CURVE_FROM_WIDTH
        self.curve.set_class(shown, "-shown")
        if shown:
            self.curve.show()

    @property
    def focus_target(self) -> Widget:
        """The widget that takes the focus."""
        return self.table

    def copied_text(self, *, whole_row: bool) -> str:
        """Return what copying takes from here."""
        return self.table.cursor_text(whole_row=whole_row)

    def repaint(self) -> None:
        """Take over new colours."""
        self.table.set_paint(self.paint)
        self._show_curve()

    def _rows(self) -> Mapping[str, Row]:
        if self.tab is BlotterTab.POSITIONS:
            return rows.position_rows(self.context)
        if self.tab is BlotterTab.PENDING:
            return rows.pending_rows(self.context)
        return rows.history_rows(self.context)

    def _empty(self) -> str:
        account = self.context.desk.store.account
        if not account.trades_known:
            return "Not known yet: the account has not been read"
        if self.tab is BlotterTab.HISTORY:
            return "No closed trades in the last month" if account.history_from_ms else "History is being read"
        return "No open positions" if self.tab is BlotterTab.POSITIONS else "No pending orders"

    def _show_words(self) -> None:
        account = self.context.desk.store.account
        counts = {
            BlotterTab.POSITIONS: len(account.positions) if account.trades_known else None,
            BlotterTab.PENDING: len(account.pending) if account.trades_known else None,
            BlotterTab.HISTORY: len(account.history) if account.history_from_ms is not None else None,
        }
        parts: list[str | tuple[str, str]] = []
        for tab in _TABS:
            count = counts[tab]
            text = f"{tab.value} {self.context.numbers.missing if count is None else count}"
            parts += [(text, "bold reverse" if tab is self.tab else ""), "  "]
        self.set_title(Content.assemble(*parts[:-1]))
        self.table.set_totals(rows.totals(self.context, self.tab.value))

    # Commands

    def command_open(self) -> None:
        """Chart the symbol of the trade under the cursor."""
        symbol = self._symbol_under_cursor()
        if symbol:
            self.post_message(WatchlistPanel.Chosen(symbol))

    def _symbol_under_cursor(self) -> str:
        key = self.table.cursor_key
        account = self.context.desk.store.account
        if key is None:
            return ""
        if self.tab is BlotterTab.HISTORY:
            return next((trade.symbol for trade in account.history.values() if rows.history_key(trade) == key), "")
        held = account.positions.get(int(key)) or account.pending.get(int(key))
        return held.symbol if held else ""

    def command_next_tab(self) -> None:
        """Show the next tab."""
        self.show_tab(_TABS[(_TABS.index(self.tab) + 1) % len(_TABS)])

    def command_previous_tab(self) -> None:
        """Show the tab before."""
        self.show_tab(_TABS[(_TABS.index(self.tab) - 1) % len(_TABS)])

    @on(LiveTable.Activated)
    def _activated(self, event: LiveTable.Activated) -> None:
        event.stop()
        self.command_open()
