"""Changing and closing what is open: the same entries and the same rules as the ticket."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tui.domain.costs import Sized, profit_between, profit_question, result_at
from tui.domain.entry import Amount, Field, Unit, parse_level, parse_offset, parse_part, parse_price
from tui.domain.expiration import parse_expiration, written_expiration
from tui.domain.facts import UNKNOWN, Facts, Figure, Origin, Problem, Question, QuestionKind
from tui.domain.intent import Action, OrderWish, closing, deleting, modifying, modifying_pending
from tui.domain.position import PendingOrder, Position
from tui.domain.rules import (
    Levels,
    level_problems,
    lots_text,
    pending_price_problems,
    price_text,
    state_problems,
    trailing_problems,
    volume_problems,
)
from tui.domain.solve import Solver
from tui.domain.ticket import first_problem
from tui.domain.volumes import floor_volume

_HUNDRED = Decimal(100)


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
    """A solved change, close or removal of `target`, with what it would come to and its problems.

    `volume` is what is closed (the whole volume for a change); `price` is the market price that closing would meet,
    or the price of a pending order. `loss_at_stop` and `profit_at_target` are the results at the new levels, `result`
    is what closing now would bring, each in account currency without swap and commission. `changes` says whether
    anything would be different from now.
    """

    action: Action
    target: Position | PendingOrder
    volume: Decimal | None
    price: Decimal | None
    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None
    trailing_offset: int = 0
    expires_at: int | None = None
    price_age_s: float | None = None
    result: Figure = UNKNOWN
    loss_at_stop: Figure = UNKNOWN
    profit_at_target: Figure = UNKNOWN
    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()
    changes: bool = True

    @property
    def ready(self) -> bool:
        """Whether it may be reviewed: it changes something and no problem blocks it."""
        return self.changes and not any(problem.blocking for problem in self.problems)

    def problem(self, field: Field) -> Problem | None:
        """The problem to show beside a field, a blocking one first."""
        return first_problem(self.problems, field)

    def wish(self, plan: str = "") -> OrderWish:
        """Return the order that a confirmation would send; ValueError unless `ready`."""
        if not self.ready or self.price is None:
            raise ValueError("this changes nothing or has problems that block it")
        if self.action is Action.DELETE and isinstance(self.target, PendingOrder):
            return deleting(self.target)
        if isinstance(self.target, PendingOrder):
            return modifying_pending(
                self.target,
                price=self.price,
                stop_loss=self.stop_loss,
                take_profit=self.take_profit,
                trailing_offset=self.trailing_offset,
                expires_at=self.expires_at,
            )
        if self.action is Action.CLOSE:
            return closing(self.target, self.price, self.volume, plan=plan)
        return modifying(
            self.target,
            self.price,
            stop_loss=self.stop_loss,
            take_profit=self.take_profit,
            trailing_offset=self.trailing_offset,
            plan=plan,
        )


def modify_input(target: Position | PendingOrder, facts: Facts) -> ModifyInput:
    """Return the form filled with what is set now."""

    def text(level: Decimal | None) -> str:
        return "" if level is None else price_text(level, facts.instrument)

    pending = target if isinstance(target, PendingOrder) else None
    return ModifyInput(
        stop_loss=text(target.stop_loss),
        take_profit=text(target.take_profit),
        trailing=str(target.trailing_offset) if target.trailing_offset else "",
        price=text(pending.price) if pending else "",
        expiration=written_expiration(pending.expires_at, facts.zone) if pending else "",
    )


def solve_modify(given: ModifyInput, target: Position | PendingOrder, facts: Facts) -> ManagePlan:
    """Solve and judge a change; pips, percent, money and R count from the open price (or the pending price).

    Levels that stay as they are are judged too: the broker is sent the full set and judges it anew.
    """
    solver = Solver(facts, target.side)
    solver.problems += state_problems(Action.MODIFY, facts)
    expires = None
    if isinstance(target, PendingOrder):
        solver.entry = solver.price(solver.read(lambda: parse_price(given.price)))
        expires = _expiration(given, target, solver)
        price = solver.entry
    else:
        solver.entry, price = target.open_price, facts.closing_price(target.side)
    if price is None:
        solver.missing(Field.PRICE, "write a price, or wait for the market's")
    order = _levels(given, target, solver)
    offset = solver.offset(solver.read(lambda: parse_offset(given.trailing)))
    solver.problems += _judge(order, offset, target, facts)
    wanted = [(QuestionKind.STOP, order.stop_loss), (QuestionKind.TARGET, order.take_profit)]
    asked = [profit_question(kind, order, level, facts) for kind, level in wanted]
    return ManagePlan(
        action=Action.MODIFY,
        target=target,
        volume=target.volume,
        price=price,
        stop_loss=order.stop_loss,
        take_profit=order.take_profit,
        trailing_offset=offset,
        expires_at=expires,
        price_age_s=facts.price_age_s,
        result=_result(target, target.volume, facts) if isinstance(target, Position) else UNKNOWN,
        loss_at_stop=result_at(QuestionKind.STOP, order, order.stop_loss, facts),
        profit_at_target=result_at(QuestionKind.TARGET, order, order.take_profit, facts),
        problems=tuple(solver.problems),
        questions=tuple(question for question in asked if question is not None),
        changes=_differs(order, offset, expires, target),
    )


def solve_close(volume: str, position: Position, facts: Facts) -> ManagePlan:
    """Solve and judge a close of `volume` (`0.05`, `50%`, empty for all); a share is rounded down to the step."""
    solver = Solver(facts, position.side)
    solver.problems += state_problems(Action.CLOSE, facts)
    lots = _part(solver.read(lambda: parse_part(volume)), position, solver) if volume.strip() else position.volume
    price = facts.closing_price(position.side)
    if price is None:
        solver.missing(Field.PRICE, "wait for the market's price")
    return ManagePlan(
        action=Action.CLOSE,
        target=position,
        volume=lots,
        price=price,
        price_age_s=facts.price_age_s,
        result=UNKNOWN if lots is None or lots > position.volume else _result(position, lots, facts),
        problems=tuple(solver.problems),
    )


def solve_delete(order: PendingOrder, facts: Facts) -> ManagePlan:
    """Judge the removal of a pending order; prices and hours do not matter to it."""
    problems = tuple(state_problems(Action.DELETE, facts))
    return ManagePlan(action=Action.DELETE, target=order, volume=order.volume, price=order.price, problems=problems)


def _part(amount: Amount | None, position: Position, solver: Solver) -> Decimal | None:
    """Return the lots to close; what is closed and what stays must both be volumes that the broker takes."""
    if amount is None:
        return None
    instrument, rule = solver.facts.instrument, solver.facts.step_rule
    lots = amount.value
    if amount.unit is Unit.PERCENT:
        share = position.volume * amount.value / _HUNDRED
        lots = position.volume if amount.value == _HUNDRED else floor_volume(share, instrument, rule)
    if lots == position.volume:
        # All of it can always be closed, whatever the rules say about its size.
        return lots
    least, rest = instrument.lot_min, position.volume - lots
    if rest < 0:
        whole = lots_text(position.volume)
        solver.problems.append(Problem(Field.VOLUME, f"the position has {whole} lots", f"write {whole} or less"))
    elif amount.unit is Unit.PERCENT and (lots <= 0 or (least is not None and lots < least)):
        smallest = lots_text(least or position.volume)
        solver.problems.append(Problem(Field.VOLUME, f"less than {smallest} lots", "close a larger share"))
    else:
        solver.problems += volume_problems(lots, solver.facts, at_market=True)
        if least is not None and rest < least:
            text = f"{lots_text(rest)} lots would stay, below the smallest {lots_text(least)}"
            solver.problems.append(Problem(Field.VOLUME, text, "close all, or less"))
    return lots


def _result(position: Position, lots: Decimal, facts: Facts) -> Figure:
    """What closing so many lots now would bring: the broker's running profit, shared by volume, or our estimate."""
    stale = not facts.freshness.trustworthy
    if position.profit is not None and position.volume > 0:
        origin = Origin.BROKER if lots == position.volume else Origin.ESTIMATE
        return Figure(position.profit * lots / position.volume, origin, stale)
    price = facts.closing_price(position.side)
    return UNKNOWN if price is None else profit_between(position.side, lots, position.open_price, price, facts)


def _levels(given: ModifyInput, target: Position | PendingOrder, solver: Solver) -> Sized:
    currency = solver.facts.currency
    stop = solver.read(lambda: parse_level(Field.STOP_LOSS, given.stop_loss, currency))
    profit = solver.read(lambda: parse_level(Field.TAKE_PROFIT, given.take_profit, currency))
    stop_loss = solver.stop_loss(stop, target.volume)
    take_profit = solver.take_profit(profit, target.volume, stop_loss)
    return Sized(target.side, target.volume, solver.entry, stop_loss, take_profit)


def _expiration(given: ModifyInput, order: PendingOrder, solver: Solver) -> int | None:
    # The form shows minutes; an untouched field must not cut the seconds of what was set.
    if given.expiration.strip() == written_expiration(order.expires_at, solver.facts.zone):
        return order.expires_at
    return solver.read(lambda: parse_expiration(given.expiration, solver.facts.now_ms, solver.facts.zone))


def _judge(order: Sized, offset: int, target: Position | PendingOrder, facts: Facts) -> Iterator[Problem]:
    pending = isinstance(target, PendingOrder)
    levels = Levels(
        side=target.side,
        kind=target.kind if isinstance(target, PendingOrder) else None,
        price=order.entry if pending else None,
        stop_loss=order.stop_loss,
        take_profit=order.take_profit,
        trailing_offset=offset,
    )
    yield from pending_price_problems(levels, facts)
    yield from level_problems(levels, facts)
    yield from trailing_problems(levels, facts)


def _differs(order: Sized, offset: int, expires: int | None, target: Position | PendingOrder) -> bool:
    before = (target.stop_loss, target.take_profit, target.trailing_offset)
    if before != (order.stop_loss, order.take_profit, offset):
        return True
    return isinstance(target, PendingOrder) and (target.price, target.expires_at) != (order.entry, expires)
