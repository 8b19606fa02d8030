"""The News screen: the news and their reader on the left, the economic calendar and one release on the right."""

from __future__ import annotations

import os
import webbrowser
from collections.abc import Mapping
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult

from tui.view.browser import Opener, open_link
from tui.view.command import Scope
from tui.view.panels.alert_offers import on_release
from tui.view.panels.calendar_detail import CalendarDetail
from tui.view.panels.calendar_list import CalendarList
from tui.view.panels.context import ViewContext
from tui.view.panels.news_list import NewsList
from tui.view.panels.news_reader import NewsReader
from tui.view.rest import Rest
from tui.view.screens.tab_screen import TabScreen
from tui.view.widgets.group import Group

READ_S = 1.5
"""How long an item is looked at before it counts as read."""


class NewsScreen(TabScreen):
    """What the broker publishes."""

    scope: ClassVar[Scope] = Scope.NEWS
    CSS_PATH: ClassVar[Any] = "../styles/news.tcss"

    def __init__(
        self, context: ViewContext, environ: Mapping[str, str] = os.environ, opener: Opener = webbrowser.open
    ) -> None:
        """`opener` shows an address in a browser; `environ` tells whether one has a screen."""
        super().__init__(context)
        self.list = NewsList(context, id="news-list")
        self.reader = NewsReader(context, id="news-reader")
        self.calendar = CalendarList(context, id="calendar")
        self.release = CalendarDetail(context, id="release")
        self.use_panels((self.list, self.reader, self.calendar, self.release), frozenset())
        self.environ = environ
        self.opener = opener
        self._rest = Rest(context.clock, READ_S, self._has_read)

    def compose_body(self) -> ComposeResult:
        """Lay out the panes."""
        with Group(id="panes", classes="group -holds"):
            with Group(id="news-side", classes="group"):
                yield self.list
                yield self.reader
            with Group(id="calendar-side", classes="group"):
                yield self.calendar
                yield self.release

    def on_unmount(self) -> None:
        """Mark nothing any more."""
        self._rest.cancel()

    def _has_read(self) -> None:
        shown = self.reader.key
        if shown is not None and self.app.screen is self and self.reader.is_on_screen and shown == self.list.key:
            self.context.desk.store.news.mark_read(shown)

    @property
    def alert_start(self) -> str:
        """The release under the cursor while one is looked at, else a price."""
        release = self.calendar.release
        at_calendar = self.panes.current in (self.calendar, self.release)
        return on_release(release) if at_calendar and release is not None else super().alert_start

    @on(NewsList.Looked)
    def _looked(self) -> None:
        first = self.reader.key is None
        self.reader.show_item(self.list.key)
        # What merely stood there when one came was not read.
        if not first:
            self._rest.moved()

    @on(NewsList.Opened)
    def _opened(self) -> None:
        self.reader.show_item(self.list.key)
        if self.list.key is not None:
            self.context.desk.store.news.mark_read(self.list.key)
        self.go_to(self.reader)

    @on(NewsList.Wanted)
    def _list_wanted(self) -> None:
        self.go_to(self.list)

    @on(NewsReader.Turned)
    def _turned(self, event: NewsReader.Turned) -> None:
        self.list.table.go_to(self.list.table.cursor_place() + event.by)
        self.reader.show_item(self.list.key)
        if self.list.key is not None:
            self.context.desk.store.news.mark_read(self.list.key)

    @on(NewsReader.Follow)
    def _follow(self, event: NewsReader.Follow) -> None:
        open_link(self.app, event.link.url, self.environ, self.opener)

    @on(CalendarList.Wanted)
    def _calendar_wanted(self) -> None:
        self.go_to(self.calendar)

    @on(CalendarList.Looked)
    def _release_looked(self) -> None:
        self.release.show_release(self.calendar.release)

    @on(CalendarList.Opened)
    def _release_opened(self) -> None:
        self.release.show_release(self.calendar.release)
        self.go_to(self.release)
