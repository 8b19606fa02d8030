"""The question before statements leave the archive for good; keeping them is the safe choice and first."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tui.store.statements import EntryLine
from tui.view.panels.context import ViewContext
from tui.view.panels.flex_words import size_words, when_words
from tui.view.screens.choice_dialog import ChoiceDialog
from tui.view.text import plain
from tui.view.widgets.lines import Line, Span
from tui.view.widgets.wrapping import hanging, wrapped

if TYPE_CHECKING:
    from tui.desk.flex_pruning import Prunable

_MOST_ROWS = 8
_ADVICE = "They are removed from this machine's disk for good. What the service still has can be fetched again."


class PruneScreen(ChoiceDialog):
    """Gives back whether the files are to be removed."""

    about = "Asked before kept statements are removed: which ones, and how much room they take."
    look_every_s: ClassVar[float] = 0
    widest = 86

    def __init__(self, context: ViewContext, going: Prunable) -> None:
        super().__init__(context, f"Remove {file_count(len(going.files))}?", safe="Keep", other="Remove")
        self._going = going

    def lines(self) -> list[Line]:
        """Return what would go, what that frees, and what stays."""
        paint, width, going = self.context.paint, self.text_width, self._going
        stay = (
            f"{file_count(going.staying)} {'stays' if going.staying == 1 else 'stay'}"
            if going.staying
            else "none stays"
        )
        freed = f"{size_words(going.freed)} on disk; " if going.freed else ""
        lines: list[Line] = [(Span(f"{freed}{stay}.", paint["strong"]),), ()]
        lines += [(Span(part),) for file in going.files[:_MOST_ROWS] for part in self._rows(file, width)]
        if len(going.files) > _MOST_ROWS:
            lines.append((Span(f"and {len(going.files) - _MOST_ROWS} older ones", paint["muted"]),))
        return [*lines, (), *((Span(part, paint["warning"]),) for part in wrapped(_ADVICE, width))]

    def _rows(self, file: EntryLine, width: int) -> list[str]:
        when, size = when_words(file.fetched_at_ms, self.context), size_words(file.size)
        parts = (plain(file.name), size, file.days or file.asked)
        return hanging(f"#{file.id}  {when}  ", "  ".join(filter(None, parts)), width)


def file_count(count: int) -> str:
    """Return a number of kept statements in words."""
    return "1 statement" if count == 1 else f"{count} statements"
