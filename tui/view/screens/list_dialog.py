"""A dialog with one list to choose from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, TypeVar

from tui.view.panels.context import ViewContext
from tui.view.screens.live_dialog import KeyDialog
from tui.view.widgets.live_table import Column, LiveTable

T = TypeVar("T")


class ListDialog(KeyDialog[T]):
    """A subclass fills `table`, and takes the keys that do not move in it."""

    look_every_s: ClassVar[float] = 0

    def __init__(self, context: ViewContext, columns: Sequence[Column]) -> None:
        super().__init__(context)
        self.table = LiveTable(columns, context.paint, glyphs=context.glyphs)

    def on_mount(self) -> None:
        """Give the list the keys of its filter."""
        self.set_focus(self.table)

    def take_key(self, key: str) -> bool:
        """Move in the list, or ask for its filter; what the filter asks for does not come here."""
        table = self.table
        moves: dict[str, Callable[[], None]] = {
            "down": table.command_down,
            "j": table.command_down,
            "up": table.command_up,
            "k": table.command_up,
            "g": table.command_first,
            "home": table.command_first,
            "G": table.command_last,
            "end": table.command_last,
            "pagedown": table.command_page_down,
            "pageup": table.command_page_up,
            "slash": table.command_filter,
        }
        move = moves.get(key)
        if move is not None:
            move()
        return move is not None
