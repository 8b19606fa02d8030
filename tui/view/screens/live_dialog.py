"""What dialogs share that show things as they are now: their ground, when they look, and that they take every key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

from rich.style import Style
from textual import events
from textual.binding import BindingType

from tui.view.dialog import Dialog
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

    widest: ClassVar[int] = 100
    """Cells of the dialog where there is room for them."""

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
        """Draw lines on the dialog's own ground, take the first look, and go on looking."""
        paint = self.context.paint
        surface = paint.colour("surface")
        ground = Style(bgcolor=surface) if surface != "default" else Style.null()
        for view in self.query(LineView):
            view.set_base(paint["base"] + ground)
        self.show_now()
        if self.look_every_s:
            self.set_interval(self.look_every_s, self.show_now)

    def on_resize(self) -> None:
        """Lay the lines out for the new size."""
        self.show_now()

    def show_now(self) -> None:
        """Show things as they are now."""


class KeyDialog(LiveDialog[T], inherit_bindings=False):
    """A dialog of which no key reaches what lies below."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = []

    def on_key(self, event: events.Key) -> None:
        """Take every key."""
        event.stop()
        event.prevent_default()
        self.take_key(event.key)

    def take_key(self, key: str) -> bool:
        """Do what a key says; return whether it says anything."""
        return False


class ReadDialog(KeyDialog[T]):
    """A dialog of lines that one reads: arrows, `j` and `k` scroll, other keys do what `acts` has for them."""

    def __init__(self, context: ViewContext, *, body_id: str | None = None) -> None:
        super().__init__(context)
        self.body = ScrolledView(context.paint["base"], id=body_id)

    @property
    def page_rows(self) -> int:
        """Rows that a page goes on."""
        return 10

    def acts(self) -> Mapping[str, Callable[[], Any]]:
        """Return what each key does now."""
        return {}

    def take_key(self, key: str) -> bool:
        """Act, or scroll."""
        page = self.page_rows
        steps = {"up": -1, "k": -1, "down": 1, "j": 1, "pageup": -page, "pagedown": page}
        act = self.acts().get(key)
        if act is not None:
            act()
        elif key in steps:
            self.body.move(steps[key])
            self.show_now()
        return act is not None or key in steps
