"""Fakes for what lies outside: a clock that a test moves, and a broker that answers from plain values."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tests.examples import AT_MS, a_candle, a_profile, a_quote, an_instrument, figures
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
from tui.errors import CommandRefusedError, ReplyTimeoutError, TradedeckError
from tui.xapi.commands import TradeTransaction
from tui.xapi.pending import NotSentError, OrderReply
from tui.xapi.replies import OpenTrades, SymbolSnapshot, TradeVerdict


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

    `refusals` maps a method's name to the error that it raises instead of answering. A trade request is answered by
    the first of `order_answers` while there are any (None: no reply ever comes), then by a fresh number. A refusal
    named "send_order" comes before anything is written.
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
    account_profile: AccountProfile = field(default_factory=a_profile)
    margin_per_lot: Decimal = Decimal(3330)
    commission_per_lot: Decimal | None = Decimal(0)
    profit_per_lot: Decimal = Decimal(92000)
    volume_steps: list[StepRule] = field(default_factory=list)
    news_items: list[NewsPublished] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    ib_deals: list[IbDeal] = field(default_factory=list)
    refusals: dict[str, TradedeckError] = field(default_factory=dict)
    asked: list[tuple[object, ...]] = field(default_factory=list)
    quote_wishes: tuple[str, ...] = ()
    depth_wishes: frozenset[str] = frozenset()
    candle_wishes: tuple[str, ...] = ()
    epoch: int = 1
    written_orders: list[TradeTransaction] = field(default_factory=list)
    order_answers: list[OrderReply | TradedeckError | None] = field(default_factory=list)
    late_replies: list[Callable[[OrderReply], None]] = field(default_factory=list)
    verdicts: dict[int, TradeVerdict] = field(default_factory=dict)
    next_request: int = 7001
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

    async def ticks(self, symbols: Sequence[str], *, polite: bool = False) -> Sequence[Quote]:
        self._ask("ticks", tuple(symbols), *(("politely",) if polite else ()))
        return [each.quote for each in self.snapshots if each.instrument.symbol in symbols]

    async def symbol(self, name: str) -> SymbolSnapshot:
        self._ask("symbol", name)
        found = [each for each in self.snapshots if each.instrument.symbol == name]
        if not found:
            raise CommandRefusedError("getSymbol", "BE115", "No such symbol")
        return found[0]

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

    async def closed_trades(self, from_ms: int, to_ms: int, *, urgent: bool = False) -> Sequence[ClosedTrade]:
        self._ask("closed_trades", from_ms, to_ms)
        return self.closed

    async def send_order(
        self,
        transaction: TradeTransaction,
        *,
        ttl_s: float,
        barrier: Callable[[int], Awaitable[None]],
        written: Callable[[], None],
        late: Callable[[OrderReply], None],
    ) -> OrderReply:
        self._ask("send_order", transaction)
        try:
            await barrier(self.epoch)
        except TradedeckError as error:
            raise NotSentError("tradeTransaction was not sent", error.title) from error
        self.written_orders.append(transaction)
        self.late_replies.append(late)
        written()
        answer = self.order_answers.pop(0) if self.order_answers else self.numbered()
        if answer is None:
            raise ReplyTimeoutError("tradeTransaction was sent but not answered", "no reply came in time")
        if isinstance(answer, TradedeckError):
            raise answer
        return answer

    def numbered(self) -> OrderReply:
        """Return a reply with the next request number."""
        self.next_request += 1
        raw = f'{{"status":true,"returnData":{{"order":{self.next_request}}}}}'
        return OrderReply(self.next_request, "", "", asked=1000.0, received=1000.05, raw=raw)

    async def order_status(self, request_id: int) -> TradeVerdict:
        self._ask("order_status", request_id)
        usual = TradeVerdict(request_id, 3, "", "", None, None)
        return self.verdicts.get(request_id, usual)

    async def trade_records(self, numbers: Sequence[int]) -> OpenTrades:
        self._ask("trade_records", tuple(numbers))
        return OpenTrades(
            tuple(each for each in self.trades.positions if each.position in numbers),
            tuple(each for each in self.trades.pending if each.position in numbers),
            tuple(each for each in self.trades.closed if each.position in numbers),
        )

    async def figures(self, *, polite: bool = False) -> AccountFigures:
        self._ask("figures", polite)
        return self.account_figures

    async def profile(self) -> AccountProfile:
        self._ask("profile")
        return self.account_profile

    async def server_time(self) -> ServerTime:
        self._ask("server_time")
        return ServerTime(AT_MS + 500, 40.0)

    async def margin_trade(self, symbol: str, volume: Decimal) -> Decimal:
        self._ask("margin_trade", symbol, volume)
        return self.margin_per_lot * volume

    async def commission(self, symbol: str, volume: Decimal) -> Decimal | None:
        self._ask("commission", symbol, volume)
        return self.commission_per_lot if self.commission_per_lot is None else self.commission_per_lot * volume

    async def profit_calculation(
        self, symbol: str, side: Side, volume: Decimal, open_price: Decimal, close_price: Decimal
    ) -> Decimal:
        self._ask("profit_calculation", symbol, side, volume, open_price, close_price)
        return (close_price - open_price) * side.sign * volume * self.profit_per_lot

    async def commission_and_rate(self, symbol: str, volume: Decimal) -> Commission:
        self._ask("commission_and_rate", symbol, volume)
        each = self.commission_per_lot
        return Commission(each if each is None else each * volume, Decimal("1.0842"))

    async def news(self, from_ms: int, to_ms: int = 0) -> Sequence[NewsPublished]:
        self._ask("news", from_ms, to_ms)
        return [item for item in self.news_items if from_ms <= item.at_ms and (not to_ms or item.at_ms < to_ms)]

    async def calendar(self) -> Sequence[Release]:
        self._ask("calendar")
        return list(self.releases)

    async def ib_history(self, from_ms: int, to_ms: int) -> Sequence[IbDeal]:
        self._ask("ib_history", from_ms, to_ms)
        return [deal for deal in self.ib_deals if deal.at_ms is None or from_ms <= deal.at_ms <= to_ms]

    async def version(self) -> str:
        self._ask("version")
        return "2.5.0"

    async def step_rules(self) -> Sequence[StepRule]:
        self._ask("step_rules")
        return self.volume_steps
