"""What the user allows himself when trading, and how he wants to be told, as plain values that need no library."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Notice = Literal["toast", "bell", "osc9"]
"""How the user is told: a box on the screen, the terminal's bell, a notification of the desktop (OSC 9)."""


@dataclass(frozen=True, slots=True)
class TradingSettings:
    """The config's `[trading]` table; the defaults are those of the config.

    A limit that is None does not exist. Limits hold for what opens or places, never for what closes or protects.
    `max_lots` is per order; `max_value` the nominal value of an order in account currency; `max_off_market_percent`
    how far the price of a pending order may lie from the market; `max_price_move_points` how far, in the
    instrument's smallest step, the market may move while a review is open before it asks again.
    `one_click` wants orders without a review, up to `one_click_max_lots`, once the account is armed. A plan for more
    than `bulk_confirm_over` orders needs a typed word. `alert_command` is a program with its arguments that runs when
    an alert fires; empty means none.
    """

    max_lots: Decimal | None = None
    max_value: Decimal | None = None
    max_orders_per_minute: int | None = 20
    max_off_market_percent: Decimal | None = None
    max_price_move_points: int | None = 50
    one_click: bool = False
    one_click_max_lots: Decimal = Decimal("0.1")
    bulk_confirm_over: int = 3
    notify: tuple[Notice, ...] = ("toast", "bell")
    alert_command: tuple[str, ...] = ()


DEFAULT_TRADING = TradingSettings()
