"""Where long answers (charts, the whole list of symbols) are worked out without holding up the streams."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue

from tui.simulator.commands import Reply, SlowReply
from tui.simulator.market import Market

Task = tuple[SlowReply, Callable[[Reply], None], asyncio.AbstractEventLoop]


class Study:
    """Works on a market of its own in one thread: the market is a pure function, so its twin says the same.

    Without `twin` (virtual time, where threads have no place) work is done at once on `market`.
    """

    def __init__(self, market: Market, twin: Callable[[], Market] | None) -> None:
        self._market = market
        self._make_twin = twin
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def work_out(self, reply: SlowReply, done: Callable[[Reply], None]) -> None:
        """Work a reply out and call `done` with it on the loop, at once or later."""
        if self._make_twin is None:
            done(reply.work(self._market))
            return
        if self._thread is None:
            # A daemon, so that a chart in the making never keeps the process from ending.
            self._thread = threading.Thread(target=self._run, name="study", daemon=True)
            self._thread.start()
        self._tasks.put((reply, done, asyncio.get_running_loop()))

    def close(self) -> None:
        """Let the thread end after what it is working on."""
        self._tasks.put(None)

    def _run(self) -> None:
        assert self._make_twin is not None
        twin = self._make_twin()
        while (task := self._tasks.get()) is not None:
            reply, done, loop = task
            try:
                finished = reply.work(twin)
            except Exception as error:  # noqa: BLE001 - whatever breaks one answer must not end all later ones
                finished = reply.broken
                self._tell(loop, loop.call_exception_handler, {"message": "an answer broke", "exception": error})
            self._tell(loop, done, finished)

    @staticmethod
    def _tell(loop: asyncio.AbstractEventLoop, what: Callable[..., object], about: object) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(what, about)
