"""One direction of a faulty line: bytes go in, and come out late, in crumbs, all at once, or never."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tui.simulator.faults import Fault

# A narrow line is delivered in pieces of so many seconds, so that it trickles instead of stepping.
_PIECE_S = 0.05


@dataclass(frozen=True, slots=True)
class Weather:
    """What several faults together do to one direction; None and False do nothing."""

    hole: bool = False
    stalled: bool = False
    delay_s: float = 0.0
    jitter_s: float = 0.0
    bytes_per_s: float | None = None
    crumb_bytes: int | None = None

    @property
    def calm(self) -> bool:
        """Tell whether bytes pass untouched."""
        return self == Weather()


def weather(faults: Iterable[Fault], direction: str) -> Weather:
    """Return what these faults do to bytes that go this way."""
    found = {fault.kind.name: fault.settings for fault in faults if fault.flows(direction)}
    latency = found.get("latency", {})
    return Weather(
        hole="half_open" in found,
        stalled="stall" in found,
        delay_s=latency.get("ms", 0) / 1000,
        jitter_s=latency.get("jitter_ms", 0) / 1000,
        bytes_per_s=found["slow"]["bytes_per_s"] if "slow" in found else None,
        crumb_bytes=int(found["slice"]["bytes"]) if "slice" in found else None,
    )


class Pipe:
    """Delivers pushed bytes in order through the present weather. `cut` is called once when a cut is reached."""

    def __init__(self, deliver: Callable[[bytes], None], cut: Callable[[], None], chance: random.Random) -> None:
        self._deliver = deliver
        self._cut = cut
        self._chance = chance
        self._weather = Weather()
        self._waiting: deque[tuple[float, bytes]] = deque()
        self._waiting_bytes = 0
        self._last_due = 0.0
        self._timer: asyncio.Handle | None = None
        self._left: int | None = None
        self._closed = False
        self._at_end: Callable[[], None] | None = None

    @property
    def waiting_bytes(self) -> int:
        """How many bytes are held."""
        return self._waiting_bytes

    @property
    def holds(self) -> bool:
        """Tell whether pushed bytes may be changed or held; when not, the caller may go around the pipe."""
        return not self._weather.calm or bool(self._waiting) or self._left is not None or self._closed

    def set_weather(self, new: Weather) -> None:
        """Change what happens to bytes from now on; held bytes leave by the new rules."""
        if new == self._weather:
            return
        eased = self._weather.stalled or new.calm
        self._weather = new
        if new.hole:
            self._waiting.clear()
            self._waiting_bytes = 0
        if eased:
            self._waiting = deque((0.0, piece) for _, piece in self._waiting)
            self._last_due = 0.0
        self._schedule()

    def cut_after(self, count: int) -> None:
        """Let so many more bytes through, then cut."""
        self._left = count
        if count == 0:
            self._finish(self._cut)

    def push(self, data: bytes) -> None:
        """Take bytes in."""
        if self._closed or self._weather.hole or not data:
            return
        if self._left is not None:
            data = data[: self._left]
            self._left -= len(data)
        if self._weather.calm and not self._waiting:
            self._deliver(data)
        else:
            self._hold(data)
        if self._left == 0:
            self._finish(self._cut)

    def finish(self, then: Callable[[], None]) -> None:
        """Call `then` when all that was pushed is out; nothing more is taken in. In a black hole it is never called."""
        if not self._weather.hole:
            self._finish(then)

    def stop(self) -> None:
        """Forget everything."""
        self._closed = True
        self._waiting.clear()
        self._waiting_bytes = 0
        self._at_end = None
        if self._timer is not None:
            self._timer.cancel()

    def _finish(self, then: Callable[[], None]) -> None:
        if self._closed:
            return
        self._closed = True
        self._at_end = then
        if not self._waiting:
            # Not from within a push: the caller may still be writing.
            self._timer = asyncio.get_running_loop().call_soon(self._pump)

    def _hold(self, data: bytes) -> None:
        now = asyncio.get_running_loop().time()
        present = self._weather
        due = now + max(0.0, present.delay_s + self._chance.uniform(-present.jitter_s, present.jitter_s))
        for piece in _cut_up(data, present):
            self._last_due = max(due, self._last_due)
            if present.bytes_per_s is not None:
                self._last_due += len(piece) / present.bytes_per_s
            self._waiting.append((self._last_due, piece))
            self._waiting_bytes += len(piece)
        self._schedule()

    def _schedule(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._weather.stalled or not (self._waiting or self._at_end):
            return
        loop = asyncio.get_running_loop()
        due = self._waiting[0][0] if self._waiting else 0.0
        self._timer = loop.call_soon(self._pump) if due <= loop.time() else loop.call_at(due, self._pump)

    def _pump(self) -> None:
        self._timer = None
        now = asyncio.get_running_loop().time()
        while self._waiting and self._waiting[0][0] <= now:
            _, piece = self._waiting.popleft()
            self._waiting_bytes -= len(piece)
            self._deliver(piece)
            if self._weather.crumb_bytes is not None:
                break
        if not self._waiting and self._at_end is not None:
            then, self._at_end = self._at_end, None
            then()
            return
        self._schedule()


def _cut_up(data: bytes, present: Weather) -> Iterable[bytes]:
    size = len(data)
    if present.bytes_per_s is not None:
        size = max(1, int(present.bytes_per_s * _PIECE_S))
    if present.crumb_bytes is not None:
        size = min(size, present.crumb_bytes)
    return [data[at : at + size] for at in range(0, len(data), size)]
