"""A pane of the dxFeed screen with one table; the case that is worked on feeds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tui.store.changes import Changes, Topic
from tui.view.panels.context import ViewContext
from tui.view.panels.table_panel import RowsPanel

if TYPE_CHECKING:
    from tui.desk.entitlements_case import EntitlementCase


class DxfeedTable(RowsPanel):
    """A subclass gives columns, rows and words."""

    data_topics: ClassVar[frozenset[Topic]] = frozenset({Topic.TROUBLE})

    def __init__(self, context: ViewContext, case: EntitlementCase, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, id=id)
        self.case = case

    def on_resize(self) -> None:
        """Take a look as soon as there is room: what came before that could not be shown."""
        self.sync(Changes.everything())
