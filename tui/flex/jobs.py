"""One statement on its way: what was asked, how far it is, and what has to be known to go on after a restart."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from tui.flex.windows import Period


class Phase(enum.Enum):
    """How far a job is."""

    QUEUED = "queued"
    """Nothing was sent yet."""
    REQUESTED = "requested"
    """The request is on its way, or is tried again; there is no reference yet."""
    GENERATING = "generating"
    """The service makes the statement: `attempt` polls were made, the next is at `next_at_ms`."""
    DOWNLOADING = "downloading"
    """Bytes of an answer arrive."""
    DONE = "done"
    """In the archive as `entry_id`."""
    PARKED = "parked"
    """The ceiling of waiting was reached, or the network or the disk failed; the reference is kept for `resume`."""
    FAILED = "failed"
    """It cannot come: `code` (0 when the service gave none) and `detail` say why."""
    CANCELLED = "cancelled"
    """The user called it off."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen, not even after `resume`."""
        return self in {Phase.DONE, Phase.FAILED, Phase.CANCELLED}

    @property
    def is_active(self) -> bool:
        """Whether somebody should be working on it now."""
        return not self.is_over and self is not Phase.PARKED


@dataclass(frozen=True, slots=True)
class Order:
    """What a user asks for. `query_id` is the number from the portal, `name` and `token_name` are the config's own."""

    query_id: str
    period: Period
    name: str = ""
    token_name: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A snapshot of one job; it holds a hash of its token, never the token.

    Times are wall time in milliseconds since 1970 and are labels only: no waiting is measured by them.
    """

    id: int
    batch: str
    """Equal for the windows of one long range."""
    order: Order
    token_key: str
    phase: Phase = Phase.QUEUED
    attempt: int = 0
    next_at_ms: int | None = None
    """When the next request of this job goes out, as far as known."""
    asked: Period | None = None
    """The period in the last request; an earlier last day than the order's after stepping back."""
    reference: str = ""
    reply_url: str = ""
    """Where to fetch the statement, checked, without parameters; empty when the reply's address was not usable."""
    code: int = 0
    detail: str = ""
    hint: str = ""
    warnings: tuple[str, ...] = ()
    received: int = 0
    """Bytes of the answer so far."""
    entry_id: int | None = None
    restarts: int = 0
    """How often a new request was made because the reference was no longer known."""
    created_ms: int = 0
    changed_ms: int = 0

    @property
    def has_live_reference(self) -> bool:
        """Whether polling can go on where it stopped, without a new request."""
        return bool(self.reference) and not self.phase.is_over
