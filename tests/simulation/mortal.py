"""What can be killed: every task of one run of the program, and its journal in the middle of its work."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable, Coroutine, Generator
from contextvars import ContextVar, copy_context
from typing import Any, TypeVar

T = TypeVar("T")

_group: ContextVar[TaskGroup | None] = ContextVar("tests_simulation_group", default=None)


class TaskGroup:
    """Every task that was begun, directly or not, by what was begun in the group."""

    def __init__(self) -> None:
        self._order: list[weakref.ref[asyncio.Task[Any]]] = []

    def begin(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Begin work in the group."""
        context = copy_context()
        context.run(_group.set, self)
        return context.run(asyncio.ensure_future, work)

    def add(self, task: asyncio.Task[Any]) -> None:
        """Count a task in."""
        self._order.append(weakref.ref(task))
        if len(self._order) > 500:
            self._order = [one for one in self._order if (task_ := one()) is not None and not task_.done()]

    def living(self) -> list[asyncio.Task[Any]]:
        """Return the tasks that have not ended, the oldest first."""
        found = [one() for one in self._order]
        return [task for task in found if task is not None and not task.done()]


def grouping_factory(
    loop: asyncio.AbstractEventLoop, work: Generator[Any, None, T] | Coroutine[Any, Any, T], **more: Any
) -> asyncio.Task[T]:
    """Make tasks (for `loop.set_task_factory`) that are counted into the group that they are begun in."""
    task: asyncio.Task[T] = asyncio.Task(work, loop=loop, **more)
    group = _group.get()
    if group is not None:
        group.add(task)
    return task


class MortalExecutor:
    """Runs the journal's work at once on the caller's thread (`tui.desk.orders.executor`), until it is struck.

    `doom(n, after=…)` has the program die at its n-th piece of work from now: before it is done, or right after it
    with nobody hearing of it. Whatever is asked of a dead executor is never done and never answered.
    """

    def __init__(self, died: Callable[[], None]) -> None:
        self.dead = False
        self.failing = False
        self._died = died
        self._left: int | None = None
        self._after = False

    def doom(self, count: int, *, after: bool) -> None:
        """Die at that piece of work."""
        self._left, self._after = count, after

    def spare(self) -> None:
        """Take the doom back."""
        self._left = None

    def submit(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Run `work` and return its outcome."""
        outcome: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        if self.dead:
            return outcome
        if self._left is not None:
            self._left -= 1
            if self._left <= 0:
                if self._after:
                    work()
                self._left = None
                self.dead = True
                self._died()
                return outcome
        try:
            outcome.set_result(work())
        except Exception as error:  # noqa: BLE001 - whoever awaits the outcome gets it
            outcome.set_exception(error)
        return outcome

    def close(self) -> None:
        """Nothing waits here."""
