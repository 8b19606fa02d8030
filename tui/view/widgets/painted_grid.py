"""The picture of the live grid: keeps painted lines and repaints only the cells that were touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.strip import Strip

from tui.view.widgets.painted import PaintedWidget
from tui.view.widgets.table_cells import Column, Row
from tui.view.widgets.table_marks import FadingMarks
from tui.view.widgets.table_paint import Glyphs, Look, TablePainter
from tui.view.widgets.table_rows import TableRows
from tui.view.widgets.table_window import TableWindow
from tui.view.widgets.wrapping import wrapped


class PaintedGrid(PaintedWidget, can_focus=True):
    """The lines of a grid: header, rows in view, totals, and a last line for questions.

    `paint` maps style names to styles (`view.theme.Paint`). A row's cells follow the order of the columns.
    """

    DEFAULT_CSS = "PaintedGrid { width: 1fr; height: 1fr; }"

    def __init__(
        self,
        columns: Sequence[Column],
        paint: Mapping[str, Style],
        *,
        glyphs: Glyphs | None = None,
        empty: str = "",
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.model = TableRows(columns)
        self.painter = TablePainter(columns, paint, glyphs or Glyphs())
        self._totals: Row | None = None
        self._empty = empty
        self._stale = False
        self.marks = FadingMarks()
        self.strips: dict[str, tuple[bool, Strip]] = {}
        self._touched: dict[int, tuple[int, int]] = {}
        self.window = TableWindow(self.model)
        # Asking Textual for the size is slow, and every touched cell asks for it.
        self._height = 0

    @property
    def body_height(self) -> int:
        """Lines left for rows between the header, the totals and the last line."""
        return max(0, self._height - 1 - (self._totals is not None) - (self.last_line() is not None))

    @property
    def visible_keys(self) -> tuple[str, ...]:
        """The keys of the rows in view."""
        self.window.height = self.body_height
        return self.window.keys

    def last_line(self) -> str | None:
        """Return words that take the last line, or None."""
        return None

    def choosing_column(self) -> bool:
        """Whether the header shows the letters of the columns."""
        return False

    def set_totals(self, row: Row | None) -> None:
        """Show a totals row below the rows, or none."""
        if row == self._totals:
            return
        resized = (row is None) != (self._totals is None)
        self._totals = row
        if resized:
            self.scroll_into_view()
            self.refresh()
        else:
            self.refresh(Region(0, 1 + self.body_height, self.size.width, 1))

    def set_paint(self, paint: Mapping[str, Style]) -> None:
        """Take other colours."""
        self.painter.set_paint(paint)
        self.repaint()

    def set_stale(self, stale: bool) -> None:
        """Dim all values, or show them as they are."""
        if stale != self._stale:
            self._stale = stale
            self.repaint()

    def set_empty(self, text: str) -> None:
        """Say what is shown when there is no row."""
        if text != self._empty:
            self._empty = text
            self.refresh()

    def repaint(self) -> None:
        """Draw everything anew."""
        self.strips.clear()
        self.refresh()

    def scroll_into_view(self, *, cursor: bool = False) -> None:
        """Keep the rows in view filled, and with `cursor` the cursor among them."""
        self.window.height = self.body_height
        self.window.settle(cursor=cursor)

    def refresh_rows(self, *keys: str | None) -> None:
        """Repaint whole rows, as far as they are in view."""
        lines = []
        for key in keys:
            self.strips.pop(key or "", None)
            line = self.window.line_of(key)
            if line is not None:
                lines.append(Region(0, 1 + line, self.size.width, 1))
        if lines:
            self.refresh(*lines)

    def touch(self, key: str, indexes: Iterable[int], *, mark_only: bool = False) -> None:
        """Note cells for repainting; a row's cells are joined, because Textual writes a row anew for each region."""
        line = self.window.line_of(key)
        if line is None:
            return
        wanted = set(indexes)
        spans = [
            (place.x + place.width * mark_only, place.x + place.width + place.column.mark)
            for place in self.painter.placed
            if place.nth in wanted
        ]
        if not spans:
            return
        if not self._touched:
            self.call_next(self._repaint_touched)
        spans.append(self._touched.get(line, spans[0]))
        self._touched[line] = (min(start for start, _ in spans), max(end for _, end in spans))

    def _repaint_touched(self) -> None:
        touched, self._touched = self._touched, {}
        self.refresh(*(Region(start, 1 + line, end - start, 1) for line, (start, end) in touched.items()))

    def on_resize(self, event: events.Resize) -> None:
        """Lay out again for the new size."""
        self._height = self.size.height
        self.strips.clear()
        top = self.window.top
        self.scroll_into_view(cursor=True)
        if self.window.top != top:
            # Textual has painted the new size before it tells of it, from where the rows began until now.
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return one line of the grid."""
        if self.painter.width != self.size.width:
            self.painter.resize(self.size.width)
            self.strips.clear()
        if y == 0:
            self._height = self.size.height
            self.window.height = self.body_height
            return self.painter.header(self.model.sort_column, self.model.sort_reverse, self.choosing_column())
        body = self.body_height
        if y <= body:
            return self._body_line(y - 1)
        if self._totals is not None and y == body + 1:
            return self.painter.totals(self._totals)
        return self.painter.words(self.last_line() or "", "prompt")

    def _body_line(self, line: int) -> Strip:
        shown = self.model.shown
        if not shown:
            said = wrapped("Nothing matches the filter." if self.model.order else self._empty, self.painter.width - 2)
            place = line - min(2, max(0, self.body_height // 3))
            return self.painter.words(said[place] if 0 <= place < len(said) else "", centred=True)
        place = self.window.top + line
        if place >= len(shown):
            return self.painter.words("")
        key = shown[place]
        thumb = self.window.is_thumb(line)
        painted = self.strips.get(key)
        if painted is None or painted[0] is not thumb:
            cursor = key == self.model.cursor
            look = Look(cursor, cursor and self.has_focus, key in self.model.marked, self._stale, thumb)
            painted = (thumb, self.painter.row(self.model.rows[key], look, self.marks.of(key)))
            self.strips[key] = painted
        return painted[1]
