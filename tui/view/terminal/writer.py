"""Sends a replica's output to the terminal from a thread of its own: one slot for the newest frame, no queue."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from tui.view.terminal.pace import Pacer
from tui.view.terminal.replica import Replica, no_probe
from tui.view.terminal.stats import OutputStats

SETTLES_MS = 100.0
"""How long the picture rests after a change of size, so that it is painted once, in its new layout."""

LONGEST_UNSETTLED_MS = 400.0
"""While sizes keep changing, a picture is painted this often all the same."""


class Sink(Protocol):
    """Where the bytes go."""

    def send(self, data: bytes) -> None:
        """Write all of `data`; may block for as long as the terminal takes. Raises OSError when it is gone."""

    def unsent(self) -> int:
        """Bytes that the system still holds back, 0 when it does not say."""

    def size(self) -> tuple[int, int]:
        """Columns and rows of the terminal."""


class OutputWriter:
    """Owns the lock around the replica. Every method but `start` and `stop` returns at once and may be called anywhere.

    A blocked terminal blocks only the thread: the replica goes on taking text, and the next frame shows the newest
    state. `now_ms` is a monotonic clock.
    """

    def __init__(
        self, replica: Replica, pacer: Pacer, sink: Sink, stats: OutputStats, now_ms: Callable[[], float]
    ) -> None:
        self._replica, self._pacer, self._sink, self._stats, self._now_ms = replica, pacer, sink, stats, now_ms
        # Reentrant, because a suspend signal may arrive while the main thread is inside `feed`.
        self._changed = threading.Condition(threading.RLock())
        # The thread that may send; one that was given up and wakes late finds another number here and ends.
        self._generation = 0
        self._running = False
        self._probing = False
        self._stopping = False
        self._frame_waits = False
        self._waits_since_ms = 0.0
        self._feeding = False
        self._stale_size = False
        self._unsettled_ms = self._settled_ms = float("-inf")

    def start(self) -> None:
        """Begin sending; probes go out from now on."""
        with self._changed:
            self._probing, self._stopping, self._stale_size = True, False, True
            if not self._running:
                self._running = True
                self._generation += 1
                thread = threading.Thread(
                    target=self._run, args=(self._generation,), name="terminal-output", daemon=True
                )
                thread.start()

    def feed(self, text: str) -> None:
        """Take text that the program writes."""
        with self._changed:
            if self._feeding:
                self._replica.feed(text)
            else:
                self._feeding = True
                try:
                    self._take_size()
                    self._replica.feed(text)
                finally:
                    self._feeding = False
            if self._replica.has_urgent:
                self._changed.notify_all()

    def frame_ends(self) -> None:
        """What has been fed so far makes a whole picture."""
        with self._changed:
            self._take_size()
            if self._replica.has_frame:
                self._stats.frames_skipped += self._frame_waits
                now_ms = self._now_ms()
                self._count_wait(now_ms)
                self._frame_waits, self._waits_since_ms = True, now_ms
            self._changed.notify_all()

    def size_may_have_changed(self) -> None:
        """The terminal has been resized: the next frame asks for its size and repaints it all.

        The frame waits a moment: the program has yet to lay out anew, and who drags a corner is not done.
        """
        now_ms = self._now_ms()
        if now_ms > self._settled_ms:
            self._unsettled_ms = now_ms
        self._settled_ms = min(now_ms + SETTLES_MS, self._unsettled_ms + LONGEST_UNSETTLED_MS)
        self._stale_size = True

    def recolour(self, full: bool) -> None:
        """Write colours in full, or as the nearest of 256; the next frame repaints all."""
        with self._changed:
            self._replica.recolour(full)
            self._changed.notify_all()

    def answered(self, ident: int) -> bool:
        """The terminal answered probe `ident`; False when it was not asked that."""
        with self._changed:
            known = self._pacer.answered(self._now_ms(), ident)
            self._changed.notify_all()
            return known

    def stop_probing(self, timeout_s: float) -> None:
        """Ask nothing more, and give the terminal this long to answer what it was asked already."""
        with self._changed:
            self._probing = False
            self._changed.wait_for(lambda: not (self._running and self._pacer.waiting_for_answer), timeout_s)
            self._pacer.forget_probes()
            self._changed.notify_all()

    def stop(self, timeout_s: float) -> bool:
        """Send everything that is left and end the thread; False when the terminal did not take it in time."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
            # Waiting on the condition lets go of the lock even if this thread holds it twice.
            ended = self._changed.wait_for(lambda: not self._running, timeout_s)
            self._running = False
            return ended

    def _take_size(self) -> None:
        width, height = self._sink.size()
        wanted = self._replica.wanted
        if self._stale_size or (width, height) != (wanted.width, wanted.height):
            self._stale_size = False
            self._replica.resize(width, height)

    def _run(self, generation: int) -> None:
        while (data := self._next(generation)) is not None:
            try:
                self._sink.send(data)
            except OSError:
                with self._changed:
                    self._end(generation)
                return

    def _end(self, generation: int) -> None:
        if generation == self._generation:
            self._running = False
            self._changed.notify_all()

    def _next(self, generation: int) -> bytes | None:
        """Wait for something to send; None when the writer has been stopped and everything is out."""
        with self._changed:
            while generation == self._generation:
                text, wait_ms = self._take()
                if text:
                    return text.encode("utf-8", "replace")
                if self._stopping:
                    self._end(generation)
                    return None
                self._changed.wait(None if wait_ms is None else wait_ms / 1000)
            return None

    def _take(self) -> tuple[str, float | None]:
        """What may be sent now, or how long to wait for it in milliseconds (None: until something changes)."""
        replica, pacer, now_ms = self._replica, self._pacer, self._now_ms()
        wait_ms = None
        if replica.has_frame:
            wait_ms = max(pacer.wait_ms(now_ms, self._sink.unsent()), self._settled_ms - now_ms)
            wait_ms = 0.0 if self._stopping else wait_ms
            if wait_ms <= 0:
                text, ident = replica.take(pacer.probe_wanted if self._probing else no_probe)
                self._count_wait(now_ms)
                self._frame_waits = False
                self._count(text, now_ms, frame=True, ident=ident)
                return text, None
        text = replica.take_urgent()
        self._count(text, now_ms, frame=False, ident=None)
        return text, wait_ms

    def _count_wait(self, now_ms: float) -> None:
        if self._frame_waits:
            # Waiting for a new layout is no fault of the line.
            self._stats.waited_ms += max(0.0, now_ms - max(self._waits_since_ms, self._settled_ms))

    def _count(self, text: str, now_ms: float, *, frame: bool, ident: int | None) -> None:
        if text:
            size = len(text.encode("utf-8", "replace"))
            self._stats.bytes_written += size
            self._stats.frames_written += frame
            self._pacer.wrote(now_ms, size, frame=frame, probe=ident)
