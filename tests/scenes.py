"""Named scenes of the program: one list feeds the snapshot tests and the pictures in screenshots/.

Prices come from the simulated market at a fixed instant, everything else from plain values, and time stands still.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from textual.pilot import Pilot
from textual.theme import Theme

from tests.examples import AT_MS, a_closed_trade, a_pending_order, a_position, figures
from tests.fakes import FakeBroker, FakeClock, settle
from tests.order_scenes import fill
from tests.view.orders_fake import FakeOrders
from tui.app import TradedeckApp
from tui.desk.broker import Broker, ServerTime
from tui.desk.desk import Desk
from tui.desk.watchlists import DEFAULT_LISTS, Watchlists
from tui.domain import events as ev
from tui.domain.candle import Candle, Period
from tui.domain.events import LinkState
from tui.domain.hours import Interval, TradingHours
from tui.domain.instrument import Instrument
from tui.domain.position import ClosedTrade, OrderKind, Side
from tui.domain.quote import Quote
from tui.errors import LinkError
from tui.simulator.market import Candle as VenueCandle
from tui.simulator.market import Market, Symbol
from tui.simulator.market import Quote as VenueQuote
from tui.store.store import Store
from tui.view.command import Scope
from tui.view.kept import Kept
from tui.view.keys import Keymap
from tui.view.panels.context import Selection, ViewContext
from tui.view.text import Numbers
from tui.view.theme import Paint, usable_themes
from tui.view.widgets.live_table import ASCII_GLYPHS, Glyphs
from tui.xapi.replies import OpenTrades, SymbolSnapshot

THEMES = Path(__file__).parent.parent / "themes"
SATURDAY_MS = AT_MS + 3 * 86_400_000

Play = Callable[["Stage", Pilot[None]], Awaitable[None]]

_KEYS = {
    " ": "space",
    ".": "full_stop",
    "%": "percent_sign",
    "=": "equals_sign",
    "?": "question_mark",
    "+": "plus",
    "-": "minus",
    ":": "colon",
}


def typed(text: str) -> list[str]:
    """Return the keys that type a text."""
    return [_KEYS.get(letter, letter) for letter in text]


@cache
def market() -> Market:
    """Return the market that all scenes share."""
    return Market(seed=7)


@cache
def shipped_themes() -> tuple[Theme, ...]:
    """Return the themes that the program comes with, read once."""
    themes, problems = usable_themes([THEMES])
    assert not problems
    return tuple(themes)


def _instrument(symbol: Symbol) -> Instrument:
    return Instrument(
        symbol=symbol.name,
        description=symbol.description,
        category=symbol.category,
        group=symbol.group,
        currency=symbol.currency,
        profit_currency=symbol.currency_profit,
        digits=symbol.digits,
        pip_digits=symbol.pip_digits,
        contract_size=Decimal(symbol.contract_size),
        leverage_percent=symbol.leverage_percent,
        lot_min=symbol.lot_min,
        lot_max=symbol.lot_max,
        lot_step=symbol.lot_step,
        tick_size=None,
        tick_value=None,
        stops_level=Decimal(symbol.stops_level),
        step_rule_id=symbol.step_rule_id,
        swap_enabled=symbol.swap_enabled,
        swap_long=symbol.swap_long,
        swap_short=symbol.swap_short,
        swap_type=symbol.swap_type,
        swap_triple_day=symbol.swap_rollover_three_days,
        currency_pair=symbol.currency_pair,
        long_only=symbol.long_only,
        short_selling=symbol.short_selling,
        trailing_enabled=symbol.trailing_enabled,
        margin_mode=symbol.margin_mode,
        profit_mode=symbol.profit_mode,
        quote_id=symbol.quote_id,
        instant_max_volume=None,
        initial_margin=None,
        margin_hedged=None,
        margin_hedged_strong=False,
        margin_maintenance=None,
        starts_at=None,
        expires_at=None,
        type_code=symbol.type_code,
    )


def _quote(quote: VenueQuote, digits: int) -> Quote:
    def price(points: int) -> Decimal:
        return Decimal(points).scaleb(-digits)

    return Quote(
        symbol=quote.symbol,
        bid=price(quote.bid),
        ask=price(quote.ask),
        high=price(quote.high),
        low=price(quote.low),
        at_ms=quote.time_ms,
        level=quote.level,
        bid_volume=Decimal(quote.bid_volume),
        ask_volume=Decimal(quote.ask_volume),
    )


def price_of(symbol: str, at_ms: int = AT_MS) -> Decimal:
    """Return the bid of a symbol."""
    return Decimal(market().quote(symbol, at_ms).bid).scaleb(-market().symbols[symbol].digits)


class SceneBroker(FakeBroker):
    """Answers from the simulated market as of the scene's clock."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(snapshots=[], candles=[])
        self.clock = clock
        self.snapshots = [self._snapshot(symbol) for symbol in market().symbols.values()]
        self.trading_hours = [self._hours(name) for name in market().symbols]
        self.history_gate: asyncio.Semaphore | None = None
        """Lets so many answers with history through, where one is set."""

    def _snapshot(self, symbol: Symbol) -> SymbolSnapshot:
        quote = _quote(market().quote(symbol.name, self.clock.wall_ms), symbol.digits)
        return SymbolSnapshot(_instrument(symbol), quote, market().percentage(symbol.name, self.clock.wall_ms))

    @staticmethod
    def _hours(name: str) -> TradingHours:
        trading = tuple(Interval(each.day, each.from_ms, each.to_ms) for each in market().trading_hours(name))
        return TradingHours(name, trading, trading)

    async def candles_before(self, symbol: str, period: Period, end_ms: int, count: int) -> list[Candle]:
        if symbol not in market().symbols:
            return []
        return list(_candles(symbol, period, min(end_ms, self.clock.wall_ms), count, self.clock.wall_ms))

    async def closed_trades(self, from_ms: int, to_ms: int, *, urgent: bool = False) -> Sequence[ClosedTrade]:
        rows = await super().closed_trades(from_ms, to_ms, urgent=urgent)
        if self.history_gate is not None:
            await self.history_gate.acquire()
        return [row for row in rows if from_ms <= row.closed_at <= (to_ms or self.clock.wall_ms)]

    async def server_time(self) -> ServerTime:
        return ServerTime(self.clock.wall_ms, 0.0)

    def depth_events(self, symbol: str, received: float) -> list[ev.Event]:
        """Return the depth of a symbol as the stream would tell it."""
        digits = market().symbols[symbol].digits
        return [ev.QuoteChanged(_quote(each, digits), received) for each in market().depth(symbol, self.clock.wall_ms)]


@lru_cache(maxsize=64)
def _candles(symbol: str, period: Period, end_ms: int, count: int, now_ms: int) -> tuple[Candle, ...]:
    # The market is a pure function of its seed and the time, and nearly every scene begins at the same moment.
    digits = market().symbols[symbol].digits

    def price(points: int) -> Decimal:
        return Decimal(points).scaleb(-digits)

    def candle(each: VenueCandle) -> Candle:
        points = (each.open, each.high, each.low, each.close)
        return Candle(each.start_ms, *map(price, points), Decimal(each.volume))

    return tuple(map(candle, market().candles_back(symbol, int(period), end_ms, count, now_ms)))


@dataclass
class Stage:
    """The program with fakes around it; `play` has it do what a scene shows."""

    clock: FakeClock
    store: Store
    desk: Desk
    broker: SceneBroker
    context: ViewContext
    app: TradedeckApp
    orders: FakeOrders

    async def log_in(self, pilot: Pilot[None]) -> None:
        """Go through a login up to READY, with the feed alive."""
        while not self.broker.running:
            await pilot.pause()
        self.desk.handle(ev.LinkChanged(LinkState.SYNCING, 1, self.clock.monotonic(), "ws.xapi.pro"))
        await settle()
        self.desk.handle(ev.LinkChanged(LinkState.READY, 1, self.clock.monotonic(), "ws.xapi.pro"))
        self.hear_feed()
        for event in self.broker.depth_events(self.context.selection.symbol, self.clock.monotonic()):
            self.desk.handle(event)
        await settle()
        self.stream_prices()

    def stream_prices(self) -> None:
        """Let the stream say what was asked for, as a broker does who sends the newest tick of what is subscribed."""
        for state in tuple(self.store.market.prices.values()):
            self.desk.handle(ev.QuoteChanged(state.quote, state.received))

    def hear_feed(self) -> None:
        """Let a keepAlive come."""
        self.desk.handle(ev.FeedHeard(self.clock.now_ms(), self.clock.monotonic()))

    def tick_all(self) -> None:
        """Let a tick of every symbol come."""
        for snapshot in self.broker.snapshots:
            assert snapshot.quote is not None
            quote = replace(snapshot.quote, at_ms=self.clock.now_ms())
            self.desk.handle(ev.QuoteChanged(quote, self.clock.monotonic()))

    async def press(self, pilot: Pilot[None], *keys: str) -> None:
        """Press keys, and let what follows be shown."""
        for key in keys:
            await pilot.press(key)
        await settle()
        await self.frame(pilot)
        await self.frame(pilot)

    async def walk(self, pilot: Pilot[None], *keys: str) -> None:
        """Press keys, each after what the one before it opened is shown."""
        for key in keys:
            await self.press(pilot, key)

    async def frame(self, pilot: Pilot[None]) -> None:
        """Show a frame and wait until it is painted."""
        await pilot.pause()
        self.app.frame()
        await pilot.pause()


def trades() -> OpenTrades:
    """Return a few believable open trades."""
    eurusd, gold = price_of("EURUSD"), price_of("GOLD")
    pip = Decimal("0.0001")
    positions = (
        a_position(
            312408331,
            open_price=eurusd - 10 * pip,
            stop_loss=eurusd - 30 * pip,
            take_profit=eurusd + 40 * pip,
            profit=Decimal("9.41"),
        ),
        a_position(
            312408377,
            symbol="GOLD",
            side=Side.SELL,
            volume=Decimal("0.05"),
            open_price=gold - Decimal("4.20"),
            stop_loss=gold + Decimal(20),
            take_profit=None,
            profit=Decimal("-19.86"),
            swap=Decimal("-1.05"),
            digits=2,
            opened_at=AT_MS - 93_600_000,
        ),
    )
    pending = (
        a_pending_order(
            312408400,
            symbol="EURUSD",
            side=Side.BUY,
            kind=OrderKind.LIMIT,
            price=eurusd - 20 * pip,
            expires_at=AT_MS + 86_400_000,
        ),
    )
    return OpenTrades(positions, pending, ())


def make_stage(
    *,
    at_ms: int = AT_MS,
    theme: str = "house-dark",
    ascii_only: bool = False,
    badge: str = "SIM",
    read_only: bool = False,
    start: Scope = Scope.TRADE,
    kept: Kept | None = None,
) -> Stage:
    """Build the program on fakes; nothing moves until a scene plays."""
    clock = FakeClock(wall_ms=at_ms)
    store = Store()
    desk = Desk(store, clock, Watchlists(DEFAULT_LISTS))
    orders = FakeOrders(now=clock.monotonic(), badge=badge)
    broker = SceneBroker(clock)
    broker.trades = trades()
    broker.closed = [
        a_closed_trade(312408001),
        a_closed_trade(312408002, profit=Decimal("-14.20"), comment="[S/L]", closed_at=AT_MS - 70_000_000),
        a_closed_trade(312408003, side=Side.SELL, profit=Decimal("31.05"), comment="", closed_at=AT_MS - 60_000_000),
    ]
    broker.account_figures = figures()
    context = ViewContext(
        desk=desk,
        orders=orders,
        clock=clock,
        paint=Paint(),
        numbers=Numbers(ascii=ascii_only),
        glyphs=ASCII_GLYPHS if ascii_only else Glyphs(),
        zone=ZoneInfo("Europe/Berlin"),
        selection=Selection("EURUSD", {"main": ("EURUSD", Period.M5), "second": ("EURUSD", Period.H1)}),
        badge=badge,
        login="1000",
        read_only=read_only,
        kept=kept or Kept(),
    )

    async def connect(_: Desk) -> Broker:
        return broker

    app = TradedeckApp(
        context,
        connect,
        keys=Keymap(plain=ascii_only),
        themes=shipped_themes(),
        theme=theme,
        start=start,
        frame_rate=0,
    )
    return Stage(clock, store, desk, broker, context, app, orders)


@dataclass(frozen=True)
class Scene:
    """A picture worth keeping: a stage, what happens on it, and the size of the terminal."""

    name: str
    size: tuple[int, int]
    play: Play
    options: tuple[tuple[str, Any], ...] = ()

    def stage(self) -> Stage:
        """Return a fresh stage for this scene."""
        return make_stage(**dict(self.options))


async def _live(stage: Stage, pilot: Pilot[None]) -> None:
    await stage.log_in(pilot)
    await stage.frame(pilot)


def _then(*keys: str) -> Play:
    async def play(stage: Stage, pilot: Pilot[None]) -> None:
        await _live(stage, pilot)
        await pilot.press(*keys)
        await stage.frame(pilot)

    return play


async def _starting(stage: Stage, pilot: Pilot[None]) -> None:
    stage.desk.handle(ev.LinkChanged(LinkState.CONNECTING, 0, stage.clock.monotonic(), "ws.xapi.pro"))
    await stage.frame(pilot)


async def _link_down(stage: Stage, pilot: Pilot[None]) -> None:
    await _live(stage, pilot)
    stage.clock.advance(14)
    now = stage.clock.monotonic()
    stage.desk.handle(
        ev.LinkChanged(
            LinkState.WAITING, 1, now, "ws.xapi.pro", "the connection was closed by the other side", retry_at=now + 4
        )
    )
    await stage.frame(pilot)


async def _login_refused(stage: Stage, pilot: Pilot[None]) -> None:
    stage.app.live.tell_blocked(LinkError("EX007", "invalid login or password", "Correct it, then :reconnect"))
    await stage.frame(pilot)


async def _stale(stage: Stage, pilot: Pilot[None]) -> None:
    await _live(stage, pilot)
    stage.clock.advance(9)
    await stage.frame(pilot)


async def _quiet(stage: Stage, pilot: Pilot[None]) -> None:
    await _live(stage, pilot)
    stage.clock.advance(90)
    stage.hear_feed()
    await stage.frame(pilot)


async def _margin_falls(stage: Stage, pilot: Pilot[None]) -> None:
    await _live(stage, pilot)
    low = figures(equity=Decimal("912.40"), free_margin=Decimal("32.50"), margin_level=Decimal("103.69"))
    stage.desk.handle(ev.FiguresChanged(low, stage.clock.monotonic()))
    await stage.frame(pilot)


def _orders(*keys: str, lost: bool = False) -> Play:
    async def play(stage: Stage, pilot: Pilot[None]) -> None:
        await _live(stage, pilot)
        stage.orders.prices = {each.quote.symbol: (each.quote.bid, each.quote.ask) for each in stage.broker.snapshots}
        fill(stage, lost=lost)
        await stage.frame(pilot)
        for key in keys:
            # One by one: what a key opens must stand before the next one is read.
            await pilot.press(key)
            await stage.frame(pilot)

    return play


async def _looking_at_nord(stage: Stage, pilot: Pilot[None]) -> None:
    await _live(stage, pilot)
    stage.app.command_theme("")
    await stage.frame(pilot)
    while stage.app.theme != "nord":
        await pilot.press("down")
        await stage.frame(pilot)
    await stage.frame(pilot)


_FOUR = (*"bb", "enter", *"vwap", "enter", *"rsi", "enter", *"macd", "enter")

SMALL, MIDDLE, LARGE = (80, 24), (120, 36), (200, 50)

SCENES: tuple[Scene, ...] = (
    Scene("trade-120x36", MIDDLE, _live),
    Scene("trade-200x50", LARGE, _live),
    Scene("watchlist-80x24", SMALL, _live),
    Scene("chart-80x24", SMALL, _then("tab")),
    Scene("depth-80x24", SMALL, _then("tab", "tab")),
    Scene("instrument-80x24", SMALL, _then("tab", "tab", "tab")),
    Scene("positions-80x24", SMALL, _then("shift+tab")),
    Scene("pending-120x36", MIDDLE, _then("shift+tab", "l")),
    Scene("history-120x36", MIDDLE, _then("shift+tab", "l", "l", "l")),
    Scene("history-200x50", LARGE, _then("shift+tab", "l", "l", "l")),
    Scene("chart-cursor-120x36", MIDDLE, _then("tab", "z", "left", "left", "left")),
    Scene("indicators-120x36", MIDDLE, _then("tab", "i", "enter", *"bb", "enter", *"rsi", "enter")),
    Scene("chart-indicators-200x50", LARGE, _then("tab", "z", "i", "enter", *_FOUR, "escape")),
    Scene("help-120x36", MIDDLE, _then("question_mark")),
    Scene("command-line-80x24", SMALL, _then("colon", *"chart GO")),
    Scene("command-line-wrong-80x24", SMALL, _then("colon", *"byu gold", "enter")),
    Scene("palette-120x36", MIDDLE, _then("ctrl+p", *"zoom")),
    Scene("help-found-80x24", SMALL, _then("question_mark", *"stop")),
    Scene("menu-80x24", SMALL, _then("j", "full_stop")),
    Scene("starting-120x36", MIDDLE, _starting),
    Scene("link-down-120x36", MIDDLE, _link_down),
    Scene("login-refused-80x24", SMALL, _login_refused),
    Scene("feed-stale-120x36", MIDDLE, _stale),
    Scene("feed-stale-80x24", SMALL, _stale),
    Scene("quiet-120x36", MIDDLE, _quiet),
    Scene("market-closed-120x36", MIDDLE, _live, (("at_ms", SATURDAY_MS),)),
    Scene("margin-falls-80x24", SMALL, _margin_falls),
    Scene("real-120x36", MIDDLE, _live, (("badge", "REAL"),)),
    Scene("ascii-80x24", SMALL, _then("tab"), (("ascii_only", True),)),
    Scene("theme-house-light-120x36", MIDDLE, _live, (("theme", "house-light"),)),
    Scene("theme-high-contrast-120x36", MIDDLE, _live, (("theme", "high-contrast"),)),
    Scene("theme-colour-blind-120x36", MIDDLE, _live, (("theme", "colour-blind"),)),
    Scene("themes-120x36", MIDDLE, _looking_at_nord),
    Scene("private-120x36", MIDDLE, _then("asterisk")),
    Scene("theme-ansi-16-80x24", SMALL, _live, (("theme", "ansi-16"),)),
    Scene("orders-80x24", SMALL, _orders("shift+tab", "l", "l")),
    Scene("orders-120x36", MIDDLE, _orders("shift+tab", "l", "l")),
    Scene("orders-200x50", LARGE, _orders("shift+tab", "l", "l", "j")),
    Scene("order-timeline-120x36", MIDDLE, _orders("shift+tab", "l", "l", "G", "enter")),
    Scene("unknown-80x24", SMALL, _orders(lost=True)),
    Scene("unknown-120x36", MIDDLE, _orders("shift+tab", lost=True)),
    Scene("unknown-order-80x24", SMALL, _orders("U", lost=True)),
    Scene("unknown-order-settled-by-hand-120x36", MIDDLE, _orders("U", "w", lost=True)),
    Scene("unknown-mono-120x36", MIDDLE, _orders("shift+tab", "l", "l", lost=True), (("theme", "mono"),)),
    Scene("unknown-ascii-80x24", SMALL, _orders("shift+tab", "l", "l", lost=True), (("ascii_only", True),)),
    Scene("modify-80x24", SMALL, _orders("shift+tab", "m", "plus", "plus")),
    Scene("modify-120x36", MIDDLE, _orders("shift+tab", "m", "plus", "plus")),
    Scene("modify-refused-80x24", SMALL, _orders("shift+tab", "m", "equals_sign")),
    Scene("modify-pending-120x36", MIDDLE, _orders("shift+tab", "l", "m", "plus")),
    Scene("close-part-80x24", SMALL, _orders("shift+tab", "x", "5", "0", "percent_sign")),
    Scene("close-many-80x24", SMALL, _orders("shift+tab", "X")),
    Scene("close-many-120x36", MIDDLE, _orders("shift+tab", "X", "l")),
    Scene("reverse-120x36", MIDDLE, _orders("shift+tab", "v")),
    Scene("quit-80x24", SMALL, _orders("q", lost=True)),
    Scene("real-read-only-120x36", MIDDLE, _then("shift+tab"), (("badge", "REAL"), ("read_only", True))),
)
