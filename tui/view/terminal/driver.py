"""The Textual driver for a real terminal: it writes only what differs, when the terminal can take it.

The terminal's answer to a cursor-position request (`CSI row;column R`) reaches Textual's own parser, which makes the
public event `CursorPosition` of it and gives it to `process_message`, also public; nothing of the input is read twice,
and only Esc is written in another way (`tui.view.terminal.escape`). `CSI 1;2R` may also be shift+F3, so questions are
asked from the second row only, where no key can be mistaken for the answer, and from a column that names the question.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import select
import shutil
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, ClassVar, Final

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import CursorPosition, Resize
from textual.message import Message

from tui.view.terminal.escape import EscapeApart, KeyPump
from tui.view.terminal.line import TerminalLine
from tui.view.terminal.outbox import Outbox
from tui.view.terminal.pace import PaceLimits, Pacer
from tui.view.terminal.replica import Replica
from tui.view.terminal.stats import OutputStats
from tui.view.terminal.writer import OutputWriter

# How long leaving waits for the last answer, so that it is not typed into the shell, and for the last bytes.
_LAST_ANSWER_S: Final = 0.5
_LAST_BYTES_S: Final = 5.0
_LOOK_EVERY_S: Final = 1.0


class TtySink:
    """A terminal by its file descriptor."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def send(self, data: bytes) -> None:
        """Write all of `data`, waiting for the terminal; raises OSError when it is gone."""
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(self._descriptor, view) :]
            except BlockingIOError:
                # Somebody who shares the terminal made it non-blocking.
                select.select([], [self._descriptor], [])

    def unsent(self) -> int:
        """Bytes in the terminal's output queue (TIOCOUTQ); pseudo-terminals on Linux always say 0."""
        try:
            answer = fcntl.ioctl(self._descriptor, termios.TIOCOUTQ, bytes(4))
        except OSError:
            return 0
        return int(struct.unpack("i", answer)[0])

    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        try:
            columns, rows = os.get_terminal_size(self._descriptor)
        except OSError:
            columns = rows = 0
        return (columns, rows) if columns and rows else shutil.get_terminal_size()

    def gone(self) -> bool:
        """True when the other side has hung up."""
        watch = select.poll()
        watch.register(self._descriptor, 0)
        return any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in watch.poll(0))

    def newline_returns(self) -> bool:
        """True when the system turns a line feed into carriage return and line feed."""
        try:
            flags = int(termios.tcgetattr(self._descriptor)[1])
        except termios.error:
            return False
        return bool(flags & termios.OPOST and flags & termios.ONLCR)


class DifferenceDriver(LinuxDriver):
    """Keeps what the terminal shows and what it should show; made by `choice.driver_class`."""

    limits: ClassVar[PaceLimits] = PaceLimits()
    shared_stats: ClassVar[OutputStats | None] = None
    outbox: ClassVar[Outbox | None] = None
    line: ClassVar[TerminalLine | None] = None
    alt: ClassVar[bool] = False

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._leave: Callable[[], None] = app.exit
        self._looking: asyncio.TimerHandle | None = None
        if self.line is not None:
            self.stats = self.line.stats
        else:
            self.stats = self.shared_stats if self.shared_stats is not None else OutputStats()
        self._sink = sink = TtySink(_output_descriptor())
        width, height = sink.size()
        self._output = OutputWriter(
            Replica(width, height, newline_returns=sink.newline_returns()),
            Pacer(self.limits, self.stats),
            sink,
            self.stats,
            lambda: time.monotonic() * 1000,
        )
        if self.outbox is not None:
            self.outbox.open(self.write)
        if self.line is not None:
            self.line.open(self._output.recolour)

    def write(self, data: str) -> None:
        """Take text for the terminal; never waits for it."""
        self._output.feed(data)

    def flush(self) -> None:
        """Mark the end of a picture."""
        self._output.frame_ends()

    def start_application_mode(self) -> None:
        """Start sending, then do what every driver does."""
        self._output.start()
        start: Callable[[], None] = super().start_application_mode
        start()
        handler = signal.getsignal(signal.SIGWINCH)
        loop = asyncio.get_running_loop()

        def window_changed(number: int, frame: FrameType | None) -> None:
            # A terminal that was another size for a moment shows who knows what, even if its size is the old one now.
            self._output.size_may_have_changed()
            loop.call_soon_threadsafe(self._output.frame_ends)
            if callable(handler):
                handler(number, frame)

        if callable(handler):
            signal.signal(signal.SIGWINCH, window_changed)
        # A program without a terminal is of no use to anybody, and it would keep its locks: it leaves as if asked to,
        # also where it inherited that hanging up is to be ignored.
        loop.add_signal_handler(signal.SIGHUP, self._leave)
        self._look(loop)

    def resume_application_mode(self) -> None:
        """Start again where the terminal was left for a while, and have all of the picture painted.

        After a stop by a signal Textual paints only what has changed since, on a screen that is empty by then.
        """
        super().resume_application_mode()
        asyncio.get_running_loop().call_soon_threadsafe(self._repaint)

    def _repaint(self) -> None:
        self._app.refresh(layout=True)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Leave once the terminal has hung up: not every way of losing one sends a signal."""
        if self._sink.gone():
            self._leave()
        else:
            self._looking = loop.call_later(_LOOK_EVERY_S, self._look, loop)

    def run_input_thread(self) -> None:
        """Read keys as every driver does, with Esc told from Alt before."""
        terminal = self.fileno
        pump = KeyPump(terminal, EscapeApart(alt=self.alt))
        self.fileno = pump.outlet
        pump.start()
        try:
            super().run_input_thread()
        finally:
            # Whoever ends the input waits for this thread first, and then sets the terminal itself.
            self.fileno = terminal
            pump.stop()

    def process_message(self, message: Message) -> None:
        """Keep the answers to our own questions, see resizes that come as input, pass everything on."""
        if isinstance(message, CursorPosition) and message.y == 1 and self._output.answered(message.x + 1):
            return
        if isinstance(message, Resize):
            self._output.size_may_have_changed()
        super().process_message(message)

    def disable_input(self) -> None:
        """Wait for the last answer while there is somebody to read it."""
        if not self.exit_event.is_set():
            self._output.stop_probing(_LAST_ANSWER_S)
        if self._looking is not None:
            self._looking.cancel()
        super().disable_input()

    def close(self) -> None:
        """Send what is left; a terminal that takes nothing for five seconds is given up."""
        self._output.stop(_LAST_BYTES_S)
        super().close()


def _output_descriptor() -> int:
    """Standard error, where Textual writes, unless it is redirected."""
    error, output = sys.__stderr__, sys.__stdout__
    if error is not None and error.isatty():
        return error.fileno()
    return output.fileno() if output is not None else 1
