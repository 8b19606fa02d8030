"""Changing and closing what is open: the same entries and the same rules as the ticket."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.entry import Field
from tui.domain.facts import Facts, Figure, Problem, Question
from tui.domain.intent import OrderWish
from tui.domain.position import PendingOrder, Position


@dataclass(frozen=True, slots=True, kw_only=True)
class ModifyInput:
    """The full set of levels as it stands in the form; an empty text removes what is there.

    `price` and `expiration` are those of a pending order and are not read for a position.
    """

    stop_loss: str = ""
    take_profit: str = ""
    trailing: str = ""
    price: str = ""
    expiration: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagePlan:
    """A solved change or close of `target`, with what it would come to and its problems.

    `volume` is what is closed (the whole volume for a change). `loss_at_stop` and `profit_at_target` are the results
    at the new levels, `result` is what closing now would bring, each in account currency without swap and commission.
    `changes` says whether anything would be different from now.
    """

    target: Position | PendingOrder
    volume: Decimal | None
    price: Decimal | None
    stop_loss: Decimal | None
    take_profit: Decimal | None
    trailing_offset: int
    expires_at: int | None
    price_age_s: float | None
    result: Figure
    loss_at_stop: Figure
    profit_at_target: Figure
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]
    closing: bool = False
    changes: bool = True

    @property
    def ready(self) -> bool:
        """Whether it may be reviewed: it changes something and no problem blocks it."""
        return self.changes and not any(problem.blocking for problem in self.problems)

    def problem(self, field: Field) -> Problem | None:
        """The problem to show beside a field, a blocking one first."""
        own = [problem for problem in self.problems if problem.field is field]
        return min(own, key=lambda problem: not problem.blocking, default=None)

    def wish(self, plan: str = "") -> OrderWish:
        """Return the order that a confirmation would send; ValueError unless `ready`."""
        raise NotImplementedError


def modify_input(target: Position | PendingOrder, facts: Facts) -> ModifyInput:
    """Return the form filled with what is set now."""
    raise NotImplementedError


def solve_modify(given: ModifyInput, target: Position | PendingOrder, facts: Facts) -> ManagePlan:
    """Solve and judge a change; pips, percent, money and R count from the open price (or the pending price)."""
    raise NotImplementedError


def solve_close(volume: str, position: Position, facts: Facts) -> ManagePlan:
    """Solve and judge a close of `volume` (`0.05`, `50%`, empty for all); a share is rounded down to the step."""
    raise NotImplementedError


def solve_delete(order: PendingOrder, facts: Facts) -> ManagePlan:
    """Judge the removal of a pending order; prices and hours do not matter to it."""
    raise NotImplementedError
