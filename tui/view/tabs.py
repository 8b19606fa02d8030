"""The one list of screens: key, name, scope and maker of each; a screen is imported when it is first gone to."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from tui.view.command import Scope

if TYPE_CHECKING:
    from textual.app import App

    from tui.view.panels.context import ViewContext
    from tui.view.screens.tab_screen import TabScreen


@dataclass(frozen=True, slots=True)
class TabEntry:
    """A screen; `make` imports and builds it, `key` is the number key and the place in the row of tabs.

    A screen without one shares the key of the tab that it belongs to (`of`).
    """

    key: str
    title: str
    scope: Scope
    make: Callable[[ViewContext], TabScreen]
    of: Scope | None = None

    @property
    def name(self) -> str:
        """Its name for `--screen` and for the state file."""
        return self.scope.value

    @property
    def command_id(self) -> str:
        """The command that goes there."""
        return f"app.screen_{self.name}"


def _trade(context: ViewContext) -> TabScreen:
    from tui.view.screens.trade import TradeScreen

    return TradeScreen(context)


def _markets(context: ViewContext) -> TabScreen:
    from tui.view.screens.markets import MarketsScreen

    return MarketsScreen(context)


def _news(context: ViewContext) -> TabScreen:
    from tui.view.screens.news import NewsScreen

    return NewsScreen(context)


def _flex(context: ViewContext) -> TabScreen:
    from tui.view.screens.flex import FlexScreen

    return FlexScreen(context)


def _crm(context: ViewContext) -> TabScreen:
    from tui.view.screens.crm import CrmScreen

    return CrmScreen(context)


def _dxfeed(context: ViewContext) -> TabScreen:
    from tui.view.screens.dxfeed import DxfeedScreen

    return DxfeedScreen(context)


def _log(context: ViewContext) -> TabScreen:
    from tui.view.screens.log import LogScreen

    return LogScreen(context)


def _history(context: ViewContext) -> TabScreen:
    from tui.view.screens.history import HistoryScreen

    return HistoryScreen(context)


TABS: tuple[TabEntry, ...] = (
    TabEntry("1", "Trade", Scope.TRADE, _trade),
    TabEntry("2", "Markets", Scope.MARKETS, _markets),
    TabEntry("3", "News", Scope.NEWS, _news),
    TabEntry("4", "Flex", Scope.FLEX, _flex),
    TabEntry("5", "CRM", Scope.CRM, _crm),
    TabEntry("6", "dxFeed", Scope.DXFEED, _dxfeed),
    TabEntry("7", "Log", Scope.LOG, _log),
)
"""Every screen with a number, in the order of the row."""

BEHIND: tuple[TabEntry, ...] = (TabEntry("1", "History", Scope.HISTORY, _history, of=Scope.TRADE),)
"""Screens that one comes to by a command, and leaves again: each belongs to a tab of the row."""

LOADED_AHEAD = (
    *("review_typed", "progress", "bulk", "timeline", "quit"),
    *("help", "completion", "calculator", "indicators", "alerts", "themes"),
    *("markets", "news", "log"),
)
"""Screens that the first frame does without: dialogs, and tabs that need no further system (those of the others cost
memory that not everybody has use for)."""

OPENING_S, OPENING_STEP_S = 10.0, 0.05
"""How long a command waits for what its tab needs, and how often it looks."""

FIRST_MODE = "first"
"""The app's mode at its start, whichever tab that is."""


class Tabs:
    """Shows the tabs of an app, and keeps the screens that have been gone to, so that each is found as it was left.

    Each tab is a mode of Textual's, with its own dialogs; that of the first one is called `FIRST_MODE`.
    """

    def __init__(self, app: App[Any], context: ViewContext, made: TabScreen, start: Scope) -> None:
        """`made` is a screen that is there already; it need not be that of `start`."""
        self._app = app
        self._context = context
        self._start = start
        self._made = {made.scope: made}
        self._back: dict[Scope, Scope] = {}
        for tab in (*TABS, *BEHIND):
            app.add_mode(self._mode(tab.scope), partial(self._screen, tab.scope))
        self.current = self._screen(start)
        """The tab that is shown, be it behind a dialog."""

    def has(self, scope: Scope) -> bool:
        """Whether there is a tab of this scope that is not the one shown."""
        return scope is not self.current.scope and any(tab.scope is scope for tab in (*TABS, *BEHIND))

    def go_to(self, scope: Scope, then: Callable[[], object] = lambda: None) -> None:
        """Show a tab, and call `then` once it is there and has what it needs, unless the user has left it again."""
        if scope is self.current.scope:
            then()
            return
        if any(each.scope is scope for each in BEHIND):
            self._back[scope] = self.current.scope
        self.current = current = self._screen(scope)
        # Nothing is painted until the tab has caught up: neither half of it nor what it showed when it was left.
        held = ExitStack()
        held.enter_context(self._app.batch_update())
        mounted = self._app.switch_mode(self._mode(scope))

        async def arrived() -> None:
            await mounted
            current.call_later(held.close)
            current.call_after_refresh(self._once_open, current, then)

        self._app.call_later(arrived)

    def _once_open(self, screen: TabScreen, then: Callable[[], object], waited_s: float = 0.0) -> None:
        if screen is not self.current:
            return
        if screen.opening and waited_s < OPENING_S:
            # What does not come in that time says for itself why the command cannot run.
            screen.set_timer(OPENING_STEP_S, partial(self._once_open, screen, then, waited_s + OPENING_STEP_S))
        else:
            then()

    def done(self, command_id: str) -> None:
        """Let the tour go on when the user has done what it says."""
        if self._context.tour.did(command_id):
            self.current.banner.sync()

    async def load(self) -> None:
        """Import screens that every account has use for, away from the loop: their first visit shall be short."""
        for name in LOADED_AHEAD:
            await asyncio.to_thread(importlib.import_module, f"tui.view.screens.{name}")

    def keep(self) -> None:
        """Have every screen that has been gone to put down what should be found again at the next start."""
        for screen in self._made.values():
            screen.keep()

    def go_back(self) -> None:
        """Leave a screen without a number for the one that it was gone to from."""
        behind = next((each for each in BEHIND if each.scope is self.current.scope), None)
        if behind is not None:
            self.go_to(self._back.get(behind.scope, behind.of or TABS[0].scope))

    def _mode(self, scope: Scope) -> str:
        return FIRST_MODE if scope is self._start else scope.value

    def _screen(self, scope: Scope) -> TabScreen:
        if scope not in self._made:
            self._context.visited(scope)
            entry = next(tab for tab in (*TABS, *BEHIND) if tab.scope is scope)
            self._made[scope] = entry.make(self._context)
        return self._made[scope]
