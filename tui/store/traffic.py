"""What was sent and received, for the log: the newest lines in a ring, so that a long session costs no more memory."""

from __future__ import annotations

import enum
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from tui.domain import events as ev
from tui.domain.traffic import Exchanged, Sent, StreamCounted
from tui.store.changes import Changes, Topic

MOST_LINES = 2_000
"""At the venue's pace of five commands a second this is more than six minutes; in a quiet hour it is hours."""


class LineKind(enum.Enum):
    """What a line is about, for filtering."""

    REQUEST = "requests"
    ORDER = "orders"
    SUBSCRIPTION = "subscriptions"
    RECEIVED = "received"
    LINK = "link"
    TROUBLE = "troubles"
    PING = "pings"


class Received(NamedTuple):
    """A record of the stream that tells of one thing, or a state of the link, or a trouble, in words."""

    what: str
    symbols: tuple[str, ...]
    result: str
    detail: str = ""
    bad: bool = False


class LogLine(NamedTuple):
    """A line of the log; `at` is monotonic seconds, `number` grows by one with each line."""

    number: int
    at: float
    kind: LineKind
    fact: Exchanged | Received


@dataclass(slots=True)
class TrafficStore:
    """The newest lines, ascending, and how many records of each kind the stream has brought."""

    changes: Changes
    lines: deque[LogLine] = field(default_factory=lambda: deque(maxlen=MOST_LINES))
    counts: Mapping[str, int] = field(default_factory=dict)
    counted_since: float | None = None
    waiting: dict[str, Sent] = field(default_factory=dict)
    """Commands that have left and are not answered yet, the oldest first."""
    _number: int = 0

    def sent(self, event: Sent) -> None:
        """Note a command whose answer is waited for."""
        self.waiting[event.tag] = event

    def exchanged(self, event: Exchanged) -> None:
        """Note a command that has ended."""
        self.waiting.pop(event.tag, None)
        kind = LineKind.SUBSCRIPTION if event.stream else LineKind.REQUEST
        if event.name == "ping":
            kind = LineKind.PING
        elif event.name.startswith("tradeTransaction"):
            kind = LineKind.ORDER
        self._add(event.received, kind, event)

    def counted(self, event: StreamCounted) -> None:
        """Note how much the stream has brought."""
        if self.counted_since is None:
            self.counted_since = event.received
        self.counts = event.counts
        self.changes.mark(Topic.TRAFFIC)

    def position_changed(self, event: ev.PositionChanged) -> None:
        """Note a position as the stream told it."""
        each = event.position
        words = f"position {each.position}: {each.side.value} {each.volume} lots at {each.open_price}"
        self._received(event.received, "Position opened or changed", each.symbol, words)

    def pending_changed(self, event: ev.PendingChanged) -> None:
        """Note a pending order as the stream told it."""
        each = event.order
        words = f"order {each.position}: {each.side.value} {each.kind.value} {each.volume} lots at {each.price}"
        self._received(event.received, "Pending order placed or changed", each.symbol, words)

    def pending_removed(self, event: ev.PendingRemoved) -> None:
        """Note the end of a pending order."""
        self._received(event.received, "Pending order gone", "", f"order {event.position}")

    def trade_closed(self, event: ev.TradeClosed) -> None:
        """Note a position, or a part of one, that was closed."""
        each = event.trade
        self._received(
            event.received, "Position closed", each.symbol, f"position {each.position}: profit {each.profit}"
        )

    def status_changed(self, event: ev.RequestStatusChanged) -> None:
        """Note the verdict on a trade request."""
        result = {0: "error", 1: "pending", 3: "accepted", 4: "rejected"}.get(event.status, f"status {event.status}")
        fact = Received(
            "Verdict on a trade request",
            (),
            f"{result} · request {event.request_id}",
            event.message,
            bad=event.status in {0, 4},
        )
        self._add(event.received, LineKind.ORDER, fact)

    def link_changed(self, event: ev.LinkChanged) -> None:
        """Note where the session stands; a new one waits for nothing that an old one was asked."""
        self.waiting = {tag: sent for tag, sent in self.waiting.items() if tag.startswith(f"{event.epoch}.")}
        bad = event.state in {ev.LinkState.WAITING, ev.LinkState.BLOCKED}
        what = f"Session {event.epoch}" if event.epoch else "Session"
        place = f"{event.state.value} at {event.host}" if event.host else event.state.value
        detail = " · ".join(part for part in (event.detail, event.hint) if part)
        self._add(event.received, LineKind.LINK, Received(what, (), place, detail, bad))

    def trouble_noticed(self, event: ev.TroubleNoticed) -> None:
        """Note a trouble."""
        detail = " · ".join(part for part in (event.detail, event.hint) if part)
        self._add(event.received, LineKind.TROUBLE, Received(event.title, (), "", detail, bad=True))

    def written_since(self, since: float) -> int:
        """Return how many commands were written to the main socket from then on."""
        return sum(
            1
            for line in self.lines
            if isinstance(line.fact, Exchanged) and not line.fact.stream and (line.fact.asked or 0.0) >= since
        )

    def _received(self, at: float, what: str, symbol: str, result: str) -> None:
        self._add(at, LineKind.RECEIVED, Received(what, (symbol,) if symbol else (), result))

    def _add(self, at: float, kind: LineKind, fact: Exchanged | Received) -> None:
        self._number += 1
        self.lines.append(LogLine(self._number, at, kind, fact))
        self.changes.mark(Topic.TRAFFIC)
