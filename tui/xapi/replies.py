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
class CalendarEntry:
    """One event of the economic calendar (XAPI 5.3.2); `impact` is 1 low, 2 medium, 3 high, others as they came."""

    country: str
    title: str
    impact: str
    period: str
    previous: str
    forecast: str
    current: str
    at_ms: int


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
class IbTrade:
    """One trade of an introducing broker's client (XAPI 5.3.7); None where we may not see it."""

    login: str | None
    surname: str | None
    symbol: str | None
    side: int | None
    volume: Decimal | None
    open_price: Decimal | None
    close_price: Decimal | None
    nominal: Decimal | None
    at_ms: int | None


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One news topic (XAPI 5.3.10); `body` is the broker's HTML, cleaned of control characters but not rendered."""

    key: str
    title: str
    body: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Step:
    """From a volume of `from_volume` lots on, volumes move by `step` lots."""

    from_volume: Decimal
    step: Decimal


@dataclass(frozen=True, slots=True)
class StepRule:
    """A volume step rule (XAPI 5.3.13)."""

    rule_id: int
    name: str
    steps: tuple[Step, ...]


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
