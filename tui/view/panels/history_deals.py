"""The deals of the chosen days: trades and cash, filtered and sorted, however many there are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget

from tui.desk.crm_table import RowTable
from tui.domain.position import ClosedTrade
from tui.store.changes import Changes, Topic
from tui.view.command import Command, Scope
from tui.view.panel import dispatch
from tui.view.panels.base import DataPanel
from tui.view.panels.context import ViewContext
from tui.view.panels.crm_grid import RowGrid
from tui.view.panels.history_grid import HistoryGrid
from tui.view.panels.history_room import AT_ONCE_ROWS, HistoryRoom
from tui.view.panels.history_rows import history_totals, sums_row
from tui.view.panels.history_words import empty_words
from tui.view.widgets.live_table import LiveTable, Row


class HistoryDeals(DataPanel):
    """Shows the room's table; `Arranged` tells that the filter leaves others."""

    scope: ClassVar[Scope] = Scope.HISTORY_DEALS
    data_topics: ClassVar[frozenset[Topic]] = frozenset({Topic.HISTORY, Topic.LINK})

    class Arranged(Message):
        """Other rows are shown."""

    def __init__(self, context: ViewContext, room: HistoryRoom, *, id: str) -> None:  # noqa: A002
        super().__init__(context, id=id)
        self.room = room
        self.grid = HistoryGrid(context, classes="history-body")

    def compose(self) -> ComposeResult:
        """Yield the grid."""
        yield self.grid

    def sync(self, changes: Changes) -> None:
        """Take over other rows; the cursor stays on its deal."""
        self.grid.set_empty(empty_words(self.room))
        table = self.room.table
        if table is not self.grid.table:
            self._show(table if table is not None else RowTable[Any]((), ()))
        self.tell()

    def _show(self, table: RowTable[Any]) -> None:
        deal, grid = self.deal, self.grid
        grid.keep_look()
        look = grid.look
        # Rows are known by their places, and what is new stands on top.
        if deal is not None and look.cursor is not None and deal in table.rows:
            before, place = int(look.cursor), table.rows.index(deal)
            look = replace(look, cursor=str(place), top=look.top + (place - before if look.top else 0))
        grid.show_table(table, look, hide=False)

    def tell(self) -> None:
        """Say how many deals are shown."""
        rows = 0 if self.grid.table is None else len(self.grid.table)
        shown = len(self.grid.shown_rows)
        self.set_title("Deals", f"{shown} of {rows}" if shown != rows else str(rows) if rows else "")
        self.grid.set_totals(self._totals(whole=shown == rows))

    def _totals(self, *, whole: bool) -> Row | None:
        """Return the sums of what is shown; of very many filtered rows they would hold up the screen."""
        figures = self.room.figures
        if whole and figures is not None and figures.statistics.all.trades:
            sums = figures.statistics.all
            return sums_row(self.context, sums.trades, sums.volume, (sums.swap, sums.commission, sums.gross))
        few = 0 < len(self.grid.shown_rows) <= AT_ONCE_ROWS
        return history_totals(self.context, self.shown) if few and not whole else None

    @property
    def deal(self) -> ClosedTrade | None:
        """What is under the cursor."""
        found: ClosedTrade | None = self.grid.row
        return found

    @property
    def shown(self) -> list[ClosedTrade]:
        """The deals that filter and sort leave, in order."""
        table = self.grid.table
        return [] if table is None else [table.rows[at] for at in self.grid.shown_rows]

    @property
    def focus_target(self) -> Widget:
        """The widget that takes the focus."""
        return self.grid

    def copied_text(self, *, whole_row: bool) -> str:
        """Return what copying takes from here."""
        return self.grid.cursor_text(whole_row=whole_row)

    def repaint(self) -> None:
        """Take over new colours."""
        self.grid.set_paint(self.paint)
        self.grid.make_anew()

    def command_reason(self, wanted: Command) -> str:
        """Return why nothing can be charted."""
        deal = self.deal
        return "no symbol is under the cursor" if wanted.verb == "open" and not (deal and deal.symbol) else ""

    def command_open(self) -> None:
        """Chart the symbol of the deal."""
        if self.deal is not None and self.deal.symbol:
            dispatch(self.app, "trade.chart", self.deal.symbol)

    @on(RowGrid.Arranged)
    def _arranged(self, event: RowGrid.Arranged) -> None:
        event.stop()
        self.tell()
        self.post_message(self.Arranged())

    @on(LiveTable.Highlighted)
    def _highlighted(self, event: LiveTable.Highlighted) -> None:
        event.stop()

    @on(LiveTable.Activated)
    def _activated(self, event: LiveTable.Activated) -> None:
        event.stop()
        dispatch(self.app, "history_deals.open")
