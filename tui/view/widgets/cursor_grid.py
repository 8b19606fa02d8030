"""The live grid that one moves in: the cursor, by keys and by mouse."""

from __future__ import annotations

from textual import events
from textual.message import Message

from tui.view.widgets.live_grid import LiveGrid
from tui.view.widgets.table_cells import NO_CELL

_WHEEL_LINES = 3


class CursorGrid(LiveGrid):
    """A live grid with movement; the commands run in methods `command_<verb>`."""

    class Activated(Message):
        """A row was clicked twice."""

        def __init__(self, table: CursorGrid, key: str) -> None:
            super().__init__()
            self.table = table
            self.key = key

        @property
        def control(self) -> CursorGrid:
            """The table that speaks."""
            return self.table

    @property
    def cursor_key(self) -> str | None:
        """The key of the row under the cursor."""
        return self.model.cursor

    def cursor_text(self, *, whole_row: bool = False) -> str:
        """Return the first value of the row under the cursor, or all shown values separated by tabs."""
        row = self.model.rows.get(self.cursor_key or "", ())
        places = self.painter.placed if whole_row else self.painter.placed[:1]
        cells = [row[place.nth] if place.nth < len(row) else NO_CELL for place in places]
        return "\t".join(cell.text + cell.tail for cell in cells)

    def move_cursor_to(self, key: str) -> None:
        """Put the cursor on a row, if it is shown."""
        index = self.model.index_of(key)
        if index is not None:
            self.go_to(index)

    def choose_column(self, column_key: str) -> None:
        """Do what a click on a column's title means."""

    # Commands

    def command_down(self) -> None:
        """One row down."""
        self.go_to(self.cursor_place() + 1)

    def command_up(self) -> None:
        """One row up."""
        self.go_to(self.cursor_place() - 1)

    def command_first(self) -> None:
        """To the first row."""
        self.go_to(0)

    def command_last(self) -> None:
        """To the last row."""
        self.go_to(len(self.model.shown) - 1)

    def command_half_down(self) -> None:
        """Half a page down."""
        self.go_to(self.cursor_place() + max(1, self.body_height // 2))

    def command_half_up(self) -> None:
        """Half a page up."""
        self.go_to(self.cursor_place() - max(1, self.body_height // 2))

    def command_page_down(self) -> None:
        """One page down."""
        self.go_to(self.cursor_place() + max(1, self.body_height - 1))

    def command_page_up(self) -> None:
        """One page up."""
        self.go_to(self.cursor_place() - max(1, self.body_height - 1))

    def on_click(self, event: events.Click) -> None:
        """Select the clicked row, twice opens it; a click on a title chooses its column."""
        place = event.get_content_offset(self)
        if place is None:
            return
        if place.y == 0:
            for column in self.painter.placed:
                if column.x <= place.x < column.x + column.width + column.column.mark:
                    self.choose_column(column.column.key)
            return
        index = self.window.top + place.y - 1
        if place.y <= self.body_height and index < len(self.model.shown):
            self.go_to(index)
            if event.chain > 1:
                self.post_message(self.Activated(self, self.model.shown[index]))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll the rows, the cursor stays."""
        self._scroll(_WHEEL_LINES)
        event.stop()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll the rows, the cursor stays."""
        self._scroll(-_WHEEL_LINES)
        event.stop()

    def cursor_place(self) -> int:
        """Return the place of the cursor among the shown rows."""
        return self.model.index_of(self.cursor_key) or 0

    def go_to(self, index: int) -> None:
        """Put the cursor on the row at this place, or on the nearest there is."""
        if not self.model.shown:
            return
        before, top = self.cursor_key, self.window.top
        self.model.cursor = self.model.shown[max(0, min(index, len(self.model.shown) - 1))]
        self.scroll_into_view(cursor=True)
        self.tell_cursor()
        if self.window.top != top:
            self.refresh()
        else:
            self.refresh_rows(before, self.cursor_key)

    def _scroll(self, lines: int) -> None:
        before = self.window.top
        self.window.top += lines
        self.scroll_into_view()
        if self.window.top != before:
            self.refresh()
