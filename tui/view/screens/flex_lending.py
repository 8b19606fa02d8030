"""Lends the terminal to the user's pager or editor; the session behind the screen goes on meanwhile."""

from __future__ import annotations

import asyncio
import shlex
import shutil
import signal
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported

from tui.errors import TradedeckError, UsageError

_PAGERS, _EDITORS = ("less", "more"), ("sensible-editor", "nano", "vi")

Write = Callable[[Path], Awaitable[int]]


def program(environ: Mapping[str, str], *, editor: bool) -> list[str]:
    """Return the user's program and its arguments: $PAGER, or $VISUAL and $EDITOR, else what the system has.

    Raises UsageError when there is none, or when the variable cannot be read.
    """
    names = ("VISUAL", "EDITOR") if editor else ("PAGER",)
    for name in names:
        try:
            words = shlex.split(environ.get(name, ""))
        except ValueError as error:
            raise UsageError(f"${name} cannot be read", str(error)) from error
        if words:
            return words
    found = next((each for each in (_EDITORS if editor else _PAGERS) if shutil.which(each)), None)
    if found is None:
        raise UsageError(f"There is no program to show the file: set ${names[-1]}")
    return [found]


async def lend(app: App[Any], words: Sequence[str], name: str, write: Write) -> None:
    """Write a file for the user's eyes only, show it with a program in this terminal, and take it away again.

    Raises TradedeckError when the file cannot be written, the program cannot be run, or the screen cannot be lent.
    """
    with tempfile.TemporaryDirectory(prefix="tradedeck-") as folder:
        path = Path(folder) / name
        await write(path)
        try:
            # Frames go on being made and are not written: the terminal belongs to the other program.
            with app.batch_update(), app.suspend(), _deaf_to_interrupts():
                child = await asyncio.create_subprocess_exec(*words, str(path))
                await child.wait()
        except SuspendNotSupported as error:
            raise TradedeckError(
                "The screen cannot be lent to another program here", "", "Export the file instead: e, E."
            ) from error
        except OSError as error:
            raise TradedeckError(f"{words[0]} cannot be run", error.strerror or type(error).__name__) from error


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Leave ^C to the other program: both have the terminal, and it must not end the dashboard."""
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
