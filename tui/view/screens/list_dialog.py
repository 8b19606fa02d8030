"""A dialog with one list to choose from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, TypeVar

from tui.view.dialog_keys import DialogKey
from tui.view.panels.context import ViewContext
from tui.view.screens.live_dialog import KeyDialog
from tui.view.widgets.live_table import Column, LiveTable

T = TypeVar("T")


class ListDialog(KeyDialog[T]):
    """A subclass fills `table`, and has the keys that do not move in it."""

    look_every_s: ClassVar[float] = 0

    def __init__(self, context: ViewContext, columns: Sequence[Column]) -> None:
        super().__init__(context)
        self.table = LiveTable(columns, context.paint, glyphs=context.glyphs)

    def on_mount(self) -> None:
        """Give the list the keys of its filter."""
        self.set_focus(self.table)

    def moving_keys(self) -> Sequence[DialogKey]:
        """Return the keys of the list; what its filter asks for does not come here."""
        table = self.table
        moves: dict[str, tuple[str, Callable[[], object]]] = {
            "down j": ("Move in the list.", table.command_down),
            "up k": ("Move in the list.", table.command_up),
            "pagedown": ("Move by a page.", table.command_page_down),
            "pageup": ("Move by a page.", table.command_page_up),
            "home g": ("Go to the first line, or to the last.", table.command_first),
            "end G": ("Go to the first line, or to the last.", table.command_last),
            "slash": ("Search in the list.", table.command_filter),
        }
        return [DialogKey(keys, words, act) for keys, (words, act) in moves.items()]
