"""The ticket: what was typed and what is known become a solved order with its figures and its problems."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.costs import TicketFigures
from tui.domain.entry import Field
from tui.domain.facts import Facts, Problem, Question
from tui.domain.intent import OrderWish
from tui.domain.position import OrderKind, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketInput:
    """What stands on the ticket, as typed; `kind` is None for a market order. Empty texts are fields left out."""

    side: Side
    kind: OrderKind | None = None
    volume: str = ""
    price: str = ""
    stop_loss: str = ""
    take_profit: str = ""
    trailing: str = ""
    expiration: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPlan:
    """A solved ticket. What could not be solved is None and has its problem.

    `entry_price` is the price of the pending order, or for a market order the price that the user sees now.
    `questions` are what the broker should be asked; the answers belong into the next `Facts`.
    """

    given: TicketInput
    symbol: str
    volume: Decimal | None
    entry_price: Decimal | None
    stop_loss: Decimal | None
    take_profit: Decimal | None
    trailing_offset: int
    expires_at: int | None
    price_age_s: float | None
    figures: TicketFigures
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]

    @property
    def ready(self) -> bool:
        """Whether it may be reviewed: no problem blocks it."""
        return not any(problem.blocking for problem in self.problems)

    def problem(self, field: Field) -> Problem | None:
        """The problem to show beside a field, a blocking one first."""
        own = [problem for problem in self.problems if problem.field is field]
        return min(own, key=lambda problem: not problem.blocking, default=None)

    def wish(self) -> OrderWish:
        """Return the order that a confirmation would send; ValueError unless `ready`."""
        raise NotImplementedError


def solve_ticket(given: TicketInput, facts: Facts) -> TicketPlan:
    """Solve and judge a ticket; never raises for what a user can type."""
    raise NotImplementedError
