"""Two pictures of one terminal: takes what a program writes, gives what the terminal has to be sent."""

from __future__ import annotations

from collections.abc import Callable

from tui.view.terminal.differ import Painter, Shown, difference
from tui.view.terminal.parser import Effect, Parser
from tui.view.terminal.screen import Screen
from tui.view.terminal.style import StylePool


def no_probe(_frame_size: int) -> int | None:
    """For frames that need no answer."""
    return None


class Replica:
    """The screen that is wanted, the screen that is shown, and the sequences that must pass between them.

    It draws while the program is in the alternate screen; outside of it every text passes untouched. What has to be
    sent comes in two kinds: urgent text, which is kept in order and never dropped, and frames, of which only the
    newest exists. Pure: no clock, no file; not safe for threads.
    """

    def __init__(self, width: int, height: int, *, newline_returns: bool = False) -> None:
        self._pool = StylePool()
        self.wanted = Screen(width, height, self._pool, newline_returns=newline_returns)
        self._shown = Shown()
        self._shown.forget(self.wanted)
        self._parser = Parser(self.wanted, self)
        self._urgent: list[str] = []
        self._touched = False
        self._bracket_open = False
        self._synchronized = False

    # What the program does

    def feed(self, data: str) -> None:
        """Take the next text that the program writes."""
        self._parser.feed(data)
        if self._parser.drawing:
            self._touched = True

    def resize(self, width: int, height: int) -> None:
        """The terminal has another size, or had one for a while: what it shows now is not known."""
        if (width, height) != (self.wanted.width, self.wanted.height):
            self.wanted.resize(max(width, 1), max(height, 1))
        self.repaint()

    def recolour(self, full: bool) -> None:
        """Write true colours in full from now on, or as the nearest of 256."""
        if self._pool.recolour(full):
            self.repaint()

    def repaint(self) -> None:
        """Whatever the terminal shows, the next frame writes every cell."""
        self._shown.forget(self.wanted)
        self.wanted.dirty = set(range(self.wanted.height))
        self._touched = True

    # What the terminal has to be sent

    @property
    def has_urgent(self) -> bool:
        """There is text that must be sent."""
        return bool(self._urgent)

    @property
    def has_frame(self) -> bool:
        """There may be a difference to send, and no synchronized frame is half written."""
        return self._touched and self._parser.drawing and not self._bracket_open

    def take_urgent(self) -> str:
        """Everything that must be sent, in order."""
        text = "".join(self._urgent)
        self._urgent.clear()
        return text

    def take(self, probe: Callable[[int], int | None] = no_probe) -> tuple[str, int | None]:
        """Urgent text and the newest frame, empty when nothing differs, and the probe that the frame carries.

        `probe` is asked, with the frame's size, for the identity of a cursor-position request to put into it.
        """
        urgent = self.take_urgent()
        if not self.has_frame:
            return urgent, None
        frame, ident = self._frame(probe)
        return urgent + frame, ident

    def _frame(
        self, probe: Callable[[int], int | None] = no_probe, *, with_pen: bool = False
    ) -> tuple[str, int | None]:
        if self._pool.trim():
            self.repaint()
        wanted = self.wanted
        painter = difference(self._shown, wanted, wanted.dirty)
        if painter is None and with_pen and self._shown.pen is not wanted.pen:
            painter = Painter(self._shown, wanted)
        ident, text = None, ""
        if painter is not None:
            if with_pen:
                painter.set_pen()
            size = painter.size
            ident = probe(size) if size and wanted.height > 1 else None
            if ident is not None:
                painter.ask(ident)
            text = painter.finish(synchronized=self._synchronized)
            self._shown.follow(wanted, wanted.dirty, painter)
        wanted.dirty.clear()
        self._touched = False
        return text, ident

    # What the parser finds (its `Outside`)

    def pass_on(self, sequence: str, effect: Effect) -> None:
        """Send a sequence untouched; one that depends on the picture is sent after the picture."""
        drawing = self._parser.drawing
        if drawing and effect is not Effect.NOTHING:
            self._urgent.append(self._frame(with_pen=True)[0])
        self._urgent.append(sequence)
        if drawing and effect is Effect.UNKNOWN:
            self._shown.margins_known = False
            self.repaint()

    def alternate_screen(self, sequence: str, entered: bool) -> None:
        """Drawing begins with an empty picture, and ends with the pen and cursor of a shell."""
        if self._parser.drawing and not entered:
            self._urgent.append(self._frame()[0] + self._pool.way(self._shown.pen, self._pool.default))
        self._urgent.append(sequence)
        self._bracket_open = False
        self._parser.drawing = entered
        if entered:
            self.wanted.pen = self._pool.default
            self.wanted.erase_display(2)
            self.repaint()

    def bracket(self, opened: bool) -> None:
        """The program brackets its frames, so the terminal understands it; ours are bracketed from now on."""
        self._synchronized = True
        self._bracket_open = opened
