"""One line of the log in full, or an error code that was asked for."""

from __future__ import annotations

from typing import ClassVar

from textual.message import Message

from tui.store.traffic import LogLine
from tui.view.command import Scope
from tui.view.panels.context import ViewContext
from tui.view.panels.log_rows import code_lines, line_details
from tui.view.panels.scrolled_lines import ScrolledLines
from tui.view.widgets.lines import Span


class LogDetail(ScrolledLines):
    """Shows the line it is told to."""

    scope: ClassVar[Scope] = Scope.LOG_DETAIL

    class Wanted(Message):
        """The user has asked for this pane from another."""

    def __init__(self, context: ViewContext, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, id=id)
        self.line: LogLine | None = None
        self.code = ""

    def show_line(self, line: LogLine | None) -> None:
        """Show another line, from its top."""
        self.line, self.code = line, ""
        self.to_top()
        self.show()

    def show(self) -> None:
        """Lay out the code, or the line."""
        width = max(1, self.view.size.width)
        if self.code:
            self.set_all(code_lines(self.context, self.code, width))
        elif self.line is not None:
            self.set_all(line_details(self.context, self.line, width))
        else:
            self.set_all([(Span(" Choose a line", self.paint["muted"]),)])

    def tell_below(self, lines: int) -> None:
        """Say in the frame that there is more."""
        self.set_title("Code" if self.code else "Line", f"{lines} more" if lines else "")

    def command_code(self, code: str) -> None:
        """Look an error code up."""
        self.code = code
        self.to_top()
        self.show()
        self.post_message(self.Wanted())
