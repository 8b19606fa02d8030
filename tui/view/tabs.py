"""The one list of tabs: key, name, scope and screen of each; a screen is imported when it is first gone to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tui.view.command import Scope

if TYPE_CHECKING:
    from textual.app import App

    from tui.view.panels.context import ViewContext
    from tui.view.screens.tab_screen import TabScreen


@dataclass(frozen=True, slots=True)
class TabEntry:
    """A screen behind a number key; `make` imports and builds it."""

    key: str
    title: str
    scope: Scope
    make: Callable[[ViewContext], TabScreen]

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


TABS: tuple[TabEntry, ...] = (TabEntry("1", "Trade", Scope.TRADE, _trade),)
"""Every screen that exists, in the order of the row."""


class Tabs:
    """Shows the tabs of an app, and keeps the screens that have been gone to, so that each is found as it was left."""

    def __init__(self, app: App[Any], context: ViewContext, first: TabScreen) -> None:
        self._app = app
        self._context = context
        self._made = {first.scope: first}
        self.current = first
        """The tab that is shown, be it behind a dialog."""
        app.install_screen(first, first.scope.value)

    def has(self, scope: Scope) -> bool:
        """Whether there is a tab of this scope that is not the one shown."""
        return scope is not self.current.scope and any(tab.scope is scope for tab in TABS)

    def go_to(self, scope: Scope, then: Callable[[], object] = lambda: None) -> None:
        """Show a tab, and call `then` once it is there."""
        if scope is self.current.scope:
            then()
            return
        if scope not in self._made:
            entry = next(tab for tab in TABS if tab.scope is scope)
            self._made[scope] = entry.make(self._context)
            self._app.install_screen(self._made[scope], scope.value)
        self.current = self._made[scope]
        self._app.switch_screen(self.current)
        self._app.call_after_refresh(then)
