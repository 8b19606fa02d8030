"""Where blocking work runs: on a thread of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

T = TypeVar("T")


class Worker(Protocol):
    """Runs blocking work, one piece after the other."""

    async def run(self, work: Callable[[], T]) -> T:
        """Run `work` and return its result, or raise what it raised."""
        ...

    def close(self) -> None:
        """Finish what waits; may be called twice."""
        ...


class ThreadWorker:
    """Runs work on one thread, which lives until `close`."""

    def __init__(self, name: str = "flex") -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def close(self) -> None:
        self._pool.shutdown(wait=True)
