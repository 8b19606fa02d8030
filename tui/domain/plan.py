"""Plans over several positions: which ones, what each would bring, and what stands in the way."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from tui.domain.costs import lot_value
from tui.domain.entry import Field
from tui.domain.facts import UNKNOWN, Facts, Figure, Origin, Problem
from tui.domain.manage import ManagePlan, modify_input, solve_close, solve_modify
from tui.domain.position import Position, Side
from tui.domain.rates import profit_rate
from tui.domain.rules import grid, lots_text, price_text
from tui.domain.ticket import TicketInput, TicketPlan, solve_ticket


class Which(enum.Enum):
    """Which positions a plan takes by their result now (profit, swap and commission)."""

    ALL = "all"
    WINNERS = "winners"
    LOSERS = "losers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which positions a plan is for; every condition that is set must hold. `marked` are position numbers."""

    which: Which = Which.ALL
    symbol: str | None = None
    side: Side | None = None
    marked: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One position of a plan. `result` is what closing it would bring with swap and commission; `close` is None and
    `obstacle` says why where nothing is known of its symbol.
    """

    position: Position
    result: Figure
    close: ManagePlan | None
    obstacle: str = ""

    @property
    def ready(self) -> bool:
        """Whether this one can be closed now."""
        return self.close is not None and self.close.ready


@dataclass(frozen=True, slots=True)
class ClosePlan:
    """Closes to be reviewed together. `total` is of the items that are ready, unknown as soon as one of them is.

    `undecided` are positions that were left out because their result is not known (winners or losers only).
    """

    items: tuple[PlanItem, ...]
    total: Figure
    undecided: tuple[Position, ...] = ()

    @property
    def ready(self) -> tuple[PlanItem, ...]:
        """The items that can be closed now."""
        return tuple(item for item in self.items if item.ready)


@dataclass(frozen=True, slots=True)
class ReversePlan:
    """Close a position and open the same volume on the other side: the second only after the first is confirmed."""

    close: ManagePlan
    opening: TicketPlan

    @property
    def ready(self) -> bool:
        """Whether both may be reviewed."""
        return self.close.ready and self.opening.ready


def select(positions: Iterable[Position], selection: Selection) -> tuple[tuple[Position, ...], tuple[Position, ...]]:
    """Return the positions that fit, and those that cannot be told winner from loser."""
    fitting: list[Position] = []
    undecided: list[Position] = []
    for position in positions:
        if not _named(position, selection):
            continue
        if selection.which is Which.ALL:
            fitting.append(position)
            continue
        result = net_result(position)
        if result is None:
            undecided.append(position)
        elif (result > 0) if selection.which is Which.WINNERS else (result < 0):
            fitting.append(position)
    return tuple(fitting), tuple(undecided)


def net_result(position: Position) -> Decimal | None:
    """Return what a position stands at, with swap and commission, by the broker's running profit."""
    return None if position.profit is None else position.profit + position.swap + position.commission


def close_plan(
    positions: Iterable[Position], selection: Selection, facts_of: Callable[[Position], Facts | None]
) -> ClosePlan:
    """Plan to close what fits; `facts_of` returns None where nothing is known of the symbol."""
    fitting, undecided = select(positions, selection)
    items = tuple(_item(position, facts_of(position)) for position in fitting)
    ready = [item.result for item in items if item.ready]
    values = [result.value for result in ready if result.value is not None]
    if not ready or len(values) < len(ready):
        return ClosePlan(items, UNKNOWN, undecided)
    origin = Origin.BROKER if all(result.origin is Origin.BROKER for result in ready) else Origin.ESTIMATE
    total = Figure(sum(values, Decimal(0)), origin, any(result.stale for result in ready))
    return ClosePlan(items, total, undecided)


def reverse_plan(position: Position, facts: Facts) -> ReversePlan:
    """Plan to reverse a position; the new one has no levels."""
    other = Side.SELL if position.side is Side.BUY else Side.BUY
    # The position is gone when the new one opens, so what it binds now is not missing then.
    alone = replace(facts, opposite_lots=max(facts.opposite_lots, position.volume))
    opening = solve_ticket(TicketInput(side=other, volume=lots_text(position.volume)), alone)
    return ReversePlan(solve_close("", position, facts), opening)


def break_even_price(position: Position, facts: Facts, *, with_costs: bool = True) -> Decimal | None:
    """Return the stop loss at which the position brings nothing and costs nothing.

    A buy is closed at the bid and a sell at the ask, which is where its stop loss triggers, so the spread is in the
    open price already. `with_costs` adds swap and commission so far, on the careful side; None when their rate is
    not known. A commission that the broker only takes at the close is not in it.
    """
    price, step = position.open_price, grid(facts.instrument)
    paid = -(position.swap + position.commission) if with_costs else Decimal(0)
    if paid != 0:
        rate = profit_rate(facts)
        if rate is None or position.volume <= 0:
            return None
        per_unit = lot_value(Decimal(1), position.volume, facts)
        price += position.side.sign * paid / (per_unit * (rate.low if paid > 0 else rate.high))
    rounding = ROUND_CEILING if position.side is Side.BUY else ROUND_FLOOR
    return (price / step).to_integral_value(rounding) * step


def break_even_plan(position: Position, facts: Facts, *, with_costs: bool = True) -> ManagePlan:
    """Plan to move the stop loss to break-even and leave everything else as it is."""
    price = break_even_price(position, facts, with_costs=with_costs)
    given = modify_input(position, facts)
    if price is not None:
        return solve_modify(replace(given, stop_loss=price_text(price, facts.instrument)), position, facts)
    plan = solve_modify(given, position, facts)
    unknown = Problem(Field.STOP_LOSS, "the rate of swap and commission is not known", "leave the costs out")
    return replace(plan, problems=(*plan.problems, unknown))


def _named(position: Position, selection: Selection) -> bool:
    return (
        (selection.symbol is None or position.symbol == selection.symbol)
        and (selection.side is None or position.side is selection.side)
        and (selection.marked is None or position.position in selection.marked)
    )


def _item(position: Position, facts: Facts | None) -> PlanItem:
    if facts is None:
        return PlanItem(position, _with_costs(position, UNKNOWN), None, "nothing is known of this symbol yet")
    close = solve_close("", position, facts)
    blocking = next((problem.said() for problem in close.problems if problem.blocking), "")
    return PlanItem(position, _with_costs(position, close.result), close, blocking)


def _with_costs(position: Position, result: Figure) -> Figure:
    if result.value is None:
        net = net_result(position)
        return UNKNOWN if net is None else Figure(net, Origin.BROKER, stale=True)
    return replace(result, value=result.value + position.swap + position.commission)
