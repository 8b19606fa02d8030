"""Plans over several positions: which ones, what each would bring, and what stands in the way."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from tui.domain.facts import Facts, Figure
from tui.domain.manage import ManagePlan
from tui.domain.position import Position, Side
from tui.domain.ticket import TicketPlan


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
    raise NotImplementedError


def close_plan(
    positions: Iterable[Position], selection: Selection, facts_of: Callable[[Position], Facts | None]
) -> ClosePlan:
    """Plan to close what fits; `facts_of` returns None where nothing is known of the symbol."""
    raise NotImplementedError


def reverse_plan(position: Position, facts: Facts) -> ReversePlan:
    """Plan to reverse a position; the new one has no levels."""
    raise NotImplementedError


def break_even_price(position: Position, facts: Facts, *, with_costs: bool = True) -> Decimal | None:
    """Return the stop loss at which the position brings nothing and costs nothing.

    A buy is closed at the bid and a sell at the ask, which is where its stop loss triggers, so the spread is in the
    open price already. `with_costs` adds swap and commission so far; None when their rate is not known.
    """
    raise NotImplementedError


def break_even_plan(position: Position, facts: Facts, *, with_costs: bool = True) -> ManagePlan:
    """Plan to move the stop loss to break-even and leave everything else as it is."""
    raise NotImplementedError
