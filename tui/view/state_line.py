"""The line of a pane that says in which state it is."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from tui.view.text import content


class StateLine(Widget):
    """One line that says in which state a panel is; a sign beside the colour carries the kind."""

    DEFAULT_CSS = """
    StateLine { dock: bottom; height: 1; padding: 0 1; color: $muted; }
    StateLine.-stale { color: $stale; }
    StateLine.-error { color: $error; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._text = self._short = Content("")
        self._shown = ("", "", "")

    def show(self, text: str, kind: str, short: str = "") -> None:
        """Show `text` (from anywhere, never markup) in the look of `kind`; an empty text hides the line.

        `short` takes its place where it has no room.
        """
        if (text, kind, short) == self._shown:
            return
        self._shown = (text, kind, short)
        sign = {"stale": "◌ ", "error": "✕ "}.get(kind, "")
        self._text = content(sign + text)
        self._short = content(sign + (short or text))
        self.display = bool(text)
        for name in ("stale", "error", "empty"):
            self.set_class(name == kind, f"-{name}")
        self.refresh()

    def render(self) -> Content:
        """Return the line, shortened with an ellipsis where it does not fit."""
        width = max(1, self.size.width)
        fitting = self._text if self._text.cell_length <= width else self._short
        return fitting.truncate(width, ellipsis=True)
