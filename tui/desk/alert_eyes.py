"""What an alert looks at: one value out of the stores."""

from __future__ import annotations

from decimal import Decimal

from tui.clock import Clock
from tui.domain.alerts import Alert, Condition, Subject
from tui.domain.candle import MINUTE_MS
from tui.domain.freshness import Freshness
from tui.domain.releases import Release, ReleaseFilter
from tui.store.select import account_view, freshness_of
from tui.store.store import Store

_BLIND = {
    Freshness.DOWN: "link down",
    Freshness.STALE: "feed stale",
    Freshness.WAITING: "no price",
}


class AlertEyes:
    """Reads the values that alerts wait for."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._heard: float | None = None

    def second_passed(self) -> None:
        """Note when the feed was heard: the link forgets it when it breaks, an alert must not."""
        heard = self._store.link.feed_heard
        self._heard = heard if heard is not None else self._heard

    def blind(self, condition: Condition) -> str:
        """Return why a condition cannot be judged now, in few words, empty while it can: an old value is no value."""
        store, now, subject = self._store, self._clock.monotonic(), condition.subject
        if subject in (Subject.FEED_AGE, Subject.RELEASE):
            return ""
        if subject.of_symbol:
            market = store.market
            if market.instruments_complete and condition.symbol not in market.instruments:
                return "symbol gone"
            return _BLIND.get(freshness_of(store, condition.symbol, now, self._clock.now_ms()), "")
        if not store.link.up:
            return "link down"
        return "feed stale" if account_view(store, now).stale else ""

    def value(self, alert: Alert) -> Decimal | None:
        """Return what an alert looks at, None while it is not known."""
        condition, market = alert.condition, self._store.market
        subject = condition.subject
        if subject.of_symbol:
            state, instrument = market.prices.get(condition.symbol), market.instruments.get(condition.symbol)
            if subject is Subject.CHANGE:
                return market.day_change_percent(condition.symbol)
            if state is None:
                return None
            if subject is not Subject.SPREAD:
                return state.quote.bid if subject is Subject.BID else state.quote.ask
            spread = state.quote.spread
            return None if instrument is None or spread is None else instrument.pips(spread)
        if subject is Subject.MARGIN_LEVEL:
            figures = self._store.account.figures
            return figures.margin_level if figures is not None and figures.margin > 0 else None
        if subject is Subject.PROFIT:
            position = self._store.account.positions.get(condition.position)
            return None if position is None else position.profit
        if subject is Subject.FEED_AGE:
            return None if self._heard is None else Decimal(max(0, int(self._clock.monotonic() - self._heard)))
        release = self.release(alert)
        return None if release is None else Decimal(-((self._server_ms() - release.at_ms) // MINUTE_MS))

    def release(self, alert: Alert) -> Release | None:
        """Return the next release that an alert waits for; one whose time had come when it last fired is told."""
        condition, now_ms = alert.condition, self._server_ms()
        wanted = ReleaseFilter(impact=condition.impact, text=condition.text)
        ahead_ms = int(condition.threshold) * MINUTE_MS
        told_ms = alert.fired_ms + self._store.link.skew_ms if alert.fired_ms is not None else None
        for release in self._store.calendar.releases:
            fresh = told_ms is None or release.at_ms - ahead_ms > told_ms
            if release.at_ms >= now_ms and fresh and wanted.admits(release):
                return release
        return None

    def _server_ms(self) -> int:
        return self._store.link.server_now_ms(self._clock.monotonic(), self._clock.now_ms())
