"""The ticket: what was typed and what is known become a solved order with its figures and its problems."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from tui.domain.account import AccountFigures, MarginAlarm, margin_alarm
from tui.domain.costs import Sized, TicketFigures, questions, rate_question, ticket_figures
from tui.domain.entry import Field, Unit, parse_level, parse_offset, parse_price, parse_volume
from tui.domain.expiration import parse_expiration
from tui.domain.facts import Facts, Origin, Problem, Question
from tui.domain.intent import Action, OrderWish
from tui.domain.position import OrderKind, Side
from tui.domain.rules import (
    Levels,
    level_problems,
    own_limit_problems,
    pending_price_problems,
    side_problems,
    state_problems,
    trailing_problems,
    volume_problems,
)
from tui.domain.solve import Solver


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketInput:
    """What stands on the ticket, as typed; `kind` is None for a market order. Empty texts are fields left out.

    `price` and `expiration` belong to pending orders and are not read for a market order.
    """

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
        return first_problem(self.problems, field)

    def wish(self, plan: str = "") -> OrderWish:
        """Return the order that a confirmation would send; ValueError unless `ready`."""
        if not self.ready or self.volume is None or self.entry_price is None:
            raise ValueError("the ticket has problems that block it")
        return OrderWish(
            action=_action(self.given.kind),
            symbol=self.symbol,
            side=self.given.side,
            kind=self.given.kind,
            volume=self.volume,
            price=self.entry_price,
            stop_loss=self.stop_loss,
            take_profit=self.take_profit,
            trailing_offset=self.trailing_offset,
            expires_at=self.expires_at,
            note=self.given.note.strip(),
            plan=plan,
        )


def first_problem(problems: tuple[Problem, ...], field: Field) -> Problem | None:
    """Return the problem of a field that matters most: a blocking one before a warning, then the first."""
    own = [problem for problem in problems if problem.field is field]
    return min(own, key=lambda problem: not problem.blocking, default=None)


def solve_ticket(given: TicketInput, facts: Facts) -> TicketPlan:
    """Solve and judge a ticket; never raises for what a user can type."""
    solver = Solver(facts, given.side)
    solver.problems += state_problems(_action(given.kind), facts)
    solver.problems += side_problems(given.side, facts)
    _solve_entry(given, solver)
    order = _solve_money(given, solver)
    offset = solver.offset(solver.read(lambda: parse_offset(given.trailing)))
    expires = _expiration(given, solver)
    levels = Levels(
        side=given.side, kind=given.kind, price=order.entry if given.kind else None, stop_loss=order.stop_loss,
        take_profit=order.take_profit, trailing_offset=offset,
    )  # fmt: skip
    if order.volume is not None:
        solver.problems += volume_problems(order.volume, facts, at_market=given.kind is None)
    takeable = not any(problem.field is Field.VOLUME and problem.blocking for problem in solver.problems)
    figures = ticket_figures(order, facts)
    solver.problems += _judge(order, levels, figures, facts)
    asked = questions(order, facts) if takeable else tuple(filter(None, [rate_question(facts)]))
    return TicketPlan(
        given=given,
        symbol=facts.instrument.symbol,
        volume=order.volume,
        entry_price=order.entry,
        stop_loss=order.stop_loss,
        take_profit=order.take_profit,
        trailing_offset=offset,
        expires_at=expires,
        price_age_s=facts.price_age_s,
        figures=figures,
        problems=tuple(solver.problems),
        questions=asked,
    )


def _action(kind: OrderKind | None) -> Action:
    return Action.OPEN if kind is None else Action.PLACE


def _solve_entry(given: TicketInput, solver: Solver) -> None:
    if given.kind is not None:
        solver.entry = solver.price(solver.read(lambda: parse_price(given.price)))
        if solver.entry is None:
            solver.missing(Field.PRICE, "write a price, or -10p from the market")
        return
    solver.entry = solver.facts.opening_price(given.side)
    if solver.entry is None:
        solver.missing(Field.PRICE, "wait for the market's price")


def _solve_money(given: TicketInput, solver: Solver) -> Sized:
    """Solve volume and levels, each from what it depends on: the risk from the stop loss, R and money from both."""
    currency = solver.facts.currency
    volume = solver.read(lambda: parse_volume(given.volume, currency))
    stop = solver.read(lambda: parse_level(Field.STOP_LOSS, given.stop_loss, currency))
    target = solver.read(lambda: parse_level(Field.TAKE_PROFIT, given.take_profit, currency))
    if volume is None:
        solver.missing(Field.VOLUME, f"write lots, 1% or 50 {currency.lower()}".rstrip())
    lots = volume.value if volume is not None and volume.unit is Unit.LOTS else None
    stop_loss = solver.stop_loss(stop, lots)
    if volume is not None and lots is None:
        lots = solver.lots_at_risk(volume, stop_loss)
    take_profit = solver.take_profit(target, lots, stop_loss)
    return Sized(given.side, lots, solver.entry, stop_loss, take_profit)


def _expiration(given: TicketInput, solver: Solver) -> int | None:
    if given.kind is None:
        return None
    return solver.read(lambda: parse_expiration(given.expiration, solver.facts.now_ms, solver.facts.zone))


def _judge(order: Sized, levels: Levels, figures: TicketFigures, facts: Facts) -> Iterator[Problem]:
    yield from pending_price_problems(levels, facts)
    yield from level_problems(levels, facts)
    yield from trailing_problems(levels, facts)
    if order.volume is None:
        return
    yield from own_limit_problems(order.volume, figures.value.value, levels, facts)
    yield from _margin_problems(levels, figures, facts)


def _margin_problems(levels: Levels, figures: TicketFigures, facts: Facts) -> Iterator[Problem]:
    """Money for the order: certain only by the broker's word, for a market order that nothing offsets."""
    free, margin, level = figures.free_margin_after.value, figures.margin, figures.margin_level_after.value
    if free is not None and free < 0 and margin.value is not None and margin.value > 0:
        sure = margin.origin is Origin.BROKER and not margin.stale and not facts.figures_stale
        blocking = sure and levels.kind is None and facts.opposite_lots == 0
        text = f"{{}} {facts.currency} of margin are missing"
        yield Problem(Field.ACCOUNT, text, "make it smaller", blocking, money=(-free,))
    elif level is not None and facts.figures is not None and _alarm(level, facts.figures) >= MarginAlarm.WARNING:
        yield Problem(Field.ACCOUNT, f"margin level would be {level:.0f} %", "make it smaller", blocking=False)


def _alarm(level: Decimal, figures: AccountFigures) -> MarginAlarm:
    return margin_alarm(replace(figures, margin=Decimal(1), margin_level=level))
