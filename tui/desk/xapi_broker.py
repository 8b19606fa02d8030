"""The XAPI session as the desk's broker: which command answers which question, and in which lane."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random

from tui.clock import Clock
from tui.desk.broker import Commission, ServerTime
from tui.domain.account import AccountFigures, AccountProfile
from tui.domain.candle import Candle, Period
from tui.domain.events import Event
from tui.domain.facts import StepRule
from tui.domain.hours import TradingHours
from tui.domain.ib import IbDeal
from tui.domain.news_events import NewsPublished
from tui.domain.position import ClosedTrade, Side
from tui.domain.quote import Quote
from tui.domain.releases import Release
from tui.net.tls import client_context
from tui.xapi import commands
from tui.xapi.dialer import Dialer
from tui.xapi.endpoint import Credentials, Endpoint
from tui.xapi.login_guard import LoginGuard
from tui.xapi.pacing import Lane
from tui.xapi.pending import OrderHooks, OrderReply
from tui.xapi.replies import OpenTrades, SymbolSnapshot, TradeVerdict
from tui.xapi.session import Session
from tui.xapi.transport import Dial
from tui.xapi.wishes import QuoteWish

DEEPEST_LEVEL = None
"""`max_level` that subscribes to every depth level (XAPI 6.6)."""


class XapiBroker:
    """Answers the desk over one XAPI session; `dial` opens its sockets in another way, in memory for example."""

    def __init__(
        self,
        endpoint: Endpoint,
        credentials: Callable[[], Awaitable[Credentials]],
        *,
        clock: Clock,
        random: Random,
        emit: Callable[[Event], None],
        guard: LoginGuard,
        app_name: str,
        ca_file: Path | None = None,
        dial: Dial | None = None,
    ) -> None:
        self._session = Session(
            endpoint,
            credentials,
            clock=clock,
            random=random,
            emit=emit,
            guard=guard,
            app_name=app_name,
            dial=dial or Dialer(partial(client_context, ca_file)),
        )
        self._session.wish_account(True)

    async def run(self) -> None:
        """Keep a session up until `close`."""
        await self._session.run()

    async def close(self) -> None:
        """Log out and end `run`."""
        await self._session.close()

    def mark_ready(self) -> None:
        """Say that the stores agree with the broker again."""
        self._session.mark_ready()

    def reconnect(self) -> None:
        """Drop the session and make it anew at once."""
        self._session.reconnect()

    def wish_quotes(self, symbols: Sequence[str], depth_of: frozenset[str]) -> None:
        """Stream these symbols, the first ones first."""
        self._session.wish_quotes(
            [QuoteWish(symbol, max_level=DEEPEST_LEVEL if symbol in depth_of else 0) for symbol in symbols]
        )

    def wish_candles(self, symbols: Sequence[str]) -> None:
        """Stream the minutes of these symbols."""
        self._session.wish_candles(symbols)

    async def ticks(self, symbols: Sequence[str], *, polite: bool = False) -> Sequence[Quote]:
        """Return the current best prices (5.3.15)."""
        found: list[Quote] = []
        for command in commands.tick_price_batches(symbols):
            quotes = await self._session.request(command, Lane.POLL if polite else Lane.USER)
            found.extend(quotes)
        return found

    async def symbol(self, name: str) -> SymbolSnapshot:
        """Return one symbol (5.3.14)."""
        return await self._session.request(commands.symbol(name), Lane.POLL)

    async def symbols(self) -> Sequence[SymbolSnapshot]:
        """Return every symbol (5.3.1)."""
        return await self._session.request(commands.all_symbols(), Lane.POLL)

    async def hours(self, symbols: Sequence[str]) -> Sequence[TradingHours]:
        """Return trading hours (5.3.19)."""
        found: list[TradingHours] = []
        for command in commands.trading_hours_batches(symbols):
            hours = await self._session.request(command, Lane.POLL)
            found.extend(hours)
        return found

    async def candles_since(self, symbol: str, period: Period, start_ms: int) -> Sequence[Candle]:
        """Return candles from `start_ms` to now (5.3.3)."""
        return (await self._session.request(commands.chart_last(symbol, period, start_ms))).candles

    async def candles_before(self, symbol: str, period: Period, end_ms: int, count: int) -> Sequence[Candle]:
        """Return up to `count` candles that end at `end_ms` (5.3.4)."""
        return (await self._session.request(commands.chart_range(symbol, period, end_ms, ticks=-count))).candles

    async def open_trades(self, *, polite: bool = False) -> OpenTrades:
        """Return open positions and pending orders (5.3.17)."""
        return await self._session.request(commands.trades(False), Lane.POLL if polite else Lane.RECONCILE)

    async def closed_trades(self, from_ms: int, to_ms: int, *, urgent: bool = False) -> Sequence[ClosedTrade]:
        """Return closed trades of a span (5.3.18)."""
        lane = Lane.RECONCILE if urgent else Lane.POLL
        return await self._session.request(commands.trades_history(from_ms, to_ms), lane)

    async def figures(self, *, polite: bool = False) -> AccountFigures:
        """Return balance, equity and margin (5.3.8)."""
        lane = Lane.POLL if polite else Lane.RECONCILE
        return (await self._session.request(commands.margin_level(), lane)).figures

    async def profile(self) -> AccountProfile:
        """Return the account's own data (5.3.6)."""
        return await self._session.request(commands.current_user_data())

    async def server_time(self) -> ServerTime:
        """Return the broker's clock (5.3.12)."""
        answer = await self._session.exchange(commands.server_time(), Lane.RECONCILE)
        return ServerTime(answer.value, (answer.received - answer.asked) * 1000)

    @property
    def epoch(self) -> int:
        """The number of the login."""
        return self._session.epoch

    async def send_order(
        self,
        transaction: commands.TradeTransaction,
        *,
        ttl_s: float,
        barrier: Callable[[int], Awaitable[None]],
        written: Callable[[], None],
        late: Callable[[OrderReply], None],
    ) -> OrderReply:
        """Write a trade request at most once (5.3.22)."""
        command = commands.trade_transaction(transaction)
        return await self._session.send_order(command, ttl_s, OrderHooks(barrier, written, late))

    async def order_status(self, request_id: int) -> TradeVerdict:
        """Return where a request stands (5.3.23)."""
        return await self._session.request(commands.trade_transaction_status(request_id), Lane.STATUS)

    async def trade_records(self, numbers: Sequence[int]) -> OpenTrades:
        """Return the trades with these numbers (5.3.16)."""
        parts: list[OpenTrades] = []
        for command in commands.trade_record_batches(numbers):
            part = await self._session.request(command, Lane.RECONCILE)
            parts.append(part)
        return OpenTrades(
            tuple(position for part in parts for position in part.positions),
            tuple(order for part in parts for order in part.pending),
            tuple(trade for part in parts for trade in part.closed),
        )

    async def margin_trade(self, symbol: str, volume: Decimal) -> Decimal:
        """Return the margin that so many lots would bind (5.3.9)."""
        return await self._session.request(commands.margin_trade(symbol, volume))

    async def commission(self, symbol: str, volume: Decimal) -> Decimal | None:
        """Return what so many lots would cost (5.3.5)."""
        return (await self.commission_and_rate(symbol, volume)).amount

    async def commission_and_rate(self, symbol: str, volume: Decimal) -> Commission:
        """Return what so many lots would cost, with the rate of exchange (5.3.5)."""
        answer = await self._session.request(commands.commission(symbol, volume))
        return Commission(answer.commission, answer.rate_of_exchange)

    async def news(self, from_ms: int, to_ms: int = 0) -> Sequence[NewsPublished]:
        """Return the news of a span (5.3.10)."""
        return await self._session.request(commands.news(from_ms, to_ms), Lane.POLL)

    async def calendar(self) -> Sequence[Release]:
        """Return the economic calendar (5.3.2)."""
        return await self._session.request(commands.calendar(), Lane.POLL)

    async def ib_history(self, from_ms: int, to_ms: int) -> Sequence[IbDeal]:
        """Return what an introducing broker's clients traded (5.3.7)."""
        return await self._session.request(commands.ibs_history(from_ms, to_ms), Lane.POLL)

    async def version(self) -> str:
        """Return the version of the broker's API (5.3.20)."""
        return await self._session.request(commands.version(), Lane.POLL)

    async def profit_calculation(
        self, symbol: str, side: Side, volume: Decimal, open_price: Decimal, close_price: Decimal
    ) -> Decimal:
        """Return what a trade between two prices would bring (5.3.11)."""
        operation = 0 if side is Side.BUY else 1
        command = commands.profit_calculation(symbol, operation, volume, open_price, close_price)
        return await self._session.request(command)

    async def step_rules(self) -> Sequence[StepRule]:
        """Return the rules by which volumes move (5.3.13)."""
        return await self._session.request(commands.step_rules(), Lane.POLL)
