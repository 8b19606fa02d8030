"""The single truth of the screen: events go in, frames take out what changed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from tui.domain import events as ev
from tui.domain import news_events as nev
from tui.domain.traffic import Exchanged, Sent, StreamCounted
from tui.store.account import AccountStore
from tui.store.alerts import AlertStore
from tui.store.candles import CandleStore
from tui.store.changes import Changes, Topic
from tui.store.link import LinkStore
from tui.store.market import MarketStore
from tui.store.news import CalendarStore, NewsStore
from tui.store.orders import OrderStore
from tui.store.past import HistoryStore, IbStore, SheetStore
from tui.store.statements import StatementStore
from tui.store.traffic import TrafficStore

MOST_STATUSES = 500


class Store:
    """Holds the slices and hands each event to those that it concerns.

    `apply` is synchronous and takes microseconds; it never touches a widget. `drain` returns the changes since
    the last drain and starts anew.
    """

    def __init__(self) -> None:
        self._changes = Changes()
        self.market = MarketStore(self._changes)
        self.candles = CandleStore(self._changes)
        self.account = AccountStore(self._changes)
        self.link = LinkStore(self._changes)
        self.orders = OrderStore(self._changes)
        self.statements = StatementStore(self._changes)
        self.news = NewsStore(self._changes)
        self.calendar = CalendarStore(self._changes)
        self.alerts = AlertStore(self._changes)
        self.history = HistoryStore(self._changes)
        self.ib = IbStore(self._changes)
        self.sheets = SheetStore(self._changes)
        self.traffic = TrafficStore(self._changes)
        self.request_statuses: deque[ev.RequestStatusChanged] = deque(maxlen=MOST_STATUSES)
        self._handlers = self._make_handlers()

    def _make_handlers(self) -> dict[type, Callable[[Any], None]]:
        return {
            ev.QuoteChanged: self._quote_changed,
            ev.ProfitChanged: self.account.profit_changed,
            ev.FiguresChanged: self.account.figures_changed,
            ev.FeedHeard: self.link.feed_heard_now,
            ev.CandleClosed: self.candles.candle_closed,
            ev.CandlesLoaded: self.candles.candles_loaded,
            ev.DayChangeKnown: self.market.day_change_known,
            ev.InstrumentsLoaded: self.market.instruments_loaded,
            ev.HoursLoaded: self.market.hours_loaded,
            ev.ProfileLoaded: self.account.profile_loaded,
            ev.PositionChanged: _both(self.account.position_changed, self.traffic.position_changed),
            ev.PendingChanged: _both(self.account.pending_changed, self.traffic.pending_changed),
            ev.PendingRemoved: _both(self.account.pending_removed, self.traffic.pending_removed),
            ev.TradeClosed: _both(self.account.trade_closed, self.traffic.trade_closed),
            ev.TradesLoaded: self.account.trades_loaded,
            ev.HistoryLoaded: self.account.history_loaded,
            ev.RequestStatusChanged: _both(self.request_statuses.append, self.traffic.status_changed),
            ev.LinkChanged: _both(self._link_changed, self.traffic.link_changed),
            ev.RoundTripMeasured: self.link.round_trip_measured,
            ev.ServerTimeRead: self.link.server_time_read,
            ev.ClockJumped: self.link.clock_jumped,
            ev.TroubleNoticed: _both(self.link.trouble_noticed, self.traffic.trouble_noticed),
            ev.OrderChanged: self.orders.order_changed,
            ev.PlanChanged: self.orders.plan_changed,
            ev.Announced: self.orders.announced,
            nev.NewsPublished: self.news.published,
            nev.NewsLoaded: self.news.loaded,
            nev.CalendarLoaded: self.calendar.loaded,
            nev.AlertFired: self.alerts.fired,
            nev.VersionRead: self.link.version_read,
            Sent: self.traffic.sent,
            Exchanged: self.traffic.exchanged,
            StreamCounted: self.traffic.counted,
        }

    def apply(self, event: ev.Event) -> None:
        """Change the stores by one event."""
        self._handlers[type(event)](event)

    def touch(self, topic: Topic) -> None:
        """Note that something has changed that is shown and kept elsewhere."""
        self._changes.mark(topic)

    def drain(self) -> Changes:
        """Return what changed since the last call."""
        changes = Changes()
        changes.take(self._changes)
        return changes

    def _quote_changed(self, event: ev.QuoteChanged) -> None:
        if self.market.quote_changed(event):
            self.candles.quote_changed(event)

    def _link_changed(self, event: ev.LinkChanged) -> None:
        was_up = self.link.up
        if event.epoch != self.link.current.epoch:
            self.account.session_started()
        self.link.link_changed(event)
        if was_up and not self.link.up:
            self.candles.interrupted()


def _both(first: Callable[[Any], object], second: Callable[[Any], object]) -> Callable[[Any], None]:
    def apply(event: Any) -> None:
        first(event)
        second(event)

    return apply
