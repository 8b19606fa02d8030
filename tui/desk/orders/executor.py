"""Where the journal's blocking work runs: a thread of its own, or the caller itself where time is virtual."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

T = TypeVar("T")


class Executor(Protocol):
    """Runs blocking work, one piece after the other, in the order of asking."""

    def submit(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Run `work` and return its outcome; to be called on a running loop."""
        ...

    def close(self) -> None:
        """Finish what waits and end; may be called twice."""
        ...


class InlineExecutor:
    """Runs work at once on the caller's own thread, so that equal runs are equal."""

    def submit(self, work: Callable[[], T]) -> asyncio.Future[T]:
        outcome: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        try:
            outcome.set_result(work())
        except Exception as error:  # noqa: BLE001 - whoever awaits the outcome gets it
            outcome.set_exception(error)
        return outcome

    def close(self) -> None:
        pass


class ThreadExecutor:
    """Runs work on one thread, which lives until `close`."""

    def __init__(self, name: str = "journal") -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    def submit(self, work: Callable[[], T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._pool, work)

    def close(self) -> None:
        self._pool.shutdown(wait=True)
