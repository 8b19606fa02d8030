"""What the user allows himself: limits of ours that an order may not pass, whatever the broker would take."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TradingLimits:
    """Own limits; None is no limit. They hold for what opens or places, never for what closes, protects or deletes.

    `max_lots` is per order, `max_value` the nominal value of one order in account currency. `max_off_market_percent`
    is how far the price of a pending order may lie from the market. `max_price_move_points` is how far the market may
    move while a review is open before it asks again; it holds for every market order.
    """

    max_lots: Decimal | None = None
    max_value: Decimal | None = None
    max_orders_per_minute: int | None = None
    max_off_market_percent: Decimal | None = None
    max_price_move_points: int | None = None


NO_LIMITS = TradingLimits()
