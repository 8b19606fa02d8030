"""The lines of the form that changes a trade: while it is open, keys go to it one by one, in the order of typing."""

from __future__ import annotations

from typing import Protocol

from rich.style import Style
from textual import events

from tui.view.widgets.lines import LineView


class FormOwner(Protocol):
    """Who keeps the text of the form and draws it."""

    @property
    def editing(self) -> bool:
        """Whether keys are text; they are commands otherwise."""
        ...

    def take_key(self, key: str, character: str | None) -> bool:
        """Do what a key says; return whether it was taken."""
        ...

    def take_paste(self, text: str) -> None:
        """Put pasted text in."""
        ...

    def take_click(self, row: int) -> None:
        """Go to what is drawn in a row."""
        ...


class AdjustView(LineView):
    """Lines that have the focus as one."""

    def __init__(self, base: Style, owner: FormOwner) -> None:
        super().__init__(base)
        self.can_focus = True
        self._owner = owner

    @property
    def takes_text(self) -> bool:
        """Whether keys are text, so that no command may take them."""
        return self._owner.editing

    def on_key(self, event: events.Key) -> None:
        """Give the key to the owner while he is editing."""
        if self._owner.editing and self._owner.take_key(event.key, event.character):
            event.stop()
            event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Give pasted text to the owner, as one line."""
        if self._owner.editing:
            event.stop()
            self._owner.take_paste(event.text.splitlines()[0] if event.text else "")

    def on_click(self, event: events.Click) -> None:
        """Tell the owner where the mouse was."""
        self._owner.take_click(event.y)
