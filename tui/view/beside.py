"""Errors of ours become toasts, for what is done at once and for work that runs beside a screen."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

from textual.app import App
from textual.screen import Screen

from tui.errors import TradedeckError
from tui.view.panel import toast


@contextmanager
def toasting(app: App[Any]) -> Iterator[None]:
    """Show an error of ours that ends the block; any other goes on."""
    try:
        yield
    except TradedeckError as error:
        toast(app, error)


def run_beside(owner: App[Any] | Screen[Any], work: Coroutine[Any, Any, object]) -> None:
    """Run work that takes a while, and show an error of ours that ends it.

    It ends with its owner: a screen's goes with the screen, the app's outlives every dialog.
    """

    async def guarded() -> None:
        with toasting(owner.app):
            await work

    owner.run_worker(guarded(), exit_on_error=False)
