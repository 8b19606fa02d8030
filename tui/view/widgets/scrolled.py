"""Lines of which only some fit: those from where the user has scrolled to."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style

from tui.view.widgets.lines import Line, LineView, Span


class ScrolledView(LineView):
    """Shows as many lines as there is room for, and is as high as they are."""

    def __init__(
        self,
        base: Style,
        *,
        id: str | None = None,  # noqa: A002
        below: str = "more lines",
        above: str = "it begins above",
    ) -> None:
        """`below` follows the count of lines that are hidden below, `above` is said at the end."""
        super().__init__(base, id=id)
        self._below = below
        self._above = above
        self._top = 0

    def move(self, rows: int) -> None:
        """Scroll; what is beyond the end is put right when the lines are shown."""
        self._top += rows

    def stretch(self, lines: Sequence[Line], room: int) -> Sequence[Line]:
        """Return the lines that stand in `room` rows."""
        self._top = max(0, min(self._top, len(lines) - room))
        return lines[self._top : self._top + room]

    def show_part(self, lines: Sequence[Line], room: int) -> int:
        """Show the lines that fit; return how many are hidden below them."""
        self._put(self.stretch(lines, room))
        return max(0, len(lines) - self._top - room)

    def show_marked(self, lines: Sequence[Line], room: int, mark: Style) -> None:
        """Show the lines that fit; where some do not, the last row says so in the style of `mark`."""
        if len(lines) <= room:
            self._top = 0
            self._put(lines)
            return
        shown = self.stretch(lines, room - 1)
        hidden = len(lines) - self._top - len(shown)
        words = f"↓ {hidden} {self._below}" if hidden else f"↑ {self._above}"
        self._put([*shown, (Span(words, mark),)])

    def _put(self, lines: Sequence[Line]) -> None:
        self.set_lines(lines)
        self.styles.height = max(1, len(lines))
