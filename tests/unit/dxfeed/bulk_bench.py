"""A bulk on a fake service: made, killed wherever a test likes, and gone on with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tests.unit.dxfeed.service import BASE, NOW_MS, FakeService, a_client, virtually
from tui.dxfeed.bulk.doing import Means
from tui.dxfeed.bulk.journal import Head, Journal
from tui.dxfeed.bulk.plan import Action, Plan, make_plan
from tui.dxfeed.bulk.run import BulkRun, Progress, State
from tui.dxfeed.bulk.table import read_table
from tui.dxfeed.pace import Pace

T = TypeVar("T")


class KilledError(BaseException):
    """The program ends here, as by kill -9: nothing catches it."""


class Inline:
    """Runs blocking work at once; `deadly` is asked before and after each piece."""

    def __init__(self, deadly: Callable[[], None] = lambda: None) -> None:
        self._deadly = deadly

    async def run(self, work: Callable[[], T]) -> T:
        self._deadly()
        result = work()
        self._deadly()
        return result


def a_plan(text: str, action: Action | None = None) -> Plan:
    return make_plan(read_table(text), action, NOW_MS)


def begin(path: Path, plan: Plan) -> Journal:
    return Journal.create(path, Head("test", BASE, NOW_MS), plan, unsynced)


def unsynced(handle: int) -> None:
    """Leave it to the system when content reaches the disk: what is killed here is no machine."""


def work_off(
    journal: Journal,
    service: FakeService,
    *,
    worker: Inline | None = None,
    each: Callable[[BulkRun, Progress], None] = lambda run, progress: None,
    rate: float = 2.0,
    paused: Callable[[BulkRun], object] = BulkRun.call_off,
) -> BulkRun:
    """Run what is open; `each` sees every progress and may steer, `paused` is called when the run pauses."""

    async def main(clock: object) -> BulkRun:
        def tell(progress: Progress) -> None:
            each(run, progress)
            if run.state is State.PAUSED:
                paused(run)

        means = Means(a_client(service), clock, Pace(clock, rate), worker or Inline())  # type: ignore[arg-type]
        run = BulkRun(means, journal, tell=tell)
        await run.run()
        return run

    return virtually(main)
