"""The live grid with hands: movement, sort, filter and marks, by keys and by mouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.style import Style
from textual import events
from textual.message import Message

from tui.view.widgets.live_grid import LiveGrid
from tui.view.widgets.table_cells import NO_CELL, Cell, Column, Row
from tui.view.widgets.table_paint import ASCII_GLYPHS, Glyphs
from tui.view.widgets.table_prompt import Asking, Prompt

__all__ = ["ASCII_GLYPHS", "Cell", "Column", "Glyphs", "LiveTable", "Row"]

_WHEEL_LINES = 3


class LiveTable(LiveGrid):
    """A live grid that the user moves in; the commands `table.*` run in its methods `command_<verb>`."""

    class Activated(Message):
        """A row was clicked twice."""

        def __init__(self, table: LiveTable, key: str) -> None:
            super().__init__()
            self.table = table
            self.key = key

        @property
        def control(self) -> LiveTable:
            """The table that speaks."""
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
        super().__init__(columns, paint, glyphs=glyphs, empty=empty, id=id, classes=classes)
        self._prompt = Prompt()

    @property
    def cursor_key(self) -> str | None:
        """The key of the row under the cursor."""
        return self.model.cursor

    @property
    def takes_text(self) -> bool:
        """Whether keys are meant for an open question: no command may take them."""
        return self._prompt.asking is not Asking.NOTHING

    @property
    def marked_keys(self) -> tuple[str, ...]:
        """The marked keys in list order."""
        return tuple(key for key in self.model.order if key in self.model.marked)

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
            self._go(index)

    def sort_by(self, column_key: str | None) -> None:
        """Sort by a column; the same again reverses, a third time gives the list's own order back."""
        self.rearrange(lambda: self.model.sort_by(column_key), hold=False)
        self.refresh()

    def set_filter(self, text: str) -> None:
        """Show only rows whose names match; `!` first inverts, an empty text shows all."""
        self.model.filter_text = text
        self.rearrange(lambda: self.model.arrange(pin=False), hold=False)
        self.refresh()

    # Commands

    def command_down(self) -> None:
        """One row down."""
        self._go(self._place() + 1)

    def command_up(self) -> None:
        """One row up."""
        self._go(self._place() - 1)

    def command_first(self) -> None:
        """To the first row."""
        self._go(0)

    def command_last(self) -> None:
        """To the last row."""
        self._go(len(self.model.shown) - 1)

    def command_half_down(self) -> None:
        """Half a page down."""
        self._go(self._place() + max(1, self.body_height // 2))

    def command_half_up(self) -> None:
        """Half a page up."""
        self._go(self._place() - max(1, self.body_height // 2))

    def command_page_down(self) -> None:
        """One page down."""
        self._go(self._place() + max(1, self.body_height - 1))

    def command_page_up(self) -> None:
        """One page up."""
        self._go(self._place() - max(1, self.body_height - 1))

    def command_filter(self) -> None:
        """Ask for the filter's text."""
        self._ask(Asking.FILTER)

    def command_sort(self) -> None:
        """Ask for the letter of a column."""
        self._ask(Asking.COLUMN)

    def command_mark(self) -> None:
        """Mark or unmark the row under the cursor."""
        if self.cursor_key is not None:
            self.model.marked ^= {self.cursor_key}
            self.refresh_rows(self.cursor_key)

    def command_clear(self) -> bool:
        """Clear the filter, then the marks; False when there is neither."""
        if self.model.filter_text:
            self.set_filter("")
            return True
        marked, self.model.marked = self.model.marked, set()
        self.refresh_rows(*marked)
        return bool(marked)

    # What the grid asks of us

    def last_line(self) -> str | None:
        """Return the filter or the question that takes the last line."""
        text = self.model.filter_text
        if not self._prompt.shown(text):
            return None
        return self._prompt.text(text, len(self.model.shown), len(self.model.order), self.painter.glyphs.caret)

    def choosing_column(self) -> bool:
        """Whether the header shows the letters of the columns."""
        return self._prompt.asking is Asking.COLUMN

    # Keys and mouse

    def on_key(self, event: events.Key) -> None:
        """Take the keys of a question that is open; all others go to the commands."""
        if self._prompt.asking is Asking.NOTHING:
            return
        asking = self._prompt.asking
        if event.key == "escape" or (asking is Asking.FILTER and event.key == "enter"):
            self._ask(Asking.NOTHING)
            if event.key == "escape" and asking is Asking.FILTER:
                self.set_filter("")
        elif asking is Asking.COLUMN:
            self._ask(Asking.NOTHING)
            self._sort_by_letter(event.character or "")
        elif event.key in {"up", "down"}:
            self._go(self._place() + (1 if event.key == "down" else -1))
        else:
            text = self._prompt.edited(self.model.filter_text, event.key, event.character)
            if text is None:
                return
            self.set_filter(text)
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Paste into the filter while it is asked for."""
        if self._prompt.asking is Asking.FILTER:
            self.set_filter(self.model.filter_text + " ".join(event.text.split()))
            event.stop()

    def on_focus(self) -> None:
        """While focused, the cursor's row keeps its place."""
        self.model.pinned = True
        self.refresh_rows(self.cursor_key)

    def on_blur(self) -> None:
        """An open question closes with the focus."""
        self.model.pinned = False
        self._ask(Asking.NOTHING)
        self.refresh_rows(self.cursor_key)

    def on_click(self, event: events.Click) -> None:
        """Select the clicked row, twice opens it; a click on a title sorts."""
        place = event.get_content_offset(self)
        if place is None:
            return
        if place.y == 0:
            for column in self.painter.placed:
                if column.x <= place.x < column.x + column.width + column.column.mark:
                    self.sort_by(column.column.key)
            return
        index = self.top + place.y - 1
        if place.y <= self.body_height and index < len(self.model.shown):
            self._go(index)
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

    def _place(self) -> int:
        return self.model.index_of(self.cursor_key) or 0

    def _go(self, index: int) -> None:
        if not self.model.shown:
            return
        before, top = self.cursor_key, self.top
        self.model.cursor = self.model.shown[max(0, min(index, len(self.model.shown) - 1))]
        self.scroll_into_view(cursor=True)
        self.tell_cursor()
        if self.top != top:
            self.refresh()
        else:
            self.refresh_rows(before, self.cursor_key)

    def _scroll(self, lines: int) -> None:
        before = self.top
        self.top += lines
        self.scroll_into_view()
        if self.top != before:
            self.refresh()

    def _ask(self, asking: Asking) -> None:
        if asking is not self._prompt.asking:
            self._prompt.asking = asking
            self.scroll_into_view(cursor=True)
            self.refresh()

    def _sort_by_letter(self, letter: str) -> None:
        for column in self.painter.columns:
            if letter and column.letter.casefold() == letter.casefold():
                self.sort_by(column.key)
                return
