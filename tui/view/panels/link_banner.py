"""The rows below the tabs that appear while something is wrong: what failed, what comes next, what the user can do."""

from __future__ import annotations

from rich.style import Style
from textual.content import Content

from tui.domain.events import LinkState
from tui.domain.freshness import DEAD_AFTER_S, STALE_AFTER_S
from tui.store.changes import Topic
from tui.view.panels.base import current_link, link_words
from tui.view.panels.context import ViewContext
from tui.view.widgets.lines import LineView, Span
from tui.view.widgets.wrapping import wrapped

DESIGNED_FOR = (80, 24)
"""The smallest terminal for which everything has been laid out."""


MOST_ROWS = 2
"""A long sentence takes as many rows; what is longer still ends in an ellipsis."""


class LinkBanner(LineView):
    """Takes a row only while it has something to say, and a second one where the sentence is longer than the row."""

    DEFAULT_CSS = "LinkBanner { height: 1; display: none; } LinkBanner.-shown { display: block; }"

    data_topics = frozenset({Topic.LINK, Topic.SECOND})

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context.paint["base"])
        self.context = context

    def sync(self) -> None:
        """Show or hide the line."""
        view = current_link(self.context)
        words, style = link_words(view, self.context), "warning"
        if view.state in (LinkState.WAITING, LinkState.BLOCKED):
            style = "error"
        elif not words and view.feed_age_s is not None and view.feed_age_s >= STALE_AFTER_S:
            numbers, age_s = self.context.numbers, view.feed_age_s
            then = f"new link at {numbers.duration(DEAD_AFTER_S)}" if age_s < DEAD_AFTER_S else "a new link is due"
            words = f"Feed stale · nothing heard for {numbers.duration(age_s)} · prices are dimmed; {then}"
            style = "error"
        if self.context.paused:
            paused = f"Paused, prices below are old – {self.context.key('app.pause')} goes on"
            words = " · ".join(part for part in (paused, words) if part)
        width, height = self.app.size
        if not words and (width < DESIGNED_FOR[0] or height < DESIGNED_FOR[1]):
            words = f"{width}×{height} is small: made for {DESIGNED_FOR[0]}×{DESIGNED_FOR[1]} and more"
            style = "muted"
        self.set_class(bool(words), "-shown")
        if words:
            loud = self.context.paint[style] + Style(reverse=True)
            rows = self._rows(words, max(1, self.size.width or width))
            self.styles.height = len(rows)
            self.set_lines([(Span(row, loud),) for row in rows])

    @staticmethod
    def _rows(words: str, room: int) -> list[str]:
        rows = wrapped(words, room - 2)
        if len(rows) > MOST_ROWS:
            rows[MOST_ROWS - 1 :] = [Content(" ".join(rows[MOST_ROWS - 1 :])).truncate(room - 2, ellipsis=True).plain]
        return [f" {row} ".ljust(room) for row in rows]
