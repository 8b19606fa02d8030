"""What has happened: the past-tense facts that the systems report and the stores apply.

`received` is the local monotonic clock in seconds; `…_ms` are UTC milliseconds of the broker.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from decimal import Decimal

from tui.domain.account import AccountFigures, AccountProfile
from tui.domain.candle import Candle, Period
from tui.domain.hours import TradingHours
from tui.domain.instrument import Instrument
from tui.domain.position import ClosedTrade, PendingOrder, Position
from tui.domain.quote import Quote


class LinkState(enum.Enum):
    """Where the session stands; the two sockets are one machine."""

    OFFLINE = "offline"
    CONNECTING = "connecting"
    LOGGING_IN = "logging in"
    SYNCING = "syncing"
    READY = "ready"
    WAITING = "waiting"
    BLOCKED = "blocked"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """The session moved to another state.

    `epoch` grows by one with each login. `detail` says what failed or what is done, in plain words; `retry_at`
    (monotonic seconds) says when the next try comes, None when none is planned.
    """

    state: LinkState
    epoch: int
    received: float
    host: str = ""
    detail: str = ""
    hint: str = ""
    attempt: int = 0
    retry_at: float | None = None


@dataclass(frozen=True, slots=True)
class FeedHeard:
    """A keepAlive message came on the stream (XAPI 6.3)."""

    server_ms: int
    received: float


@dataclass(frozen=True, slots=True)
class RoundTripMeasured:
    """A ping on the main socket was answered."""

    milliseconds: float
    received: float


@dataclass(frozen=True, slots=True)
class ServerTimeRead:
    """The broker's clock was asked; `skew_ms` is broker minus ours, half the round trip taken off."""

    server_ms: int
    skew_ms: int


@dataclass(frozen=True, slots=True)
class ClockJumped:
    """The machine slept or its clock was set; nothing shown can be trusted until heard again."""

    seconds: float
    received: float


@dataclass(frozen=True, slots=True)
class QuoteChanged:
    """A tick came, from the stream or as the answer to a request."""

    quote: Quote
    received: float


@dataclass(frozen=True, slots=True)
class DayChangeKnown:
    """The snapshot's percentage (XAPI 5.3.14), from which the day's reference price follows."""

    symbol: str
    percentage: Decimal
    bid: Decimal
    at_ms: int


@dataclass(frozen=True, slots=True)
class InstrumentsLoaded:
    """Symbols of the broker became known or were refreshed; `complete` when it is the whole list."""

    instruments: tuple[Instrument, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class HoursLoaded:
    """Trading hours of some symbols became known."""

    hours: tuple[TradingHours, ...]


@dataclass(frozen=True, slots=True)
class CandleClosed:
    """The stream delivered a completed minute (XAPI 6.2)."""

    symbol: str
    candle: Candle
    received: float


@dataclass(frozen=True, slots=True)
class CandlesLoaded:
    """A chart request was answered; `reached_start` when the broker has nothing older."""

    symbol: str
    period: Period
    candles: tuple[Candle, ...]
    reached_start: bool = False


@dataclass(frozen=True, slots=True)
class FiguresChanged:
    """Account figures, from the stream or from a request."""

    figures: AccountFigures
    received: float


@dataclass(frozen=True, slots=True)
class ProfileLoaded:
    """The account's own data became known."""

    profile: AccountProfile


@dataclass(frozen=True, slots=True)
class ProfitChanged:
    """The broker's running profit of one position (XAPI 6.5)."""

    position: int
    profit: Decimal
    received: float


@dataclass(frozen=True, slots=True)
class PositionChanged:
    """A position was opened or modified."""

    position: Position
    received: float


@dataclass(frozen=True, slots=True)
class PendingChanged:
    """A pending order was placed or modified."""

    order: PendingOrder
    received: float


@dataclass(frozen=True, slots=True)
class PendingRemoved:
    """A pending order is gone: deleted, expired or triggered."""

    position: int
    received: float


@dataclass(frozen=True, slots=True)
class TradeClosed:
    """A position, or part of it, was closed."""

    trade: ClosedTrade
    received: float


@dataclass(frozen=True, slots=True)
class TradesLoaded:
    """A snapshot of everything open; rows touched by the stream after `asked` are newer than it."""

    positions: tuple[Position, ...]
    pending: tuple[PendingOrder, ...]
    asked: float


@dataclass(frozen=True, slots=True)
class HistoryLoaded:
    """Closed trades of a span were read."""

    trades: tuple[ClosedTrade, ...]
    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True)
class RequestStatusChanged:
    """The verdict on a trade request moved (XAPI 5.3.23 and 6.8); `status` keeps unknown numbers as they came."""

    request_id: int
    status: int
    message: str
    custom_comment: str
    price: Decimal | None
    received: float


@dataclass(frozen=True, slots=True)
class NewsPublished:
    """A news item; `body` is the broker's HTML, cleaned of control characters but not rendered."""

    key: str
    title: str
    body: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class TroubleNoticed:
    """Something went wrong that the user should be able to read about later."""

    title: str
    detail: str
    hint: str
    received: float


Event = (
    LinkChanged
    | FeedHeard
    | RoundTripMeasured
    | ServerTimeRead
    | ClockJumped
    | QuoteChanged
    | DayChangeKnown
    | InstrumentsLoaded
    | HoursLoaded
    | CandleClosed
    | CandlesLoaded
    | FiguresChanged
    | ProfileLoaded
    | ProfitChanged
    | PositionChanged
    | PendingChanged
    | PendingRemoved
    | TradeClosed
    | TradesLoaded
    | HistoryLoaded
    | RequestStatusChanged
    | NewsPublished
    | TroubleNoticed
)
