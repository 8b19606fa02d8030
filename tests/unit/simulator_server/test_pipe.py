"""One direction of a faulty line, without a socket."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

import pytest

from tui.simulator.pipe import Pipe, Weather

pytestmark = pytest.mark.anyio


class Line:
    """A pipe and what came out of it."""

    def __init__(self) -> None:
        self.out: list[bytes] = []
        self.cuts = 0
        self._changed = asyncio.Event()
        self.pipe = Pipe(self._take, self._cut, random.Random(1))

    async def until(self, reached: Callable[[], bool]) -> None:
        """Wait until something holds; it is looked at whenever something came out."""
        async with asyncio.timeout(10):
            while not reached():
                self._changed.clear()
                await self._changed.wait()

    async def emptied(self) -> bytes:
        """Wait until nothing is held and return all that came out."""
        await self.until(lambda: self.pipe.waiting_bytes == 0)
        return b"".join(self.out)

    def _take(self, data: bytes) -> None:
        self.out.append(data)
        self._changed.set()

    def _cut(self) -> None:
        self.cuts += 1
        self._changed.set()


@pytest.fixture
async def line() -> Line:
    return Line()


async def test_calm_weather_changes_nothing_and_may_be_gone_around(line: Line) -> None:
    assert not line.pipe.holds
    line.pipe.push(b"abc")
    assert line.out == [b"abc"]


@pytest.mark.parametrize("count", range(7))
async def test_a_cut_lets_exactly_so_many_bytes_through(line: Line, count: int) -> None:
    line.pipe.cut_after(count)
    for piece in (b"ab", b"cd", b"ef", b"gh"):
        line.pipe.push(piece)
    await line.until(lambda: line.cuts > 0)
    assert b"".join(line.out) == b"abcdefgh"[:count]
    assert line.cuts == 1


@pytest.mark.parametrize(
    "weather",
    [
        Weather(delay_s=0.002, jitter_s=0.002),
        Weather(bytes_per_s=20_000),
        Weather(crumb_bytes=3),
        Weather(delay_s=0.001, jitter_s=0.001, bytes_per_s=50_000, crumb_bytes=1),
    ],
)
async def test_every_weather_keeps_bytes_and_their_order(line: Line, weather: Weather) -> None:
    data = bytes(range(200))
    line.pipe.set_weather(weather)
    for at in range(0, 200, 17):
        line.pipe.push(data[at : at + 17])
    assert await line.emptied() == data


async def test_crumbs_are_no_larger_than_told(line: Line) -> None:
    line.pipe.set_weather(Weather(crumb_bytes=3))
    line.pipe.push(b"0123456789")
    await line.emptied()
    assert line.out == [b"012", b"345", b"678", b"9"]


async def test_a_stall_keeps_its_bytes_until_it_ends_and_a_hole_loses_them(line: Line) -> None:
    line.pipe.set_weather(Weather(stalled=True))
    line.pipe.push(b"a")
    line.pipe.push(b"b")
    await asyncio.sleep(0)
    assert line.out == []
    line.pipe.set_weather(Weather())
    assert await line.emptied() == b"ab"
    line.pipe.set_weather(Weather(hole=True))
    line.pipe.push(b"lost")
    line.pipe.set_weather(Weather())
    line.pipe.push(b"c")
    assert await line.emptied() == b"abc"


async def test_the_end_comes_after_the_held_bytes_and_in_a_hole_never(line: Line) -> None:
    ends: list[int] = []
    line.pipe.set_weather(Weather(delay_s=0.001))
    line.pipe.push(b"abc")
    line.pipe.finish(lambda: ends.append(len(b"".join(line.out))))
    line.pipe.push(b"too late")
    await line.emptied()
    await asyncio.sleep(0)
    assert ends == [3]
    deaf = Line()
    deaf.pipe.set_weather(Weather(hole=True))
    deaf.pipe.finish(lambda: ends.append(-1))
    await asyncio.sleep(0)
    assert ends == [3]
