"""How often and how long each order is asked about: the timetable of the search."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from tui.domain.order import Order
from tui.domain.steps import OrderState, StepKind

POLLS_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""When after its number came an order's status is asked for."""

NO_VERDICT_S = 60.0
"""How long after its number an order waits for a verdict before its fate counts as unknown."""

PAUSES_S = (0.0, 2.0, 3.0, 5.0, 10.0, 10.0)
"""The pauses before each of the first searches; afterwards `PAUSE_S`, and `LONG_PAUSE_S` after ten minutes."""

PAUSE_S = 30.0
LONG_PAUSE_S = 120.0
_LONG_AFTER_S = 600.0

VISIBLE_AFTER_S = 15.0
"""How long an accepted order may take to show its effect before the user is told."""

AGAIN_AFTER_S = 2.0
"""When a rejection that came by the stream is asked about once more: streams have been seen to say both."""


class Phase(enum.Enum):
    """What an order is looked for."""

    VERDICT = "verdict"
    AGAIN = "the verdict once more"
    FATE = "fate"
    EFFECT = "effect"

    @property
    def searched(self) -> bool:
        """Whether the broker's records are searched for it."""
        return self in (Phase.FATE, Phase.EFFECT)


_PHASES = {
    OrderState.ACKED: Phase.VERDICT,
    OrderState.PENDING: Phase.VERDICT,
    OrderState.UNKNOWN: Phase.FATE,
    OrderState.ACCEPTED: Phase.EFFECT,
}


def phase_of(order: Order) -> Phase | None:
    """Return what an order is looked for, None when it is not."""
    if order.state is OrderState.REJECTED and order.steps[-1].kind is StepKind.STATUS:
        return Phase.AGAIN
    return _PHASES.get(order.state)


@dataclass(slots=True)
class Watch:
    """How far the search for one order is. `next_check` and `since` are monotonic seconds."""

    phase: Phase
    since: float
    next_check: float
    checks: int = 0
    polls: int = 0
    denied: bool = False
    outcome: str = ""
    told: bool = False

    def due(self, now: float) -> bool:
        """Whether a search is due."""
        return self.phase.searched and self.next_check <= now

    def checked(self, now: float) -> None:
        """Count a search, and say when the next one comes."""
        self.checks += 1
        usual = LONG_PAUSE_S if now - self.since >= _LONG_AFTER_S else PAUSE_S
        self.next_check = now + (PAUSES_S[self.checks] if self.checks < len(PAUSES_S) else usual)

    def poll_due(self, now: float) -> bool:
        """Whether the status is to be asked for."""
        if self.phase is Phase.AGAIN:
            return now - self.since >= AGAIN_AFTER_S
        return self.phase is Phase.VERDICT and self._polls_by(now) > self.polls

    def polled(self, now: float) -> None:
        """Count a question for the status; those that were missed are not made up for."""
        self.polls = max(self.polls, self._polls_by(now))

    def overdue(self, now: float) -> bool:
        """Whether the verdict has taken too long."""
        return self.phase is Phase.VERDICT and now - self.since >= NO_VERDICT_S

    def invisible(self, now: float) -> bool:
        """Whether the effect has taken so long that the user is to be told."""
        return self.phase is Phase.EFFECT and now - self.since >= VISIBLE_AFTER_S

    def _polls_by(self, now: float) -> int:
        return sum(now - self.since >= at for at in POLLS_S)
