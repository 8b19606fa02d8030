"""Watching over the session: has the machine slept, does the feed live, and what odd things were counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tui.clock import Clock
from tui.domain.freshness import DEAD_AFTER_S

WATCH_EVERY_S = 1.0
_JUMP_S = 2.0
_GRACE_S = 3.0


@dataclass(slots=True)
class Counters:
    """What was met and survived; the numbers only grow."""

    bad_frames: int = 0
    bad_records: int = 0
    unknown_messages: int = 0
    foreign_replies: int = 0
    lost_replies: int = 0
    late_replies: int = 0
    stream_errors: int = 0
    streamed: dict[str, int] = field(default_factory=dict)
    """How many records of each kind the stream has brought."""


class SleepWatch:
    """Notices that the machine slept or that its clock was set, by two clocks that should agree."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._elapsed = clock.elapsed()
        self._monotonic = clock.monotonic()

    def check(self) -> float | None:
        """Return by how many seconds the clocks drifted apart since the last call, None if they agree."""
        elapsed, monotonic = self._clock.elapsed(), self._clock.monotonic()
        drift = (elapsed - self._elapsed) - (monotonic - self._monotonic)
        self._elapsed, self._monotonic = elapsed, monotonic
        return drift if abs(drift) > _JUMP_S else None


async def watch_sleep(clock: Clock, jumped: Callable[[float], None]) -> None:
    """Call `jumped` with the drift in seconds each time that the clocks fell apart; never returns."""
    watch = SleepWatch(clock)
    while True:
        await clock.sleep(WATCH_EVERY_S)
        seconds = watch.check()
        if seconds is not None:
            jumped(seconds)


class FeedWatch:
    """Decides when a stream without keepAlive is dead. Times are monotonic seconds."""

    def __init__(self, now: float) -> None:
        self._heard = now
        self._checked = now
        self._ever_heard = False

    @property
    def ever_heard(self) -> bool:
        """Whether a keepAlive has come at all."""
        return self._ever_heard

    def heard(self, now: float) -> None:
        """Note a keepAlive."""
        self._heard = now
        self._ever_heard = True

    def dead(self, now: float) -> bool:
        """Whether the feed is to be given up; to be asked about once a second."""
        gap = now - self._checked
        self._checked = now
        # After the program itself stood still, what came meanwhile waits to be read first.
        return gap < _GRACE_S and now - self._heard >= DEAD_AFTER_S
