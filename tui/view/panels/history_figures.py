"""The statistics of the chosen days, in words and columns; what cannot be known says why."""

from __future__ import annotations

from typing import ClassVar

from tui.store.changes import Changes, Topic
from tui.store.select import account_view
from tui.view.command import Scope
from tui.view.panels.context import ViewContext
from tui.view.panels.history_blocks import blocks_of, in_columns
from tui.view.panels.history_room import HistoryRoom
from tui.view.panels.history_words import empty_words
from tui.view.panels.scrolled_lines import ScrolledLines
from tui.view.widgets.lines import Line, Span


class HistoryFigures(ScrolledLines):
    """Shows the room's figures; they scroll where they do not fit."""

    scope: ClassVar[Scope] = Scope.HISTORY_FIGURES
    data_topics: ClassVar[frozenset[Topic]] = frozenset({Topic.HISTORY, Topic.LINK})

    def __init__(self, context: ViewContext, room: HistoryRoom, *, id: str) -> None:  # noqa: A002
        super().__init__(context, id=id)
        self.room = room

    def sync(self, changes: Changes) -> None:
        """Take over other figures."""
        self.show()

    def show(self) -> None:
        """Lay the figures out for the room that there is."""
        self.set_all(self._lines_now())

    def _lines_now(self) -> list[Line]:
        figures = self.room.figures
        if figures is None or not (figures.statistics.all.trades or figures.statistics.cash.operations):
            words = empty_words(self.room) if figures is not None or self.room.table is None else "Working out …"
            return [(Span(f" {words}", self.paint["muted"]),)]
        currency = account_view(self.context.desk.store, self.context.now).currency
        return in_columns(blocks_of(self.context, figures.statistics, currency), max(20, self.size.width - 1))

    def tell_below(self, lines: int) -> None:
        """Say what weekdays and hours mean, and that there is more."""
        about = f"weekday and hour of the {'close' if self.room.moment.value == 'closed' else 'opening'}"
        self.set_title("Statistics", f"{lines} more {'line' if lines == 1 else 'lines'} · {about}" if lines else about)
