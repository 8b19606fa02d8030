"""A pane of the dxFeed screen with one table; the case that is worked on feeds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget

from tui.store.changes import Changes, Topic
from tui.view.panels.base import DataPanel
from tui.view.panels.context import ViewContext
from tui.view.widgets.live_table import Column, LiveTable, Row

if TYPE_CHECKING:
    from tui.desk.entitlements_case import EntitlementCase


class DxfeedTable(DataPanel):
    """A subclass gives columns, rows and words. `Act` asks the screen for what it can do."""

    columns: ClassVar[Sequence[Column]] = ()
    data_topics: ClassVar[frozenset[Topic]] = frozenset({Topic.TROUBLE})

    class Act(Message):
        """The user wants something done: `verb` on the row of `key`, empty where there is none."""

        def __init__(self, verb: str, key: str) -> None:
            super().__init__()
            self.verb = verb
            self.key = key

    def __init__(self, context: ViewContext, case: EntitlementCase, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, id=id)
        self.case = case
        self.table = LiveTable(self.columns, context.paint, glyphs=context.glyphs)
        self._order: tuple[str, ...] | None = None
        self._columns = self.columns

    def compose(self) -> ComposeResult:
        """Yield the table."""
        yield self.table

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

    def on_resize(self) -> None:
        """Take a look as soon as there is room: what came before that could not be shown."""
        self.sync(Changes.everything())

    def sync(self, changes: Changes) -> None:
        """Patch rows, or lay them out anew when some came or went."""
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
                self.table.command_first()
        if self.table.cursor_key not in rows:
            self.table.command_first()
        self.tell()

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

    def act(self, verb: str) -> None:
        """Ask the screen to do something with the row under the cursor."""
        self.post_message(self.Act(verb, self.table.cursor_key or ""))

    def command_open(self) -> None:
        """Open what is under the cursor."""
        self.act("open")

    @on(LiveTable.Activated)
    def _activated(self, event: LiveTable.Activated) -> None:
        event.stop()
        self.act("open")
