"""The user's alerts as the screen shows them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from tui.domain.alerts import Alert
from tui.domain.news_events import AlertFired
from tui.store.changes import Changes, Topic

MOST_FIRINGS = 200


@dataclass(slots=True)
class AlertStore:
    """All alerts by number, armed or not, and the last firings."""

    changes: Changes
    alerts: dict[int, Alert] = field(default_factory=dict)
    firings: deque[AlertFired] = field(default_factory=lambda: deque(maxlen=MOST_FIRINGS))
    unseen: int = 0
    """Firings since the user last had the list before him."""

    @property
    def listed(self) -> list[Alert]:
        """All alerts, the armed first, then the newest."""
        return sorted(self.alerts.values(), key=lambda alert: (not alert.armed, -alert.number))

    def put(self, alert: Alert) -> None:
        """Take over an alert as it stands now."""
        self.alerts[alert.number] = alert
        self.changes.mark(Topic.ALERTS, alert.number)

    def drop(self, number: int) -> None:
        """Forget an alert."""
        if self.alerts.pop(number, None) is not None:
            self.changes.mark(Topic.ALERTS)

    def fired(self, event: AlertFired) -> None:
        """Keep a firing for reading later."""
        self.firings.append(event)
        self.unseen += 1
        self.changes.mark(Topic.ALERTS, event.alert)

    def looked(self) -> None:
        """The user has the list before him."""
        if self.unseen:
            self.unseen = 0
            self.changes.mark(Topic.ALERTS)
