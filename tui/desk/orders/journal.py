"""The order journal: every step of every order, durable before it counts, append-only and chained by hashes.

SQLite with a write-ahead log, one file per account, one writer at a time. All work runs in order on the executor that
it was opened with: a thread of its own in the program, the caller itself in a simulation.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tui.desk.orders.executor import Executor
from tui.domain.order import Order
from tui.domain.steps import Step
from tui.errors import TradedeckError


class JournalError(TradedeckError):
    """The journal cannot be used as asked; nothing may be sent."""


class JournalDamagedError(JournalError):
    """Rows are missing or were changed; what is readable can be read, writing is off."""


class Mode(enum.Enum):
    """Who may write."""

    WRITER = "writer"
    READER = "reader"


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What checking every row said. `first_bad` is the row number where the chain breaks, None when it holds."""

    rows: int
    first_bad: int | None
    reason: str
    last_hash: str

    @property
    def intact(self) -> bool:
        """Whether every row is as it was written and none is missing."""
        return self.first_bad is None


class Journal:
    """The steps of one account's orders."""

    @classmethod
    def open(
        cls, path: Path, account: str, executor: Executor, *, on_failure: Callable[[JournalError], None]
    ) -> Journal:
        """Open or create the journal of `account` (`environment:login`); blocking, for the start.

        As WRITER if nobody else is, else as READER: `holder` then says who writes. A damaged journal opens as READER
        and `damage` says what is wrong. Raises JournalError when the place is unsafe (network mount, foreign owner,
        readable by others) or not a journal of this account.

        `on_failure` is told once, on the loop of the caller of `append` or `post`, when writing has failed.
        """
        raise NotImplementedError

    @property
    def mode(self) -> Mode:
        """Whether this instance writes."""
        raise NotImplementedError

    @property
    def holder(self) -> str:
        """Who writes instead of us; empty for the writer."""
        raise NotImplementedError

    @property
    def damage(self) -> str:
        """What is wrong with the file; empty when nothing is."""
        raise NotImplementedError

    @property
    def broken(self) -> JournalError | None:
        """Why nothing can be written any more, None while all is well."""
        raise NotImplementedError

    async def append(self, steps: Sequence[Step]) -> None:
        """Write steps in one transaction and return when they are durable. Raises JournalError: none counts."""
        raise NotImplementedError

    def post(self, step: Step) -> None:
        """Write a step after everything that was given before it, without waiting; a failure goes to `on_failure`."""
        raise NotImplementedError

    async def load(self) -> Sequence[Step]:
        """Return every readable step in the order of writing; up to the damage where there is one."""
        raise NotImplementedError

    async def orders(self, limit: int = 200, *, before: str = "") -> Sequence[Order]:
        """Return the newest `limit` orders, newest first; with `before` (a tag), those begun before that one."""
        raise NotImplementedError

    async def verify(self) -> VerifyReport:
        """Check every row against its hash and its predecessor."""
        raise NotImplementedError

    async def close(self) -> None:
        """Finish what waits, close the file and let the next writer in; may be called twice."""
        raise NotImplementedError
