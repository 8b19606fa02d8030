"""One choice of a dialog: a word that can have the focus; what it does is up to its screen."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from tui.view.text import content


class Choice(Widget, can_focus=True):
    """A word between marks while it has the focus; a click moves the focus here and does nothing else."""

    DEFAULT_CSS = """
    Choice { width: auto; height: 1; color: $foreground; margin: 0 2 0 0; }
    Choice.-off { color: $muted; }
    Choice:focus { background: $selection; color: $foreground; text-style: bold; }
    Choice:ansi { background: ansi_default; color: ansi_default; }
    Choice.-off:ansi { text-style: dim; }
    Choice:ansi:focus { text-style: bold reverse; }
    """

    def __init__(self, words: str, *, id: str | None = None, ascii_only: bool = False) -> None:  # noqa: A002
        super().__init__(id=id)
        self._words = words
        self._marks = ("> ", " <") if ascii_only else ("▸ ", " ◂")

    @property
    def words(self) -> str:
        """What it says."""
        return self._words

    def say(self, words: str, *, off: bool = False) -> None:
        """Show other words; `off` is a choice that cannot be taken now."""
        self.set_class(off, "-off")
        if words != self._words:
            self._words = words
            self.refresh(layout=True)

    def on_focus(self) -> None:
        """Show the marks."""
        self.refresh()

    def on_blur(self) -> None:
        """Take the marks away."""
        self.refresh()

    def render(self) -> Content:
        """Return the word with or without its marks."""
        before, after = self._marks if self.has_focus else ("  ", "  ")
        return content(f"{before}{self._words}{after}")
