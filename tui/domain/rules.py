"""The rules of an order, each with reason and remedy; what the broker would refuse is told before it is sent."""

from __future__ import annotations

from decimal import Decimal

from tui.domain.facts import Facts, Problem
from tui.domain.position import Side


def moved_problem(seen: Decimal, side: Side, facts: Facts) -> Problem | None:
    """Say that the market has left the price that a review was opened on, or that it is stale; None when it holds.

    `side` is the side that trades: the order's own for opening, the opposite of the position's for closing.
    """
    raise NotImplementedError
