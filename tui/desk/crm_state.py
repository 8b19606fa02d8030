"""What the CRM screen shows of each report: its table, how new it is, how far its reading is, and what went wrong."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

from tui.crm.errors import DeniedError
from tui.crm.paging import Announcement, Progress
from tui.crm.queries import Report
from tui.crm.setup import Step, likely_step
from tui.desk.crm_table import RowTable
from tui.errors import TradedeckError


class Phase(enum.Enum):
    """Where a report is."""

    NOTHING = "nothing"
    """It was not asked for yet."""
    READING = "reading"
    ASKING = "asking"
    """The CRM announced very much: the user decides."""
    READY = "ready"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong, and what heals it. `server` is a server's tag, empty for reports without.

    `step` is the step of the set-up that is most likely missing.
    """

    title: str
    detail: str
    hint: str
    server: str = ""
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report as it is now. `table` is None until rows are known; `as_of_ms` is UTC, None while days are missing.

    `revision` grows with each new table, so that a screen knows when to arrange anew.
    """

    report: Report
    phase: Phase = Phase.NOTHING
    table: RowTable[Any] | None = None
    revision: int = 0
    as_of_ms: int | None = None
    progress: Progress | None = None
    announced: int | None = None
    partial: bool = False
    notes: tuple[str, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    question: Announcement | None = None

    @property
    def rows(self) -> int:
        """How many rows are shown."""
        return len(self.table) if self.table is not None else 0

    @property
    def busy(self) -> bool:
        """Whether it is being read."""
        return self.phase in {Phase.READING, Phase.ASKING}


def trouble_of(error: TradedeckError, server: str = "") -> Trouble:
    """Return an error as the screen tells it."""
    step = likely_step(error.denial) if isinstance(error, DeniedError) else None
    return Trouble(error.title, error.detail, error.hint, server, step)
