"""What the commands answer, in the field's own terms, where the domain has no value of its own for it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.account import AccountFigures
from tui.domain.candle import Candle
from tui.domain.instrument import Instrument
from tui.domain.position import ClosedTrade, PendingOrder, Position
from tui.domain.quote import Quote


@dataclass(frozen=True, slots=True, repr=False)
class LoggedIn:
    """The answer to `login` (XAPI 5.1); the token opens the stream and is never shown."""

    stream_token: str


@dataclass(frozen=True, slots=True)
class SymbolSnapshot:
    """One symbol with the price that came with it (XAPI 5.3.1); `percentage` is the day's change, None if unknown."""

    instrument: Instrument
    quote: Quote
    percentage: Decimal | None


@dataclass(frozen=True, slots=True)
class Chart:
    """Ascending candles with plain prices (XAPI 5.3.3), already unscaled from the wire's shifts."""

    digits: int
    candles: tuple[Candle, ...]


@dataclass(frozen=True, slots=True)
class CommissionEstimate:
    """Commission in account currency and rate of exchange (XAPI 5.3.5); None where not applicable."""

    commission: Decimal | None
    rate_of_exchange: Decimal | None


@dataclass(frozen=True, slots=True)
class MarginFigures:
    """Account figures with the currency they are in (XAPI 5.3.8)."""

    figures: AccountFigures
    currency: str


@dataclass(frozen=True, slots=True)
class OpenTrades:
    """What `getTrades` and `getTradeRecords` answer, sorted by what it is (XAPI 5.3.16-17)."""

    positions: tuple[Position, ...]
    pending: tuple[PendingOrder, ...]
    closed: tuple[ClosedTrade, ...]


@dataclass(frozen=True, slots=True)
class TradeVerdict:
    """Where a trade request stands (XAPI 5.3.23): status 0 error, 1 pending, 3 accepted, 4 rejected, others kept.

    `bid` and `ask` repeat the requested price; they are not the market.
    """

    request_id: int
    status: int
    message: str
    custom_comment: str
    bid: Decimal | None
    ask: Decimal | None
