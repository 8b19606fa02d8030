"""Watches over the user's alerts: each event is held only against the alerts that it concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import tzinfo
from decimal import Decimal

from tui.clock import Clock
from tui.desk.alert_eyes import AlertEyes
from tui.desk.alert_voice import AlertVoice
from tui.domain import events as ev
from tui.domain.alerts import Alert, AlertState, Plain, Subject, as_plain, from_plain
from tui.domain.releases import Release
from tui.errors import UsageError
from tui.store.store import Store

MOST_ALERTS = 500

WATCHED = frozenset(
    (
        *(ev.QuoteChanged, ev.DayChangeKnown, ev.FiguresChanged, ev.ProfitChanged),
        *(ev.PositionChanged, ev.TradeClosed, ev.TradesLoaded),
    )
)
"""The events that an alert may wait for; no other needs to be handed to `handle`."""


class AlertDesk:
    """Keeps alerts, tells when one comes true (`AlertFired`, and `Announced` for toast, bell and desktop).

    It is told of what the stores know already, after each event.
    """

    def __init__(self, store: Store, clock: Clock, emit: Callable[[ev.Event], None], wish: Callable[[], None]) -> None:
        """`wish` is called when other symbols than before must be streamed."""
        self._store = store
        self._clock = clock
        self._wish = wish
        self._changed: Callable[[], None] = lambda: None
        self._index: dict[object, tuple[int, ...]] = {}
        self._streamed: tuple[str, ...] = ()
        self._eyes = AlertEyes(store, clock)
        self._voice = AlertVoice(clock, emit)
        self._unlooked: set[int] = set()
        """Armed while nothing could be seen; they are looked at as soon as something can."""
        self._unsaved = False

    def equip(
        self, plain: Iterable[Mapping[str, object]], changed: Callable[[], None], argv: Iterable[str] = ()
    ) -> None:
        """Take over the alerts of the last run; `changed` is called when they should be written down again.

        `argv` is the user's program for firings, empty for none.
        """
        for each in plain:
            alert = from_plain(each)
            if alert is not None and len(self._store.alerts.alerts) < MOST_ALERTS:
                self._store.alerts.put(alert)
                if alert.armed:
                    self._unlooked.add(alert.number)
        self._changed = changed
        self._voice.equip(argv)
        self._reindex()

    def as_plain(self) -> list[Plain]:
        """Return all alerts for the state file."""
        return [as_plain(alert) for alert in self._store.alerts.alerts.values()]

    @property
    def symbols(self) -> tuple[str, ...]:
        """The symbols that must be streamed for the armed alerts."""
        armed = (alert.condition.symbol for alert in self._store.alerts.alerts.values() if alert.armed)
        return tuple(dict.fromkeys(symbol for symbol in armed if symbol))

    # What the user does

    def preview(self, text: str, zone: tzinfo) -> tuple[Alert, Decimal | None, str]:
        """Return what a text would become, the present value, and why that cannot be judged (empty: it can).

        Nothing is kept. Raises AlertError.
        """
        alert = self._read(text, 0, zone)
        blind = self._eyes.blind(alert.condition)
        return alert, self._eyes.value(alert), blind

    def blind(self, alert: Alert) -> str:
        """Return why an armed alert cannot fire now, in few words, empty while it can."""
        return self._eyes.blind(alert.condition) if alert.armed else ""

    def add(self, text: str, zone: tzinfo) -> Alert:
        """Arm what the user typed and return it. Raises AlertError (what is wrong, and how one looks)."""
        known = self._store.alerts.alerts
        if len(known) >= MOST_ALERTS:
            raise UsageError("There are too many alerts", f"{MOST_ALERTS} are kept", "Remove some that have fired.")
        return self._arm(self._read(text, max(known, default=0) + 1, zone))

    def change(self, number: int, text: str, zone: tzinfo) -> Alert:
        """Put what the user typed in the place of an alert, armed anew. Raises AlertError, and the old one stays."""
        return self._arm(self._read(text, number, zone))

    def _read(self, text: str, number: int, zone: tzinfo) -> Alert:
        return read_alert(text, number, self._clock.now_ms(), zone, self._store)

    def remove(self, number: int) -> None:
        """Forget an alert."""
        self._unlooked.discard(number)
        self._store.alerts.drop(number)
        self._reindex()
        self._save()

    def rearm(self, number: int) -> None:
        """Arm an alert again that has fired or expired; an expiry that has passed no longer holds."""
        alert = self._store.alerts.alerts.get(number)
        if alert is None:
            return
        expires = (
            None if alert.expires_ms is not None and alert.expires_ms <= self._clock.now_ms() else alert.expires_ms
        )
        self._arm(replace(alert.rearmed(), expires_ms=expires))

    def _arm(self, alert: Alert) -> Alert:
        self._store.alerts.put(alert)
        self._reindex()
        self._look_first(alert.number)
        self._save()
        return self._store.alerts.alerts[alert.number]

    def _look_first(self, number: int) -> None:
        """Look at what is known already; what is too old to be believed is looked at once it is not."""
        alert = self._store.alerts.alerts[number]
        if self._eyes.blind(alert.condition):
            self._unlooked.add(number)
            return
        self._unlooked.discard(number)
        value = self._eyes.value(alert)
        if value is not None:
            self._see(number, value)

    # What happens

    def handle(self, event: ev.Event) -> None:
        """Hold an event of `WATCHED` against the alerts that it concerns; the stores have applied it already."""
        if isinstance(event, ev.QuoteChanged):
            if event.quote.level == 0:
                self._look(event.quote.symbol)
        elif isinstance(event, ev.DayChangeKnown):
            self._look(event.symbol)
        elif isinstance(event, ev.FiguresChanged):
            self._look(Subject.MARGIN_LEVEL)
        elif isinstance(event, ev.ProfitChanged):
            self._look(event.position)
        elif isinstance(event, ev.PositionChanged):
            self._look(event.position.position)
        else:
            self._look_after_positions()

    def keep(self) -> None:
        """Called about once a second: what depends on time alone."""
        now_ms = self._clock.now_ms()
        for alert in [each for each in self._store.alerts.alerts.values() if each.expired(now_ms)]:
            self._end(alert, AlertState.EXPIRED)
        self._eyes.second_passed()
        for number in list(self._unlooked):
            self._look_first(number)
        self._look(Subject.FEED_AGE)
        self._look(Subject.RELEASE)
        if self._unsaved:
            self._save()

    async def close(self) -> None:
        """End the user's programs that still run, and write down what has fired."""
        if self._unsaved:
            self._save()
        await self._voice.close()

    def _look(self, key: object) -> None:
        for number in self._index.get(key, ()):
            value = self._eyes.value(self._store.alerts.alerts[number])
            if value is not None:
                self._see(number, value)

    def _look_after_positions(self) -> None:
        positions = self._store.account.positions
        for alert in list(self._store.alerts.alerts.values()):
            watched = alert.condition.position
            if alert.armed and watched and self._store.account.trades_known and watched not in positions:
                self._end(alert, AlertState.GONE)
            elif watched:
                self._look(watched)

    def _see(self, number: int, value: Decimal) -> None:
        before = self._store.alerts.alerts[number]
        release = self._eyes.release(before) if before.condition.subject is Subject.RELEASE else None
        alert, fires = before.seen(value, self._clock.now_ms())
        if release is not None and fires:
            # The next release is another matter, however near it is.
            alert = replace(alert, true_now=False)
        if alert != before:
            self._store.alerts.put(alert)
        if fires:
            self._fire(alert, value, release)

    def _fire(self, alert: Alert, value: Decimal, release: Release | None) -> None:
        self._voice.tell(alert, value, release)
        if not alert.armed:
            self._reindex()
        # Hundreds may fire at one tick: they are written down together.
        self._unsaved = True

    def _end(self, alert: Alert, state: AlertState) -> None:
        self._store.alerts.put(replace(alert, state=state))
        self._unlooked.discard(alert.number)
        self._reindex()
        self._unsaved = True

    def _save(self) -> None:
        self._unsaved = False
        self._changed()

    def _reindex(self) -> None:
        index: dict[object, list[int]] = {}
        for alert in self._store.alerts.alerts.values():
            condition = alert.condition
            if alert.armed:
                index.setdefault(condition.symbol or condition.position or condition.subject, []).append(alert.number)
        self._index = {key: tuple(numbers) for key, numbers in index.items()}
        if self.symbols != self._streamed:
            self._streamed = self.symbols
            self._wish()


def read_alert(text: str, number: int, now_ms: int, zone: tzinfo, store: Store) -> Alert:
    """Read an alert on what the broker has now: its symbol is listed, its position open. Raises AlertError."""
    from tui.domain.alert_text import AlertError, parse_alert

    alert = parse_alert(text, number, now_ms, zone, store.market.instruments)
    position, account = alert.condition.position, store.account
    if position and account.trades_known and position not in account.positions:
        raise AlertError(f"position #{position} is not open", str(position))
    return alert
