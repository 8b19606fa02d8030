"""What every part of the ticket's picture is drawn with."""

from __future__ import annotations

from dataclasses import dataclass

from rich.style import Style

from tui.desk.orders.service import TradingState
from tui.domain.facts import Problem
from tui.domain.ticket import TicketPlan
from tui.store.select import PriceView
from tui.view.panels.context import ViewContext
from tui.view.panels.ticket_draft import Draft, Slot
from tui.view.text import plain
from tui.view.widgets.lines import Line, Span
from tui.view.widgets.wrapping import wrapped

WIDE_FROM = 60
"""Cells from which a problem stands behind its field and the figures in two columns."""

LOUD = Style(reverse=True, bold=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketState:
    """All that a picture of the ticket shows; `cursor_symbol` is where the watchlist's cursor is."""

    draft: Draft
    plan: TicketPlan | None
    price: PriceView
    gate: TradingState
    editing: bool
    one_click: bool
    cursor_symbol: str
    review_key: str


@dataclass(frozen=True, slots=True)
class Pen:
    """The state to draw, the width to draw it in, and how sentences become lines."""

    context: ViewContext
    state: TicketState
    width: int

    @property
    def wide(self) -> bool:
        """Whether there is room for two columns."""
        return self.width >= WIDE_FROM

    def sign(self, ours: str, ascii_only: str) -> str:
        """Return a sign, or its plain form for terminals that know nothing else."""
        return ascii_only if self.context.numbers.ascii else ours

    def current(self, slot: Slot) -> bool:
        """Whether what is typed goes to this place."""
        return self.state.editing and self.state.draft.slot is slot

    def words(self, text: str, look: str, indent: int = 1) -> list[Line]:
        """Return a sentence in as many lines as it takes."""
        style = self.context.paint[look]
        return [(Span(" " * indent), Span(words, style)) for words in wrapped(text, self.width - indent - 1)]

    def problem_words(self, problem: Problem, *, asked: bool = False) -> str:
        """Return a problem with its remedy in one sentence; what is merely asked for has only its remedy."""
        if asked:
            return problem.remedy
        sign = self.sign("✕", "x") if problem.blocking else "!"
        return f"{sign} {plain(problem.said(self.context.numbers.money))}, {plain(problem.remedy)}"
