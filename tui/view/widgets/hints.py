"""The footer: key hints that are shown whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message

from tui.view.text import plain
from tui.view.widgets.painted import SteadyWidget

_GAP = 2


class Hint(NamedTuple):
    """One key and what it does; a higher `priority` stays longer when space runs out.

    `back_key` goes the other way, stands before the key and shares its word.
    """

    key: str
    label: str
    priority: int
    command_id: str = ""
    back_key: str = ""
    back_id: str = ""

    @property
    def keys(self) -> str:
        """What stands before the word."""
        return f"{self.back_key} {self.key}" if self.back_key else self.key

    @property
    def cells(self) -> int:
        """How wide it is."""
        return cell_len(self.keys) + 1 + cell_len(self.label)

    def command_at(self, x: int) -> str:
        """Return the id of the command whose key or word is in this cell of the hint."""
        return self.back_id if self.back_key and x < cell_len(self.back_key) else self.command_id


def fit_hints(hints: Sequence[Hint], right: Hint | None, width: int) -> tuple[list[tuple[int, Hint]], int | None]:
    """Return (column, hint) pairs for the left and the column of the right hint (None: it does not fit).

    One cell stays free on both sides. Hints are dropped whole, the lowest priority first, of equals the last.
    """
    room = width - 2
    right_at = None
    if right is not None and right.cells <= room:
        right_at = 1 + room - right.cells
        room -= right.cells + _GAP
    kept = list(enumerate(hints))
    while kept and sum(hint.cells for _, hint in kept) + _GAP * (len(kept) - 1) > room:
        kept.remove(min(kept, key=lambda pair: (pair[1].priority, -pair[0])))
    placed: list[tuple[int, Hint]] = []
    x = 1
    for _, hint in kept:
        placed.append((x, hint))
        x += hint.cells + _GAP
    return placed, right_at


class HintLine(SteadyWidget):
    """One line of hints; a click on one asks for its command."""

    DEFAULT_CSS = """
    HintLine { height: 1; width: 1fr; dock: bottom; background: $panel; color: $foreground; }
    HintLine:ansi { background: ansi_default; color: ansi_default; }
    """

    class Chosen(Message):
        """A hint was clicked."""

        def __init__(self, command_id: str) -> None:
            super().__init__()
            self.command_id = command_id

    def __init__(self, hints: Sequence[Hint] = (), right: Hint | None = None, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._hints = tuple(_cleaned(hint) for hint in hints)
        self._right = _cleaned(right) if right else None

    def set_hints(self, hints: Sequence[Hint], right: Hint | None = None) -> None:
        """Show these hints, in this order, and `right` at the right end."""
        fresh = tuple(_cleaned(hint) for hint in hints)
        last = _cleaned(right) if right else None
        if (fresh, last) != (self._hints, self._right):
            self._hints, self._right = fresh, last
            self.refresh()

    def _placed(self) -> list[tuple[int, Hint]]:
        placed, right_at = fit_hints(self._hints, self._right, self.size.width)
        if right_at is not None and self._right is not None:
            placed.append((right_at, self._right))
        return placed

    def render(self) -> Content:
        """Return the line."""
        parts: list[str | tuple[str, str]] = []
        x = 0
        for column, hint in self._placed():
            parts += [" " * (column - x), (hint.keys, "bold $primary"), " ", (hint.label, "$muted")]
            x = column + hint.cells
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Ask for the command under the mouse."""
        if event.button != 1:
            return
        for column, hint in self._placed():
            if column <= event.x < column + hint.cells and (chosen := hint.command_at(event.x - column)):
                self.post_message(self.Chosen(chosen))


def _cleaned(hint: Hint) -> Hint:
    return hint._replace(key=plain(hint.key), label=plain(hint.label), back_key=plain(hint.back_key))
