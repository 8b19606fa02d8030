"""A pane of lines of which only some fit: the keys of tables scroll it."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events

from tui.view.panels.context import ViewContext
from tui.view.panels.lines_panel import LinesPanel
from tui.view.widgets.lines import Line

_WHEEL_LINES = 3


class ScrolledLines(LinesPanel):
    """Shows a stretch of its lines; a subclass gives all of them with `set_all` from its `show`."""

    def __init__(self, context: ViewContext, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, id=id)
        self._lines: Sequence[Line] = ()
        self._top = 0

    def set_all(self, lines: Sequence[Line]) -> None:
        """Show these lines from where the user is; say in the frame how many are below."""
        self._lines = lines
        self._scroll(0)

    def to_top(self) -> None:
        """Begin at the first line again."""
        self._top = 0

    def _scroll(self, by: int) -> None:
        height = max(1, self.view.size.height)
        self._top = max(0, min(self._top + by, len(self._lines) - height))
        self.view.set_lines(self._lines[self._top : self._top + height])
        below = len(self._lines) - height - self._top
        self.tell_below(below if self.view.size.height and below > 0 else 0)

    def tell_below(self, lines: int) -> None:
        """Say that so many lines are below what is shown."""

    def on_resize(self, event: events.Resize) -> None:
        """Lay the lines out for the new size."""
        self.call_after_refresh(self.show)

    def command_down(self) -> None:
        """One line down."""
        self._scroll(1)

    def command_up(self) -> None:
        """One line up."""
        self._scroll(-1)

    def command_half_down(self) -> None:
        """Half a page down."""
        self._scroll(self.view.size.height // 2)

    def command_half_up(self) -> None:
        """Half a page up."""
        self._scroll(-(self.view.size.height // 2))

    def command_page_down(self) -> None:
        """One page down."""
        self._scroll(self.view.size.height - 1)

    def command_page_up(self) -> None:
        """One page up."""
        self._scroll(1 - self.view.size.height)

    def command_first(self) -> None:
        """To the top."""
        self._scroll(-len(self._lines))

    def command_last(self) -> None:
        """To the end."""
        self._scroll(len(self._lines))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll on."""
        self._scroll(_WHEEL_LINES)
        event.stop()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll back."""
        self._scroll(-_WHEEL_LINES)
        event.stop()
