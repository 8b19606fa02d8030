"""The live grid: takes rows and changes, and keeps the cursor on its row whatever comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from textual.geometry import Region
from textual.message import Message

from tui.view.widgets.painted_grid import PaintedGrid
from tui.view.widgets.table_cells import Column, Row


class LiveGrid(PaintedGrid):
    """Rows with keys under a header, a cursor that stays on its row, and marks that fade."""

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

    told: str | None = None
    """The row that `Highlighted` was posted for last."""

    def set_rows(self, order: Iterable[str], rows: Mapping[str, Row]) -> None:
        """Show these rows in this order; cursor, marks, filter and sort stay."""
        self.strips.clear()
        self.rearrange(lambda: self.model.set_rows(order, rows))
        self.marks.keep(self.model.rows)
        self.refresh()

    def set_columns(self, columns: Sequence[Column], order: Iterable[str], rows: Mapping[str, Row]) -> None:
        """Show other columns with their rows."""
        self.model.columns = tuple(columns)
        self.painter.set_columns(columns)
        self.marks.keep(())
        self.set_rows(order, rows)

    def patch(self, rows: Mapping[str, Row]) -> None:
        """Take changed rows; keys that the grid does not have are ignored."""
        moved = False
        for key, row in rows.items():
            if key not in self.model.rows:
                continue
            changed = self.model.replace(key, row)
            if changed:
                self.strips.pop(key, None)
                self.touch(key, changed)
                moved = moved or self.model.moves_rows(changed)
        if moved:
            self.rearrange(self.model.arrange)

    def flash(self, key: str, column_key: str, direction: int) -> None:
        """Show an up (+1) or down (-1) mark beside a value in view; it fades with `fade()`."""
        if direction == 0 or self.window.line_of(key) is None:
            return
        index = next((nth for nth, each in enumerate(self.painter.columns) if each.key == column_key), None)
        if index is None:
            return
        if self.marks.put(key, index, direction):
            self.strips.pop(key, None)
            self.touch(key, (index,), mark_only=True)

    def fade(self) -> None:
        """Let all marks go one step; the owner calls it on its frames."""
        for key, indexes in self.marks.fade():
            self.strips.pop(key, None)
            self.touch(key, indexes, mark_only=True)

    def rearrange(self, change: Callable[[], None], *, hold: bool = True) -> None:
        """Apply a change of order; with `hold` the cursor's row stays on its line of the screen."""
        seen, height, top = self.visible_keys, self.body_height, self.window.top
        line = self.window.line_of(self.model.cursor)
        change()
        index = self.model.index_of(self.model.cursor)
        if index is not None and hold and line is not None:
            self.window.top = index - line
        self.scroll_into_view(cursor=not hold)
        now = self.visible_keys
        if len(now) != len(seen) or self.body_height != height or self.window.top != top or not now:
            self.refresh()
        elif moved := [place for place, (old, new) in enumerate(zip(seen, now, strict=True)) if old != new]:
            self.refresh(*(Region(0, 1 + place, self.size.width, 1) for place in moved))
        self.tell_cursor()

    def tell_cursor(self) -> None:
        """Post `Highlighted` when the cursor is on another row than before."""
        if self.told != self.model.cursor:
            if self.told is not None:
                self.strips.pop(self.told, None)
            if self.model.cursor is not None:
                self.strips.pop(self.model.cursor, None)
            self.told = self.model.cursor
            self.post_message(self.Highlighted(self, self.told))
