"""Waiting with an injected clock: time limits and interruptible pauses that also hold on virtual time."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any, TypeVar

from tui.clock import Clock

T = TypeVar("T")


async def cancelled(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks and wait until they have ended; their outcomes are dropped."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def within(clock: Clock, seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """Return the outcome of `work`, or raise TimeoutError when it takes longer than `seconds` of `clock`."""
    task = asyncio.ensure_future(work)
    alarm = asyncio.ensure_future(clock.sleep(seconds))
    try:
        await asyncio.wait((task, alarm), return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise TimeoutError
    finally:
        alarm.cancel()
        if not task.done():
            await cancelled(task)
        with contextlib.suppress(asyncio.CancelledError):
            await alarm


async def pause(clock: Clock, seconds: float, interruption: asyncio.Event) -> bool:
    """Wait for `seconds` or for the event, whichever is first; return whether the event came."""
    if interruption.is_set():
        return True
    with contextlib.suppress(TimeoutError):
        await within(clock, seconds, interruption.wait())
    return interruption.is_set()


async def until(work: Coroutine[Any, Any, None], interruption: asyncio.Event) -> None:
    """Do `work` and raise what it raises; the event cuts it short wherever it is."""
    task = asyncio.ensure_future(work)
    waking = asyncio.ensure_future(interruption.wait())
    try:
        await asyncio.wait((task, waking), return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
    finally:
        await cancelled(task, waking)
