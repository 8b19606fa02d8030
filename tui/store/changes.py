"""What changed since the last frame: topics and, within a topic, keys."""

from __future__ import annotations

import enum
from collections.abc import Hashable, Iterable


class Topic(enum.Enum):
    """What a panel can be interested in."""

    QUOTES = "quotes"
    DEPTH = "depth"
    INSTRUMENTS = "instruments"
    HOURS = "hours"
    DAY_CHANGE = "day change"
    CANDLES = "candles"
    POSITIONS = "positions"
    PENDING = "pending"
    HISTORY = "history"
    ORDERS = "orders"
    COSTS = "costs"
    """The broker's calculator has answered."""
    ANNOUNCEMENTS = "announcements"
    FIGURES = "figures"
    PROFILE = "profile"
    LINK = "link"
    NEWS = "news"
    CALENDAR = "calendar"
    ALERTS = "alerts"
    IB = "introducing broker"
    SHEETS = "instrument sheets"
    STATEMENTS = "statements"
    REPORTS = "reports"
    """The reports of a CRM."""
    TROUBLE = "trouble"
    TRAFFIC = "traffic"
    """Something was sent or received that the log tells."""
    SECOND = "second"
    """A second has passed: ages and countdowns move on."""


class Changes:
    """Dirty keys by topic; filled by the stores, taken once a frame by the screen."""

    def __init__(self) -> None:
        self._keys: dict[Topic, set[Hashable]] = {}

    def mark(self, topic: Topic, key: Hashable = None) -> None:
        """Note that `key` of `topic` changed; `None` stands for the topic as a whole."""
        keys = self._keys.get(topic)
        if keys is None:
            self._keys[topic] = {key}
        else:
            keys.add(key)

    def keys(self, topic: Topic) -> frozenset[Hashable]:
        """Return the changed keys of a topic."""
        return frozenset(self._keys.get(topic, ()))

    def touches(self, topics: Iterable[Topic]) -> bool:
        """Whether any of the topics changed."""
        return any(topic in self._keys for topic in topics)

    def whole(self, topic: Topic) -> bool:
        """Whether the topic changed as a whole, not only single keys."""
        return None in self._keys.get(topic, ())

    def take(self, other: Changes) -> None:
        """Move everything out of `other` into this one."""
        self._keys, other._keys = other._keys, {}

    def merge(self, other: Changes) -> None:
        """Add what `other` holds."""
        for topic, keys in other._keys.items():
            self._keys.setdefault(topic, set()).update(keys)

    def __bool__(self) -> bool:
        return bool(self._keys)

    @classmethod
    def everything(cls) -> Changes:
        """Return changes that touch every topic as a whole, for a panel that comes into view."""
        changes = cls()
        for topic in Topic:
            changes.mark(topic)
        return changes
