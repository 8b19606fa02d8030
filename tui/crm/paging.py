"""Reads a report page by page: nothing twice, nothing lost, and what came is kept whatever happens (R-B6).

The number of pages follows from the total, which may move while it is read, or be missing. When rows can have been
missed because the list became shorter, the pages are gone through again; rows without an id cannot be told apart, so
there the list is taken as it came.
"""

from __future__ import annotations

import asyncio
import enum
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tui.clock import Clock
from tui.crm.course import Course
from tui.crm.envelope import Envelope
from tui.crm.errors import AnswerError, QueryError
from tui.crm.queries import Query
from tui.crm.reader import Reader, key_of
from tui.crm.records import Row
from tui.errors import TradedeckError
from tui.net.http_errors import HttpError, HttpFault

ASK_ABOVE = 100_000
"""Rows; when more are announced, the caller is asked first."""

MOST_PAGES = 100_000
"""Pages that one run asks for at most, whatever the totals say."""

_PAUSES_S = (1.0, 4.0)
_HEALING = {HttpFault.TIMEOUT, HttpFault.CUT, HttpFault.UNREACHABLE, HttpFault.BAD_REPLY}

ReadPage = Callable[[Query, int], Awaitable[Envelope]]


class State(enum.Enum):
    """How far a reading is."""

    READING = "reading"
    COMPLETE = "complete"
    CANCELLED = "cancelled"
    FAILED = "failed"
    DECLINED = "declined"
    """The caller did not want that many rows."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a reading is. `pages` and `total` are None while they are not known; `page` is being asked for."""

    page: int
    pages: int | None
    rows: int
    total: int | None
    second_pass: bool = False
    waiting_s: float = 0.0
    """How long it pauses before it tries the page again."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """How much the CRM says there is, before it is read."""

    total: int
    pages: int


@dataclass(frozen=True, slots=True)
class Watch:
    """Who follows a reading. `keep` gets each page's new rows and may store them; `ask` decides about very much."""

    progress: Callable[[Progress], None] = lambda progress: None
    keep: Callable[[tuple[Row, ...]], Awaitable[None]] | None = None
    ask: Callable[[Announcement], Awaitable[bool]] | None = None
    ask_above: int = ASK_ABOVE


class Reading:
    """One report on its way. `run` reads to the end, or goes on from the page at which it stopped before."""

    def __init__(
        self, query: Query, read_page: ReadPage, reader: Reader, clock: Clock, watch: Watch | None = None
    ) -> None:
        self.query = query
        self.state = State.READING
        self.rows: list[Row] = []
        self.total: int | None = None
        """What the CRM announced last; None when it does not."""
        self.error: TradedeckError | None = None
        """Why it stopped, while `state` is FAILED."""
        self.repeated = 0
        """Rows that came more than once and were kept once."""
        self.nameless = 0
        """Rows without an id."""
        self.strangers = 0
        """Members of the lists that are no rows; they are kept with their text alone."""
        self._read_page = read_page
        self._reader = reader
        self._clock = clock
        self._watch = watch or Watch()
        self._course = Course(query.page_size)
        self._seen: set[str] = set()
        self._first_total: int | None = None
        self._agreed = False
        self._cancelled = False

    @property
    def is_partial(self) -> bool:
        """Whether rows are known to be missing."""
        return self.state is not State.COMPLETE or self.missing > 0

    @property
    def missing(self) -> int:
        """How many rows the CRM announced that did not come."""
        return max(0, (self.total or 0) - len(self.rows))

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know before trusting the figures."""
        found = []
        if self._first_total not in {None, self.total}:
            found.append(f"The list changed while it was read: first {self._first_total} rows, then {self.total}.")
        if self.state is State.COMPLETE and self.missing:
            found.append(f"{self.missing} of {self.total} announced rows did not come.")
        if self.state is State.COMPLETE and self._course.sent_again:
            found.append("The CRM sent the same page again, so the reading was ended.")
        if self.nameless:
            found.append(f"{self.nameless} rows have no id: one that came twice cannot be noticed.")
        if self.strangers:
            found.append(f"{self.strangers} members of the list are no rows; they are shown as they came.")
        return tuple(found)

    def cancel(self) -> None:
        """Stop before the next page; what came stays."""
        self._cancelled = True

    async def run(self) -> State:
        """Read what is missing and return how it ended; raises QueryError alone, `error` has every other.

        After CANCELLED, FAILED or DECLINED it can be called again: no page that came is asked for again.
        """
        self.state, self.error, self._cancelled = State.READING, None, False
        try:
            while self.state is State.READING:
                await self._step()
        except asyncio.CancelledError:
            self.state = State.CANCELLED
            raise
        except QueryError:
            self.state = State.FAILED
            raise
        except TradedeckError as error:
            self.state, self.error = State.FAILED, error
        return self.state

    async def _step(self) -> None:
        if self._cancelled:
            self.state = State.CANCELLED
            return
        if self._course.number > MOST_PAGES or self._course.is_over(len(self.rows), self.total):
            if not self._course.second_pass(self.missing, possible=not self.nameless):
                self.state = State.COMPLETE
            return
        if not await self._is_wanted():
            self.state = State.DECLINED
            return
        envelope = await self._page()
        await self._take(envelope)

    async def _is_wanted(self) -> bool:
        watch, total = self._watch, self.total
        if self._agreed or total is None or total <= watch.ask_above:
            return True
        pages = self._course.pages(total) or 0
        self._agreed = watch.ask is not None and await watch.ask(Announcement(total, pages))
        return self._agreed

    async def _page(self) -> Envelope:
        for pause_s in (*_PAUSES_S, None):
            self._tell()
            try:
                return await self._read_page(self.query, self._course.number)
            except (AnswerError, HttpError) as error:
                if pause_s is None or not _may_heal(error) or self._cancelled:
                    raise
                wait_s = max(pause_s, error.wait_s if isinstance(error, AnswerError) else 0.0)
            self._tell(wait_s)
            await self._clock.sleep(wait_s)
        raise AssertionError("the last try returns or raises")

    async def _take(self, envelope: Envelope) -> None:
        total = envelope.total
        if total is not None and (total < len(envelope.rows) or (not envelope.sure and total == len(envelope.rows))):
            total = None
        moved = total is not None and self.total is not None and total != self.total
        if total is not None:
            self._course.shrank |= total < (self.total or 0)
            self.total = total
            self._first_total = total if self._first_total is None else self._first_total
        tag = self.query.server_tag
        rows = [self._reader.read(raw, tag) for raw in envelope.rows]
        keys = [key_of(row) for row in rows]
        fresh = self._course.fresh(envelope.rows, keys, self._seen, moved=moved)
        new = tuple(rows[at] for at in fresh)
        if self._watch.keep is not None and new:
            # Before it counts as read: a page that could not be kept is asked for again.
            await self._watch.keep(new)
        self._seen.update(keys[at] for at in fresh if keys[at])
        self.nameless += sum(not keys[at] for at in fresh)
        self.strangers += envelope.strangers
        self.repeated += len(rows) - len(new)
        self.rows += new
        self._course.went(envelope.rows, len(new), self.total)
        self._tell()

    def _tell(self, waiting_s: float = 0.0) -> None:
        course = self._course
        self._watch.progress(
            Progress(course.number, course.pages(self.total), len(self.rows), self.total, course.again, waiting_s)
        )


def _may_heal(error: AnswerError | HttpError) -> bool:
    return error.transient if isinstance(error, AnswerError) else error.fault in _HEALING
