"""A question with two answers: the safe one is first and has the focus, the other one needs a move and Enter."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from tui.view.dialog_keys import DialogKey
from tui.view.panels.context import ViewContext
from tui.view.screens.live_dialog import KeyDialog
from tui.view.text import content
from tui.view.widgets.choice import Choice
from tui.view.widgets.lines import Line, LineView

_MOVE = "Move between the two answers."


class ChoiceDialog(KeyDialog[bool]):
    """Gives back whether the answer was the second one. A subclass says in `lines` what it is about."""

    DEFAULT_CSS = "ChoiceDialog Horizontal { height: 1; width: 1fr; }"

    def __init__(self, context: ViewContext, question: str, *, safe: str, other: str) -> None:
        super().__init__(context)
        self._question = question
        self._words = safe, other
        ascii_only = context.numbers.ascii
        self.body = LineView(context.paint["base"])
        self.safe = Choice(f"{safe}  Esc", id=safe.lower(), ascii_only=ascii_only)
        self.other = Choice(other, id=other.lower(), ascii_only=ascii_only)

    def compose(self) -> ComposeResult:
        """Lay out what it is about above the two answers."""
        with Vertical() as box:
            box.border_title = content(self._question)
            yield self.body
            with Horizontal():
                yield self.safe
                yield self.other

    def on_mount(self) -> None:
        """Stand safe."""
        self.set_focus(self.safe)

    def lines(self) -> Sequence[Line]:
        """Return what it is about, as it is now."""
        return ()

    def show_now(self) -> None:
        """Show what it is about now."""
        lines = self.lines()
        self.body.set_lines([*lines, ()])
        self.body.styles.height = len(lines) + 1

    def key_table(self) -> Sequence[DialogKey]:
        """Return the keys; none of them is the second answer by itself."""
        safe, other = self._words
        return (
            DialogKey("tab", _MOVE, self._move, "move"),
            DialogKey("shift+tab left right", _MOVE, self._move),
            DialogKey("enter", f"Take the answer with the marks; {other} needs a move first.", self._take, "take"),
            DialogKey("escape", f"{safe}.", partial(self.dismiss, False)),
        )

    def _move(self) -> None:
        self.set_focus(self.safe if self.focused is self.other else self.other)

    def _take(self) -> None:
        self.dismiss(self.focused is self.other)
