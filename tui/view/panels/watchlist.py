"""The watchlist: live prices of the symbols of one list, in the user's own order unless a column is sorted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.content import Content
from textual.message import Message

from tui.domain.freshness import Freshness
from tui.errors import UsageError
from tui.store.changes import Changes, Topic
from tui.store.select import PriceView, price_view
from tui.view.commands import Scope
from tui.view.panels.context import ViewContext
from tui.view.panels.table_panel import TablePanel
from tui.view.panels.watchlist_rows import COLUMNS, watchlist_row
from tui.view.text import plain
from tui.view.widgets.live_table import LiveTable


class WatchlistPanel(TablePanel):
    """Shows the active watchlist and changes it."""

    scope: ClassVar[Scope] = Scope.WATCHLIST
    data_topics: ClassVar[frozenset[Topic]] = frozenset(
        {Topic.QUOTES, Topic.INSTRUMENTS, Topic.HOURS, Topic.DAY_CHANGE, Topic.LINK, Topic.SECOND}
    )

    class Chosen(Message):
        """The user wants the chart of a symbol."""

        def __init__(self, symbol: str) -> None:
            super().__init__()
            self.symbol = symbol

    class Looked(Message):
        """The cursor is on another symbol."""

        def __init__(self, symbol: str) -> None:
            super().__init__()
            self.symbol = symbol

    def __init__(self, context: ViewContext, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, LiveTable(COLUMNS, context.paint, glyphs=context.glyphs), id=id)
        self._patched: tuple[str, ...] = ()

    def on_mount(self) -> None:
        """Show the list at once, prices or not."""
        self.show_list()

    @property
    def visible_symbols(self) -> tuple[str, ...]:
        """The symbols in view, from the top."""
        return self.table.visible_keys

    def show_list(self) -> None:
        """Show the active list anew, after it or the stores behind it changed as a whole."""
        lists = self.context.desk.watchlists
        rows = {symbol: watchlist_row(self.context, self._view(symbol)) for symbol in lists.symbols}
        key = self.context.key
        ways = f"{key('watchlist.previous_list')} {key('watchlist.next_list')}"
        self.table.set_empty(f"No symbols on this list · {key('watchlist.add')} adds one · {ways} other lists")
        self.table.set_rows(lists.symbols, rows)
        position = f"list {lists.names.index(lists.active) + 1}/{len(lists.names)} · {ways}"
        self.set_title(Content.assemble("Watchlist ", (plain(lists.active), "bold")), position)

    def sync(self, changes: Changes) -> None:
        """Patch the rows in view whose price, age or state changed; the others are written when they come into view.

        Only what sorts the list is kept up for rows out of view, once a second.
        """
        visible = self.table.visible_keys
        if changes.touches((Topic.SECOND, Topic.INSTRUMENTS, Topic.LINK, Topic.HOURS, Topic.DAY_CHANGE)):
            self._patch(visible if self.table.model.sort_column is None else self.context.desk.watchlists.symbols)
            self.table.fade()
        else:
            changed, fresh = changes.keys(Topic.QUOTES), set(visible).difference(self._patched)
            self._patch(symbol for symbol in visible if symbol in changed or symbol in fresh)
        self._patched = visible

    def _patch(self, symbols: Iterable[str]) -> None:
        views = [self._view(symbol) for symbol in symbols]
        self.table.patch({view.symbol: watchlist_row(self.context, view) for view in views})
        for view in views:
            if view.bid_moved_s is not None and view.bid_moved_s < 1 and view.freshness is Freshness.LIVE:
                self.table.flash(view.symbol, "bid", view.bid_direction * self.context.pace.ease.ornaments)

    def looked(self, key: str | None) -> None:
        """Write the rows that came into view, and tell which symbol the cursor is on."""
        self._patch(set(self.table.visible_keys).difference(self._patched))
        if key is not None:
            self.post_message(self.Looked(key))

    def _view(self, symbol: str) -> PriceView:
        return price_view(self.context.desk.store, symbol, self.context.now, self.context.now_ms)

    # Commands

    def command_open(self) -> None:
        """Chart the symbol under the cursor."""
        if self.table.cursor_key:
            self.post_message(self.Chosen(self.table.cursor_key))

    def command_add(self, symbol: str) -> None:
        """Add a symbol in front of the cursor."""
        symbol = self._known_symbol(symbol.strip())
        lists = self.context.desk.watchlists
        lists.add(symbol, before=self.table.cursor_key)
        self.show_list()
        self.table.move_cursor_to(symbol)

    def _known_symbol(self, symbol: str) -> str:
        market = self.context.desk.store.market
        if not symbol:
            raise UsageError("No symbol was named", hint="Type it after `watch`, as in `watch GOLD`.")
        if symbol in market.instruments:
            return symbol
        for known in market.instruments:
            if known.casefold() == symbol.casefold():
                return known
        if market.instruments_complete:
            raise UsageError(f"The broker has no symbol {symbol}", hint="Tab completes what there is.")
        raise UsageError("The instruments are not loaded yet", hint="Try again when the link is up.")

    def command_remove(self) -> None:
        """Take the symbol under the cursor off the list."""
        if self.table.cursor_key:
            self.context.desk.watchlists.remove(self.table.cursor_key)
            self.show_list()

    def command_move_up(self) -> None:
        """Move the symbol one place up in the list's own order."""
        self._move(-1)

    def command_move_down(self) -> None:
        """Move the symbol one place down in the list's own order."""
        self._move(1)

    def _move(self, distance: int) -> None:
        if self.table.cursor_key:
            self.context.desk.watchlists.move(self.table.cursor_key, distance)
            self.show_list()

    def command_next_list(self) -> None:
        """Show the next list."""
        self.context.desk.watchlists.step(1)
        self.show_list()

    def command_previous_list(self) -> None:
        """Show the list before."""
        self.context.desk.watchlists.step(-1)
        self.show_list()

    def command_list(self, name: str) -> None:
        """Show a list by name."""
        self.context.desk.watchlists.show(name.strip())
        self.show_list()

    def command_new_list(self, name: str) -> None:
        """Start a list."""
        self.context.desk.watchlists.create(name)
        self.show_list()

    def command_rename_list(self, name: str) -> None:
        """Give the list another name."""
        self.context.desk.watchlists.rename(name)
        self.show_list()

    def command_delete_list(self, name: str) -> None:
        """Delete the shown list; its name must be typed, so that no slip loses one."""
        lists = self.context.desk.watchlists
        if name.strip().casefold() != lists.active.casefold():
            raise UsageError("Nothing was deleted", hint=f"Type the name of the shown list: {lists.active}.")
        lists.delete()
        self.show_list()
