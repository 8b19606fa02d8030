"""Counters of the output, for a gauge on the screen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class OutputStats:
    """What the driver has written so far; read it from anywhere, only the driver writes it.

    `round_trip_ms` is the time between the last answered cursor-position request and its answer, None until the
    terminal has answered once. `answers` turns false when the terminal stays silent and frames are paced by estimate.
    """

    bytes_written: int = 0
    frames_written: int = 0
    frames_skipped: int = 0
    round_trip_ms: float | None = None
    answers: bool = True
