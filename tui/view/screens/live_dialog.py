"""What dialogs share that show things as they are now: their ground, when they look, and that they take every key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar, TypeVar

from rich.style import Style
from textual import events

from tui.view.dialog import Dialog
from tui.view.dialog_keys import DialogKey
from tui.view.panels.context import ViewContext
from tui.view.widgets.lines import LineView
from tui.view.widgets.scrolled import ScrolledView

T = TypeVar("T")


class LiveDialog(Dialog[T]):
    """Calls `show_now` when it is mounted, after a resize, and while it is open.

    Textual runs the `on_mount` of a subclass first, then the one here: neither calls the other.
    """

    look_every_s: ClassVar[float] = 0.5
    """Seconds from one look to the next; 0 where nothing changes on its own."""

    frame_cells: ClassVar[int] = 4
    """Cells of a row that frame and padding take."""

    def __init__(self, context: ViewContext) -> None:
        super().__init__()
        self.context = context

    @property
    def text_width(self) -> int:
        """Cells of a line of text."""
        return max(20, min(self.widest, self.size.width) - self.frame_cells)

    def on_mount(self) -> None:
        """Take the first look, and go on looking."""
        self.repaint()
        if self.look_every_s:
            self.set_interval(self.look_every_s, self.show_now)

    def repaint(self) -> None:
        """Draw lines on the dialog's own ground, in the colours and masks in force."""
        paint = self.context.paint
        surface = paint.colour("surface")
        ground = Style(bgcolor=surface) if surface != "default" else Style.null()
        for view in self.query(LineView):
            view.set_base(paint["base"] + ground)
        self.show_now()

    def on_resize(self) -> None:
        """Lay the lines out for the new size."""
        self.show_now()

    def show_now(self) -> None:
        """Show things as they are now."""


class KeyDialog(LiveDialog[T]):
    """A dialog of which no key reaches what lies below."""

    AUTO_FOCUS = ""

    def on_key(self, event: events.Key) -> None:
        """Take every key."""
        event.stop()
        event.prevent_default()
        self.take_key(event.key)


class ReadDialog(KeyDialog[T]):
    """A dialog of lines that one reads and scrolls; its keys are named below the lines."""

    names_keys = False

    def __init__(self, context: ViewContext, *, body_id: str | None = None) -> None:
        super().__init__(context)
        self.body = ScrolledView(context.paint["base"], id=body_id)

    @property
    def page_rows(self) -> int:
        """Rows that a page goes on."""
        return 10

    def moving_keys(self) -> Sequence[DialogKey]:
        """Return the keys that scroll."""
        return scroll_keys(self.scroll_lines, self.page_rows)

    def scroll_lines(self, rows: int) -> None:
        """Go on in the lines."""
        self.body.move(rows)
        self.show_now()


def scroll_keys(scroll: Callable[[int], None], page: int, *, letters: bool = True) -> list[DialogKey]:
    """Return the keys that scroll lines by one or by a page of rows."""
    up, down = ("up k", "down j") if letters else ("up", "down")
    steps = {up: -1, down: 1, "pageup": -page, "pagedown": page}
    return [DialogKey(keys, "Scroll by a line, or by a page.", partial(scroll, rows)) for keys, rows in steps.items()]
