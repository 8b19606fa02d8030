"""What has happened: the past-tense facts that the systems report and the stores apply.

They are named tuples, not dataclasses: thousands come in a second, and the classes are made before the first frame.
`received` is the local monotonic clock in seconds; `…_ms` are UTC milliseconds of the broker.
"""

from __future__ import annotations

import enum
from decimal import Decimal
from typing import NamedTuple

from tui.domain.account import AccountFigures, AccountProfile
from tui.domain.candle import Candle, Period
from tui.domain.hours import TradingHours
from tui.domain.instrument import Instrument
from tui.domain.news_events import AlertFired, CalendarLoaded, NewsLoaded, NewsPublished, VersionRead
from tui.domain.order import Order
from tui.domain.position import ClosedTrade, PendingOrder, Position
from tui.domain.progress import PlanProgress
from tui.domain.quote import Quote
from tui.domain.traffic import Exchanged, Sent, StreamCounted


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


class LinkChanged(NamedTuple):
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


class FeedHeard(NamedTuple):
    """A keepAlive message came on the stream (XAPI 6.3)."""

    server_ms: int
    received: float


class RoundTripMeasured(NamedTuple):
    """A ping on the main socket was answered."""

    milliseconds: float
    received: float


class ServerTimeRead(NamedTuple):
    """The broker's clock was asked; `skew_ms` is broker minus ours, half the round trip taken off."""

    server_ms: int
    skew_ms: int


class ClockJumped(NamedTuple):
    """The machine slept or its clock was set; nothing shown can be trusted until heard again."""

    seconds: float
    received: float


class QuoteChanged(NamedTuple):
    """A price came: a tick of the stream, or the answer to a request when it is `polled`.

    The `received` of a polled price is the moment that the broker's own timestamp names, not that of the answer.
    """

    quote: Quote
    received: float
    polled: bool = False


class DayChangeKnown(NamedTuple):
    """The snapshot's percentage (XAPI 5.3.14), from which the day's reference price follows."""

    symbol: str
    percentage: Decimal
    bid: Decimal
    at_ms: int


class InstrumentsLoaded(NamedTuple):
    """Symbols of the broker became known or were refreshed; `complete` when it is the whole list."""

    instruments: tuple[Instrument, ...]
    complete: bool


class HoursLoaded(NamedTuple):
    """Trading hours of some symbols became known."""

    hours: tuple[TradingHours, ...]


class CandleClosed(NamedTuple):
    """The stream delivered a completed minute (XAPI 6.2)."""

    symbol: str
    candle: Candle
    received: float


class CandlesLoaded(NamedTuple):
    """A chart request was answered; `reached_start` when the broker has nothing older."""

    symbol: str
    period: Period
    candles: tuple[Candle, ...]
    reached_start: bool = False


class FiguresChanged(NamedTuple):
    """Account figures, from the stream or from a request."""

    figures: AccountFigures
    received: float


class ProfileLoaded(NamedTuple):
    """The account's own data became known."""

    profile: AccountProfile


class ProfitChanged(NamedTuple):
    """The broker's running profit of one position (XAPI 6.5)."""

    position: int
    profit: Decimal
    received: float


class PositionChanged(NamedTuple):
    """A position was opened or modified."""

    position: Position
    received: float


class PendingChanged(NamedTuple):
    """A pending order was placed or modified."""

    order: PendingOrder
    received: float


class PendingRemoved(NamedTuple):
    """A pending order is gone: deleted, expired or triggered."""

    position: int
    received: float


class TradeClosed(NamedTuple):
    """A position, or part of it, was closed."""

    trade: ClosedTrade
    received: float


class TradesLoaded(NamedTuple):
    """A snapshot of everything open; rows touched by the stream after `asked` are newer than it."""

    positions: tuple[Position, ...]
    pending: tuple[PendingOrder, ...]
    asked: float


class HistoryLoaded(NamedTuple):
    """Closed trades of a span were read."""

    trades: tuple[ClosedTrade, ...]
    from_ms: int
    to_ms: int


class RequestStatusChanged(NamedTuple):
    """The verdict on a trade request moved (XAPI 5.3.23 and 6.8); `status` keeps unknown numbers as they came."""

    request_id: int
    status: int
    message: str
    custom_comment: str
    price: Decimal | None
    received: float


class OrderChanged(NamedTuple):
    """One of our orders took a step."""

    order: Order
    received: float


class PlanChanged(NamedTuple):
    """A plan of several orders moved on."""

    progress: PlanProgress
    received: float


class Tone(enum.Enum):
    """How loudly an announcement speaks."""

    GOOD = "good"
    NEUTRAL = "neutral"
    CALL = "call"
    """The user has asked to be called."""
    BAD = "bad"
    ALARM = "alarm"


class Announced(NamedTuple):
    """Something about trades that the user must be told: a fill, a rejection, a stop, an unknown fate.

    `tag` is the order that it is about, `position` the trade; empty and None where there is none.
    """

    title: str
    detail: str
    tone: Tone
    received: float
    tag: str = ""
    position: int | None = None


class TroubleNoticed(NamedTuple):
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
    | OrderChanged
    | PlanChanged
    | Announced
    | NewsPublished
    | NewsLoaded
    | CalendarLoaded
    | VersionRead
    | AlertFired
    | Exchanged
    | Sent
    | StreamCounted
    | TroubleNoticed
)
