"""Collects garbage between frames: a collector that comes when it likes holds up a frame for tens of milliseconds."""

from __future__ import annotations

import gc

YOUNG_EVERY = 20
"""Frames between two looks at what was made lately."""

ALL_EVERY = 300
"""Frames between two looks at everything: what the young look found in use and refers to itself would otherwise stay
for ever."""


class FrameCollector:
    """Takes over from Python's own collector while an app runs; the owner calls `after_frame` on each frame."""

    def __init__(self) -> None:
        self._frames = 0

    def start(self) -> None:
        """Take over; what has been loaded so far stays for good and is never looked through again."""
        gc.freeze()
        gc.disable()

    def settle(self) -> None:
        """Throw away what loading has left behind and keep the rest for good."""
        gc.collect()
        gc.freeze()

    def stop(self) -> None:
        """Give back what was taken over."""
        gc.unfreeze()
        gc.enable()

    def after_frame(self) -> None:
        """Collect a little, if it is time to."""
        self._frames += 1
        if self._frames % ALL_EVERY == 0:
            gc.collect()
        elif self._frames % YOUNG_EVERY == 0:
            gc.collect(1)
