"""The order journal: every step of every order, durable before it counts, append-only and chained by hashes.

SQLite with a write-ahead log, one file per account, one writer at a time. All work runs in order on the executor that
it was opened with: a thread of its own in the program, the caller itself in a simulation.
"""

from __future__ import annotations

import asyncio
import enum
import os
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from tui.desk.orders import place
from tui.desk.orders.executor import Executor
from tui.desk.orders.journal_file import JournalDamagedError, JournalFile, VerifyReport
from tui.desk.orders.place import JournalError
from tui.desk.orders.writer_lock import WriterLock
from tui.domain.order import IllegalStepError, Order, fold
from tui.domain.steps import Step
from tui.files import boot


class Mode(enum.Enum):
    """Who may write."""

    WRITER = "writer"
    READER = "reader"


class Journal:
    """The steps of one account's orders."""

    def __init__(
        self,
        file: JournalFile,
        executor: Executor,
        lock: WriterLock | str,
        on_failure: Callable[[JournalError], None],
    ) -> None:
        self._file = file
        self._executor = executor
        self._lock = lock
        self._on_failure = on_failure
        self._waiting: deque[tuple[Step, ...]] = deque()
        self._loaded = False
        self._closed = False
        self._damage = ""
        self._broken: JournalError | None = None
        self._told = False

    @classmethod
    def open(
        cls,
        path: Path,
        account: str,
        executor: Executor,
        *,
        on_failure: Callable[[JournalError], None] = lambda error: None,
        write: bool = True,
        boot_id: str | None = None,
    ) -> Journal:
        """Open or create the journal of `account` (`environment:login`) at `place.journal_path`; blocks shortly.

        As WRITER if `write` and nobody else is, else as READER: `holder` then says who writes. What the file holds is
        checked by `load`, which comes before the first `append`. Raises JournalError when the place is unsafe (network
        mount, foreign owner, open to others), when the file is another account's, and when there is nothing to read;
        JournalDamagedError when it is no database any more.

        `on_failure` is told once, on the loop, when writing has failed.
        """
        if write or os.path.lexists(path):
            place.prepare(path)
        else:
            raise JournalError("There is no order journal yet", str(path), "It begins with the first order.")
        lock: WriterLock | str = ""
        if write:
            lock = WriterLock.take(path.with_suffix(".lock"), f"process {os.getpid()}")
        machine = boot.boot_id() if boot_id is None else boot_id
        try:
            file = JournalFile(path, account, writes=isinstance(lock, WriterLock), boot_id=machine)
        except JournalError:
            if isinstance(lock, WriterLock):
                lock.release()
            raise
        return cls(file, executor, lock, on_failure)

    @property
    def mode(self) -> Mode:
        """Whether this instance writes."""
        return Mode.WRITER if isinstance(self._lock, WriterLock) and not self._damage else Mode.READER

    @property
    def holder(self) -> str:
        """Who writes instead of us; empty for the writer."""
        return self._lock if isinstance(self._lock, str) else ""

    @property
    def damage(self) -> str:
        """What is wrong with the file, as far as `load` has seen; empty when nothing is."""
        return self._damage

    @property
    def broken(self) -> JournalError | None:
        """Why nothing can be written any more, None while all is well."""
        return self._broken

    async def load(self) -> Sequence[Step]:
        """Check every row and return the steps in the order of writing; where there is damage, those before it.

        After damage was found nothing is written any more: `mode` is READER and `damage` says why.
        """
        steps, report = await self._executor.submit(self._scanned)
        self._damage = report.reason
        self._loaded = True
        return steps

    async def append(self, steps: Sequence[Step]) -> None:
        """Write steps after all that was given before, in one transaction, and return when they are durable.

        Raises JournalError: then none of them counts. After a failed write every later one raises at once. Who is
        cancelled meanwhile does not know; the steps are written all the same.
        """
        writing = self._give(steps)
        await asyncio.wait((writing,))
        failure = self._failure_of(writing)
        if failure is not None:
            raise failure

    def post(self, step: Step) -> None:
        """Write a step after all that was given before, without waiting; a failure goes to `on_failure`."""
        try:
            self._give((step,))
        except JournalError as error:
            self._tell(error)

    async def orders(self, limit: int = 200, *, before: str = "") -> Sequence[Order]:
        """Return the newest `limit` orders, newest first; with `before` (a tag), those begun before that one.

        Raises JournalDamagedError.
        """
        histories = await self._executor.submit(lambda: self._file.histories(limit, before))
        try:
            return [order for steps in histories for order in fold(steps).values()]
        except IllegalStepError as error:
            raise JournalDamagedError("The order journal is damaged", str(error)) from error

    async def verify(self) -> VerifyReport:
        """Check every row against its hash and its predecessor, and the file as SQLite sees it."""
        report = await self._executor.submit(self._verified)
        self._damage = self._damage or report.reason
        return report

    async def close(self) -> None:
        """Finish what waits, close the file and the executor, let the next writer in; may be called twice."""
        if self._closed:
            return
        self._closed = True
        await asyncio.shield(self._executor.submit(self._file.close))
        self._executor.close()
        if isinstance(self._lock, WriterLock):
            self._lock.release()

    def _give(self, steps: Sequence[Step]) -> asyncio.Future[None]:
        refusal = self._refusal()
        if refusal is not None:
            raise refusal
        # Whole batches: the executor's thread takes them out while more are put in.
        self._waiting.append(tuple(steps))
        try:
            writing = self._executor.submit(self._write_waiting)
        except RuntimeError as error:
            raise JournalError("The order journal is closed", str(error)) from error
        writing.add_done_callback(self._written)
        return writing

    def _refusal(self) -> JournalError | None:
        if self._broken is not None:
            return self._broken
        if self._damage:
            return JournalDamagedError("The order journal is damaged", self._damage, "Nothing is written to it.")
        if isinstance(self._lock, str):
            return JournalError("Another instance writes the order journal", self._lock, "Trade there, or end it.")
        if self._closed or not self._loaded:
            return JournalError("The order journal is not open for writing")
        return None

    def _write_waiting(self) -> None:
        """Write all that waits at once: one sync serves them all. Runs on the executor."""
        if self._broken is None and self._waiting:
            steps: list[Step] = []
            while self._waiting:
                steps.extend(self._waiting.popleft())
            try:
                self._file.insert(steps)
            except JournalError as error:
                self._broken = error
        if self._broken is not None:
            raise self._broken

    def _written(self, outcome: asyncio.Future[None]) -> None:
        failure = self._failure_of(outcome)
        if failure is not None:
            self._tell(failure)

    def _failure_of(self, outcome: asyncio.Future[None]) -> JournalError | None:
        if not outcome.cancelled() and outcome.exception() is None:
            return None
        if self._broken is None:
            reason = "it was called off" if outcome.cancelled() else str(outcome.exception())
            self._broken = JournalError("The order journal cannot be written", reason)
        return self._broken

    def _tell(self, error: JournalError) -> None:
        if not self._told:
            self._told = True
            self._on_failure(error)

    def _scanned(self) -> tuple[list[Step], VerifyReport]:
        steps, report = self._file.scan()
        self._file.go_on_after(report)
        return steps, report

    def _verified(self) -> VerifyReport:
        _, report = self._file.scan()
        fault = report.reason or self._file.deep_fault()
        if fault and report.intact:
            return VerifyReport(report.rows, report.rows + 1, fault, report.last_hash)
        return report
