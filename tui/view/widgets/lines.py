"""Lines of styled text that repaint only where they changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from tui.view.text import plain
from tui.view.widgets.painted import PaintedWidget


class Span(NamedTuple):
    """A piece of text in one style; the text may come from outside."""

    text: str
    style: Style = Style.null()


Line = tuple[Span, ...]


def line_width(line: Line) -> int:
    """Return the width of a line in cells."""
    return sum(cell_len(plain(span.text)) for span in line)


def spread(left: Line, right: Line, width: int) -> Line:
    """Return a line of `width` cells with one part at each end; what does not fit beside the left part is left out.

    Parts that would touch each other do not fit: they would be read as one word.
    """
    room = width - line_width(left)
    touch = bool(left and right) and not (left[-1].text[-1:].isspace() or right[0].text[:1].isspace())
    if line_width(right) + touch > room:
        return left
    return (*left, Span(" " * (room - line_width(right))), *right)


def cut_lines(lines: list[Line], rows: int, style: Style, key: str = "") -> list[Line]:
    """Return what fits into so many rows; the last one says how many more lines there are, and which key shows them."""
    if rows < 1 or len(lines) <= rows:
        return lines
    words = f" … and {len(lines) - rows + 1} more lines{f': {key}' if key else ''}"
    return [*lines[: rows - 1], (Span(words, style),)]


class LineView(PaintedWidget):
    """Shows lines that its owner sets; a line that did not change is not painted again."""

    DEFAULT_CSS = "LineView { width: 1fr; height: 1fr; }"

    def __init__(self, base: Style, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._base = base
        self._lines: tuple[Line, ...] = ()
        self._strips: dict[int, Strip] = {}

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown."""
        return self._lines

    def set_base(self, base: Style) -> None:
        """Take other colours for the background and for text without a style."""
        self._base = base
        self._strips.clear()
        self.refresh()

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines from the top."""
        fresh = tuple(lines)
        before, self._lines = self._lines, fresh
        regions = []
        for y in range(max(len(before), len(fresh))):
            if y >= len(before) or y >= len(fresh) or before[y] != fresh[y]:
                self._strips.pop(y, None)
                regions.append(Region(0, y, self.size.width, 1))
        if regions:
            self.refresh(*regions)

    def text(self) -> str:
        """Return what is shown as plain text."""
        return "\n".join("".join(plain(span.text) for span in line).rstrip() for line in self._lines)

    def notify_style_update(self) -> None:
        """Forget strips that were made for other colours."""
        self._strips.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """Return one line of exactly the widget's width."""
        width = self.size.width
        strip = self._strips.get(y)
        if strip is None or strip.cell_length != width:
            line = self._lines[y] if y < len(self._lines) else ()
            segments = [Segment(plain(span.text), self._base + span.style) for span in line]
            strip = Strip(segments).adjust_cell_length(width, self._base)
            self._strips[y] = strip
        return strip
