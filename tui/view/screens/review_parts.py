"""The parts of the review dialog: its body that scrolls, and the field for a word that overrides a warning."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.style import Style
from textual import events

from tui.view.widgets.entry import Entry
from tui.view.widgets.lines import Line, LineView, Span


class ReviewBody(LineView):
    """Lines of which as many are shown as there is room; it says how many more there are."""

    def __init__(self, base: Style) -> None:
        super().__init__(base, id="review-body")
        self._top = 0

    def show(self, lines: Sequence[Line], room: int, remark: Style) -> None:
        """Show the lines from where the user has scrolled to, in at most `room` rows."""
        self._top = max(0, min(self._top, len(lines) - room + 1)) if len(lines) > room else 0
        shown = list(lines)
        if len(lines) > room:
            shown = shown[self._top : self._top + room - 1]
            below = len(lines) - self._top - len(shown)
            words = f"↓ {below} more below" if below else "↑ more above"
            shown.append((Span(words, remark),))
        self.set_lines(shown)
        self.styles.height = len(shown)

    def move(self, rows: int) -> None:
        """Scroll; what is beyond the end is put right when the lines are shown."""
        self._top += rows


class WordField(Entry):
    """The word that overrides a warning; it must be typed, so nothing can be pasted.

    `take` gets each key first and returns whether it took it.
    """

    def __init__(self, take: Callable[[str], bool]) -> None:
        super().__init__(id="word", placeholder="type the word here")
        self._take = take

    def take_key(self, key: str) -> bool:
        """Leave what moves or closes to the dialog."""
        return self._take(key)

    def on_paste(self, event: events.Paste) -> None:
        """Refuse it; the dialog says so."""
        event.prevent_default()
