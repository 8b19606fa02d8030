"""The XAPI session as the desk's broker: which command answers which question, and in which lane."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random

from tui.clock import Clock
from tui.desk.broker import ServerTime
from tui.domain.account import AccountFigures, AccountProfile
from tui.domain.candle import Candle, Period
from tui.domain.events import Event
from tui.domain.hours import TradingHours
from tui.domain.position import ClosedTrade
from tui.domain.quote import Quote
from tui.net.tls import client_context
from tui.xapi import commands
from tui.xapi.dialer import Dialer
from tui.xapi.endpoint import Credentials, Endpoint
from tui.xapi.login_guard import LoginGuard
from tui.xapi.pacing import Lane
from tui.xapi.replies import OpenTrades, SymbolSnapshot
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

    async def ticks(self, symbols: Sequence[str]) -> Sequence[Quote]:
        """Return the current best prices (5.3.15)."""
        found: list[Quote] = []
        for command in commands.tick_price_batches(symbols):
            quotes = await self._session.request(command)
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

    async def closed_trades(self, from_ms: int, to_ms: int) -> Sequence[ClosedTrade]:
        """Return closed trades of a span (5.3.18)."""
        return await self._session.request(commands.trades_history(from_ms, to_ms), Lane.POLL)

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
