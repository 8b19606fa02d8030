"""The question before leaving while orders are under way or of unknown fate; staying is the safe choice and first."""

from __future__ import annotations

from tui.view.panels.context import ViewContext
from tui.view.panels.order_words import wish_words
from tui.view.panels.orders_words import state_look, state_text
from tui.view.screens.choice_dialog import ChoiceDialog
from tui.view.widgets.lines import Line, Span
from tui.view.widgets.wrapping import wrapped

_MOST_ROWS = 8


class QuitScreen(ChoiceDialog):
    """Gives back whether to leave all the same."""

    about = "Asked before leaving while orders are under way or of unknown fate, because nobody would watch them."
    widest = 86

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context, "Leave?", safe="Stay", other="Leave")

    def lines(self) -> list[Line]:
        """Return what would be left behind now."""
        orders, paint = self.context.desk.store.orders.unsettled, self.context.paint
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
        return lines
