"""Chooses the driver: ours on a real terminal, Textual's own everywhere else."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from tui.view.terminal.line import TerminalLine
from tui.view.terminal.outbox import Outbox
from tui.view.terminal.stats import OutputStats

if TYPE_CHECKING:
    from textual.driver import Driver


def driver_class(
    *,
    stats: OutputStats | None = None,
    outbox: Outbox | None = None,
    line: TerminalLine | None = None,
    alt: bool = False,
) -> type[Driver] | None:
    """The driver for `App(driver_class=…)` on a real terminal, else None so that Textual chooses its own.

    None on Windows, on a dumb terminal, when input or output is no terminal, and when `TEXTUAL_DRIVER` names another.
    `stats` is filled in while the app runs; `outbox` can send once the app has its driver. `line` has counters of its
    own and decides how colours are written. `alt` says that keys with Alt mean something.
    """
    if sys.platform == "win32":
        return None
    streams = (sys.__stdin__, sys.__stdout__)
    if os.environ.get("TEXTUAL_DRIVER") or os.environ.get("TERM", "dumb") == "dumb":
        return None
    if not all(stream is not None and stream.isatty() for stream in streams):
        return None
    # Here, because it needs the terminal interface of Unix.
    from tui.view.terminal.driver import DifferenceDriver

    given = {"shared_stats": stats, "outbox": outbox, "line": line, "alt": alt}
    return type("ConfiguredDifferenceDriver", (DifferenceDriver,), given)
