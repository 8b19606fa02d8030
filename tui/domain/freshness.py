"""Whether a price may be believed: four different pictures, each with its own cause."""

from __future__ import annotations

import enum
from dataclasses import dataclass

STALE_AFTER_S = 7.0
"""Two missed keepAlive messages (one every 3 s, XAPI 6.3) and one second."""

DEAD_AFTER_S = 12.0
"""Silence after which the connection is given up and made anew."""

QUIET_AFTER_S = 60.0
"""A feed that lives but whose symbol has not ticked for so long is called quiet."""


class Freshness(enum.Enum):
    """What the last price of a symbol is worth."""

    LIVE = "live"
    POLLED = "polled"
    """Asked for, because the stream has brought nothing: the broker's price, but a step behind."""
    QUIET = "quiet"
    CLOSED = "closed"
    STALE = "stale"
    DOWN = "down"
    WAITING = "waiting"

    @property
    def trustworthy(self) -> bool:
        """Whether an order may be confirmed on the price."""
        return self in (Freshness.LIVE, Freshness.QUIET, Freshness.POLLED)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about one price: ages in seconds, None where nothing has come yet."""

    link_up: bool
    feed_age_s: float | None
    tick_age_s: float | None
    market_open: bool | None
    polled: bool = False


def judge(evidence: Evidence) -> Freshness:
    """Return the freshness; the worst cause wins, and a closed market explains silence but not a dead link."""
    if not evidence.link_up:
        return Freshness.DOWN
    if evidence.feed_age_s is None:
        return Freshness.WAITING
    if evidence.feed_age_s >= STALE_AFTER_S:
        return Freshness.STALE
    if evidence.market_open is False:
        return Freshness.CLOSED
    if evidence.tick_age_s is None:
        return Freshness.WAITING
    if evidence.polled:
        return Freshness.POLLED
    return Freshness.QUIET if evidence.tick_age_s >= QUIET_AFTER_S else Freshness.LIVE
