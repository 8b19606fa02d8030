"""Decides when a frame may be written, so that what the terminal shows is never far behind what it should show."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from tui.view.terminal.stats import OutputStats

PROBE_IDS: Final = range(1, 10)


@dataclass(frozen=True, slots=True)
class PaceLimits:
    """The numbers behind the pacing; bytes, and milliseconds of the clock that the caller uses.

    A frame is free to go while fewer than the window's bytes are unanswered. The window is what the terminal took in
    `window_ms` at the speed last measured, never under `smallest_window` nor over `largest_window`.
    """

    shortest_frame_ms: float = 1000 / 120
    probe_every_bytes: int = 1024
    smallest_window: int = 2048
    largest_window: int = 16_384
    window_ms: float = 250.0
    answer_timeout_ms: float = 2000.0
    misses_until_silent: int = 2
    assumed_bytes_per_ms: float = 20.0
    slowest_bytes_per_ms: float = 0.5
    doubted_bytes_per_ms: float = 4.0


@dataclass(frozen=True, slots=True)
class _Probe:
    ident: int
    written_bytes: int
    asked_ms: float


class Pacer:
    """Pure state machine: told what was written and answered, it says how long the next frame has to wait.

    A probe is a cursor-position request with an identity of 1 to 9; the terminal answers it when it has read everything
    before it. A terminal that never answers is served as fast as `assumed_bytes_per_ms` allows.
    """

    def __init__(self, limits: PaceLimits, stats: OutputStats) -> None:
        self._limits = limits
        self._stats = stats
        self._written = 0
        self._answered = 0
        self._probed = 0
        self._probes: list[_Probe] = []
        self._late: set[int] = set()
        self._next_ident = PROBE_IDS.start
        self._misses = 0
        self._frame_ms = float("-inf")
        self._answer_ms = float("-inf")
        self._bytes_per_ms: float | None = None
        self._estimated_free_ms = float("-inf")

    @property
    def unanswered_bytes(self) -> int:
        """Bytes of which nobody knows whether the terminal has read them."""
        return self._written - self._answered

    @property
    def waiting_for_answer(self) -> bool:
        """True while a probe is out."""
        return bool(self._probes)

    @property
    def window(self) -> int:
        """Bytes that may be under way when a frame is written."""
        limits = self._limits
        known = (self._bytes_per_ms or 0.0) * limits.window_ms
        return int(min(max(known, limits.smallest_window), limits.largest_window))

    def wait_ms(self, now_ms: float, unsent_bytes: int = 0) -> float:
        """Milliseconds until a frame may go, 0 for now; ask again then, or sooner after an answer.

        `unsent_bytes` are those that the tty still holds.
        """
        self._expire(now_ms)
        limits = self._limits
        wait = self._frame_ms + limits.shortest_frame_ms - now_ms
        if unsent_bytes:
            wait = max(wait, limits.shortest_frame_ms)
        if not self._speaks:
            wait = max(wait, self._estimated_free_ms - limits.window_ms - now_ms)
        elif self._probes and self.unanswered_bytes > self.window:
            wait = max(wait, self._probes[0].asked_ms + self._timeout_ms() - now_ms)
        return max(wait, 0.0)

    def probe_wanted(self, frame_bytes: int) -> int | None:
        """The identity of the probe that a frame of this size should carry, None when it needs none."""
        due = self._written - self._probed + frame_bytes >= self._limits.probe_every_bytes
        return self._next_ident if due and self._stats.answers and not self._probes else None

    def wrote(self, now_ms: float, count: int, *, frame: bool, probe: int | None = None) -> None:
        """`count` bytes went out, a frame or something urgent, with this probe at their end."""
        self._written += count
        start = max(now_ms, self._estimated_free_ms)
        self._estimated_free_ms = start + count / self._limits.assumed_bytes_per_ms
        if frame:
            self._frame_ms = now_ms
        if probe is not None:
            self._probed = self._written
            self._probes.append(_Probe(probe, self._written, now_ms))
            self._next_ident = probe + 1 if probe + 1 in PROBE_IDS else PROBE_IDS.start

    def answered(self, now_ms: float, ident: int) -> bool:
        """The terminal answered probe `ident`; False when no such probe is out."""
        if ident in self._late:
            self._late.discard(ident)
            self._misses = 0
            self._stats.answers = True
            return True
        found = next((probe for probe in self._probes if probe.ident == ident), None)
        if found is None:
            return False
        self._probes.remove(found)
        count = found.written_bytes - self._answered
        took_ms = max(now_ms - max(found.asked_ms, self._answer_ms), 0.1)
        self._answered, self._answer_ms = found.written_bytes, now_ms
        self._misses = 0
        self._late.clear()
        self._stats.round_trip_ms = now_ms - found.asked_ms
        if count >= self._limits.probe_every_bytes // 2:
            rate = count / took_ms
            # Lines differ by powers of ten: the geometric mean finds a line that has become slow in a few answers.
            self._bytes_per_ms = rate if self._bytes_per_ms is None else math.sqrt(self._bytes_per_ms * rate)
            self._stats.bytes_per_ms = self._bytes_per_ms
        return True

    def forget_probes(self) -> None:
        """No answer will come any more: the input has been closed or flushed."""
        self._probes.clear()
        self._late.clear()
        self._answered = self._written

    @property
    def _speaks(self) -> bool:
        """Answers can be counted on: it has answered before, and has not fallen silent since."""
        return self._stats.answers and self._stats.round_trip_ms is not None

    def _timeout_ms(self) -> float:
        """A terminal that is known to answer gets the time that its bytes need on a link much slower than it was."""
        limits = self._limits
        if not self._speaks:
            return limits.answer_timeout_ms
        known = (self._bytes_per_ms or 0.0) / 8
        rate = min(max(known, limits.slowest_bytes_per_ms), limits.doubted_bytes_per_ms)
        return limits.answer_timeout_ms + self.unanswered_bytes / rate

    def _expire(self, now_ms: float) -> None:
        """An answer can get lost; it must not stop the picture for ever."""
        if self._probes and now_ms - self._probes[0].asked_ms >= self._timeout_ms():
            self._late.update(probe.ident for probe in self._probes)
            self._probes.clear()
            self._misses += 1
            self._answered = self._written
            if self._bytes_per_ms is not None:
                self._bytes_per_ms /= 8
            if self._misses >= self._limits.misses_until_silent:
                self._stats.answers = False
