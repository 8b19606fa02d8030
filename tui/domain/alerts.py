"""The user's own alerts: what they watch, when they come true, and how they are kept.

They live here, not at the broker: nothing watches while tradedeck is not running.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from tui.domain.candle import MINUTE_MS

LONGEST_NOTE = 200
REPEAT_GAP_MS = MINUTE_MS
"""A repeating alert fires again only after its condition was false, and not sooner than this."""


class Subject(enum.Enum):
    """What an alert watches; the value is the word in its text."""

    BID = "bid"
    ASK = "ask"
    SPREAD = "spread"
    CHANGE = "change"
    MARGIN_LEVEL = "margin level"
    PROFIT = "profit"
    FEED_AGE = "feed age"
    RELEASE = "release"

    @property
    def of_symbol(self) -> bool:
        """Whether it belongs to a symbol's price."""
        return self in (Subject.BID, Subject.ASK, Subject.SPREAD, Subject.CHANGE)

    @property
    def unit(self) -> str:
        """The unit of its threshold, empty for prices and account currency."""
        return _UNITS.get(self, "")

    def written(self, value: Decimal) -> str:
        """Return a value as it is told, no finer than anybody reads it; a price is told in full."""
        places = _PLACES.get(self)
        if places is None:
            return f"{value:f}"
        rounded = round(value, places)
        return f"{rounded.normalize():f}" if rounded else "0"


_PLACES = {Subject.SPREAD: 1, Subject.CHANGE: 2, Subject.MARGIN_LEVEL: 2, Subject.PROFIT: 2}
_UNITS = {
    Subject.SPREAD: "pips",
    Subject.CHANGE: "%",
    Subject.MARGIN_LEVEL: "%",
    Subject.FEED_AGE: "s",
    Subject.RELEASE: "m",
}


class Relation(enum.Enum):
    """How the value compares with the threshold when the alert comes true."""

    AT_LEAST = ">="
    AT_MOST = "<="
    ABOVE = ">"
    BELOW = "<"

    def holds(self, value: Decimal, threshold: Decimal) -> bool:
        """Whether a value stands in this relation."""
        if self is Relation.AT_LEAST:
            return value >= threshold
        if self is Relation.AT_MOST:
            return value <= threshold
        return value > threshold if self is Relation.ABOVE else value < threshold


@dataclass(frozen=True, slots=True)
class Condition:
    """What has to be true. `symbol` is set for prices, `position` for a position's profit.

    For a release, `threshold` is how many minutes before, `text` words of country, currency or title that it must
    have, and `impact` its least impact (1 to 3).
    """

    subject: Subject
    relation: Relation
    threshold: Decimal
    symbol: str = ""
    position: int = 0
    text: str = ""
    impact: int = 1

    @property
    def words(self) -> str:
        """How it is written; `parse_alert` reads it back."""
        threshold = f"{self.threshold:f}"
        if self.subject is Subject.RELEASE:
            impact = ("", "", "medium", "high")[self.impact]
            return " ".join(part for part in ("release", self.text, impact, "in", f"{threshold}m") if part)
        if self.subject is Subject.PROFIT:
            return f"profit #{self.position} {self.relation.value} {threshold}"
        unit = {"pips": " pips", "%": "%", "s": "s"}.get(self.subject.unit, "")
        return (
            " ".join(part for part in (self.symbol, self.subject.value, self.relation.value) if part)
            + f" {threshold}{unit}"
        )


class AlertState(enum.Enum):
    """Where an alert stands."""

    ARMED = "armed"
    FIRED = "fired"
    """It was for once and has come true."""
    EXPIRED = "expired"
    GONE = "gone"
    """What it watched is no more: the position was closed."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert. Times are UTC ms of our own clock.

    `last_value` and `last_seen_ms` are what it last saw, None before it saw anything; `true_now` says that its
    condition held then, so that a repeating one waits until it is false again.
    """

    number: int
    condition: Condition
    created_ms: int
    repeat: bool = False
    expires_ms: int | None = None
    note: str = ""
    state: AlertState = AlertState.ARMED
    last_value: Decimal | None = None
    last_seen_ms: int | None = None
    fired_ms: int | None = None
    fired_count: int = 0
    true_now: bool = False

    @property
    def armed(self) -> bool:
        """Whether it still watches."""
        return self.state is AlertState.ARMED

    def seen(self, value: Decimal, at_ms: int) -> tuple[Alert, bool]:
        """Return the alert after it saw a value, and whether it fires now.

        It fires when its condition comes true, and at the first value that it sees when that is true already.
        """
        if not self.armed:
            return self, False
        true_now = self.condition.relation.holds(value, self.condition.threshold)
        after = replace(self, last_value=value, last_seen_ms=at_ms, true_now=true_now)
        rested = self.fired_ms is None or at_ms - self.fired_ms >= REPEAT_GAP_MS
        if not true_now or self.true_now or not rested:
            # While it rests after firing, it stays untold: it fires when it is still true after the rest.
            return (replace(after, true_now=False) if true_now and not self.true_now else after), False
        state = AlertState.ARMED if self.repeat else AlertState.FIRED
        return replace(after, state=state, fired_ms=at_ms, fired_count=self.fired_count + 1), True

    def expired(self, now_ms: int) -> bool:
        """Whether its time has passed while it was armed."""
        return self.armed and self.expires_ms is not None and now_ms >= self.expires_ms

    def rearmed(self) -> Alert:
        """Return it armed again; it fires when its condition is true, also when it has been all along."""
        return replace(self, state=AlertState.ARMED, true_now=False, fired_ms=None)


Plain = dict[str, str | int | bool]
"""One alert as the state file keeps it."""


def as_plain(alert: Alert) -> Plain:
    """Return an alert as plain values for the state file."""
    condition = alert.condition
    found: dict[str, str | int | bool | None] = {
        "number": alert.number,
        "subject": condition.subject.value,
        "relation": condition.relation.value,
        "threshold": f"{condition.threshold:f}",
        "symbol": condition.symbol,
        "position": condition.position,
        "text": condition.text,
        "impact": condition.impact,
        "created_ms": alert.created_ms,
        "repeat": alert.repeat,
        "expires_ms": alert.expires_ms,
        "note": alert.note,
        "state": alert.state.value,
        "last_value": None if alert.last_value is None else f"{alert.last_value:f}",
        "last_seen_ms": alert.last_seen_ms,
        "fired_ms": alert.fired_ms,
        "fired_count": alert.fired_count,
        "true_now": alert.true_now,
    }
    return {key: value for key, value in found.items() if value is not None}


def from_plain(plain: Mapping[str, object]) -> Alert | None:
    """Return the alert of the state file, None for one that cannot be read."""
    try:
        condition = Condition(
            Subject(plain["subject"]),
            Relation(plain["relation"]),
            _finite(plain["threshold"]),
            str(plain.get("symbol", "")),
            _whole(plain.get("position")) or 0,
            str(plain.get("text", "")),
            min(3, max(1, _whole(plain.get("impact")) or 1)),
        )
        last = plain.get("last_value")
        return Alert(
            _whole(plain["number"]) or 0,
            condition,
            _whole(plain["created_ms"]) or 0,
            plain.get("repeat") is True,
            _whole(plain.get("expires_ms")),
            str(plain.get("note", ""))[:LONGEST_NOTE],
            AlertState(plain.get("state", "armed")),
            None if last is None else _finite(last),
            _whole(plain.get("last_seen_ms")),
            _whole(plain.get("fired_ms")),
            _whole(plain.get("fired_count")) or 0,
            plain.get("true_now") is True,
        )
    except (KeyError, ValueError, InvalidOperation):
        return None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _finite(value: object) -> Decimal:
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError("not a number")
    return number
