"""All instruments of the broker, or those of a group: found as one types, with live prices where one looks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.content import Content
from textual.message import Message

from tui.domain.freshness import Freshness
from tui.domain.symbol_search import SymbolIndex
from tui.store.changes import Changes, Topic
from tui.store.market import MarketStore
from tui.store.select import price_view
from tui.store.statements import Stage
from tui.view.command import Scope
from tui.view.panels.base import current_link, link_words
from tui.view.panels.context import ViewContext
from tui.view.panels.markets_branches import Branch
from tui.view.panels.markets_rows import COLUMNS, bare_row, live_row
from tui.view.panels.markets_table import MarketsTable
from tui.view.panels.table_panel import TablePanel
from tui.view.text import plain

_WHOLE = (Topic.SECOND, Topic.INSTRUMENTS, Topic.LINK, Topic.HOURS, Topic.DAY_CHANGE)


class MarketsList(TablePanel):
    """Shows the instruments of a branch; `Looked` and `Viewed` tell what the user has before him."""

    scope: ClassVar[Scope] = Scope.MARKETS_LIST
    data_topics: ClassVar[frozenset[Topic]] = frozenset({Topic.QUOTES, *_WHOLE})

    class Looked(Message):
        """The cursor is on another symbol."""

    class Viewed(Message):
        """Other rows are in view."""

    class Opened(Message):
        """The user wants to go into the symbol under the cursor."""

    def __init__(self, context: ViewContext, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, MarketsTable(COLUMNS, context.paint, glyphs=context.glyphs), id=id)
        self.table.model.finder = self._find
        self.branch = Branch()
        self._index: SymbolIndex | None = None
        self._names: tuple[tuple[str, ...], ...] = ()
        self._patched: frozenset[str] = frozenset()
        self._listed: frozenset[str] = frozenset()

    @property
    def _market(self) -> MarketStore:
        return self.context.desk.store.market

    @property
    def symbol(self) -> str | None:
        """The symbol under the cursor."""
        return self.table.cursor_key

    @property
    def chosen(self) -> tuple[str, ...]:
        """The marked symbols, else the one under the cursor."""
        return self.table.marked_keys or ((self.symbol,) if self.symbol else ())

    @property
    def visible_symbols(self) -> tuple[str, ...]:
        """The symbols in view, from the top."""
        return self.table.visible_keys

    # What is shown

    def show_branch(self, branch: Branch) -> None:
        """Show the instruments of a branch."""
        if branch.key != self.branch.key:
            self.branch = branch
            self._lay_out()
            self.table.command_first()

    def show_all(self) -> None:
        """Show the instruments of all groups."""
        self.show_branch(Branch())

    def sync(self, changes: Changes) -> None:
        """Lay the list out anew when instruments came, went or changed their names; else patch the rows in view."""
        if changes.touches((Topic.INSTRUMENTS,)):
            self._take_instruments()
        if changes.touches((Topic.INSTRUMENTS, Topic.LINK, Topic.SECOND)):
            self._tell()
        visible = self.visible_symbols
        if changes.touches(_WHOLE):
            self._patch(visible)
            self.table.fade()
        else:
            moved = changes.keys(Topic.QUOTES)
            self._patch(symbol for symbol in visible if symbol in moved or symbol not in self._patched)

    def _take_instruments(self) -> None:
        # One renewed record must not cost a new index of thousands.
        names = tuple((i.symbol, i.description, i.category, i.group) for i in self._market.instruments.values())
        if names != self._names or self._index is None:
            self._names = names
            self._index = SymbolIndex(self._market.instruments.values())
            self._lay_out()

    def _lay_out(self) -> None:
        self._listed = self._on_lists()
        found = [each for each in self._market.instruments.values() if self.branch.holds(each)]
        rows = {each.symbol: bare_row(self.context, each, self._listed) for each in found}
        self._patched = frozenset()
        self.table.set_rows(sorted(rows, key=str.casefold), rows)
        self._patch(self.visible_symbols)
        self._tell()

    def _find(self, text: str) -> list[str]:
        return self._index.symbols(text) if self._index is not None else []

    def _patch(self, symbols: Iterable[str]) -> None:
        store, now, now_ms = self.context.desk.store, self.context.now, self.context.now_ms
        views = [price_view(store, symbol, now, now_ms) for symbol in symbols if symbol in store.market.instruments]
        instruments = store.market.instruments
        rows = {view.symbol: live_row(self.context, instruments[view.symbol], view, self._listed) for view in views}
        self.table.patch(rows)
        for view in views:
            if view.bid_moved_s is not None and view.bid_moved_s < 1 and view.freshness is Freshness.LIVE:
                self.table.flash(view.symbol, "bid", view.bid_direction * self.context.pace.ease.ornaments)
        self._patched = (self._patched | rows.keys()) & frozenset(self.visible_symbols)

    def patch_seen(self) -> None:
        """Write the prices of rows that came into view."""
        self._patch(set(self.visible_symbols) - self._patched)

    def lists_changed(self) -> None:
        """Show which symbols are on watchlists, after some were added."""
        self._listed = self._on_lists()
        self._patch(self.visible_symbols)

    def _on_lists(self) -> frozenset[str]:
        lists = self.context.desk.watchlists.as_mapping().values()
        return frozenset(symbol for symbols in lists for symbol in symbols)

    def _tell(self) -> None:
        shown = len(self.table.model.order)
        self.set_title(Content.assemble("Markets ", (plain(self.branch.title), "bold")), str(shown) if shown else "")
        listing, words = self._market.listing, link_words(current_link(self.context), self.context)
        self.table.set_empty(words or listing.text or "Reading the broker's instruments")
        failed = listing.stage is Stage.FAILED
        if self._market.instruments_complete:
            self.set_state("")
            if failed:
                self.set_state(f"Not read anew: {listing.text}", "stale")
        else:
            again = f"{self.context.key('app.refresh')} asks again"
            self.set_state(f"{listing.text} · {again}" if failed else "", "error")

    # What the user does

    def looked(self, key: str | None) -> None:
        """Tell that the cursor is on another row."""
        self.post_message(self.Looked())

    def command_open(self) -> None:
        """Go into the symbol under the cursor."""
        if self.symbol:
            self.post_message(self.Opened())

    @on(MarketsTable.Viewed)
    def _viewed(self, event: MarketsTable.Viewed) -> None:
        event.stop()
        self.patch_seen()
        self.post_message(self.Viewed())
