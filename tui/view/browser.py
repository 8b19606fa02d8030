"""Opens a link in the user's browser, or hands him the address where no browser has a screen of its own."""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from textual.app import App

from tui.errors import UsageError
from tui.view.panel import copy_text, notice
from tui.view.text import plain

Opener = Callable[[str], object]


def has_screen(environ: Mapping[str, str]) -> bool:
    """Whether a browser would get a window; one that runs in a terminal would paint over ours."""
    if environ.get("SSH_CONNECTION") and not environ.get("DISPLAY"):
        return False
    return sys.platform in {"darwin", "win32"} or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def open_link(app: App[Any], url: str, environ: Mapping[str, str], opener: Opener = webbrowser.open) -> None:
    """Open an https address, or copy it where no browser can be shown; raises UsageError for any other address."""
    if not url.startswith("https://"):
        raise UsageError("This link is not opened", "only https links are")
    if has_screen(environ):
        # A browser that is slow to start must not hold the screen.
        app.run_worker(partial(opener, url), thread=True, exit_on_error=False)
        notice(app, "Opening in the browser", plain(url))
    else:
        copy_text(app, url)
        notice(app, "No browser has a screen here", "The address was sent to the terminal's clipboard.")
