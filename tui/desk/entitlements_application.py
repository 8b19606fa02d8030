"""One dxFeed application as the desk knows it: where it is, what may be done there, its files and its tools."""

from __future__ import annotations

import os
import stat
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from tui.clock import Clock
from tui.dxfeed.bulk.doing import Worker
from tui.dxfeed.checks import ALLOWED_STATUSES
from tui.dxfeed.errors import RecordError
from tui.dxfeed.token import Key
from tui.errors import GuardError
from tui.net.http import Http


@dataclass(frozen=True, slots=True)
class Sample:
    """An account that is there to be tried (a demo's); `about` says what case it shows."""

    account_id: str
    email: str
    about: str


@dataclass(frozen=True, slots=True)
class Application:
    """One application of the config. `fetch` gives its API key late; `badge` is SIM, STAGING or PRODUCTION."""

    name: str
    base: str
    fetch: Callable[[], Awaitable[Key]]
    production: bool = False
    badge: str = "STAGING"
    write: bool = False
    feeds: tuple[str, ...] = ()
    allowed_statuses: tuple[str, ...] = ALLOWED_STATUSES
    redirect: str = ""
    rate: float = 2.0
    confirm_over: int = 20
    ca_file: Path | None = None
    samples: tuple[Sample, ...] = ()
    """Accounts to try; there are some in a demo only."""
    place: str = ""
    """What the service is known by where its address is another at every start (a demo's); else its address."""

    @property
    def known_as(self) -> str:
        """What a bulk's journal calls the service, so that no other one goes on with it."""
        return self.place or self.base.rstrip("/")

    def may_write(self) -> None:
        """Raise GuardError unless the application's table allows changes."""
        if not self.write:
            hint = f"Set write = true in [dxfeed.{self.name}] to change something there."
            raise GuardError(f"{self.name} can only be looked at", "", hint)


@dataclass(frozen=True, slots=True)
class RoomFiles:
    """The files of an application: `<folder>/audit.jsonl` is shared by all, the memory and the bulks are its own."""

    folder: Path
    name: str

    @property
    def audit(self) -> Path:
        """The audit trail."""
        return self.folder / "audit.jsonl"

    @property
    def memory(self) -> Path:
        """What is remembered of the application."""
        return self.folder / f"memory-{self.name}.json"

    @property
    def bulks(self) -> Path:
        """The folder of the application's bulk journals."""
        return self.folder / f"bulk-{self.name}"

    def prepare(self) -> None:
        """Make the folders where missing, closed to everybody else. Raises RecordError when they are not."""
        for each in (self.folder, self.bulks):
            try:
                each.mkdir(mode=0o700, parents=True, exist_ok=True)
                found = each.stat()
            except OSError as error:
                raise RecordError(
                    "The folder of the dxFeed desk cannot be used", f"{each}: {error.strerror}"
                ) from error
            if found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
                hint = f"Make it your own: chmod 700 {each}"
                raise RecordError("The folder of the dxFeed desk is open to others", str(each), hint)


@dataclass(frozen=True, slots=True)
class RoomTools:
    """What the room is made with: where requests go out, the time, blocking work, the user's name and fresh ids."""

    http: Http
    clock: Clock
    worker: Worker
    user: str
    new_id: Callable[[], str] = field(repr=False)
