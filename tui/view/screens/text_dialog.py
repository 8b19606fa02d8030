"""A dialog of texts above a line of keys, which says how many lines are hidden."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from tui.view.dialog_keys import fitted
from tui.view.panel import copy_text
from tui.view.panels.context import ViewContext
from tui.view.screens.live_dialog import ReadDialog
from tui.view.text import plain
from tui.view.widgets.lines import Line, LineView, Span
from tui.view.widgets.wrapping import wrapped

T = TypeVar("T")

_FRAME_ROWS = 6


class TextDialog(ReadDialog[T]):
    """A subclass lays out `body` above `foot`, and gives texts and keys."""

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self.foot = LineView(context.paint["base"])

    @property
    def page_rows(self) -> int:
        """Rows that a page goes on: all but one of those that are seen."""
        return max(1, self.size.height - _FRAME_ROWS - 1)

    def texts(self) -> Sequence[tuple[str, str]]:
        """Return the texts as they are now, with the names of their styles."""
        return ()

    def lines_above(self) -> list[Line]:
        """Return what stands above the texts."""
        return []

    def show_now(self) -> None:
        """Show the texts as they are now."""
        paint, width, lines = self.context.paint, self.text_width, self.lines_above()
        for text, look in self.texts():
            lines += [(Span(part, paint[look]),) for part in wrapped(text, width)] if text else [()]
        hidden = self.body.show_part(lines, max(3, self.size.height - _FRAME_ROWS))
        more = f"↓ {hidden} more lines" if hidden else ""
        self.foot.set_lines([(Span(more, paint["muted"]),), (Span(fitted(self.key_words, width), paint["muted"]),)])
        self.foot.styles.height = 2

    def copy_all(self) -> None:
        """Copy all texts."""
        copy_text(self.app, "\n".join(plain(text) for text, _ in self.texts()))
