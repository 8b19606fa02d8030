"""Measures an event loop from within: how late it comes to what is due every 5 ms."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

_EVERY_S = 0.005
SETTLED_AFTER_S = 6.0
"""Seconds from the start until delays count: by then a dashboard has read the account and the instruments."""


@dataclass
class LoopWatch:
    """Counts delays for some seconds after the program has settled, so that neither start nor end is in them."""

    seconds: float
    delays_ms: list[float] = field(default_factory=list)

    async def watch(self) -> None:
        """Measure; run it as a task of the loop."""
        due = time.monotonic() + SETTLED_AFTER_S
        end = due + self.seconds
        while due < end:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            # What was due while the loop was busy was late too, each by its own time.
            now = time.monotonic()
            while due <= now:
                self.delays_ms.append((now - due) * 1000)
                due += _EVERY_S
