"""The Markets screen: the broker's groups on the left, then their instruments, and the sheet of one on the right."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult

from tui.errors import UsageError
from tui.view.command import Command, Scope
from tui.view.panel import dispatch, notice
from tui.view.panels.context import ViewContext
from tui.view.panels.markets_groups import MarketsGroups
from tui.view.panels.markets_list import MarketsList
from tui.view.panels.markets_sheet import MarketsSheet
from tui.view.panels.trade_facts import currency_symbols
from tui.view.rest import Rest
from tui.view.screens.tab_screen import TabScreen
from tui.view.text import plain
from tui.view.widgets.group import Group

REST_S = 0.3
"""How long scrolling rests before the rows in view are streamed: passing by asks the broker nothing."""


class MarketsScreen(TabScreen):
    """All that can be traded."""

    scope: ClassVar[Scope] = Scope.MARKETS
    CSS_PATH: ClassVar[Any] = "../styles/markets.tcss"

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self.groups = MarketsGroups(context, id="markets-groups")
        self.list = MarketsList(context, id="markets-list")
        self.sheet = MarketsSheet(context, id="markets-sheet")
        self.use_panels((self.list, self.sheet, self.groups), frozenset())
        self._rest = Rest(context.clock, REST_S, self._look)

    def compose_body(self) -> ComposeResult:
        """Lay out the panes."""
        with Group(id="panes", classes="group -holds"):
            yield self.groups
            yield self.list
            yield self.sheet

    def on_unmount(self) -> None:
        """Ask for nothing any more."""
        self._rest.cancel()

    def on_screen_resume(self) -> None:
        """Say again what is looked at: another tab has said so of its own."""
        if self.is_mounted:
            self._rest.moved()

    def _look(self) -> None:
        """Stream what is in view, what the sheet's money is reckoned with, and have the sheet's facts asked for."""
        desk, symbol = self.context.desk, self.list.symbol
        if self.app.screen is not self:
            return
        shown = (symbol, *currency_symbols(self.context, symbol)) if symbol is not None else ()
        desk.look_at((*shown, *self.list.visible_symbols))
        if symbol is not None and symbol in desk.store.market.instruments and desk.store.link.up:
            desk.sheets.show(symbol)
            self.sheet.show()

    @on(MarketsList.Viewed)
    def _viewed(self) -> None:
        self._rest.moved()

    @on(MarketsList.Looked)
    def _looked(self) -> None:
        self.sheet.show_symbol(self.list.symbol)
        self._rest.moved()

    @on(MarketsGroups.Looked)
    def _branch_looked(self, event: MarketsGroups.Looked) -> None:
        self.list.show_branch(event.branch)

    @on(MarketsGroups.Opened)
    def _branch_opened(self) -> None:
        self.go_to(self.list)

    @on(MarketsList.Opened)
    def _opened(self) -> None:
        if self.sheet.is_on_screen:
            self.command_chart()
        else:
            self.go_to(self.sheet)

    @on(MarketsSheet.Opened)
    def _sheet_opened(self) -> None:
        self.command_chart()

    @on(MarketsSheet.Search)
    def _search(self) -> None:
        self.go_to(self.list)
        self.list.table.command_filter()

    # Commands

    def command_reason(self, wanted: Command) -> str:
        """Return why a command needs a symbol that there is not."""
        needs = wanted.verb in {"watch", "watch_on", "chart", "buy", "sell"} and not self.list.chosen
        return "no symbol is chosen" if needs else ""

    def command_find(self, text: str) -> None:
        """Search all symbols."""
        self.groups.table.command_first()
        self.list.show_all()
        self.go_to(self.list)
        self.list.table.set_filter(text)

    def command_watch(self, name: str = "") -> None:
        """Put symbols on a watchlist."""
        lists = self.context.desk.watchlists
        target = lists.known_name(name) if name else lists.active
        added = [symbol for symbol in self.list.chosen if lists.add(symbol, to=target)]
        if not added:
            raise UsageError(f"Already on {target}", hint="W adds it to another watchlist.")
        self.list.lists_changed()
        words = plain(added[0]) if len(added) == 1 else f"{len(added)} symbols"
        notice(self.app, f"{words} added to {plain(target)}")

    def command_watch_on(self) -> None:
        """Let the user type the name of the watchlist."""
        dispatch(self.app, "app.command_line", "watchon ")

    @property
    def looked_symbol(self) -> str:
        """The symbol under the cursor."""
        return self.list.symbol or super().looked_symbol

    def command_chart(self) -> None:
        """Show the chart of the symbol on the Trade screen."""
        dispatch(self.app, "trade.chart", self._symbol)

    def command_buy(self) -> None:
        """Open a ticket to buy."""
        dispatch(self.app, "ticket.buy", self._symbol)

    def command_sell(self) -> None:
        """Open a ticket to sell."""
        dispatch(self.app, "ticket.sell", self._symbol)

    @property
    def _symbol(self) -> str:
        return self.list.symbol or ""

    def command_refresh(self) -> None:
        """Read the instruments and the sheet anew."""
        desk = self.context.desk
        desk.market.load_facts()
        if self.list.symbol is not None:
            desk.sheets.show(self.list.symbol, anew=True)
