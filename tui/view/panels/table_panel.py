"""A pane with one table: it takes the focus, is copied from, and tells the pane of the row under its cursor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget

from tui.store.changes import Changes
from tui.view.panels.base import DataPanel
from tui.view.panels.context import ViewContext
from tui.view.widgets.live_table import Column, LiveTable, Row


class TablePanel(DataPanel):
    """A subclass fills `table` in its `sync`, and says what it means that the cursor moves and that a row is opened."""

    table: LiveTable

    def __init__(self, context: ViewContext, table: LiveTable, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, id=id)
        self.table = table

    def compose(self) -> ComposeResult:
        """Yield the table."""
        yield self.table

    @property
    def focus_target(self) -> Widget:
        """The widget that takes the focus."""
        return self.table

    def copied_text(self, *, whole_row: bool) -> str:
        """Return what copying takes from here."""
        return self.table.cursor_text(whole_row=whole_row)

    def repaint(self) -> None:
        """Take over new colours."""
        self.table.set_paint(self.paint)

    def looked(self, key: str | None) -> None:
        """Take note that the cursor is on another row, None when there is none."""

    def command_open(self) -> None:
        """Do what Enter and a double click on the row under the cursor mean."""

    @on(LiveTable.Activated)
    def _activated(self, event: LiveTable.Activated) -> None:
        event.stop()
        self.command_open()

    @on(LiveTable.Highlighted)
    def _highlighted(self, event: LiveTable.Highlighted) -> None:
        event.stop()
        self.looked(event.key)


class RowsPanel(TablePanel):
    """A pane whose rows follow whole from what is known; a subclass gives columns, rows and words.

    `Act` asks the screen for what can be done with a row.
    """

    columns: ClassVar[Sequence[Column]] = ()

    class Act(Message):
        """The user wants something done: `verb` on the row of `key`, empty where there is none."""

        def __init__(self, verb: str, key: str) -> None:
            super().__init__()
            self.verb = verb
            self.key = key

    def __init__(self, context: ViewContext, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, LiveTable(self.columns, context.paint, glyphs=context.glyphs), id=id)
        self._columns = self.columns
        self._order: tuple[str, ...] | None = None

    def wanted_columns(self) -> Sequence[Column]:
        """Return the columns that the rows have now."""
        return self.columns

    def rows(self) -> Mapping[str, Row]:
        """Return the rows as they are now, in their order."""
        return {}

    def empty_words(self) -> str:
        """Return what stands in the table without a row."""
        return ""

    def tell(self) -> None:
        """Set title and state."""

    def on_mount(self) -> None:
        """Show what is known."""
        self.sync(Changes.everything())

    def sync(self, changes: Changes) -> None:
        """Patch rows, or lay them out anew when some came or went, or have other columns."""
        rows, columns = self.rows(), self.wanted_columns()
        self.table.set_empty(self.empty_words())
        if columns is not self._columns:
            self._columns, self._order = columns, tuple(rows)
            self.table.set_columns(columns, rows, rows)
        elif tuple(rows) == self._order:
            self.table.patch(rows)
        else:
            self._order = tuple(rows)
            self.table.set_rows(rows, rows)
            if not self.table.has_focus:
                # What comes is what one waits for; who works in the list is left where he is.
                self.table.command_first()
        self.tell()

    def act(self, verb: str) -> None:
        """Ask the screen to do something with the row under the cursor."""
        self.post_message(self.Act(verb, self.table.cursor_key or ""))

    def command_open(self) -> None:
        """Open what is under the cursor."""
        self.act("open")
