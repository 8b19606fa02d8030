"""What the live grid asks for in its last line: the text of a filter or the letter of a column."""

from __future__ import annotations

import enum


class Asking(enum.Enum):
    """What the next keys mean."""

    NOTHING = 0
    FILTER = 1
    COLUMN = 2


class Prompt:
    """Holds what is being asked and edits the filter text; pure, so that keys can be tried without a screen."""

    def __init__(self) -> None:
        self.asking = Asking.NOTHING

    def shown(self, filter_text: str) -> bool:
        """Whether the last line is taken."""
        return self.asking is not Asking.NOTHING or bool(filter_text)

    def text(self, filter_text: str, shown: int, total: int, caret: str) -> str:
        """Return the words of the line."""
        if self.asking is Asking.COLUMN:
            return "Sort by: press a column's letter · Esc"
        caret = caret if self.asking is Asking.FILTER else ""
        return f"/{filter_text}{caret}  {shown} of {total}"

    def edited(self, text: str, key: str, character: str | None) -> str | None:
        """Return the filter text after a key, or None when the key is not for the filter."""
        if key in {"backspace", "ctrl+h"}:
            return text[:-1]
        if key in {"ctrl+u", "ctrl+w"}:
            return "" if key == "ctrl+u" else text.rstrip().rpartition(" ")[0]
        if character is not None and character.isprintable():
            return text + character
        return None
