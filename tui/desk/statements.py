"""The statement desk: asks for Flex statements, follows the jobs, and opens what the archive has."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from tui.clock import Clock
from tui.desk.errands import Errands
from tui.domain.events import Event, TroubleNoticed
from tui.errors import TradedeckError
from tui.files.whole import write_whole
from tui.store.statements import JobLine, Stage
from tui.store.store import Store

if TYPE_CHECKING:
    # The room brings SQLite, XML and the network; the screen paints before any of it is loaded.
    from tui.desk.flex_pruning import Prunable, PruneWish
    from tui.desk.flex_room import FlexRoom, FlexToken
    from tui.desk.flex_sheet import OpenedStatement
    from tui.flex.jobs import Job
    from tui.flex.windows import Period

    OpenRoom = Callable[[Callable[[Job], None]], Awaitable[FlexRoom]]

_NOTICE_BYTES = 4 << 20

T = TypeVar("T")


class Aside(Protocol):
    """Runs blocking work; `asyncio.to_thread` does."""

    async def __call__(self, work: Callable[[], T], /) -> T:
        """Run `work` and return its result, or raise what it raised."""
        ...


class StatementDesk:
    """Serves the Flex screen; made before anything is configured. Every call returns at once, news go to the store."""

    def __init__(
        self, store: Store, clock: Clock, emit: Callable[[Event], None], aside: Aside = asyncio.to_thread
    ) -> None:
        """`aside` runs blocking work where it does not stop the screen."""
        self.store = store.statements
        self._clock = clock
        self._aside = aside
        self._emit = emit
        self._errands = Errands(self._noticed, clock)
        self._room: FlexRoom | None = None
        self._jobs: dict[int, Job] = {}
        self.opened: OpenedStatement | None = None
        """The statement that is read and shown."""

    def equip(self, tokens: tuple[FlexToken, ...], open_room: OpenRoom) -> None:
        """Begin: open the archive, go on with unfinished jobs; once in a run. Without tokens nothing is begun."""
        if not tokens or self.store.stage in {Stage.LOADING, Stage.READY}:
            return
        from tui.desk.flex_lines import query_lines, token_line

        queries = [query for token in tokens for query in token.queries]
        self.store.begin(map(token_line, tokens), query_lines(queries, (), {}))
        self._errands.start("open", "Flex statements", lambda: self._open(open_room))

    async def _open(self, open_room: OpenRoom) -> None:
        try:
            self._room = room = await open_room(self._job_changed)
            for job in reversed(await room.jobs()):
                self._job_changed(job)
            await self._load()
        except TradedeckError as error:
            self.store.failed(str(error))
            return
        self.store.ready()
        await room.resume_all()

    def _noticed(self, event: Event) -> None:
        if isinstance(event, TroubleNoticed):
            self.store.trouble_noticed(event)
        self._emit(event)

    def _ask(self, what: str, job: Callable[[], Awaitable[object]]) -> None:
        """Begin what the user asked for; each time is told of anew when it fails."""
        self._errands.start(object(), what, job)

    # Asking

    def fetch(self, query_id: str, period: Period | None = None) -> None:
        """Ask for a query's statement: the period that is saved with it, unless another is named."""
        room = self._room
        query = next((each for each in room.queries if each.id == query_id), None) if room is not None else None
        if room is None or query is None:
            return
        from tui.flex.windows import Saved

        self._ask(f"Statement of {query.name}", lambda: room.submit(query, period or Saved()))

    def fetch_days(self, query_id: str, text: str) -> None:
        """Ask for the days of a text: a number of days, `2025-01-01 2025-03-31`, or nothing. Raises FlexError."""
        from tui.desk.flex_period import period_of

        self.fetch(query_id, period_of(text))

    def cancel(self, number: int) -> None:
        """Call a job off."""
        self._with_job(number, "Calling off", lambda room, job: room.cancel(job))

    def resume(self, number: int) -> None:
        """Go on with a parked job."""
        self._with_job(number, "Going on", lambda room, job: room.resume(job))

    def _with_job(self, number: int, what: str, act: Callable[[FlexRoom, Job], Awaitable[object]]) -> None:
        room, job = self._room, self._jobs.get(number)
        if room is not None and job is not None:
            self._ask(what, lambda: act(room, job))

    def refresh(self) -> None:
        """Read the archive anew: another program may have added to it."""
        if self._room is not None:
            self._errands.start("load", "Archive", self._load)

    def _job_changed(self, job: Job) -> None:
        from tui.desk.flex_lines import job_line

        before = self.store.jobs.get(job.id)
        line: JobLine = job_line(job)
        self._jobs[job.id] = job
        self.store.job_changed(line)
        if before is not None and before.phase != line.phase:
            self.refresh()
        else:
            self._errands.start("pace", "Archive", self._load_pace)

    async def _load_pace(self) -> None:
        from tui.desk.flex_lines import token_times

        if self._room is not None:
            self.store.paced(await token_times(self._room, self._jobs.values(), self._clock))

    async def _load(self) -> None:
        from tui.desk.flex_lines import entry_line, query_lines, token_times

        room = self._room
        if room is None:
            return
        entries = await room.entries()
        times = await token_times(room, self._jobs.values(), self._clock)
        self.store.archive_changed(map(entry_line, entries), query_lines(room.queries, entries, times))

    # Reading and pruning

    def open(self, entry_id: int) -> None:
        """Read a file of the archive beside the screen; `opened` has it once the store says READY.

        A part of a long range is opened with the other parts, joined without doubles.
        """
        self.store.opening_changed(Stage.LOADING, entry_id)
        self._errands.start("read", "Opening a statement", lambda: self._read(entry_id))

    async def _read(self, entry_id: int) -> None:
        room = self._room
        if room is None:
            return
        try:
            opened = await self._opened(room, entry_id)
        except TradedeckError as error:
            self.opened = None
            self.store.opening_changed(Stage.FAILED, entry_id, str(error))
            return
        if self.store.opened_id == entry_id:
            self.opened = opened
            self.store.opening_changed(Stage.READY, entry_id)

    async def _opened(self, room: FlexRoom, entry_id: int) -> OpenedStatement:
        loop = asyncio.get_running_loop()
        told = 0

        def progress(read: int) -> None:
            nonlocal told
            if read - told >= _NOTICE_BYTES:
                told = read
                loop.call_soon_threadsafe(self._reading, entry_id, read)

        return await self._aside(lambda: room.opened(entry_id, progress))

    def _reading(self, entry_id: int, read: int) -> None:
        if self.store.opened_id == entry_id and self.store.opening is Stage.LOADING:
            self.store.opening_changed(Stage.LOADING, entry_id, "", read)

    async def compare_with(self, entry_id: int, account: str) -> tuple[str, ...]:
        """Return in lines what the opened statement has other than an earlier file. Raises TradedeckError."""
        room, opened = self._room, self.opened
        if room is None or opened is None:
            return ()
        from tui.desk.flex_sheet import difference_lines

        before = await self._opened(room, entry_id)
        return await self._aside(lambda: difference_lines(opened.differences(account, before)))

    async def export(self, path: Path, *, as_json: bool, account: str, key: str = "") -> int:
        """Write the opened statement, or one table of an account, and return the bytes. Raises TradedeckError."""
        opened = self.opened
        if opened is None:
            return 0
        from tui.desk.flex_export import write_statement

        return await self._aside(lambda: write_statement(opened, path, as_json=as_json, account=account, key=key))

    async def raw_to(self, path: Path, entry_id: int) -> int:
        """Write a file as it was received, for a pager, and return the bytes. Raises TradedeckError."""
        room = self._room
        if room is None:
            return 0
        return await self._aside(lambda: write_whole(path, room.raw(entry_id)))

    async def prunable(self, wish: PruneWish) -> Prunable:
        """Return which files of the archive a wish would remove. Raises ArchiveError."""
        from tui.desk.flex_pruning import Prunable, prunable

        room = self._room
        return prunable(await room.entries(), wish, self._clock.now_ms()) if room is not None else Prunable()

    async def prune(self, numbers: Iterable[int]) -> int:
        """Remove these files for good, and return the bytes that this freed on disk. Raises ArchiveError."""
        room = self._room
        if room is None:
            return 0
        pruned = await room.prune(numbers)
        await self._load()
        return pruned.freed

    async def close(self) -> None:
        """Stop; unfinished jobs keep their references and go on with the next start."""
        self._errands.cancel_all()
        room, self._room = self._room, None
        if room is not None:
            await room.close()
