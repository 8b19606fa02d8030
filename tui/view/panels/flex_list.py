"""What the lists on the left of the Flex screen share: their rows follow from the store of statements."""

from __future__ import annotations

from typing import ClassVar

from tui.store.changes import Topic
from tui.store.statements import StatementStore
from tui.view.panels.flex_words import stage_words
from tui.view.panels.table_panel import RowsPanel


class FlexList(RowsPanel):
    """A pane with one table; a subclass gives columns, rows and words."""

    data_topics: ClassVar[frozenset[Topic]] = frozenset({Topic.STATEMENTS, Topic.SECOND})

    @property
    def store(self) -> StatementStore:
        """What is shown."""
        return self.context.desk.store.statements

    def nothing_words(self) -> str:
        """Return what stands in the table once the archive is open and there is no row."""
        return ""

    def empty_words(self) -> str:
        """Return what stands in the table without a row."""
        return stage_words(self.store, self.nothing_words())

    def looked(self, key: str | None) -> None:
        """Say what is to be known of the row under the cursor."""
        self.tell()

    def act(self, verb: str) -> None:
        """Ask the screen to do something with the row under the cursor, if there is one."""
        if self.table.cursor_key is not None:
            super().act(verb)
