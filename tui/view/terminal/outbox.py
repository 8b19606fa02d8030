"""Sequences for the terminal that are no part of the picture, such as a notification of the desktop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping

from tui.view.text import plain

_LONGEST = 200
_TMUX_ANSWERS_S = 1.0


class Outbox:
    """Takes whole sequences to the driver; while there is no driver for them they are dropped."""

    def __init__(self) -> None:
        self._write: Callable[[str], None] | None = None

    def open(self, write: Callable[[str], None]) -> None:
        """Send through this driver from now on."""
        self._write = write

    def send(self, sequence: str) -> bool:
        """Send one whole sequence; return whether somebody took it."""
        if self._write is None:
            return False
        self._write(sequence)
        return True


def desktop_notice(text: str, *, in_tmux: bool) -> str:
    """Return the sequence that has the desktop show `text` (OSC 9); inside tmux it is handed through to the terminal.

    The text may come from outside: nothing in it can end the sequence or begin another.
    """
    words = " ".join(plain(text).split())[:_LONGEST]
    sequence = f"\x1b]9;{words}\x07"
    if not in_tmux:
        return sequence
    doubled = sequence.replace("\x1b", "\x1b\x1b")
    return f"\x1bPtmux;{doubled}\x1b\\"


async def reaches_desktop(environ: Mapping[str, str]) -> bool:
    """Whether a notification would get through: always without a multiplexer, in tmux when passthrough is on."""
    if environ.get("STY"):
        return False
    if not environ.get("TMUX"):
        return True
    try:
        asked = await asyncio.create_subprocess_exec(
            *("tmux", "show-options", "-gv", "allow-passthrough"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError:
        return False
    try:
        answer, _ = await asyncio.wait_for(asked.communicate(), _TMUX_ANSWERS_S)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            asked.kill()
        await asked.wait()
        return False
    return answer.strip() in (b"on", b"all")
