"""Our desk over real sockets against the venue's account service; also run as a process of its own, to be killed."""

from __future__ import annotations

import asyncio
import itertools
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import SecretStr

from tests.integration.venue.harness import MONDAY_MS
from tests.unit.dxfeed.bulk_bench import Inline
from tui.desk.entitlements_application import Application, RoomFiles, RoomTools
from tui.desk.entitlements_bulk import BulkDesk
from tui.desk.entitlements_room import EntitlementRoom
from tui.dxfeed.bulk.plan import Action
from tui.net.http import HttpClient, HttpLimits


class VenueTime:
    """The venue's wall time, which a test moves; waits that a rate asks for are left out."""

    def __init__(self, now_ms: int = MONDAY_MS) -> None:
        self.wall_ms = now_ms

    def now_ms(self) -> int:
        return self.wall_ms

    def monotonic(self) -> float:
        return time.monotonic()

    def elapsed(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds if seconds > 1 else 0)


@asynccontextmanager
async def a_desk(folder: Path, base: str, key: str, clock: VenueTime | None = None) -> AsyncIterator[EntitlementRoom]:
    """A desk that may write; its files are in `folder`."""

    async def fetch() -> SecretStr:
        return SecretStr(key)

    clock, numbers = clock or VenueTime(), itertools.count(1)
    http = HttpClient(clock, limits=HttpLimits(total_s=20.0, idle_s=20.0))
    tools = RoomTools(http, clock, Inline(), "ann", lambda: f"call{next(numbers):06}")
    application = Application("sim", base, fetch, badge="SIM", write=True, rate=50.0)
    try:
        yield EntitlementRoom(application, RoomFiles(folder, application.name), tools)
    finally:
        await http.close()


async def begin(folder: Path, base: str, key: str, table: bytes) -> None:
    """Begin the bulk of a table and run it; whoever started this process kills it meanwhile."""
    async with a_desk(folder, base, key) as room:
        bulk = BulkDesk(room)
        await bulk.begin(bulk.plan(table, Action.ACTIVATE), "customers.csv").run()


if __name__ == "__main__":
    asyncio.run(begin(Path(sys.argv[1]), sys.argv[2], sys.stdin.readline().strip(), Path(sys.argv[3]).read_bytes()))
