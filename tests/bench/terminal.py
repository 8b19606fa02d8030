"""A terminal for programs under test: a pty that answers as terminals do, notes when bytes come, and replays them."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import pyte

from tests.bench import process

ROOT: Final = Path(__file__).parents[2]
SIZE: Final = (120, 36)

_CURSOR: Final = re.compile(rb"\x1b\[(\d*)(?:;(\d+))?H\x1b\[6n")
_MODE: Final = re.compile(rb"\x1b\[\?(\d+)\$p")
# What pyte would print instead of obeying.
_UNREADABLE: Final = re.compile(
    rb"\x1b\[\?\d+\$p|\x1b\[[>=<][0-9;]*[A-Za-z]|\x1bP.*?\x1b\\|\x1b\]\d+;[^\x07\x1b]*(?:\x07|\x1b\\)", re.DOTALL
)
_UNFINISHED: Final = re.compile(rb"\x1b(?:\[[0-9;?<>=$]*|[P\]][^\x07\x1b]*)?\Z")
_FRAME_BEGINS, _FRAME_ENDS = b"\x1b[?2026h", b"\x1b[?2026l"
_KNOWN_MODES: Final = frozenset({b"2026"})
_LAST_WORDS_S: Final = 5.0


class BrokenRunError(RuntimeError):
    """The program under test did not do what was to be measured; the message shows its last screen."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes and the monotonic second at which the terminal had them."""

    at: float
    data: bytes


class Terminal:
    """Runs one program; everything it writes is kept in `chunks`. Use as a context manager."""

    def __init__(
        self, command: Sequence[str], size: tuple[int, int] = SIZE, environ: Mapping[str, str] | None = None
    ) -> None:
        self.size = size
        self.chunks: list[Chunk] = []
        self.started = time.monotonic()
        self.delay_s = 0.0
        """How long what is typed or answered takes to the program."""
        self._asked = b""
        self._on_its_way: deque[tuple[float, bytes]] = deque()
        self.pid, self._master = pty.fork()
        if self.pid == 0:
            _become(command, {"TERM": "xterm-256color", "COLORTERM": "truecolor", **(environ or {})})
        self.resize(*size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def cpu_s(self) -> float:
        """Processor seconds of the program so far."""
        return process.cpu_s(self.pid)

    def memory_mb(self, which: str = "VmHWM") -> float:
        """Resident memory of the program, by default the peak."""
        return process.memory_mb(self.pid, which)

    @property
    def bytes_read(self) -> int:
        """How many bytes the program has written."""
        return sum(len(chunk.data) for chunk in self.chunks)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the window; the program gets SIGWINCH."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def redraw(self) -> None:
        """Tell the program that the window changed, though its size is as before."""
        os.kill(self.pid, signal.SIGWINCH)

    def press(self, keys: str) -> None:
        """Type."""
        self._send(keys.encode())

    def _send(self, data: bytes) -> None:
        self._on_its_way.append((time.monotonic() + self.delay_s, data))
        self._deliver()

    def _deliver(self) -> None:
        while self._on_its_way and self._on_its_way[0][0] <= time.monotonic():
            os.write(self._master, self._on_its_way.popleft()[1])

    def run(self, seconds: float, *, link: int | None = None, until: Callable[[], bool] | None = None) -> bool:
        """Read for so long; `link` limits the bytes per second. Returns True as soon as `until` does."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._deliver()
            ready, _, _ = select.select([self._master], [], [], min(left, 0.01 if self._on_its_way else 0.05))
            if ready and not self._read(link):
                raise BrokenRunError(f"the program has ended:\n{self.text()}")
            if until is not None and until():
                return True
        return False

    def _read(self, link: int | None) -> bool:
        try:
            data = os.read(self._master, 256 if link else 65_536)
        except OSError:
            return False
        if link:
            # The bytes are on the terminal when the link has carried them.
            time.sleep(len(data) / link)
        self.chunks.append(Chunk(time.monotonic(), data))
        self._answer(data)
        return bool(data)

    def _answer(self, data: bytes) -> None:
        pending, end = self._asked + data, 0
        for match in _CURSOR.finditer(pending):
            self._send(b"\x1b[%s;%sR" % (match[1] or b"1", match[2] or b"1"))
            end = match.end()
        for match in _MODE.finditer(pending):
            self._send(b"\x1b[?%s;%d$y" % (match[1], 2 if match[1] in _KNOWN_MODES else 0))
            end = max(end, match.end())
        self._asked = pending[max(end, len(pending) - 40) :]

    def screens(self, since: float = 0.0) -> Iterator[tuple[float, pyte.Screen]]:
        """Replay what was written: the screen after each chunk that came after `since`, with the chunk's time.

        A frame that is bracketed as synchronized is shown when it is whole.
        """
        screen = pyte.Screen(*self.size)
        stream = pyte.ByteStream(screen)
        held, whole = b"", True
        for chunk in self.chunks:
            data = _UNREADABLE.sub(b"", held + chunk.data)
            unfinished = _UNFINISHED.search(data)
            held = b"" if unfinished is None else data[unfinished.start() :]
            stream.feed(data[: len(data) - len(held)])
            begun, ended = data.rfind(_FRAME_BEGINS), data.rfind(_FRAME_ENDS)
            whole = whole if begun == ended else begun < ended
            if chunk.at > since and whole:
                yield chunk.at, screen

    def text(self) -> str:
        """Return what the terminal shows now."""
        last = pyte.Screen(*self.size)
        for _, screen in self.screens(-1.0):
            last = screen
        return "\n".join(last.display)

    def first(self, shows: Callable[[list[str]], bool]) -> float:
        """Return the seconds from the start until the rows of the screen satisfied `shows`."""
        for at, screen in self.screens():
            if shows(screen.display):
                return at - self.started
        raise BrokenRunError(f"never came: {shows.__name__}\n{self.text()}")

    def close(self) -> None:
        """Ask the program to leave, and end it when it does not within some seconds."""
        os.kill(self.pid, signal.SIGTERM)
        end = time.monotonic() + _LAST_WORDS_S
        while os.waitpid(self.pid, os.WNOHANG)[0] == 0:
            if time.monotonic() > end:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
                break
            if select.select([self._master], [], [], 0.02)[0]:
                self._read(None)
        os.close(self._master)


def _become(command: Sequence[str], environ: Mapping[str, str]) -> None:
    try:
        os.execvpe(command[0], list(command), {**os.environ, "PYTHONPATH": str(ROOT), **environ})
    finally:
        os._exit(127)
