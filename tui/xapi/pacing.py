"""When the next command may leave: the venue's pace can never be broken by us, whatever the network does to it.

The venue closes a connection after six commands in a row that arrive less than 200 ms apart (XAPI 4.1). Writing at
intervals is not enough, because a stall on the path bunches what was written well apart. A gap is *proven* only where
everything written before was answered and 200 ms have passed since the last answer: whatever was on the path has then
arrived. So only a few commands may follow each other without a proven gap.
"""

from __future__ import annotations

import enum
import heapq
import itertools
from dataclasses import dataclass, field
from typing import Generic, TypeVar

INTERVAL_S = 0.21
"""Between two writes on one socket; the venue asks for 200 ms, the rest is for its clock and ours."""

PROOF_S = 0.21


class Lane(enum.IntEnum):
    """Which command goes first when several wait."""

    TRADE = 0
    STATUS = 1
    RECONCILE = 2
    USER = 3
    POLL = 4


# How many commands may stand in a row without a proven gap. A sixth would end the connection, so five is the most, and
# the last places are kept for what is urgent.
_LONGEST_RUN = {Lane.TRADE: 5, Lane.STATUS: 4, Lane.RECONCILE: 4, Lane.USER: 3, Lane.POLL: 3}

T = TypeVar("T")


class Pacer:
    """The pace of a socket whose commands are answered. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._last_write = float("-inf")
        self._last_reply = float("-inf")
        self._unanswered = 0
        self._run = 0

    def delay_s(self, lane: Lane, now: float) -> float | None:
        """Return the seconds until a command of `lane` may be written; None when an answer must come first."""
        spacing = max(0.0, self._last_write + INTERVAL_S - now)
        if self._run < _LONGEST_RUN[lane]:
            return spacing
        if self._unanswered:
            return None
        return max(spacing, self._last_reply + PROOF_S - now)

    def wrote(self, now: float) -> None:
        """Count a command that was written at `now`."""
        proven = self._unanswered == 0 and now >= self._last_reply + PROOF_S
        self._run = 1 if proven else self._run + 1
        self._unanswered += 1
        self._last_write = now

    def flushed(self, now: float) -> None:
        """Note when the network took the last command; a full buffer can hold it back."""
        self._last_write = now

    def answered(self, now: float) -> None:
        """Count an answer, or a command that is no longer waited for."""
        self._unanswered = max(0, self._unanswered - 1)
        self._last_reply = now


UNHEARD_RUN = 4
"""Stream commands in a row after which something must be heard from the venue."""


class StreamPacer:
    """The pace of the stream socket, where nothing is answered: a stalled path shows as silence.

    After a few commands the next waits until any record has come (keepAlive comes every 3 s).
    """

    def __init__(self) -> None:
        self._last_write = float("-inf")
        self._unheard = 0

    def delay_s(self, now: float) -> float | None:
        """Return the seconds until a command may be written; None when a record must come first."""
        if self._unheard >= UNHEARD_RUN:
            return None
        return max(0.0, self._last_write + INTERVAL_S - now)

    def wrote(self, now: float) -> None:
        """Count a command that was written at `now`."""
        self._last_write = now
        self._unheard += 1

    def heard(self) -> bool:
        """Count a record that came; return whether a command was held back for it."""
        held = self._unheard >= UNHEARD_RUN
        self._unheard = 0
        return held


@dataclass(order=True, slots=True)
class _Waiting(Generic[T]):
    lane: Lane
    number: int
    item: T = field(compare=False)
    expires: float | None = field(compare=False)


class LaneQueue(Generic[T]):
    """What waits to be written: by lane, then in the order of coming."""

    def __init__(self) -> None:
        self._heap: list[_Waiting[T]] = []
        self._numbers = itertools.count()

    def __len__(self) -> int:
        return len(self._heap)

    def push(self, item: T, lane: Lane, expires: float | None = None) -> None:
        """Add an item; after `expires` (monotonic seconds) it must not leave."""
        heapq.heappush(self._heap, _Waiting(lane, next(self._numbers), item, expires))

    def first_lane(self) -> Lane | None:
        """Return the lane of the next item."""
        return self._heap[0].lane if self._heap else None

    def pop(self) -> T:
        """Take the next item."""
        return heapq.heappop(self._heap).item

    def remove(self, item: T) -> None:
        """Take `item` out, wherever it stands."""
        kept = [waiting for waiting in self._heap if waiting.item is not item]
        if len(kept) < len(self._heap):
            self._heap = kept
            heapq.heapify(self._heap)

    def take_expired(self, now: float) -> list[T]:
        """Take out everything that has waited too long."""
        late = [waiting.item for waiting in self._heap if waiting.expires is not None and waiting.expires <= now]
        if late:
            self._heap = [w for w in self._heap if w.expires is None or w.expires > now]
            heapq.heapify(self._heap)
        return late

    def drain(self) -> list[T]:
        """Take out everything."""
        items = [waiting.item for waiting in sorted(self._heap)]
        self._heap = []
        return items
