"""The list of news, the newest first: unread marks, search through title and text, and older ones on demand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import ClassVar

from textual.content import Content
from textual.message import Message

from tui.errors import UsageError
from tui.store.changes import Changes, Topic
from tui.store.news import NewsStore
from tui.store.statements import Stage
from tui.view.command import Scope
from tui.view.panels.context import ViewContext
from tui.view.panels.news_rows import COLUMNS, day_words, empty_words, news_row
from tui.view.panels.table_panel import TablePanel
from tui.view.widgets.live_table import LiveTable, Row

_UNREAD = "news.unread"


class NewsList(TablePanel):
    """Shows the items; `Looked` tells which one the cursor is on."""

    scope: ClassVar[Scope] = Scope.NEWS_LIST
    data_topics: ClassVar[frozenset[Topic]] = frozenset({Topic.NEWS, Topic.LINK})

    class Looked(Message):
        """The cursor is on another item."""

    class Opened(Message):
        """The user wants to read the item under the cursor."""

    class Wanted(Message):
        """The user has asked for this pane from another."""

    def __init__(self, context: ViewContext, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, LiveTable(COLUMNS, context.paint, glyphs=context.glyphs), id=id)
        self.table.model.finder = lambda text: [item.key for item in context.desk.news.search(text)]
        self.only_unread = _UNREAD in context.kept.choices
        self._rows: dict[str, Row] = {}
        self._today = ""
        self._indexing: asyncio.Task[None] | None = None

    @property
    def _news(self) -> NewsStore:
        return self.context.desk.store.news

    @property
    def key(self) -> str | None:
        """The item under the cursor."""
        return self.table.cursor_key

    def sync(self, changes: Changes) -> None:
        """Show items that came and marks that changed."""
        self._tell()
        if not changes.touches((Topic.NEWS,)):
            return
        keys = changes.keys(Topic.NEWS)
        if changes.whole(Topic.NEWS) or not keys <= self.table.model.rows.keys():
            self._lay_out()
            self._begin_index()
        else:
            self._patch(str(key) for key in keys)

    def _lay_out(self) -> None:
        today, newest = day_words(self.context, self.context.server_now_ms), self._news.newest
        if today != self._today:
            self._rows.clear()
            self._today = today
        here = self.key
        shown = [item for item in newest if not self.only_unread or item.key == here or self._news.unread(item.key)]
        # Thousands may be there; only rows that are new or whose mark has changed are made.
        rows: dict[str, Row] = {}
        for item in shown:
            row, unread = self._rows.get(item.key), self._news.unread(item.key)
            if row is None or bool(row[0].text) != unread:
                row = news_row(self.context, item, unread=unread, today=today)
            rows[item.key] = row
        self._rows.update(rows)
        if len(self._rows) > 2 * len(newest):
            self._rows = dict(rows)
        self.table.set_rows(rows, rows)

    def _begin_index(self) -> None:
        if self._indexing is None or self._indexing.done():
            self._indexing = asyncio.get_running_loop().create_task(self.context.desk.news.index())

    def on_unmount(self) -> None:
        """Make nothing ready any more."""
        if self._indexing is not None:
            self._indexing.cancel()

    def _patch(self, keys: Iterable[str]) -> None:
        for key in keys:
            item = self._news.get(key)
            if item is not None:
                self._rows[key] = news_row(self.context, item, unread=self._news.unread(key), today=self._today)
                self.table.patch({key: self._rows[key]})

    def _tell(self) -> None:
        news, fetch = self._news, self._news.fetch
        unread = news.unread_count
        count = f"{unread} unread of {len(news)}" if unread else str(len(news) or "")
        self.set_title(Content.assemble("News", (" unread" if self.only_unread else "", "bold")), count)
        none_unread = self.only_unread and len(news)
        self.table.set_empty("Nothing is unread · u shows all" if none_unread else empty_words(self.context))
        if fetch.stage is Stage.LOADING and len(news):
            self.set_state("Reading news", "empty")
        elif fetch.stage is Stage.FAILED:
            self.set_state(fetch.text, "error")
        else:
            self.set_state("")

    # What the user does

    def looked(self, key: str | None) -> None:
        """Tell that the cursor is on another row."""
        self.post_message(self.Looked())

    def command_open(self) -> None:
        """Read the item under the cursor."""
        if self.key is not None:
            self.post_message(self.Opened())

    def command_toggle_read(self) -> None:
        """Mark the item as read, or as unread again."""
        if self.key is not None:
            self._news.mark_read(self.key, self._news.unread(self.key))

    def command_unread(self) -> None:
        """Show only what is unread, or all."""
        self._show_unread(only=not self.only_unread)
        self._tell()

    def _show_unread(self, *, only: bool) -> None:
        self.only_unread = only
        self.context.kept.choose(_UNREAD, "only" if only else "")
        self._lay_out()

    def command_all_read(self) -> None:
        """Mark all as read."""
        self._news.mark_all_read()

    def command_older(self) -> None:
        """Read the days before."""
        if not self.context.desk.news.older():
            raise UsageError("Older news cannot be read now", hint="They are being read, or the link is down.")

    def command_find(self, text: str) -> None:
        """Search all items."""
        self._show_unread(only=False)
        self.table.set_filter(text)
        self.post_message(self.Wanted())
