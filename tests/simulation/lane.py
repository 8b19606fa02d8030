"""One direction of a line: bytes take time on it, and can be cut, held, swallowed or sliced."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from random import Random


@dataclass(slots=True)
class Weather:
    """How a direction treats bytes; times in seconds. `slice_bytes` 0 leaves writes whole."""

    delay_s: float = 0.01
    jitter_s: float = 0.0
    hole: bool = False
    stalled: bool = False
    slice_bytes: int = 0


class Lane:
    """One direction. `deliver` gets bytes in order and in time; `ended` is called once, True for a reset."""

    def __init__(
        self,
        deliver: Callable[[bytes], None],
        ended: Callable[[bool], None],
        chance: Random,
        note: Callable[[bytes], None],
    ) -> None:
        self.weather = Weather()
        self._deliver = deliver
        self._ended = ended
        self._chance = chance
        self._note = note
        self._waiting: deque[tuple[float, bytes | None]] = deque()
        self._last_due = 0.0
        self._timer: asyncio.Handle | None = None
        self._over = False
        self._left: int | None = None
        self._shut = False
        self._broken: Callable[[bool], None] = ended
        self._by_reset = False

    def on_break(self, broken: Callable[[bool], None]) -> None:
        """Have a function called when a cut is reached, with whether it is a reset."""
        self._broken = broken

    def cut_after(self, count: int, *, reset: bool) -> None:
        """Let so many more bytes through, then break the line."""
        self._left = count
        self._by_reset = reset
        if count == 0:
            asyncio.get_running_loop().call_soon(self._break)

    @property
    def held_bytes(self) -> int:
        """How many bytes are under way."""
        return sum(len(piece) for _, piece in self._waiting if piece is not None)

    def push(self, data: bytes) -> None:
        """Take bytes in."""
        if self._over or self._shut or self.weather.hole:
            return
        size = self.weather.slice_bytes or len(data)
        for at in range(0, len(data), size):
            self._wait(data[at : at + size])

    def finish(self) -> None:
        """End politely behind everything that is under way."""
        if not self._over and not self.weather.hole:
            self._wait(None)

    def reset(self) -> None:
        """End at once; what is under way is lost."""
        self._waiting.clear()
        self._end(True)

    def eased(self) -> None:
        """The weather changed: what was held leaves now."""
        if self.weather.hole:
            self._waiting.clear()
        self._schedule()

    def _wait(self, piece: bytes | None) -> None:
        now = asyncio.get_running_loop().time()
        weather = self.weather
        late = weather.delay_s + (self._chance.uniform(0.0, weather.jitter_s) if weather.jitter_s else 0.0)
        self._last_due = max(self._last_due, now + late)
        self._waiting.append((self._last_due, piece))
        if len(self._waiting) == 1:
            self._schedule()

    def _schedule(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting and not self.weather.stalled:
            self._timer = asyncio.get_running_loop().call_at(self._waiting[0][0], self._pump)

    def _pump(self) -> None:
        self._timer = None
        now = asyncio.get_running_loop().time() + 1e-9
        while self._waiting and self._waiting[0][0] <= now and not self.weather.stalled:
            _, piece = self._waiting.popleft()
            if piece is None:
                self._end(False)
                return
            if self._left is not None:
                piece = piece[: self._left]
                self._left -= len(piece)
            if piece:
                self._note(piece)
                self._deliver(piece)
            if self._left == 0:
                self._break()
                return
        self._schedule()

    def _break(self) -> None:
        """The cut is reached: nothing behind it gets through."""
        self._left, self._shut = None, True
        self._waiting.clear()
        self._broken(self._by_reset)

    def _end(self, reset: bool) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._over:
            self._over = True
            self._ended(reset)
