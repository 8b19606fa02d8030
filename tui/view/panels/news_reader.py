"""The reader: one news item as text, with links that are shown whole and opened only when a key asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from tui.errors import UsageError
from tui.store.changes import Changes, Topic
from tui.view.command import Command, Scope
from tui.view.panels.context import ViewContext
from tui.view.panels.scrolled_lines import ScrolledLines

if TYPE_CHECKING:
    from tui.domain.news_text import Link, Readable


class NewsReader(ScrolledLines):
    """Shows the item it is told to; what does not fit is scrolled to."""

    scope: ClassVar[Scope] = Scope.NEWS_READER
    data_topics: ClassVar[frozenset[Topic]] = frozenset({Topic.NEWS})

    class Follow(Message):
        """The user wants the link opened."""

        def __init__(self, link: Link) -> None:
            super().__init__()
            self.link = link

    class Turned(Message):
        """The user wants the item so many places on."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def __init__(self, context: ViewContext, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, id=id)
        self.key: str | None = None
        self.body: Readable | None = None
        self.chosen: int | None = None
        """The number of the chosen link, from 1."""

    def show_item(self, key: str | None) -> None:
        """Show another item, from its top."""
        if key != self.key:
            self.key = key
            self.body = None if key is None else self.context.desk.news.read(key)
            self.chosen = 1 if self.body is not None and self.body.links else None
            self.to_top()
            self.show()

    def sync(self, changes: Changes) -> None:
        """Leave an item that is no longer kept; say what keeps others from coming."""
        if self.key is None:
            self.show()
        elif self.context.desk.store.news.get(self.key) is None:
            self.show_item(None)

    def show(self) -> None:
        """Lay out the item."""
        # The words of a link are judged with the address's parts, and that is not needed before somebody reads.
        from tui.view.panels.news_lines import failure_lines, item_lines

        item = None if self.key is None else self.context.desk.store.news.get(self.key)
        if item is None or self.body is None:
            self.set_all(failure_lines(self.context.desk.store.news.fetch, self.paint, self.view.size.width))
            return
        self.set_all(item_lines(self.context, item, self.body, self.chosen, max(1, self.view.size.width)))

    def tell_below(self, lines: int) -> None:
        """Say in the frame that there is more, and how many links there are."""
        links = len(self.body.links) if self.body is not None else 0
        parts = (f"{links} link{'s' * (links > 1)}" if links else "", f"{lines} more" if lines else "")
        self.set_title("Reader", " · ".join(part for part in parts if part))

    def copied_text(self, *, whole_row: bool) -> str:
        """Return the chosen link's address, or the whole text."""
        link = self._link()
        if link is not None and not whole_row:
            return link.url
        return self.body.text if self.body is not None else ""

    def _link(self) -> Link | None:
        links = self.body.links if self.body is not None else ()
        return links[self.chosen - 1] if self.chosen is not None and self.chosen <= len(links) else None

    # Commands

    def command_reason(self, wanted: Command) -> str:
        """Return why there is no link to go to."""
        needs = wanted.verb in {"open", "next_link", "previous_link"} and self._link() is None
        return "this item has no links" if needs else ""

    def command_open(self) -> None:
        """Open the chosen link, where it may be."""
        link = self._link()
        if link is None:
            return
        if not link.openable:
            raise UsageError("This link is not opened", link.why, "y copies its address.")
        self.post_message(self.Follow(link))

    def command_next_link(self) -> None:
        """Choose the next link."""
        self._choose(1)

    def command_previous_link(self) -> None:
        """Choose the link before."""
        self._choose(-1)

    def _choose(self, by: int) -> None:
        links = self.body.links if self.body is not None else ()
        if links and self.chosen is not None:
            self.chosen = (self.chosen - 1 + by) % len(links) + 1
            self.show()
            self.command_last()

    def command_next_item(self) -> None:
        """Read the next item of the list."""
        self.post_message(self.Turned(1))

    def command_previous_item(self) -> None:
        """Read the item before."""
        self.post_message(self.Turned(-1))
