"""What the screen shows of Flex statements: queries, jobs, the archive, and how far the opened file is."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from tui.domain.events import TroubleNoticed
from tui.store.changes import Changes, Topic


class Stage(enum.Enum):
    """How far something is that takes a while."""

    NOTHING = "nothing"
    """There is nothing: no query is configured, no statement is open."""
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


REMIND_DAYS = 30
"""So many days before a token ends its owner is reminded."""


@dataclass(frozen=True, slots=True)
class TokenLine:
    """One token of the config; never the token itself. `expires` is None when the config does not say."""

    name: str
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class QueryLine:
    """One query. `next_at` is when its token may be used again, in monotonic seconds; 0 when that is not limited."""

    token: str
    name: str
    id: str
    fetched_at_ms: int | None = None
    next_at: float = 0.0


@dataclass(frozen=True, slots=True)
class JobLine:
    """One statement on its way. Times are UTC milliseconds; `received` is bytes."""

    id: int
    name: str
    query_id: str
    token: str
    asked: str
    phase: str
    active: bool
    over: bool
    attempt: int = 0
    next_at_ms: int | None = None
    received: int = 0
    code: int = 0
    detail: str = ""
    hint: str = ""
    warnings: tuple[str, ...] = ()
    entry_id: int | None = None
    changed_ms: int = 0


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One file of the archive. `days` is what it covers, `size` bytes as received."""

    id: int
    name: str
    query_id: str
    accounts: tuple[str, ...]
    asked: str
    days: str
    fetched_at_ms: int
    size: int
    format: str
    complete: bool = True
    warnings: tuple[str, ...] = ()


class StatementStore:
    """The lines of the Flex screen; filled by the statement desk only."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self.stage = Stage.NOTHING
        self.problem = ""
        """Why the archive cannot be used, while `stage` is FAILED."""
        self.tokens: tuple[TokenLine, ...] = ()
        self.queries: tuple[QueryLine, ...] = ()
        self.jobs: dict[int, JobLine] = {}
        self.entries: tuple[EntryLine, ...] = ()
        """Newest first."""
        self.opening = Stage.NOTHING
        self.opened_id: int | None = None
        """Which file is open or being read."""
        self.opened_problem = ""
        self.read_bytes = 0
        """How much of the file was read so far."""
        self.trouble: TroubleNoticed | None = None
        """The newest thing that was asked for and could not even be begun."""

    @property
    def newest_jobs(self) -> tuple[JobLine, ...]:
        """The jobs, newest first."""
        return tuple(self.jobs[number] for number in sorted(self.jobs, reverse=True))

    def entry(self, number: int | None) -> EntryLine | None:
        """Return a file's line, None when there is none."""
        return next((entry for entry in self.entries if entry.id == number), None)

    def begin(self, tokens: Iterable[TokenLine], queries: Iterable[QueryLine]) -> None:
        """Take over what is configured; the archive is being opened."""
        self.tokens, self.queries = tuple(tokens), tuple(queries)
        self._become(Stage.LOADING, "")

    def ready(self) -> None:
        """The archive is open."""
        self._become(Stage.READY, "")

    def failed(self, problem: str) -> None:
        """The archive cannot be used."""
        self._become(Stage.FAILED, problem)

    def job_changed(self, job: JobLine) -> None:
        """Take over a job as it is now."""
        self.jobs[job.id] = job
        self._mark()

    def archive_changed(self, entries: Iterable[EntryLine], queries: Iterable[QueryLine]) -> None:
        """Take over the files, and the queries with what is known of them."""
        self.entries, self.queries = tuple(entries), tuple(queries)
        self._mark()

    def paced(self, next_at: Mapping[str, float]) -> None:
        """Take over when tokens may be used again, by their names, in monotonic seconds."""
        self.queries = tuple(replace(query, next_at=next_at.get(query.token, 0.0)) for query in self.queries)
        self._mark()

    def next_at(self, token: str) -> float:
        """Return when a token may be used again, 0 when nothing limits it."""
        return next((query.next_at for query in self.queries if query.token == token), 0.0)

    def opening_changed(self, stage: Stage, number: int | None, problem: str = "", read: int = 0) -> None:
        """Take over how far the opened file is."""
        self.opening, self.opened_id, self.opened_problem, self.read_bytes = stage, number, problem, read
        self._mark()

    def trouble_noticed(self, trouble: TroubleNoticed) -> None:
        """Take over what could not be done."""
        self.trouble = trouble
        self._mark()

    def _become(self, stage: Stage, problem: str) -> None:
        self.stage, self.problem = stage, problem
        self._mark()

    def _mark(self) -> None:
        self._changes.mark(Topic.STATEMENTS)


def size_text(size: int) -> str:
    """Return a number of bytes for people."""
    return f"{size} B" if size < 1000 else f"{size / 1000:.1f} kB" if size < 1_000_000 else f"{size / 1e6:.1f} MB"
