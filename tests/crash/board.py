"""A pseudo-terminal with the dashboard on it: keys go in, and what the screen shows can be read at any moment."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import struct
import time
from collections.abc import Mapping, Sequence
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

import pyte

ROOT = Path(__file__).parents[2]

_ANSWERS = {b"\x1b[6n": b"\x1b[1;1R", b"\x1b[?2026$p": b"\x1b[?2026;2$y"}
"""What it answers when it is asked: where the cursor is (anywhere), and that it shows synchronized frames whole."""

_ASKED = re.compile(rb"\x1b\[(?:6n|\?2026\$p)")
_FRAME, _FRAME_ENDS = b"\x1b[?2026h", b"\x1b[?2026l"
# What pyte would print instead of obeying.
_UNREADABLE = re.compile(
    rb"\x1b\[\?\d+\$p|\x1b\[[>=<][0-9;]*[A-Za-z]|\x1bP.*?\x1b\\|\x1b\]\d+;[^\x07\x1b]*(?:\x07|\x1b\\)", re.DOTALL
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;?<>=$]*|[P\]][^\x07\x1b]*)?\Z")


class Board:
    """One program on one terminal.

    It shows whole frames only: the program paints a frame style by style, so half of one can lack what was there before
    and is there after it.
    """

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], size: tuple[int, int] = (120, 36)) -> None:
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._held = b""
        self.alive = True
        self._waited: int | None = None
        self.pid, self._master = pty.fork()
        if self.pid == 0:
            _become(command, environ)
        ioctl(self._master, TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def look(self, seconds: float = 0.05) -> None:
        """Take in what is written, waiting for it that long at most."""
        if not self.alive or not select.select([self._master], [], [], seconds)[0]:
            return
        try:
            data = os.read(self._master, 65_536)
        except OSError:
            data = b""
        if not data:
            self.alive = False
            return
        whole, self._held = _whole(self._held + data)
        for asked in _ASKED.findall(whole):
            self.type(_ANSWERS[asked])
        self._stream.feed(_UNREADABLE.sub(b"", whole))

    def type(self, keys: bytes) -> None:
        """Press keys; a program that is gone hears nothing."""
        try:
            os.write(self._master, keys)
        except OSError:
            self.alive = False

    def text(self) -> str:
        """Return what the terminal shows."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def quiet(self, seconds: float) -> None:
        """Look until nothing was written for so long."""
        end = time.monotonic() + seconds
        while self.alive and time.monotonic() < end:
            if select.select([self._master], [], [], 0.02)[0]:
                self.look()
                end = time.monotonic() + seconds

    def kill(self) -> int:
        """End it with SIGKILL and return how it ended: an exit code, or a signal's number below zero."""
        if self._waited is None:
            os.kill(self.pid, signal.SIGKILL)
            self._waited = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
            os.close(self._master)
            self.alive = False
        return self._waited


def _whole(data: bytes) -> tuple[bytes, bytes]:
    """Return what can be shown, and what has to wait for the rest of its frame or of its sequence."""
    frame = data.rfind(_FRAME)
    if frame > data.rfind(_FRAME_ENDS):
        return data[:frame], data[frame:]
    unfinished = _UNFINISHED.search(data)
    return (data, b"") if unfinished is None else (data[: unfinished.start()], data[unfinished.start() :])


def _become(command: Sequence[str], environ: Mapping[str, str]) -> None:
    try:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        fixed = {"LANG": "C.UTF-8", "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(ROOT)}
        os.execvpe(command[0], list(command), {**kept, **fixed, **environ})
    finally:
        os._exit(127)
