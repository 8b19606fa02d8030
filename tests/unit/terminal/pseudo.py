"""A program under a pseudo-terminal, with pyte as the terminal: it reads, draws and answers."""

from __future__ import annotations

import codecs
import fcntl
import os
import re
import select
import struct
import subprocess
import termios
from collections.abc import Callable, Iterator

import pyte

from tests.unit.terminal.emulator import Terminal

# A program that is silent for so long hangs, and the test with it.
_PATIENCE_S = 20
# Keyboard protocol requests, of which pyte would print the last letter, and the beginning of one at the end of a read.
_KEYBOARD = re.compile(r"\x1b\[[<>=][0-9;]*[a-z]")
_CUT = re.compile(r"\x1b(\[([<>=][0-9;]*)?)?\Z")


class PseudoTerminal(Terminal):
    """A terminal with a program on its other side; `answers` false makes it deaf to questions."""

    def __init__(self, columns: int, rows: int, *, answers: bool = True) -> None:
        super().__init__(columns, rows)
        self.received = bytearray()
        self._answers = answers
        self._held = ""
        self._stream = pyte.Stream(self)
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._master, self._slave = os.openpty()
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def write_process_input(self, data: str) -> None:
        if self._answers:
            os.write(self._master, data.encode())

    def start(self, command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        """Run a program with this terminal as its own."""
        slave = self._slave
        process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **environment},
            start_new_session=True,
        )
        os.close(slave)
        return process

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._master, keys.encode())

    def resize_to(self, columns: int, rows: int) -> None:
        """Change the window's size, as a user does."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.resize(rows, columns)

    def hang_up(self) -> None:
        """Close the window while the program runs."""
        os.close(self._master)

    def chunks(self, size: int = 65_536) -> Iterator[bytes]:
        """Read and draw until the program is gone."""
        while True:
            if not select.select([self._master], [], [], _PATIENCE_S)[0]:
                raise TimeoutError("\n".join(self.display))
            try:
                data = os.read(self._master, size)
            except OSError:
                data = b""
            if not data:
                os.close(self._master)
                return
            self.received += data
            self._draw(self._decode(data))
            yield data

    def _draw(self, text: str) -> None:
        text = _KEYBOARD.sub("", self._held + text)
        cut = _CUT.search(text)
        self._held = text[cut.start() :] if cut else ""
        self._stream.feed(text[: cut.start()] if cut else text)

    def read_until(self, seen: Callable[[], bool]) -> None:
        """Read until a condition holds; ends with the program in any case."""
        for _ in self.chunks():
            if seen():
                return
