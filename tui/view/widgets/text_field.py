"""The text of one field and the place in it, changed by keys strictly one after the other."""

from __future__ import annotations

from tui.view.text import plain

LONGEST = 60


class TextField:
    """A line of text with a cursor; it knows nothing of how it is shown.

    While its text is `selected`, what is typed takes its place: who comes to a filled field and types a number means
    that number, not one more digit.
    """

    def __init__(self, text: str = "") -> None:
        self._text = ""
        self.cursor = 0
        self.selected = False
        self.set(text)

    @property
    def text(self) -> str:
        """What is typed."""
        return self._text

    def set(self, text: str) -> None:
        """Replace the text; the cursor goes to its end."""
        self._become(plain(text)[:LONGEST], "")

    def select(self) -> None:
        """Select all of the text, if there is any; the cursor goes to its end."""
        self.cursor, self.selected = len(self._text), bool(self._text)

    def insert(self, text: str) -> None:
        """Put text in at the cursor, as far as there is room, or in the place of what is selected."""
        if self.selected:
            self._become("", "")
        added = plain(text)[: LONGEST - len(self._text)]
        self._text = self._text[: self.cursor] + added + self._text[self.cursor :]
        self.cursor += len(added)

    def take_key(self, key: str, character: str | None) -> bool:
        """Do what an editing key does, or type the character; return whether the key was taken."""
        before, after = self._text[: self.cursor], self._text[self.cursor :]
        if self.selected and key in _ERASING:
            self._become("", "")
        elif key in ("backspace", "ctrl+h"):
            self._become(before[:-1], after)
        elif key == "delete":
            self._become(before, after[1:])
        elif key == "ctrl+u":
            self._become("", after)
        elif key == "ctrl+k":
            self._become(before, "")
        elif key == "ctrl+w":
            kept = before.rstrip()
            self._become(kept[: kept.rfind(" ") + 1], after)
        elif key in _MOVES:
            self.cursor = min(len(self._text), max(0, self.cursor + _MOVES[key]))
            self.selected = False
        elif character is not None and character.isprintable():
            self.insert(character)
        else:
            return False
        return True

    def _become(self, before: str, after: str) -> None:
        self._text = before + after
        self.cursor = len(before)
        self.selected = False


_ERASING = ("backspace", "ctrl+h", "delete", "ctrl+w", "ctrl+u", "ctrl+k")
_MOVES = {"left": -1, "right": 1, "home": -LONGEST, "ctrl+a": -LONGEST, "end": LONGEST, "ctrl+e": LONGEST}
