"""What the desk needs of a broker; the XAPI session is put behind it, and tests put a fake there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from tui.domain.account import AccountFigures, AccountProfile
from tui.domain.candle import Candle, Period
from tui.domain.facts import StepRule
from tui.domain.hours import TradingHours
from tui.domain.news_events import NewsPublished
from tui.domain.position import ClosedTrade, Side
from tui.domain.quote import Quote
from tui.domain.releases import Release

if TYPE_CHECKING:
    from tui.domain.ib import IbDeal
    from tui.xapi.commands import TradeTransaction
    from tui.xapi.pending import OrderReply
    from tui.xapi.replies import OpenTrades, SymbolSnapshot, TradeVerdict


@dataclass(frozen=True, slots=True)
class ServerTime:
    """The broker's clock and how long the question took."""

    server_ms: int
    round_trip_ms: float


@dataclass(frozen=True, slots=True)
class Commission:
    """What a volume costs in account currency and the rate that was used (XAPI 5.3.5); None where not applicable."""

    amount: Decimal | None
    rate_of_exchange: Decimal | None


class Broker(Protocol):
    """Reads, and the streams that are wanted. Every read may raise LinkError or CommandRefusedError.

    `polite` reads give way to everything that a person waits for.
    """

    async def run(self) -> None:
        """Keep a session up until `close`; reports through the event sink it was made with."""
        ...

    async def close(self) -> None:
        """Log out and end `run`."""
        ...

    def mark_ready(self) -> None:
        """Say that the stores agree with the broker again."""
        ...

    def reconnect(self) -> None:
        """Drop the session and make it anew at once."""
        ...

    def wish_quotes(self, symbols: Sequence[str], depth_of: frozenset[str]) -> None:
        """Stream these symbols, the first ones first; `depth_of` with all their levels."""
        ...

    def wish_candles(self, symbols: Sequence[str]) -> None:
        """Stream the minutes of these symbols."""
        ...

    async def ticks(self, symbols: Sequence[str], *, polite: bool = False) -> Sequence[Quote]:
        """Return the current best price of each symbol that has one."""
        ...

    async def symbol(self, name: str) -> SymbolSnapshot:
        """Return one symbol."""
        ...

    async def symbols(self) -> Sequence[SymbolSnapshot]:
        """Return every symbol that the account may see."""
        ...

    async def hours(self, symbols: Sequence[str]) -> Sequence[TradingHours]:
        """Return trading hours."""
        ...

    async def candles_since(self, symbol: str, period: Period, start_ms: int) -> Sequence[Candle]:
        """Return candles from `start_ms` to now."""
        ...

    async def candles_before(self, symbol: str, period: Period, end_ms: int, count: int) -> Sequence[Candle]:
        """Return up to `count` candles that start before `end_ms`; fewer mean that older ones are not kept."""
        ...

    async def open_trades(self, *, polite: bool = False) -> OpenTrades:
        """Return open positions and pending orders."""
        ...

    async def closed_trades(self, from_ms: int, to_ms: int, *, urgent: bool = False) -> Sequence[ClosedTrade]:
        """Return trades that were closed in a span; 0 for `to_ms` means now. `urgent` is for finding out a fate."""
        ...

    async def figures(self, *, polite: bool = False) -> AccountFigures:
        """Return balance, equity and margin."""
        ...

    async def profile(self) -> AccountProfile:
        """Return the account's own data."""
        ...

    async def server_time(self) -> ServerTime:
        """Return the broker's clock."""
        ...

    async def margin_trade(self, symbol: str, volume: Decimal) -> Decimal:
        """Return the margin that so many lots would bind, in account currency."""
        ...

    async def commission(self, symbol: str, volume: Decimal) -> Decimal | None:
        """Return what so many lots would cost in account currency; None where the broker has no such cost."""
        ...

    async def commission_and_rate(self, symbol: str, volume: Decimal) -> Commission:
        """Return what so many lots would cost, with the rate of exchange."""
        ...

    async def news(self, from_ms: int, to_ms: int = 0) -> Sequence[NewsPublished]:
        """Return the news of a span; 0 for `to_ms` means now."""
        ...

    async def calendar(self) -> Sequence[Release]:
        """Return the economic calendar."""
        ...

    async def ib_history(self, from_ms: int, to_ms: int) -> Sequence[IbDeal]:
        """Return what the clients of an introducing broker traded in a span."""
        ...

    async def version(self) -> str:
        """Return the version of the broker's API."""
        ...

    async def profit_calculation(
        self, symbol: str, side: Side, volume: Decimal, open_price: Decimal, close_price: Decimal
    ) -> Decimal:
        """Return what a trade between two prices would bring, in account currency."""
        ...

    async def step_rules(self) -> Sequence[StepRule]:
        """Return the rules by which volumes move."""
        ...

    @property
    def epoch(self) -> int:
        """The number of the login, from 1 on; 0 before the first."""
        ...

    async def send_order(
        self,
        transaction: TradeTransaction,
        *,
        ttl_s: float,
        barrier: Callable[[int], Awaitable[None]],
        written: Callable[[], None],
        late: Callable[[OrderReply], None],
    ) -> OrderReply:
        """Write a trade request at most once and return its direct reply, refusals included; nothing is repeated.

        `barrier(epoch)` is awaited right before the write and prevents it by raising; `written` is called when the
        network took it, `late` when a reply comes after this call has ended without one. Raises NotSentError: nothing
        of it was ever handed to the network. ReplyTimeoutError and ProtocolError: its fate is unknown.
        """
        ...

    async def order_status(self, request_id: int) -> TradeVerdict:
        """Return where the broker says that a request stands."""
        ...

    async def trade_records(self, numbers: Sequence[int]) -> OpenTrades:
        """Return the open trades among these position numbers; one that is not there says nothing."""
        ...
