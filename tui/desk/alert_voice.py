"""Tells of an alert that has fired: an event for the list, an announcement for the user, and his own program."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from tui.clock import Clock
from tui.desk.alert_command import AlertCommand
from tui.domain import events as ev
from tui.domain.alerts import Alert
from tui.domain.news_events import AlertFired
from tui.domain.releases import Release
from tui.errors import TradedeckError

COMPLAINS_AGAIN_S = 60.0
"""The same trouble with the user's program is announced only so often; the log has each."""


class AlertVoice:
    """Emits `AlertFired` and `Announced`, and runs the program that the user has configured."""

    def __init__(self, clock: Clock, emit: Callable[[ev.Event], None]) -> None:
        self._clock = clock
        self._emit = emit
        self._command: AlertCommand | None = None
        self._complained: dict[str, float] = {}

    def equip(self, argv: Iterable[str]) -> None:
        """Take the user's program for firings, empty for none."""
        self._command = AlertCommand(tuple(argv), self._complain)

    async def close(self) -> None:
        """End the user's programs that still run."""
        if self._command is not None:
            await self._command.close()

    def tell(self, alert: Alert, value: Decimal, release: Release | None) -> None:
        """Tell that an alert came true at that value; `release` is the one that it waited for."""
        subject = alert.condition.subject
        written = subject.written(value)
        words = f"{alert.condition.words}: now {written}{f' {subject.unit}' if subject.unit else ''}"
        if release is not None:
            words = f"{release.country} {release.title} {release.period} in {written} m".replace("  ", " ")
        now = self._clock.monotonic()
        self._emit(AlertFired(alert.number, words, alert.note, now))
        self._emit(ev.Announced(f"Alert: {words}", alert.note, ev.Tone.CALL, now))
        if self._command is not None:
            values = {"alert": words, "value": f"{value:f}", "symbol": alert.condition.symbol, "note": alert.note}
            self._command.fire(values)

    def _complain(self, error: TradedeckError) -> None:
        now = self._clock.monotonic()
        self._emit(ev.TroubleNoticed(error.title, error.detail, error.hint, now))
        last = self._complained.get(error.detail)
        if last is None or now - last >= COMPLAINS_AGAIN_S:
            self._complained[error.detail] = now
            words = " · ".join(part for part in (error.detail, error.hint) if part)
            self._emit(ev.Announced(error.title, words, ev.Tone.BAD, now))
