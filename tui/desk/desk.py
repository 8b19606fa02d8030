"""The desk: takes every event, brings screen and broker back together after each login, and serves the panels."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from tui.clock import Clock
from tui.desk.account import AccountDesk
from tui.desk.alerts import WATCHED, AlertDesk
from tui.desk.broker import Broker
from tui.desk.charts import ChartDesk
from tui.desk.costs import CostDesk
from tui.desk.errands import Errands
from tui.desk.history import HistoryDesk, IbDesk
from tui.desk.market import MarketDesk
from tui.desk.news import CalendarDesk, NewsDesk
from tui.desk.orders.desk import OrderDesk
from tui.desk.records import RecordDesk
from tui.desk.reports import ReportDesk
from tui.desk.resync import Resync
from tui.desk.sheets import SheetDesk
from tui.desk.statements import StatementDesk
from tui.desk.watchlists import Watchlists
from tui.domain.candle import Period
from tui.domain.events import (
    Announced,
    CandleClosed,
    Event,
    HistoryLoaded,
    LinkChanged,
    LinkState,
    PendingChanged,
    PendingRemoved,
    PositionChanged,
    RequestStatusChanged,
    Tone,
    TradeClosed,
    TradesLoaded,
    TroubleNoticed,
)
from tui.errors import CommandRefusedError, TradedeckError
from tui.store.changes import Topic
from tui.store.store import Store

_TRADE_EVENTS = (PositionChanged, PendingChanged, PendingRemoved, TradeClosed, RequestStatusChanged)
_ORDER_NEWS = (*_TRADE_EVENTS, LinkChanged, TradesLoaded, HistoryLoaded)


class Desk:
    """Owns the use cases of one account; made before any broker is known, so that the screen can paint first."""

    def __init__(self, store: Store, clock: Clock, watchlists: Watchlists) -> None:
        self.store = store
        self.watchlists = watchlists
        self._clock = clock
        self._errands = Errands(self.handle, clock)
        self.market = MarketDesk(store, clock, self._errands, self.handle)
        self.charts = ChartDesk(store, clock, self._errands, self.handle)
        self.account = AccountDesk(store, clock, self._errands, self.handle)
        self.orders = OrderDesk(store, clock, self.handle)
        self.statements = StatementDesk(store, clock, self.handle)
        self.reports = ReportDesk(store, clock, self.handle)
        self.costs = CostDesk(clock, lambda: store.touch(Topic.COSTS))
        self.calculator = CostDesk(clock, lambda: store.touch(Topic.COSTS))
        self.alerts = AlertDesk(store, clock, self.handle, self._wish)
        self.news = NewsDesk(store, clock, self._errands, self.handle)
        self.calendar = CalendarDesk(store, clock, self._errands, self.handle)
        self.history = HistoryDesk(store, clock, self._errands, self.handle)
        self.ib = IbDesk(store, clock, self._errands)
        self.sheets = SheetDesk(store, clock, self._errands, self.handle)
        self.records = RecordDesk(clock, self._errands, lambda: store.touch(Topic.ORDERS))
        self._broker: Broker | None = None
        self._visible: tuple[str, ...] = ()
        self._aside: tuple[str, ...] = ()
        self._depth_of: frozenset[str] = frozenset()
        self._resync = Resync(self, clock, self._errands)
        self._told: set[str] = set()

    def attach(self, broker: Broker) -> None:
        """Serve from this broker; its events must come to `handle`."""
        self._broker = broker
        rooms = (self.market, self.charts, self.account, self.orders, self.costs, self.calculator)
        for room in (*rooms, self.news, self.calendar, self.history, self.ib, self.sheets, self.records, self._resync):
            room.attach(broker)
        self._wish()

    def handle(self, event: Event) -> None:
        """Apply an event and do what follows from it."""
        self.store.apply(event)
        if isinstance(event, LinkChanged):
            self._link_changed(event)
        elif isinstance(event, _TRADE_EVENTS):
            self.account.changed()
            self._wish()
        elif isinstance(event, TradesLoaded):
            self._wish()
        elif isinstance(event, CandleClosed):
            self.charts.minute_closed(event)
        if isinstance(event, _ORDER_NEWS):
            self.orders.handle(event)
        if type(event) in WATCHED:
            self.alerts.handle(event)

    def look_at(self, visible: Iterable[str], depth_of: Iterable[str] = ()) -> None:
        """Say which symbols the screen shows, the most important first, and whose depth."""
        self._visible = tuple(dict.fromkeys(visible))
        self._depth_of = frozenset(depth_of)
        self._wish()

    async def load_visible_prices(self) -> None:
        """Ask once for the prices in view."""
        await self.market.load_prices(self._visible)

    def watch_also(self, symbols: Iterable[str]) -> None:
        """Stream the symbols of a dialog beside those of the screen below it, until they are others or none."""
        self._aside = tuple(symbols)
        self._wish()

    def show_chart(self, place: str, symbol: str, period: Period) -> None:
        """Show a chart at a place of the screen."""
        self.charts.show(place, symbol, period)
        self._wish()

    def hide_chart(self, place: str) -> None:
        """Take the chart of a place off the screen."""
        self.charts.hide(place)
        self._wish()

    def refresh(self) -> None:
        """Ask the broker again for everything that is shown."""
        if self.store.link.up:
            self._resync.begin()

    def reconnect(self) -> None:
        """Make the session anew at once."""
        if self._broker is not None:
            self._broker.reconnect()

    def keep(self) -> None:
        """Called about once a second: what must not depend on an event coming."""
        self.orders.keep()
        self.alerts.keep()
        state = self.store.link.current.state
        self._resync.keep(state)
        if state is not LinkState.READY:
            return
        self.account.keep()
        self.calendar.keep()
        self.charts.keep()
        self.market.polling.keep()
        self.market.renew_references()

    def problem(self, reading: Hashable, *, brief: bool = False) -> str:
        """Return in words why something could not be read, empty when it was or has not been tried yet.

        Readings are "resync", "figures", "clock", "profile", "version", "hours", "history", and
        ("chart", (symbol, period)). `brief` leaves out the command that was refused.
        """
        error = self._errands.failure(reading)
        if error is None:
            return ""
        title = error.code if brief and isinstance(error, CommandRefusedError) else error.title
        return f"{title} – {error.detail}" if error.detail else title

    def trouble(self, error: TradedeckError, *, aloud: bool = False) -> None:
        """Note an error that the user can read about later; `aloud` announces it as well, the first time."""
        now = self._clock.monotonic()
        self.handle(TroubleNoticed(error.title, error.detail, error.hint, now))
        if aloud and error.title not in self._told:
            self._told.add(error.title)
            words = " · ".join(part for part in (error.detail, error.hint) if part)
            self.handle(Announced(error.title, words, Tone.BAD, now))

    async def close(self) -> None:
        """Stop all jobs, log out, and write down how every order under way ended."""
        self.orders.ending()
        self._errands.cancel_all()
        self.costs.close()
        self.calculator.close()
        try:
            if self._broker is not None:
                await self._broker.close()
        finally:
            # Who has no patience with a broker that does not answer still gets everything written down.
            await self.orders.close()
            await self.alerts.close()
            await self.statements.close()
            await self.reports.close()

    def _wish(self) -> None:
        """Stream what is seen first, then what the charts and the open trades need."""
        trades = self.store.account
        held = [position.symbol for position in trades.positions.values()]
        waiting = [order.symbol for order in trades.pending.values()]
        charted = self.charts.symbols
        seen = tuple(dict.fromkeys((*charted[:1], *self._aside, *self._visible, *charted)))
        symbols = [
            *seen,
            *held,
            *waiting,
            *self.alerts.symbols,
            *self.watchlists.symbols,
        ]
        self.market.want(symbols, self._depth_of)
        self.market.polling.want(seen)
        self.charts.minutes.want(charted)
        if self._broker is not None:
            self._broker.wish_candles(charted)

    def _link_changed(self, event: LinkChanged) -> None:
        up = self.store.link.up
        self.market.online(up)
        self.costs.online(event.state is LinkState.READY)
        self.calculator.online(event.state is LinkState.READY)
        if event.state is LinkState.SYNCING:
            self.market.polling.began()
            self.charts.minutes.began()
            self._resync.begin()
        elif not up:
            self._errands.cancel_all()
            self.charts.online(False)
