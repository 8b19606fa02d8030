"""The table of all instruments: it searches as one types, and says when other rows come into view."""

from __future__ import annotations

from textual.message import Message

from tui.view.widgets.live_table import LiveTable


class MarketsTable(LiveTable):
    """A live table whose filter is a search with ranks; its owner sets `model.finder`."""

    class Viewed(Message):
        """Other rows are in view."""

    _seen: tuple[str, ...] = ()

    def set_filter(self, text: str) -> None:
        """Show what is found, and go to the best of it while the text is typed."""
        super().set_filter(text)
        if text:
            self.command_first()

    def scroll_into_view(self, *, cursor: bool = False) -> None:
        """Keep the rows in view filled, and tell when they are others."""
        super().scroll_into_view(cursor=cursor)
        seen = self.visible_keys
        if seen != self._seen:
            self._seen = seen
            self.post_message(self.Viewed())

    def choose_column(self, column_key: str) -> None:
        """Sort by a clicked column of names; prices are known of rows in view alone, so they sort nothing."""
        if any(column.key == column_key and column.letter for column in self.painter.columns):
            super().choose_column(column_key)
