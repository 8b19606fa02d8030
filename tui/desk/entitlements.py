"""The dxFeed applications of one run: each is opened when it is first looked at, all are closed together.

What a room needs is loaded with the first one: nobody waits for it who only trades.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tui.clock import Clock
from tui.errors import UsageError

if TYPE_CHECKING:
    from tui.desk.entitlements_application import Application
    from tui.desk.entitlements_room import EntitlementRoom
    from tui.flex.worker import ThreadWorker
    from tui.net.http import Http

    MakeHttp = Callable[[Application, Clock], Http]


@dataclass(frozen=True, slots=True)
class Means:
    """What rooms are made with: the folder of their files, the time, the user's name, fresh ids.

    `http` makes what requests go out by; None is the network.
    """

    folder: Path
    clock: Clock
    user: str
    new_id: Callable[[], str] = field(repr=False)
    http: MakeHttp | None = field(default=None, repr=False)


class EntitlementDesk:
    """Opens rooms by their application's name."""

    def __init__(self) -> None:
        self.applications: tuple[Application, ...] = ()
        self.equipped = False
        """Whether it is known which applications there are; none may be configured all the same."""
        self._means: Means | None = None
        self._rooms: dict[str, EntitlementRoom] = {}
        self._closing: list[Http] = []
        self._worker: ThreadWorker | None = None
        self._listeners: list[Callable[[], None]] = []
        self._opening = asyncio.Lock()

    def equip(self, applications: Sequence[Application], means: Means | None = None) -> None:
        """Take over the applications, once in a run; `means` is needed where there are any."""
        self.applications = tuple(applications)
        self._means = means
        self.equipped = True
        for listener in tuple(self._listeners):
            listener()

    def listen(self, changed: Callable[[], None]) -> None:
        """Have a function called when the applications become known."""
        self._listeners.append(changed)

    @property
    def clock(self) -> Clock | None:
        """The time by which validity is judged; None before there are applications."""
        return self._means.clock if self._means is not None else None

    def application(self, name: str = "") -> Application:
        """Return an application by its name, the only one for an empty name. Raises UsageError."""
        known = {each.name: each for each in self.applications}
        if not known:
            raise UsageError("No dxFeed application is configured", "", "README, dxFeed, shows how to set one up.")
        if name in known:
            return known[name]
        names = ", ".join(known)
        if name:
            raise UsageError(f"There is no dxFeed application {name}", f"There are: {names}")
        if len(known) > 1:
            raise UsageError("Which dxFeed application?", f"There are: {names}", "Name one: --profile NAME.")
        return next(iter(known.values()))

    async def room(self, name: str = "") -> EntitlementRoom:
        """Return the room of an application, opened at the first time. Raises UsageError, RecordError, HttpError."""
        application = self.application(name)
        async with self._opening:
            found = self._rooms.get(application.name)
            if found is None:
                found = self._rooms[application.name] = await self._opened(application)
        return found

    async def close(self) -> None:
        """Close connections and the thread; may be called twice."""
        self._rooms.clear()
        https, self._closing = self._closing, []
        for http in https:
            await getattr(http, "close", _nothing)()
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()

    async def _opened(self, application: Application) -> EntitlementRoom:
        means = self._means
        assert means is not None
        for name in ("entitlements_application", "entitlements_room", "entitlements_bulk"):
            await asyncio.to_thread(importlib.import_module, f"tui.desk.{name}")
        from tui.desk.entitlements_application import RoomFiles, RoomTools
        from tui.desk.entitlements_room import EntitlementRoom
        from tui.flex.worker import ThreadWorker

        if self._worker is None:
            self._worker = ThreadWorker("dxfeed")
        worker = self._worker
        http = (means.http or _network)(application, means.clock)
        self._closing.append(http)
        await worker.run(getattr(http, "prepare", lambda: None))
        tools = RoomTools(http, means.clock, worker, means.user, means.new_id)
        files = RoomFiles(means.folder, application.name)
        return await worker.run(lambda: EntitlementRoom(application, files, tools))


def _network(application: Application, clock: Clock) -> Http:
    from tui.net.http import HttpClient

    return HttpClient(clock, ca_file=application.ca_file)


async def _nothing() -> None:
    """A network of a test has nothing to close."""
