"""The state of the connection, its history and the troubles met."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from tui.domain.events import (
    ClockJumped,
    FeedHeard,
    LinkChanged,
    LinkState,
    RoundTripMeasured,
    ServerTimeRead,
    TroubleNoticed,
)
from tui.domain.news_events import VersionRead
from tui.store.changes import Changes, Topic

UP_STATES = frozenset({LinkState.SYNCING, LinkState.READY})


@dataclass(slots=True)
class LinkStore:
    """Where the session stands; times are monotonic seconds unless the name says `_ms`."""

    changes: Changes
    current: LinkChanged = field(default_factory=lambda: LinkChanged(LinkState.OFFLINE, 0, 0.0))
    feed_heard: float | None = None
    server_ms_at_heard: int = 0
    round_trip_ms: float | None = None
    skew_ms: int = 0
    skew_known: bool = False
    version: str = ""
    past: deque[LinkChanged] = field(default_factory=lambda: deque(maxlen=200))
    troubles: deque[TroubleNoticed] = field(default_factory=lambda: deque(maxlen=500))

    @property
    def up(self) -> bool:
        """Whether a session stands, synced or not."""
        return self.current.state in UP_STATES

    @property
    def clock_known(self) -> bool:
        """Whether the broker has told its time."""
        return self.skew_known or self.feed_heard is not None

    def link_changed(self, event: LinkChanged) -> None:
        """Take over a new state; a new epoch starts with an unheard feed."""
        if event.epoch != self.current.epoch or event.state not in UP_STATES:
            self.feed_heard = None
        self.past.append(event)
        self.current = event
        self.changes.mark(Topic.LINK)

    def feed_heard_now(self, event: FeedHeard) -> None:
        """Note a keepAlive."""
        first = self.feed_heard is None
        self.feed_heard = event.received
        self.server_ms_at_heard = event.server_ms
        if first:
            self.changes.mark(Topic.LINK)

    def round_trip_measured(self, event: RoundTripMeasured) -> None:
        """Note how long a ping took."""
        self.round_trip_ms = event.milliseconds

    def server_time_read(self, event: ServerTimeRead) -> None:
        """Note the difference of the clocks."""
        self.skew_ms = event.skew_ms
        self.skew_known = True

    def version_read(self, event: VersionRead) -> None:
        """Note the version of the broker's API."""
        self.version = event.version
        self.changes.mark(Topic.LINK)

    def clock_jumped(self, event: ClockJumped) -> None:
        """Nothing heard before the jump counts."""
        self.feed_heard = None
        self.changes.mark(Topic.LINK)

    def trouble_noticed(self, event: TroubleNoticed) -> None:
        """Keep a trouble for reading later."""
        self.troubles.append(event)
        self.changes.mark(Topic.TROUBLE)

    def feed_age(self, now: float) -> float | None:
        """Return the seconds since the last keepAlive, None before the first of this session."""
        return None if self.feed_heard is None else max(0.0, now - self.feed_heard)

    def server_now_ms(self, now: float, now_ms: int) -> int:
        """Return the best estimate of the broker's clock: its last word carried on, else ours with the skew."""
        if self.feed_heard is not None:
            return self.server_ms_at_heard + int((now - self.feed_heard) * 1000)
        return now_ms + self.skew_ms
