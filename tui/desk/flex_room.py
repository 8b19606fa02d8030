"""The Flex Web Service as a user has it: named tokens and queries over one archive, for dashboard and command line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tui.clock import Clock
from tui.desk.flex_range import Range, range_of
from tui.errors import UsageError
from tui.flex.archive import Archive, Pruned
from tui.flex.client import FlexClient, FlexSettings
from tui.flex.entries import Entry
from tui.flex.jobs import Job, Order
from tui.flex.queue import FlexQueue
from tui.flex.statement.model import StatementFile
from tui.flex.statement.read import Progress, read_statement
from tui.flex.tools import Chance, Tools
from tui.flex.windows import Period
from tui.flex.worker import Worker
from tui.net.http import Http, HttpClient

if TYPE_CHECKING:
    from tui.desk.flex_sheet import OpenedStatement
    from tui.flex.token import Token

Tell = Callable[[Job], None]
MakeHttp = Callable[[Path | None], Http]
"""Makes the way out for a CA file (None: the system's authorities only)."""


@dataclass(frozen=True, slots=True)
class FlexQuery:
    """One query of the config: the token's name, the user's own name for the query, and its number."""

    token: str
    name: str
    id: str


@dataclass(frozen=True, slots=True)
class FlexToken:
    """One token of the config. `fetch` gives it late and raises SecretError."""

    name: str
    queries: tuple[FlexQuery, ...]
    fetch: Callable[[], Awaitable[Token]]
    settings: FlexSettings = field(default_factory=FlexSettings)
    ca_file: Path | None = None
    expires: date | None = None


class FlexRoom:
    """One archive with a queue for each token. Made by `open`; `close` leaves unfinished jobs to the next start."""

    def __init__(self, tools: Tools, tokens: Sequence[FlexToken], queues: dict[str, FlexQueue], close: _Close) -> None:
        self._tools = tools
        self._queues = queues
        self._close = close
        self.tokens = {token.name: token for token in tokens}

    @classmethod
    async def open(
        cls,
        folder: Path,
        tokens: Sequence[FlexToken],
        clock: Clock,
        chance: Chance,
        worker: Worker,
        *,
        tell: Tell = lambda job: None,
        make_http: MakeHttp | None = None,
        boot: str | None = None,
    ) -> FlexRoom:
        """Open the archive in `folder`. Raises ArchiveError, HttpError or FlexError for unusable settings."""
        closing = _Close(worker)
        make = make_http or closing.http_maker(clock)
        made = [(token, make(token.ca_file)) for token in tokens]
        first = made[0] if made else None
        http = first[1] if first else make(None)
        settings = first[0].settings if first else None
        tools = await worker.run(lambda: Tools.open(folder, http, clock, chance, worker, settings=settings, boot=boot))
        closing.archive = tools.archive
        queues = {}
        for token, way in made:
            client = FlexClient(way, tools.pace, token.settings)
            queues[token.name] = FlexQueue(replace(tools, client=client), tell)
        return cls(tools, tokens, queues, closing)

    @property
    def queries(self) -> tuple[FlexQuery, ...]:
        """All queries of all tokens, in the order of the config."""
        return tuple(query for token in self.tokens.values() for query in token.queries)

    async def jobs(self, limit: int = 200) -> Sequence[Job]:
        """Return the newest jobs of all processes, newest first."""
        return await self._tools.worker.run(lambda: self._tools.store.jobs(limit=limit))

    async def entries(self, query_id: str | None = None) -> Sequence[Entry]:
        """Return the archive's files, newest first."""
        return await self._tools.worker.run(lambda: self._tools.archive.list(query_id))

    async def submit(self, query: FlexQuery, period: Period) -> tuple[Job, ...]:
        """Ask for a statement: one job, or one for each window of a long range. Raises FlexError, SecretError."""
        token = await self._ready(query.token)
        order = Order(query.id, period, query.name, query.token)
        return await self._queues[query.token].submit(order, token)

    async def resume_all(self) -> tuple[Job, ...]:
        """Go on with what an earlier run left unfinished; asks only for the tokens that are needed for it."""
        waiting = await self._tools.worker.run(lambda: self._tools.store.jobs(over=False, limit=-1))
        names = dict.fromkeys(job.order.token_name for job in waiting if job.phase.is_active)
        found: list[Job] = []
        for name in names:
            if name in self.tokens:
                found += await self._queues[name].resume_all([await self._ready(name)])
        return tuple(found)

    async def resume(self, job: Job) -> Job:
        """Go on with a parked job. Raises FlexError, SecretError, UsageError when its token is not configured."""
        name = job.order.token_name
        if name not in self.tokens:
            raise UsageError("The job's token is not in the config any more", name, f"Put [flex.{name}] back.")
        return await self._queues[name].resume(job.id, await self._ready(name))

    async def _ready(self, name: str) -> Token:
        # Loading the network's libraries stops the screen, and would let a first request go out late and too close
        # to the second.
        await self._close.prepare()
        return await self.tokens[name].fetch()

    async def cancel(self, job: Job) -> Job:
        """Call a job off. Raises ArchiveError, UsageError without any token."""
        name = job.order.token_name
        queue = self._queues.get(name) or next(iter(self._queues.values()), None)
        if queue is None:
            raise UsageError("No token is configured", name, "A job is called off with any token of the config.")
        return await queue.cancel(job.id)

    async def wait(self, jobs: Iterable[Job]) -> tuple[Job, ...]:
        """Return these jobs once each of them is over or parked."""
        found: list[Job] = []
        wanted = list(jobs)
        for name, queue in self._queues.items():
            found += await queue.wait([job.id for job in wanted if job.order.token_name == name])
        return tuple(sorted(found, key=lambda job: job.id))

    async def next_allowed_s(self, token_key: str) -> float:
        """Return the seconds until the token with this hash may be used again, 0 for at once."""
        return await self._tools.pace.wait_s(token_key)

    def read(self, entry_id: int, progress: Progress | None = None) -> StatementFile:
        """Read a file of the archive; blocking, for a thread. Raises NotInArchiveError, StatementError."""
        with self._tools.archive.open(entry_id) as file:
            return read_statement(file, progress=progress)

    def opened(self, entry_id: int, progress: Progress | None = None, *, single: bool = False) -> OpenedStatement:
        """Read a file, and unless `single` the other parts of the long range that it belongs to, as one statement.

        Blocking, for a thread. Raises NotInArchiveError, StatementError.
        """
        from tui.desk.flex_sheet import OpenedStatement

        archive, before = self._tools.archive, 0

        def read(entry: Entry) -> StatementFile:
            nonlocal before
            file = self.read(entry.id, (lambda done: progress(before + done)) if progress else None)
            before += file.size
            return file

        entry = archive.entry(entry_id)
        found = Range((entry,)) if single else range_of(entry, archive.list(entry.source.query_id))
        return OpenedStatement(entry_id, found.read(read), found.asked)

    def raw(self, entry_id: int) -> Iterable[bytes]:
        """Yield a file of the archive as it was received; blocking, for a thread."""
        with self._tools.archive.open(entry_id) as file:
            while piece := file.read(1 << 18):
                yield piece

    async def prune(self, entry_ids: Iterable[int]) -> Pruned:
        """Remove files of the archive for good."""
        wanted = list(entry_ids)
        return await self._tools.worker.run(lambda: self._tools.archive.prune(wanted))

    async def close(self) -> None:
        """Stop working; may be called twice."""
        for queue in self._queues.values():
            await queue.close()
        await self._close.run()


def find_queries(queries: Sequence[FlexQuery], wanted: Sequence[str]) -> tuple[FlexQuery, ...]:
    """Return the queries named by number or name (upper case does not count), all for none named.

    Raises UsageError for a name that is none, or that several tokens use.
    """
    if not wanted:
        return tuple(queries)
    found: dict[FlexQuery, None] = {}
    for word in wanted:
        fits = [query for query in queries if query.id == word or query.name.casefold() == word.casefold()]
        fits = fits or [query for query in queries if f"{query.token}/{query.name}".casefold() == word.casefold()]
        if len(fits) > 1:
            names = ", ".join(f"{query.token}/{query.name}" for query in fits)
            raise UsageError(f"Several tokens have the query {word}", names, "Write it as TOKEN/NAME.")
        if not fits:
            known = ", ".join(f"{query.name} ({query.id})" for query in queries) or "none is configured"
            raise UsageError(f"There is no query {word}", known)
        found[fits[0]] = None
    return tuple(found)


class _Close:
    """What has to be closed at the end."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self.archive: Archive | None = None
        self._https: list[HttpClient] = []

    def http_maker(self, clock: Clock) -> MakeHttp:
        def make(ca_file: Path | None) -> Http:
            client = HttpClient(clock, ca_file=ca_file)
            self._https.append(client)
            return client

        return make

    async def prepare(self) -> None:
        for client in self._https:
            await self._worker.run(client.prepare)

    async def run(self) -> None:
        for client in self._https:
            await client.close()
        archive, self.archive = self.archive, None
        if archive is not None:
            await self._worker.run(archive.close)
        self._worker.close()
