"""The question before leaving while orders are under way or of unknown fate; staying is the safe choice and first."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from tui.domain.order import Order
from tui.store.store import Store
from tui.view.panels.context import ViewContext
from tui.view.panels.order_words import wish_words
from tui.view.panels.orders_words import state_look, state_text
from tui.view.screens.live_dialog import KeyDialog
from tui.view.text import content
from tui.view.widgets.choice import Choice
from tui.view.widgets.lines import Line, LineView, Span
from tui.view.widgets.wrapping import wrapped

_MOST_ROWS = 8


def open_orders(store: Store) -> tuple[Order, ...]:
    """Return the orders that leaving would leave behind: of unknown fate first, then those under way."""
    under_way = tuple(order for order in store.orders.orders.values() if order.state.in_flight)
    return (*store.orders.unknown, *under_way)


class QuitScreen(KeyDialog[bool]):
    """Gives back whether to leave all the same."""

    widest: ClassVar[int] = 86
    frame_cells: ClassVar[int] = 6

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self.body = LineView(context.paint["base"], id="quit-body")
        ascii_only = context.numbers.ascii
        self.stay = Choice("Stay  Esc", id="stay", ascii_only=ascii_only)
        self.leave = Choice("Leave", id="leave", ascii_only=ascii_only)

    def compose(self) -> ComposeResult:
        """Lay out the orders and the two choices."""
        with Vertical() as box:
            box.border_title = content("Leave?")
            yield self.body
            with Horizontal(id="quit-choices"):
                yield self.stay
                yield self.leave

    def on_mount(self) -> None:
        """Stand safe: the focus is on Stay."""
        self.set_focus(self.stay)

    def show_now(self) -> None:
        """Show what would be left behind now."""
        orders, paint = open_orders(self.context.desk.store), self.context.paint
        width = self.text_width
        unknown = sum(1 for order in orders if order.needs_eyes)
        words = (
            f"{unknown} of unknown fate, {len(orders) - unknown} under way:" if orders else "Everything has settled."
        )
        lines: list[Line] = [(Span(words, paint["strong"]),), ()]
        for order in orders[:_MOST_ROWS]:
            text = (
                f"{state_text(order, self.context.numbers):<12} {wish_words(order.intent.wish, self.context.numbers)}"
            )
            lines.append((Span(text, paint[state_look(order).style]),))
        if len(orders) > _MOST_ROWS:
            lines.append((Span(f"and {len(orders) - _MOST_ROWS} more", paint["muted"]),))
        if orders:
            advice = (
                "They stay in the journal and are looked for at the next start. Until then nobody watches them: look "
                "on the broker's platform. The program ends with exit code 4 while a fate is unknown."
            )
            lines += [(), *((Span(part, paint["warning"]),) for part in wrapped(advice, width))]
        self.body.set_lines([*lines, ()])
        self.body.styles.height = len(lines) + 1

    def take_key(self, key: str) -> bool:
        """Esc and Enter stay, Enter on Leave leaves."""
        if key in ("tab", "shift+tab", "left", "right"):
            self.set_focus(self.stay if self.leave.has_focus else self.leave)
        elif key == "enter":
            self.dismiss(self.leave.has_focus)
        elif key == "escape":
            self.dismiss(False)
        else:
            return False
        return True
