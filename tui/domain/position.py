"""Open positions, pending orders and closed trades as the broker reports them."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from decimal import Decimal


class Side(enum.Enum):
    """Which way a position gains."""

    BUY = "buy"
    SELL = "sell"

    @property
    def sign(self) -> int:
        """+1 for buy, -1 for sell."""
        return 1 if self is Side.BUY else -1


class OrderKind(enum.Enum):
    """What waits for a price."""

    LIMIT = "limit"
    STOP = "stop"


class CloseReason(enum.Enum):
    """Why a trade ended, read from the broker's comment (XAPI 6.7)."""

    USER = "user"
    STOP_LOSS = "S/L"
    TAKE_PROFIT = "T/P"
    STOP_OUT = "S/O"


@dataclass(frozen=True, slots=True)
class Position:
    """An open trade. `position` is its key; `request_id` is the number of the request that opened it.

    `stop_loss`, `take_profit` and `close_price` are None where not set; `profit` is in account currency, without
    swap and commission, and None until the broker said it.
    """

    position: int
    order: int
    request_id: int
    symbol: str
    side: Side
    volume: Decimal
    open_price: Decimal
    opened_at: int
    stop_loss: Decimal | None
    take_profit: Decimal | None
    trailing_offset: int
    swap: Decimal
    commission: Decimal
    profit: Decimal | None
    close_price: Decimal | None
    margin_rate: Decimal | None
    digits: int
    comment: str
    custom_comment: str


@dataclass(frozen=True, slots=True)
class PendingOrder:
    """An order that waits for its price. `expires_at` is None for good-till-cancelled."""

    position: int
    order: int
    request_id: int
    symbol: str
    side: Side
    kind: OrderKind
    volume: Decimal
    price: Decimal
    placed_at: int
    stop_loss: Decimal | None
    take_profit: Decimal | None
    trailing_offset: int
    expires_at: int | None
    digits: int
    comment: str
    custom_comment: str


@dataclass(frozen=True, slots=True)
class ClosedTrade:
    """A trade, or part of one, that has ended; also a cash operation when `side` is None (symbol is then empty).

    `operation` is the broker's operation code (XAPI 6.7), None where it is not known.
    """

    position: int
    order: int
    request_id: int
    symbol: str
    side: Side | None
    volume: Decimal
    open_price: Decimal
    opened_at: int
    close_price: Decimal
    closed_at: int
    profit: Decimal
    swap: Decimal
    commission: Decimal
    digits: int
    comment: str
    custom_comment: str
    operation: int | None = None

    @property
    def net(self) -> Decimal:
        """Profit with swap and commission, in account currency."""
        return self.profit + self.swap + self.commission

    @property
    def reason(self) -> CloseReason:
        """Why it ended; a comment without a mark means that the user closed it."""
        for reason in (CloseReason.STOP_LOSS, CloseReason.TAKE_PROFIT, CloseReason.STOP_OUT):
            if f"[{reason.value}" in self.comment or f"({reason.value}" in self.comment:
                return reason
        return CloseReason.USER
