"""What commands need of an app's tabs, for code that must not know the screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable

from textual.app import App

from tui.view.command import Scope


@runtime_checkable
class TabHost(Protocol):
    """The tabs of an app, in its attribute `tabs`."""

    def has(self, scope: Scope) -> bool:
        """Whether there is a tab of this scope that is not the one shown."""
        ...

    def go_to(self, scope: Scope, then: Callable[[], object]) -> None:
        """Show a tab, and call `then` once it is there and has what it needs, unless the user has left it again."""
        ...

    def done(self, command_id: str) -> None:
        """Hear that a command was run."""
        ...

    def go_back(self) -> None:
        """Leave a screen without a number for the one that it was gone to from."""
        ...


def tab_host(app: App[Any]) -> TabHost | None:
    """Return the app's tabs, None where it has none."""
    found = getattr(app, "tabs", None)
    return found if isinstance(found, TabHost) else None
