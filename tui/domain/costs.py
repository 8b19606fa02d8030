"""The money of an order: the broker's word where it was given, our own estimate where the facts allow one."""

from __future__ import annotations

from dataclasses import dataclass

from tui.domain.facts import UNKNOWN, Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFigures:
    """All in account currency unless said otherwise. Costs are positive; profit, loss and swap carry their sign.

    `risk` is what the stop loss would lose (positive, 0 when it locks in a gain) and `risk_percent` its share of
    equity; `reward` is the distance to the take profit in multiples of the distance to the stop loss (R). `value` is
    the nominal value. `free_margin_after` and `margin_level_after` (percent) are always estimates of ours.
    """

    pip_value: Figure = UNKNOWN
    value: Figure = UNKNOWN
    margin: Figure = UNKNOWN
    commission: Figure = UNKNOWN
    spread_cost: Figure = UNKNOWN
    swap_per_night: Figure = UNKNOWN
    profit_at_target: Figure = UNKNOWN
    loss_at_stop: Figure = UNKNOWN
    risk: Figure = UNKNOWN
    risk_percent: Figure = UNKNOWN
    reward: Figure = UNKNOWN
    free_margin_after: Figure = UNKNOWN
    margin_level_after: Figure = UNKNOWN
