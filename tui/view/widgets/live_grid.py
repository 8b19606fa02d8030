"""The picture of the live grid: takes rows, keeps strips, repaints only the cells that changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.view.widgets.table_cells import Column, Row
from tui.view.widgets.table_paint import FADE_STEPS, Glyphs, Look, TablePainter
from tui.view.widgets.table_rows import TableRows


class LiveGrid(Widget, can_focus=True):
    """Rows with keys under a header, a cursor that stays on its row, marks that fade, a totals row.

    `paint` maps style names to styles (`view.theme.Paint`). A row's cells follow the order of the columns.
    """

    DEFAULT_CSS = "LiveGrid { width: 1fr; height: 1fr; }"

    class Highlighted(Message):
        """The cursor is on another row; `key` is None when there is no row."""

        def __init__(self, table: LiveGrid, key: str | None) -> None:
            super().__init__()
            self.table = table
            self.key = key

        @property
        def control(self) -> LiveGrid:
            """The grid that speaks."""
            return self.table

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
        self._flashes: dict[str, dict[int, tuple[int, int]]] = {}
        self._strips: dict[str, tuple[bool, Strip]] = {}
        self._touched: dict[int, tuple[int, int]] = {}
        self._told: str | None = None
        # Asking Textual for the size is slow, and every touched cell asks for it.
        self._height = 0
        self.top = 0
        """Index of the first row in view."""

    @property
    def body_height(self) -> int:
        """Lines left for rows between the header, the totals and the last line."""
        return max(0, self._height - 1 - (self._totals is not None) - (self.last_line() is not None))

    @property
    def visible_keys(self) -> tuple[str, ...]:
        """The keys of the rows in view."""
        return tuple(self.model.shown[self.top : self.top + self.body_height])

    def last_line(self) -> str | None:
        """Return words that take the last line, or None."""
        return None

    def choosing_column(self) -> bool:
        """Whether the header shows the letters of the columns."""
        return False

    def set_rows(self, order: Iterable[str], rows: Mapping[str, Row]) -> None:
        """Show these rows in this order; cursor, marks, filter and sort stay."""
        self._strips.clear()
        self.rearrange(lambda: self.model.set_rows(order, rows))
        self._flashes = {key: marks for key, marks in self._flashes.items() if key in self.model.rows}
        self.refresh()

    def set_columns(self, columns: Sequence[Column], order: Iterable[str], rows: Mapping[str, Row]) -> None:
        """Show other columns with their rows."""
        self.model.columns = tuple(columns)
        self.painter.set_columns(columns)
        self._flashes.clear()
        self.set_rows(order, rows)

    def patch(self, rows: Mapping[str, Row]) -> None:
        """Take changed rows; keys that the grid does not have are ignored."""
        moved = False
        for key, row in rows.items():
            if key not in self.model.rows:
                continue
            changed = self.model.replace(key, row)
            if changed:
                self._strips.pop(key, None)
                self._touch(key, changed)
                moved = moved or self.model.moves_rows(changed)
        if moved:
            self.rearrange(self.model.arrange)

    def flash(self, key: str, column_key: str, direction: int) -> None:
        """Show an up (+1) or down (-1) mark beside a value in view; it fades with `fade()`."""
        place = self.model.index_of(key)
        if place is None or direction == 0 or not 0 <= place - self.top < self.body_height:
            return
        index = next((nth for nth, each in enumerate(self.painter.columns) if each.key == column_key), None)
        if index is None:
            return
        marks = self._flashes.setdefault(key, {})
        fresh = (1 if direction > 0 else -1, FADE_STEPS)
        if marks.get(index) != fresh:
            marks[index] = fresh
            self._strips.pop(key, None)
            self._touch(key, (index,), mark_only=True)

    def fade(self) -> None:
        """Let all marks go one step; the owner calls it on its frames."""
        for key, marks in list(self._flashes.items()):
            self._touch(key, marks, mark_only=True)
            left = {index: (way, steps - 1) for index, (way, steps) in marks.items() if steps > 1}
            self._strips.pop(key, None)
            if left:
                self._flashes[key] = left
            else:
                del self._flashes[key]

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
        self._strips.clear()
        self.refresh()

    def rearrange(self, change: Callable[[], None], *, hold: bool = True) -> None:
        """Apply a change of order; with `hold` the cursor's row stays on its line of the screen."""
        seen, line, height, top = self.visible_keys, self._cursor_line(), self.body_height, self.top
        change()
        index = self.model.index_of(self.model.cursor)
        if index is not None and hold and 0 <= line < height:
            self.top = index - line
        self.scroll_into_view(cursor=not hold)
        now = self.visible_keys
        if len(now) != len(seen) or self.body_height != height or self.top != top or not now:
            self.refresh()
        elif moved := [place for place, (old, new) in enumerate(zip(seen, now, strict=True)) if old != new]:
            self.refresh(*(Region(0, 1 + place, self.size.width, 1) for place in moved))
        self.tell_cursor()

    def scroll_into_view(self, *, cursor: bool = False) -> None:
        """Keep the rows in view filled, and with `cursor` the cursor among them."""
        height = max(1, self.body_height)
        index = self.model.index_of(self.model.cursor)
        if cursor and index is not None:
            self.top = min(max(self.top, index - height + 1), index)
        self.top = max(0, min(self.top, len(self.model.shown) - height))

    def tell_cursor(self) -> None:
        """Post `Highlighted` when the cursor is on another row than before."""
        if self._told != self.model.cursor:
            if self._told is not None:
                self._strips.pop(self._told, None)
            if self.model.cursor is not None:
                self._strips.pop(self.model.cursor, None)
            self._told = self.model.cursor
            self.post_message(self.Highlighted(self, self._told))

    def refresh_rows(self, *keys: str | None) -> None:
        """Repaint whole rows, as far as they are in view."""
        lines = []
        for key in keys:
            index = self.model.index_of(key)
            self._strips.pop(key or "", None)
            if index is not None and 0 <= index - self.top < self.body_height:
                lines.append(Region(0, 1 + index - self.top, self.size.width, 1))
        if lines:
            self.refresh(*lines)

    def _cursor_line(self) -> int:
        index = self.model.index_of(self.model.cursor)
        return -1 if index is None else index - self.top

    def _touch(self, key: str, indexes: Iterable[int], *, mark_only: bool = False) -> None:
        """Note cells for repainting; a row's cells are joined, because Textual writes a row anew for each region."""
        index = self.model.index_of(key)
        if index is None or not 0 <= index - self.top < self.body_height:
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
        line = index - self.top
        spans.append(self._touched.get(line, spans[0]))
        self._touched[line] = (min(start for start, _ in spans), max(end for _, end in spans))

    def _repaint_touched(self) -> None:
        touched, self._touched = self._touched, {}
        self.refresh(*(Region(start, 1 + line, end - start, 1) for line, (start, end) in touched.items()))

    def on_resize(self, event: events.Resize) -> None:
        """Lay out again for the new size."""
        self._height = self.size.height
        self._strips.clear()
        self.scroll_into_view(cursor=True)

    def render_line(self, y: int) -> Strip:
        """Return one line of the grid."""
        if self.painter.width != self.size.width:
            self.painter.resize(self.size.width)
            self._strips.clear()
        if y == 0:
            self._height = self.size.height
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
            words = "Nothing matches the filter." if self.model.order else self._empty
            middle = min(2, max(0, self.body_height // 3))
            return self.painter.words(words if line == middle else "", centred=True)
        place = self.top + line
        if place >= len(shown):
            return self.painter.words("")
        key = shown[place]
        thumb = self._is_thumb(line)
        painted = self._strips.get(key)
        if painted is None or painted[0] is not thumb:
            cursor = key == self.model.cursor
            look = Look(cursor, cursor and self.has_focus, key in self.model.marked, self._stale, thumb)
            painted = (thumb, self.painter.row(self.model.rows[key], look, self._flashes.get(key, {})))
            self._strips[key] = painted
        return painted[1]

    def _is_thumb(self, line: int) -> bool:
        count, height = len(self.model.shown), self.body_height
        if count <= height:
            return False
        length = max(1, height * height // count)
        start = round(self.top * (height - length) / (count - height))
        return start <= line < start + length
