"""The red banner that stays as long as the fate of an order is unknown; nothing dismisses it."""

from __future__ import annotations

from rich.style import Style

from tui.domain.order import Order
from tui.store.changes import Topic
from tui.view.panels.context import ViewContext
from tui.view.panels.order_words import wish_words
from tui.view.panels.orders_timeline import doubt_of, next_check_words
from tui.view.widgets.lines import Line, LineView, Span


class UnknownBanner(LineView):
    """Two rows: which order and for how long, then what is being checked and which keys help."""

    data_topics = frozenset({Topic.ORDERS, Topic.LINK, Topic.SECOND})

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context.paint["base"])
        self.context = context

    def sync(self) -> None:
        """Show or hide the rows."""
        unknown = self.context.desk.store.orders.unknown
        self.set_class(bool(unknown), "-shown")
        if unknown:
            self.set_lines(self._words(unknown))
            self.styles.height = 2

    def _words(self, unknown: tuple[Order, ...]) -> list[Line]:
        loud = self.context.paint["error"] + Style(reverse=True, bold=True)
        first = unknown[0]
        waited = self.context.numbers.duration((self.context.server_now_ms - first.intent.server_ms) / 1000)
        more = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        head = f" ? FATE UNKNOWN for {waited}{more}: {wish_words(first.intent.wish, self.context.numbers)}"
        doubt = doubt_of(self.context, first)
        parts = [f"{self.context.key('app.unknown')} shows what you can do"]
        if doubt is not None:
            parts = [doubt.meaning.rstrip("."), f"checked {next_check_words(self.context, doubt)}", *parts]
        room = max(1, self.size.width or self.app.size.width)
        dot = " - " if self.context.numbers.ascii else " · "
        # What is never left out is which order it is and the key that helps.
        while len(parts) > 1 and len(dot.join(parts)) + 2 > room:
            parts.pop(-2)
        return [(Span(text.ljust(room), loud),) for text in (head, f" {dot.join(parts)} ")]
