"""Fakes for what lies outside: a clock that a test moves, and a broker that answers from plain values."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tests.examples import AT_MS, a_candle, a_profile, a_quote, an_instrument, figures
from tui.desk.broker import ServerTime
from tui.domain.account import AccountFigures, AccountProfile
from tui.domain.candle import Candle, Period
from tui.domain.events import Event
from tui.domain.hours import TradingHours
from tui.domain.position import ClosedTrade
from tui.domain.quote import Quote
from tui.errors import TradedeckError
from tui.xapi.replies import OpenTrades, SymbolSnapshot


@dataclass
class FakeClock:
    """Time stands still until a test moves it; sleepers wake when their time has come."""

    wall_ms: int = AT_MS
    seconds: float = 1000.0
    asleep_s: float = 0.0
    _sleepers: list[tuple[float, asyncio.Future[None]]] = field(default_factory=list)

    def now_ms(self) -> int:
        return self.wall_ms

    def monotonic(self) -> float:
        return self.seconds

    def elapsed(self) -> float:
        return self.seconds + self.asleep_s

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.seconds + seconds, waiting))
        await waiting

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.seconds += seconds
        self.wall_ms += int(seconds * 1000)
        due = [(at, waiting) for at, waiting in self._sleepers if at <= self.seconds]
        self._sleepers = [(at, waiting) for at, waiting in self._sleepers if at > self.seconds]
        for _, waiting in sorted(due, key=lambda pair: pair[0]):
            if not waiting.done():
                waiting.set_result(None)


async def settle(rounds: int = 20) -> None:
    """Let everything that can run on the loop run, without waiting for any time."""
    for _ in range(rounds):
        await asyncio.sleep(0)


@dataclass
class FakeBroker:
    """A broker that answers at once from its fields and writes down what it was asked.

    `refusals` maps a method's name to the error that it raises instead of answering.
    """

    emit: Callable[[Event], None] = lambda _: None
    snapshots: list[SymbolSnapshot] = field(
        default_factory=lambda: [SymbolSnapshot(an_instrument(), a_quote(), Decimal("0.21"))]
    )
    candles: list[Candle] = field(default_factory=lambda: [a_candle(AT_MS - n * 60_000) for n in range(99, -1, -1)])
    trades: OpenTrades = field(default_factory=lambda: OpenTrades((), (), ()))
    closed: list[ClosedTrade] = field(default_factory=list)
    trading_hours: list[TradingHours] = field(default_factory=list)
    account_figures: AccountFigures = field(default_factory=figures)
    refusals: dict[str, TradedeckError] = field(default_factory=dict)
    asked: list[tuple[object, ...]] = field(default_factory=list)
    quote_wishes: tuple[str, ...] = ()
    depth_wishes: frozenset[str] = frozenset()
    candle_wishes: tuple[str, ...] = ()
    ready_marks: int = 0
    reconnects: int = 0
    running: bool = False
    closed_down: bool = False

    def _ask(self, method: str, *details: object) -> None:
        self.asked.append((method, *details))
        if method in self.refusals:
            raise self.refusals[method]

    def questions(self) -> list[str]:
        """Return the methods that were asked, in order."""
        return [str(question[0]) for question in self.asked]

    async def run(self) -> None:
        self.running = True
        await asyncio.get_running_loop().create_future()

    async def close(self) -> None:
        self.closed_down = True

    def mark_ready(self) -> None:
        self.ready_marks += 1

    def reconnect(self) -> None:
        self.reconnects += 1

    def wish_quotes(self, symbols: Sequence[str], depth_of: frozenset[str]) -> None:
        self.quote_wishes, self.depth_wishes = tuple(symbols), depth_of

    def wish_candles(self, symbols: Sequence[str]) -> None:
        self.candle_wishes = tuple(symbols)

    async def ticks(self, symbols: Sequence[str]) -> Sequence[Quote]:
        self._ask("ticks", tuple(symbols))
        return [each.quote for each in self.snapshots if each.instrument.symbol in symbols]

    async def symbol(self, name: str) -> SymbolSnapshot:
        self._ask("symbol", name)
        return next(each for each in self.snapshots if each.instrument.symbol == name)

    async def symbols(self) -> Sequence[SymbolSnapshot]:
        self._ask("symbols")
        return self.snapshots

    async def hours(self, symbols: Sequence[str]) -> Sequence[TradingHours]:
        self._ask("hours", tuple(symbols))
        return [hours for hours in self.trading_hours if hours.symbol in symbols]

    async def candles_since(self, symbol: str, period: Period, start_ms: int) -> Sequence[Candle]:
        self._ask("candles_since", symbol, period, start_ms)
        return [candle for candle in self.candles if candle.start_ms >= start_ms]

    async def candles_before(self, symbol: str, period: Period, end_ms: int, count: int) -> Sequence[Candle]:
        self._ask("candles_before", symbol, period, end_ms, count)
        return [candle for candle in self.candles if candle.start_ms <= end_ms][-count:]

    async def open_trades(self, *, polite: bool = False) -> OpenTrades:
        self._ask("open_trades", polite)
        return self.trades

    async def closed_trades(self, from_ms: int, to_ms: int) -> Sequence[ClosedTrade]:
        self._ask("closed_trades", from_ms, to_ms)
        return self.closed

    async def figures(self, *, polite: bool = False) -> AccountFigures:
        self._ask("figures", polite)
        return self.account_figures

    async def profile(self) -> AccountProfile:
        self._ask("profile")
        return a_profile()

    async def server_time(self) -> ServerTime:
        self._ask("server_time")
        return ServerTime(AT_MS + 500, 40.0)
