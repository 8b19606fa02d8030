"""A dialog of lines that one reads, scrolls and copies: all about a job or a file, and what a comparison found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from tui.view.dialog import Dialog
from tui.view.panel import copy_text
from tui.view.panels.context import ViewContext
from tui.view.text import content, plain
from tui.view.widgets.lines import Line, LineView, Span
from tui.view.widgets.wrapping import wrapped

Lines = Callable[[], Sequence[tuple[str, str]]]
"""Gives texts with the names of their styles; asked again while the dialog is open."""

_LOOK_EVERY_S = 0.5
_WIDEST = 100
_FRAME_CELLS = 4
_FRAME_ROWS = 6


class FlexTextScreen(Dialog[None], inherit_bindings=False):
    """Shows texts as they are now."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, context: ViewContext, title: str, lines: Lines) -> None:
        super().__init__()
        self.context = context
        self._title = title
        self._lines = lines
        self._top = 0
        self.body = LineView(context.paint["base"])
        self.foot = LineView(context.paint["base"])

    def compose(self) -> ComposeResult:
        """Lay out the texts and the line of keys."""
        with Vertical() as box:
            box.border_title = content(self._title)
            yield self.body
            yield self.foot

    def on_mount(self) -> None:
        """Show the texts and keep them moving."""
        surface = self.context.paint.colour("surface")
        ground = Style(bgcolor=surface) if surface != "default" else Style.null()
        for view in (self.body, self.foot):
            view.set_base(self.context.paint["base"] + ground)
        self.show_now()
        self.set_interval(_LOOK_EVERY_S, self.show_now)

    def on_resize(self) -> None:
        """Lay the lines out for the new width."""
        self.show_now()

    def show_now(self) -> None:
        """Show the texts as they are now."""
        paint = self.context.paint
        width = max(24, min(_WIDEST, self.size.width) - _FRAME_CELLS)
        lines: list[Line] = []
        for text, style in self._lines():
            lines += [(Span(part, paint[style]),) for part in wrapped(text, width)] if text else [()]
        room = max(3, self.size.height - _FRAME_ROWS)
        self._top = max(0, min(self._top, len(lines) - room))
        hidden = len(lines) - room - self._top
        keys = "y copy · Esc close" + (f" · j {hidden} more lines" if hidden > 0 else "")
        shown = lines[self._top : self._top + room]
        self.body.set_lines(shown)
        self.body.styles.height = max(1, len(shown))
        self.foot.set_lines([(), (Span(keys, paint["muted"]),)])
        self.foot.styles.height = 2

    def on_key(self, event: events.Key) -> None:
        """Take every key: none of them reaches what lies below."""
        event.stop()
        event.prevent_default()
        page = max(1, self.size.height - _FRAME_ROWS - 1)
        steps = {"up": -1, "k": -1, "down": 1, "j": 1, "pageup": -page, "pagedown": page}
        if event.key in {"escape", "enter", "q", "i"}:
            self.dismiss(None)
        elif event.key == "y":
            copy_text(self.app, "\n".join(plain(text) for text, _ in self._lines()))
        elif event.key in steps:
            self._top += steps[event.key]
            self.show_now()
