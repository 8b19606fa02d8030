"""The Log screen: what went over the line in plain words, one line in full, and the session beside them."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult

from tui.desk.log_bundle import gathered, write_bundle
from tui.view.beside import run_beside
from tui.view.command import Scope
from tui.view.panel import notice
from tui.view.panels.context import ViewContext
from tui.view.panels.log_detail import LogDetail
from tui.view.panels.log_list import LogList
from tui.view.panels.log_session import LogSession
from tui.view.screens.tab_screen import TabScreen
from tui.view.widgets.group import Group


class LogScreen(TabScreen):
    """What was sent and received."""

    scope: ClassVar[Scope] = Scope.LOG
    CSS_PATH: ClassVar[Any] = "../styles/log.tcss"

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self.list = LogList(context, id="log-list")
        self.detail = LogDetail(context, id="log-detail")
        self.session = LogSession(context, id="log-session")
        self.use_panels((self.list, self.detail, self.session), frozenset())

    def compose_body(self) -> ComposeResult:
        """Lay out the panes."""
        with Group(id="panes", classes="group -holds"):
            with Group(id="log-side", classes="group"):
                yield self.list
                yield self.detail
            yield self.session

    @on(LogList.Looked)
    def _looked(self) -> None:
        self.detail.show_line(self.list.line)

    @on(LogList.Opened)
    def _opened(self) -> None:
        self.detail.show_line(self.list.line)
        self.go_to(self.detail)

    @on(LogDetail.Wanted)
    def _detail_wanted(self) -> None:
        self.go_to(self.detail)

    def command_export(self) -> None:
        """Write the bundle for support."""
        context = self.context
        content = gathered(context.desk.store, context.now, context.now_ms)
        run_beside(self, self._export(content))

    async def _export(self, content: dict[str, Any]) -> None:
        path = await asyncio.to_thread(write_bundle, content, self.context.exports, self.context.login)
        notice(self.app, "Log written, secrets masked", str(path))
