"""What the venue's pages were asked and what came of it, for its ledger; no secret gets in here."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: `system` is the page's (flex, crm, dxfeed), `path` goes without secrets, `effect` says what it did.

    `at_ms` is the venue's time.
    """

    at_ms: int
    system: str
    method: str
    path: str
    status: int
    effect: str


class Visits:
    """The newest visits, oldest first."""

    def __init__(self) -> None:
        self._visits: deque[Visit] = deque(maxlen=KEPT)

    def note(self, visit: Visit) -> None:
        """Add one."""
        self._visits.append(visit)

    def all(self) -> list[Visit]:
        """Return them."""
        return list(self._visits)
