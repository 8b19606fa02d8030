"""A line of text to type into, which takes keys strictly in the order in which they were typed."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.reactive import reactive
from textual.strip import Strip
from textual.widgets import Input


class Entry(Input):
    """An input field whose editing keys act at once.

    Textual runs editing keys as bindings, after later characters that came in the same packet: over a slow link
    `ab⌫c` would end as `ab`. Here each key is done before the next one is looked at. A subclass takes keys of its
    own in `take_key`.
    """

    # A cursor that blinks writes to a quiet line twice a second, and says nothing.
    cursor_blink = reactive(False, init=False)

    def take_key(self, key: str) -> bool:
        """Handle a key before the field sees it; return whether it was taken."""
        return False

    async def _on_key(self, event: events.Key) -> None:
        if self.take_key(event.key):
            taken = True
        elif event.key == "enter":
            await self.action_submit()
            taken = True
        else:
            taken = self._edit(event.key)
        if taken:
            event.stop()
            event.prevent_default()
        else:
            await super()._on_key(event)

    def _edit(self, key: str) -> bool:
        edits = {
            "backspace": self.action_delete_left,
            "ctrl+h": self.action_delete_left,
            "delete": self.action_delete_right,
            "ctrl+w": self.action_delete_left_word,
            "ctrl+u": self.action_delete_left_all,
            "ctrl+k": self.action_delete_right_all,
            "left": self.action_cursor_left,
            "right": self.action_cursor_right,
            "home": self.action_home,
            "ctrl+a": self.action_home,
            "end": self.action_end,
            "ctrl+e": self.action_end,
        }
        edit = edits.get(key)
        if edit is not None:
            edit()
        return edit is not None


class DialogEntry(Entry):
    """A field of a dialog: `take` gets each key first and returns whether it took it."""

    def __init__(
        self,
        take: Callable[[str], bool],
        value: str = "",
        *,
        placeholder: str = "",
        password: bool = False,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(value, placeholder=placeholder, password=password, select_on_focus=False, id=id)
        self._take = take

    def take_key(self, key: str) -> bool:
        """Leave what moves, chooses or closes to the dialog."""
        return self._take(key)

    def render_line(self, y: int) -> Strip:
        """Return the line in one style to its end, also behind the cursor of an empty field."""
        return super().render_line(y).extend_cell_length(self.size.width, self.rich_style)


class WordField(DialogEntry):
    """A word that allows something; it must be typed, so nothing can be pasted."""

    def on_paste(self, event: events.Paste) -> None:
        """Refuse it; the dialog may say so."""
        event.prevent_default()
