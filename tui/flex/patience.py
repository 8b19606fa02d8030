"""What to do after an answer that is no statement: how long to wait, when to stop, and when to begin anew. Pure."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from tui.flex.codes import CodeClass


class Action(enum.Enum):
    """The next thing to do."""

    WAIT = "wait"
    PARK = "park"
    FAIL = "fail"
    ASK_ANEW = "ask anew"
    STEP_BACK = "step back"


@dataclass(frozen=True, slots=True)
class Step:
    """An action; `wait_s` counts for WAIT."""

    action: Action
    wait_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Ladders:
    """Waiting times in seconds; the last of each goes on. `ceiling_s` ends all waiting of one run."""

    first_poll_s: float = 5.0
    poll: tuple[float, ...] = (6.0, 8.0, 12.0, 15.0, 20.0, 30.0)
    soon: tuple[float, ...] = (5.0, 15.0, 45.0)
    slow: tuple[float, ...] = (30.0, 45.0, 60.0)
    unusable: tuple[float, ...] = (5.0, 15.0, 30.0)
    network: tuple[float, ...] = (2.0, 5.0, 10.0, 20.0, 30.0)
    ceiling_s: float = 600.0


class Ending(enum.Enum):
    """Answers that carry no code."""

    UNUSABLE = "unusable"
    """A web page, text, hostile XML: trying for long would not help."""
    NETWORK = "network"
    """Nothing came at all."""
    WRONG = "wrong"
    """Our own address or settings are at fault."""


class Patience:
    """Counts what was tried since the run of a job began; every run begins with new patience."""

    def __init__(self, ladders: Ladders, polls: int = 0) -> None:
        """`polls` were made by earlier runs: the ladder goes on where it stopped."""
        self._ladders = ladders
        self._counts: dict[CodeClass | Ending, int] = {CodeClass.PENDING: polls}

    def after(self, answer: CodeClass | Ending, waited_s: float, *, referenced: bool, restarts: int = 0) -> Step:
        """Return what to do after `answer`, `waited_s` seconds into the run.

        With a reference (`referenced`) what could heal is parked at the end, without one it fails: there is nothing
        to come back to. `restarts` is how often the job was asked anew already.
        """
        if answer is CodeClass.REQUEST_AGAIN:
            return Step(Action.ASK_ANEW if referenced and restarts == 0 else Action.FAIL)
        if answer is CodeClass.STEP_BACK:
            return Step(Action.STEP_BACK)
        ladder = self._ladder(answer)
        if not ladder:
            return Step(Action.PARK if answer is Ending.WRONG and referenced else Action.FAIL)
        count = self._counts.get(answer, 0)
        self._counts[answer] = count + 1
        wait_s = ladder[min(count, len(ladder) - 1)]
        limited = answer in {CodeClass.RETRY_SOON, Ending.UNUSABLE}
        if (limited and count >= len(ladder)) or waited_s + wait_s > self._ladders.ceiling_s:
            return Step(Action.PARK if referenced else Action.FAIL)
        return Step(Action.WAIT, wait_s)

    def came_through(self) -> None:
        """The service answered in its own words: pages and silence before it no longer count."""
        self._counts.pop(Ending.UNUSABLE, None)
        self._counts.pop(Ending.NETWORK, None)

    def _ladder(self, answer: CodeClass | Ending) -> tuple[float, ...]:
        ladders = self._ladders
        table: dict[CodeClass | Ending, tuple[float, ...]] = {
            CodeClass.PENDING: ladders.poll,
            CodeClass.RETRY_SOON: ladders.soon,
            CodeClass.RETRY_SLOW: ladders.slow,
            # The token rests as long as its book says; this is only the job's own share.
            CodeClass.TOO_FAST: (1.0,),
            Ending.UNUSABLE: ladders.unusable,
            Ending.NETWORK: ladders.network,
        }
        return table.get(answer, ())
