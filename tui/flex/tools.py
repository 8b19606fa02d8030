"""What every Flex job works with, put together once for each archive."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from tui.clock import Clock
from tui.errors import TradedeckError
from tui.files.boot import boot_id
from tui.flex.archive import Archive
from tui.flex.client import FlexClient, FlexSettings
from tui.flex.job_store import JobStore
from tui.flex.pace import PaceLimits, SharedPace, TokenBook
from tui.flex.patience import Ladders
from tui.flex.worker import Worker
from tui.net.http import Http


class Chance(Protocol):
    """The one draw that is needed; `random.Random` has it."""

    def uniform(self, a: float, b: float, /) -> float:
        """Return a number between `a` and `b`."""
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What every job works with."""

    client: FlexClient
    pace: SharedPace
    archive: Archive
    store: JobStore
    clock: Clock
    chance: Chance
    worker: Worker
    ladders: Ladders = field(default_factory=Ladders)

    @classmethod
    def open(
        cls,
        folder: Path,
        http: Http,
        clock: Clock,
        chance: Chance,
        worker: Worker,
        *,
        settings: FlexSettings | None = None,
        limits: PaceLimits | None = None,
        ladders: Ladders | None = None,
        boot: str | None = None,
    ) -> Tools:
        """Open the archive in `folder` and put the rest on top of it; blocks shortly.

        Raises ArchiveError for an unusable folder, HttpError or FlexError for unusable settings.
        """
        archive = Archive(folder)
        try:
            book = TokenBook(archive.database, limits or PaceLimits(), boot_id() if boot is None else boot)
            pace = SharedPace(book, clock, worker)
            client = FlexClient(http, pace, settings)
        except TradedeckError:
            archive.close()
            raise
        store = JobStore(archive.database)
        return cls(client, pace, archive, store, clock, chance, worker, ladders or Ladders())
