"""What stands in a list while what it shows is not there: the link, a failure, or that it is being read."""

from __future__ import annotations

from tui.store.fetch import Fetch
from tui.store.statements import Stage
from tui.view.panels.base import current_link, link_words
from tui.view.panels.context import ViewContext


def reading_words(context: ViewContext, fetch: Fetch, what: str, empty: str) -> str:
    """Return why there is nothing of `what` ("the news") to show; `empty` when it was read and is nothing."""
    words = link_words(current_link(context), context)
    if words:
        return words
    if fetch.stage is Stage.FAILED:
        return f"{what.capitalize()} could not be read · {context.key('app.refresh')} asks again"
    return empty if fetch.stage is Stage.READY else f"Reading {what}"
