"""Collects garbage between frames: a collector that comes when it likes holds up a frame for tens of milliseconds."""

from __future__ import annotations

import gc

FRAMES_APART = 100
"""Frames between two looks: rare enough not to be felt, often enough that little has been made since."""


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
        """Collect, if it is time to.

        All generations at once: drawn lines refer to themselves, so the young ones alone would only let them grow old.
        """
        self._frames += 1
        if self._frames % FRAMES_APART == 0:
            gc.collect()
