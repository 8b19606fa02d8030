"""Runs a venue as a process: says on one line where it listens, and ends on a signal or with its standard input."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import threading

from tui.simulator.options import SimulatorOptions
from tui.simulator.venue import Venue
from tui.simulator.wire import encode

_STDIN = 0


def run(options: SimulatorOptions) -> int:
    """Run a venue until SIGTERM, SIGINT or (when asked) the end of standard input; return the exit code.

    Raises `UsageError` when the options cannot work.
    """
    return asyncio.run(_serve(options))


async def _serve(options: SimulatorOptions) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with Venue(options, early=True) as venue:
        sys.stdout.write(encode(venue.ready()) + "\n")
        sys.stdout.flush()
        if options.until_stdin_closes:
            _watch_stdin(loop, stop)
        venue.warm()
        # What exists now stays: the collector need not look at it again.
        gc.freeze()
        stopped = loop.create_task(stop.wait())
        broken = loop.create_task(venue.failed())
        await asyncio.wait((stopped, broken), return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if broken.done():
            await broken
        broken.cancel()
    return 0


def _watch_stdin(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """Set `stop` at the end of standard input; a thread, because not every input can be waited for by a loop."""

    def read_to_end() -> None:
        while _read():
            pass
        if not loop.is_closed():
            loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=read_to_end, name="stdin", daemon=True).start()


def _read() -> bytes:
    try:
        return os.read(_STDIN, 4096)
    except OSError:
        return b""
