"""What the exchange tells the server while it works: changed trades, request states, balances and profits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tui.simulator.exchange.records import RequestState, TradeRecord

TradeKind = Literal["open", "pending", "close"]


@dataclass(frozen=True, slots=True)
class TradeChanged:
    """A trade was opened, changed, closed or removed (stream getTrades).

    `kind` is the wire's `type`: open 0, pending 1, close 2. `deleted` is state "Deleted" (a pending order is gone),
    otherwise the state is "Modified". Kind "pending" with a BUY or SELL operation is a market request in flight.
    """

    login: str
    record: TradeRecord
    kind: TradeKind
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class RequestStatusChanged:
    """A trade request moved on (stream getTradeStatus); `price` is the requested one."""

    login: str
    number: int
    status: RequestState
    message: str | None
    custom_comment: str | None
    price: Decimal


@dataclass(frozen=True, slots=True)
class BalanceChanged:
    """Account figures moved (stream getBalance); ask `Exchange.margin_level` for them."""

    login: str


@dataclass(frozen=True, slots=True)
class ProfitChanged:
    """The profit of an open position moved (stream getProfits)."""

    login: str
    position: int
    profit: Decimal
    order_number: int
    request_number: int


Event = TradeChanged | RequestStatusChanged | BalanceChanged | ProfitChanged
EventSink = Callable[[Event], None]
