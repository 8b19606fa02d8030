"""Brings a report's days up to date: what the cache has is there at once, what is stale is asked for, page by page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from tui.clock import Clock
from tui.crm.cache import Cache, Keeping, Shelf
from tui.crm.client import CrmClient
from tui.crm.coverage import Wish, known_as_of, plan
from tui.crm.errors import DeniedError
from tui.crm.fields import Overrides
from tui.crm.paging import ASK_ABOVE, Announcement, Progress, Reading, State, Watch
from tui.crm.queries import Query, Report, Span
from tui.crm.reader import Reader
from tui.crm.records import Row
from tui.errors import TradedeckError

T = TypeVar("T")

WITH_FAKES = "fakes"
"""The variant of a shelf whose transactions include fake ones."""


class Aside(Protocol):
    """Runs blocking work; `asyncio.to_thread` does."""

    async def __call__(self, work: Callable[[], T], /) -> T:
        """Run `work` and return its result, or raise what it raised."""
        ...


@dataclass(frozen=True, slots=True)
class FetchTools:
    """What one user's reports are fetched with. `scope` is the user's place in the cache."""

    client: CrmClient
    cache: Cache
    clock: Clock
    aside: Aside
    scope: str
    own: Overrides = field(default_factory=dict)
    ask_above: int = ASK_ABOVE

    def shelf(self, report: Report, variant: str = "") -> Shelf:
        """Return where a report's rows are kept."""
        return Shelf(self.scope, report, variant)


@dataclass(frozen=True, slots=True)
class Loaded:
    """Rows as they are known. `as_of_ms` is up to when, None when a part of the days was never read to the end."""

    rows: tuple[Row, ...] = ()
    as_of_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Listener:
    """Who follows a fetch; see `paging.Watch`."""

    progress: Callable[[Progress], None] = lambda progress: None
    ask: Callable[[Announcement], Awaitable[bool]] | None = None


@dataclass(slots=True)
class _Errand:
    """One question of the plan on its way. `since_ms` is what changes are asked for from."""

    reading: Reading
    keeping: Keeping
    since_ms: int | None = None
    settled: bool = False


class ShelfFetch:
    """One shelf's days. `cached` is quick; `run` asks, and called again after trouble it goes on where it stopped."""

    def __init__(self, tools: FetchTools, shelf: Shelf, span: Span, listener: Listener | None = None) -> None:
        self.shelf = shelf
        self.span = span
        self.state = State.COMPLETE
        self.error: TradedeckError | None = None
        self._tools = tools
        self._listener = listener or Listener()
        self._errands: list[_Errand] | None = None
        self._cancelled = False

    @property
    def is_partial(self) -> bool:
        """Whether rows that the CRM announced are missing."""
        readings = [each.reading for each in self._errands or ()]
        return self.state is not State.COMPLETE or any(each.is_partial for each in readings)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know of how the rows came."""
        return tuple(dict.fromkeys(note for each in self._errands or () for note in each.reading.notes))

    @property
    def announced(self) -> int | None:
        """How many rows the CRM announced for what was asked, None when nothing was or it did not say."""
        totals = [each.reading.total for each in self._errands or ()]
        return sum(total or 0 for total in totals) if any(total is not None for total in totals) else None

    async def cached(self) -> Loaded:
        """Return what is known without asking. Raises CacheError."""
        tools = self._tools

        def work() -> Loaded:
            reader = Reader(self.shelf.report, tools.own)
            tag = self.shelf.variant if self.shelf.report is Report.POSITIONS else ""
            rows = tuple(reader.read(raw, tag) for raw in tools.cache.rows(self.shelf, self.span))
            return Loaded(rows, known_as_of(self.span, tools.cache.covered(self.shelf)))

        return await tools.aside(work)

    def cancel(self) -> None:
        """Stop before the next page; what came stays."""
        self._cancelled = True
        for each in self._errands or ():
            each.reading.cancel()

    async def run(self, wish: Wish = Wish.STALE) -> State:
        """Ask for what is stale, or go on with what an earlier run left; what came is then in the cache.

        Raises CacheError and QueryError only; `error` has what the CRM or the network did.
        """
        self._cancelled = False
        if self._errands is None or self.state is State.COMPLETE:
            self._errands = await self._planned(wish)
        self.state, self.error = State.COMPLETE, None
        for errand in self._errands:
            if errand.settled:
                continue
            if self._cancelled:
                self.state = State.CANCELLED
                return self.state
            self.state = State.CANCELLED  # what a cancelled task leaves
            self.state = await errand.reading.run()
            if self.state is not State.COMPLETE:
                self.error = errand.reading.error
                return self.state
            if not errand.reading.missing:
                # Days of which rows are missing stay open: the cache must not pass them off as known.
                await self._tools.aside(lambda errand=errand: errand.keeping.settle(errand.since_ms))  # type: ignore[misc]
            errand.settled = True
        return self.state

    async def _planned(self, wish: Wish) -> list[_Errand]:
        tools, shelf, span = self._tools, self.shelf, self.span
        now_ms = tools.clock.now_ms()
        size = tools.client.settings.page_size

        def work() -> list[tuple[Query, Keeping, int | None]]:
            covered = tools.cache.covered(shelf)
            wanted = plan(shelf.report, span, covered, now_ms, wish)
            found: list[tuple[Query, Keeping, int | None]] = [
                (query_of(shelf, part, size), tools.cache.keep(shelf, part, now_ms), None) for part in wanted.spans
            ]
            if wanted.modified is not None:
                query = Query.modified(shelf.report, wanted.modified, size)
                found.append((query, tools.cache.keep(shelf, None, now_ms), wanted.since_ms))
            return found

        return [self._errand(*each) for each in await tools.aside(work)]

    def _errand(self, query: Query, keeping: Keeping, since_ms: int | None) -> _Errand:
        tools = self._tools

        async def keep(rows: tuple[Row, ...]) -> None:
            await tools.aside(lambda: keeping.put(rows))

        watch = Watch(self._listener.progress, keep, self._listener.ask, tools.ask_above)
        reader = Reader(self.shelf.report, tools.own)
        return _Errand(Reading(query, tools.client.page, reader, tools.clock, watch), keeping, since_ms)


class ReportFetch:
    """One report's days over all of its shelves: one, or for positions one per server."""

    def __init__(
        self, tools: FetchTools, report: Report, span: Span, variants: Sequence[str], listener: Listener | None = None
    ) -> None:
        """`variants` are the servers' tags for positions, `("",)` or `(WITH_FAKES,)` otherwise."""
        self.report = report
        self.span = span
        self.parts = [ShelfFetch(tools, tools.shelf(report, variant), span, listener) for variant in variants]
        self._cancelled = False

    @property
    def state(self) -> State:
        """The worst of the parts' states."""
        states = [part.state for part in self.parts]
        order = (State.FAILED, State.CANCELLED, State.DECLINED, State.READING)
        return next((state for state in order if state in states), State.COMPLETE)

    @property
    def problems(self) -> dict[str, TradedeckError]:
        """What went wrong, by variant (a server's tag; empty for reports without)."""
        return {part.shelf.variant: part.error for part in self.parts if part.error is not None}

    @property
    def is_partial(self) -> bool:
        """Whether rows are known to be missing."""
        return any(part.is_partial for part in self.parts)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know of how the rows came."""
        return tuple(dict.fromkeys(note for part in self.parts for note in part.notes))

    @property
    def announced(self) -> int | None:
        """How many rows the CRM announced for what was asked."""
        known = [part.announced for part in self.parts]
        return sum(each or 0 for each in known) if any(each is not None for each in known) else None

    async def cached(self) -> Loaded:
        """Return what is known without asking. Raises CacheError."""
        found = [await part.cached() for part in self.parts]
        ages = [each.as_of_ms for each in found if each.as_of_ms is not None]
        rows = tuple(row for each in found for row in each.rows)
        return Loaded(rows, min(ages) if ages and len(ages) == len(found) else None)

    def cancel(self) -> None:
        """Stop before the next page; what came stays."""
        self._cancelled = True
        for part in self.parts:
            part.cancel()

    async def run(self, wish: Wish = Wish.STALE) -> State:
        """Ask all parts in turn; one that fails does not keep the others from being asked, a refusal does."""
        self._cancelled = False
        # What went through before an earlier trouble is not asked again.
        again = [part for part in self.parts if part.state is not State.COMPLETE]
        for part in again or self.parts:
            if self._cancelled:
                part.state = State.CANCELLED
                continue
            await part.run(wish)
            if isinstance(part.error, DeniedError):
                break
        return self.state


def query_of(shelf: Shelf, span: Span, page_size: int) -> Query:
    """Return the question for a shelf's days."""
    if shelf.report is Report.TRANSACTIONS:
        query = Query.transactions(span, shelf.variant == WITH_FAKES or None)
    elif shelf.report is Report.POSITIONS:
        query = Query.positions(span, shelf.variant)
    else:
        query = Query.registered(shelf.report, span)
    return replace(query, page_size=page_size)
