"""Counters of the output, for a gauge on the screen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class OutputStats:
    """What the driver has written so far; read it from anywhere, only the driver writes it.

    `waited_ms` is how long frames have waited for the terminal, all together; `bytes_per_ms` is the speed that it was
    last seen to take, None until a larger frame was answered.
    `round_trip_ms` is the time between the last answered cursor-position request and its answer, None until the
    terminal has answered once. `answers` turns false when the terminal stays silent and frames are paced by estimate.
    """

    bytes_written: int = 0
    frames_written: int = 0
    frames_skipped: int = 0
    waited_ms: float = 0.0
    bytes_per_ms: float | None = None
    round_trip_ms: float | None = None
    answers: bool = True
