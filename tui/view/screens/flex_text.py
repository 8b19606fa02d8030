"""A dialog of lines that one reads, scrolls and copies: all about a job or a file, and what a comparison found."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical

from tui.view.dialog_keys import DialogKey
from tui.view.panels.context import ViewContext
from tui.view.screens.text_dialog import TextDialog
from tui.view.text import content

Lines = Callable[[], Sequence[tuple[str, str]]]
"""Gives texts with the names of their styles; asked again while the dialog is open."""


class FlexTextScreen(TextDialog[None]):
    """Shows texts as they are now."""

    about = "Something to read; it is renewed while it is open."

    def __init__(self, context: ViewContext, title: str, lines: Lines) -> None:
        super().__init__(context)
        self._title = title
        self._given = lines

    def compose(self) -> ComposeResult:
        """Lay out the texts and the line of keys."""
        with Vertical() as box:
            box.border_title = content(self._title)
            yield self.body
            yield self.foot

    def texts(self) -> Sequence[tuple[str, str]]:
        """Return the texts as they are now."""
        return self._given()

    def key_table(self) -> Sequence[DialogKey]:
        """Return the keys."""
        return (
            DialogKey("y", "Copy all of it.", self.copy_all, "copy"),
            DialogKey("escape enter q i", "Close it.", self.dismiss, "close"),
        )
