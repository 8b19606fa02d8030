"""The live grid with hands: movement, sort, filter and marks, by keys and by mouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.style import Style
from textual import events

from tui.view.widgets.cursor_grid import CursorGrid
from tui.view.widgets.table_cells import Cell, Column, Row
from tui.view.widgets.table_paint import ASCII_GLYPHS, Glyphs
from tui.view.widgets.table_prompt import Asking, Prompt

__all__ = ["ASCII_GLYPHS", "Cell", "Column", "Glyphs", "LiveTable", "Row"]


class LiveTable(CursorGrid):
    """A live grid that the user moves in; the commands `table.*` run in its methods `command_<verb>`."""

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
    def takes_text(self) -> bool:
        """Whether keys are meant for an open question: no command may take them."""
        return self._prompt.asking is not Asking.NOTHING

    @property
    def marked_keys(self) -> tuple[str, ...]:
        """The marked keys in list order."""
        return tuple(key for key in self.model.order if key in self.model.marked)

    def sort_by(self, column_key: str | None) -> None:
        """Sort by a column; the same again reverses, a third time gives the list's own order back."""
        self.rearrange(lambda: self.model.sort_by(column_key), hold=False)
        self.refresh()

    def choose_column(self, column_key: str) -> None:
        """Sort by the clicked column."""
        self.sort_by(column_key)

    def set_filter(self, text: str) -> None:
        """Show only rows whose names match; `!` first inverts, an empty text shows all."""
        self.model.filter_text = text
        self.rearrange(lambda: self.model.arrange(pin=False), hold=False)
        self.refresh()

    def arrange_as(self, filter_text: str, column_key: str | None, *, reverse: bool) -> None:
        """Filter and sort as it was done before."""
        self.model.sort_column, self.model.sort_reverse = column_key, reverse
        self.set_filter(filter_text)

    # Commands

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
            if not event.is_printable:
                return
            self._sort_by_letter(event.character or "")
        elif event.key in {"up", "down"}:
            self.go_to(self.cursor_place() + (1 if event.key == "down" else -1))
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
