"""The broker's categories and groups; the one under the cursor is what the list shows."""

from __future__ import annotations

from typing import ClassVar

from textual.message import Message

from tui.store.changes import Changes, Topic
from tui.view.command import Scope
from tui.view.panels.context import ViewContext
from tui.view.panels.markets_branches import Branch, branches
from tui.view.panels.markets_rows import BRANCH_COLUMNS, branch_row
from tui.view.panels.table_panel import TablePanel
from tui.view.widgets.live_table import LiveTable


class MarketsGroups(TablePanel):
    """Shows the tree of categories and groups with how many instruments each has."""

    scope: ClassVar[Scope] = Scope.MARKETS_GROUPS
    data_topics: ClassVar[frozenset[Topic]] = frozenset({Topic.INSTRUMENTS})

    class Looked(Message):
        """The cursor is on another branch."""

        def __init__(self, branch: Branch) -> None:
            super().__init__()
            self.branch = branch

    class Opened(Message):
        """The user wants to go to the instruments of the branch."""

    def __init__(self, context: ViewContext, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(
            context, LiveTable(BRANCH_COLUMNS, context.paint, glyphs=context.glyphs, empty="No instruments yet"), id=id
        )
        self._branches: dict[str, Branch] = {}

    def on_mount(self) -> None:
        """Name the pane."""
        self.set_title("Groups")

    def sync(self, changes: Changes) -> None:
        """Show the tree when instruments came or went."""
        instruments = self.context.desk.store.market.instruments
        found = {branch.key: branch for branch in branches(instruments.values())} if instruments else {}
        if found != self._branches:
            self._branches = found
            self.table.set_rows(found, {key: branch_row(self.context, branch) for key, branch in found.items()})

    def looked(self, key: str | None) -> None:
        """Tell which branch the cursor is on."""
        branch = self._branches.get(key or "")
        if branch is not None:
            self.post_message(self.Looked(branch))

    def command_open(self) -> None:
        """Go to the instruments of the branch."""
        self.post_message(self.Opened())
