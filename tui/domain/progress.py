"""How far a plan of several orders has come."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from tui.domain.intent import OrderWish


class PlanItemState(enum.Enum):
    """Where one order of a plan stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One wish of a plan, its order once there is one, and its outcome in plain words."""

    wish: OrderWish
    state: PlanItemState
    tag: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PlanProgress:
    """A plan under way; `running` until the last item has ended or the user stopped it."""

    plan: str
    items: tuple[PlanItem, ...]
    running: bool
    stopped: bool = False
