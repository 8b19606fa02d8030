"""A panel whose content is a few lines of text that take the focus and can be copied."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widget import Widget

from tui.view.panels.base import DataPanel
from tui.view.panels.context import ViewContext
from tui.view.widgets.lines import LineView


class LinesPanel(DataPanel):
    """Shows lines; a subclass sets them in `show`, from the stores as they are."""

    def __init__(self, context: ViewContext, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, id=id)
        self.view = LineView(context.paint["base"])
        self.view.can_focus = True

    def compose(self) -> ComposeResult:
        """Yield the lines."""
        yield self.view

    @property
    def focus_target(self) -> Widget:
        """The widget that takes the focus."""
        return self.view

    def copied_text(self, *, whole_row: bool) -> str:
        """Return all lines."""
        return self.view.text()

    def repaint(self) -> None:
        """Take over new colours."""
        self.view.set_base(self.paint["base"])
        self.show()

    def show(self) -> None:
        """Set the lines and the title."""
