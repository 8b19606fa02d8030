"""Collects garbage between frames: a collector that comes when it likes holds up a frame for tens of milliseconds."""

from __future__ import annotations

import gc

YOUNG_EVERY = 10
"""Frames between two looks at what was made lately."""

OLD_EVERY = 1200
"""Frames between two looks at everything: two minutes at ten frames a second."""


class FrameCollector:
    """Takes over from Python's own collector while an app runs; the owner calls `after_frame` on each frame."""

    def __init__(self) -> None:
        self._frames = 0

    def start(self) -> None:
        """Take over; what has been loaded so far stays for good and is never looked through again."""
        gc.freeze()
        gc.disable()

    def stop(self) -> None:
        """Give back what was taken over."""
        gc.unfreeze()
        gc.enable()

    def after_frame(self) -> None:
        """Do a little, if it is time to."""
        self._frames += 1
        if self._frames % OLD_EVERY == 0:
            gc.collect()
        elif self._frames % YOUNG_EVERY == 0:
            gc.collect(1)
