"""How old the shown prices are, read from the symbol whose price is the time at which its tick was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Protocol

import pyte

from tests.bench.feed import STAMPS_PER_S
from tests.bench.feed_market import STAMP, STAMP_RANGE_MS

_SHOWN: Final = re.compile(STAMP + r"\W+(\d{1,3}\.\d{3})")
_EVERY_MS: Final = 1000 // STAMPS_PER_S


class Screens(Protocol):
    """What has been shown and when; a `Terminal` is one."""

    def screens(self, since: float = 0.0) -> Iterator[tuple[float, pyte.Screen]]:
        """Yield time and screen after each change that came after `since`."""
        ...


def shown_stamps(terminal: Screens, since: float) -> Iterator[tuple[float, int]]:
    """Yield the time of each chunk after `since` and the stamp that the screen shows then, in milliseconds."""
    for at, screen in terminal.screens(since):
        for row in screen.display:
            found = _SHOWN.search(row)
            if found:
                yield at, int(found[1].replace(".", ""))
                break


def ages_ms(terminal: Screens, since: float, until: float) -> list[float]:
    """Return how old the shown price was whenever the screen changed, and right before that."""
    ages: list[float] = []
    before: int | None = None
    for at, stamp in shown_stamps(terminal, since):
        if at > until:
            break
        # Right before the change the screen still showed the price of before.
        ages.append(_age(at, stamp if before is None else before))
        before = stamp
    return ages


def latencies_ms(terminal: Screens, since: float) -> list[float]:
    """Return for every tick how long it took until it, or a newer one, was on the screen."""
    found: list[float] = []
    before: int | None = None
    for at, stamp in shown_stamps(terminal, since):
        if before is not None and stamp != before:
            newest = _age(at, stamp)
            ticks = ((stamp - before) % STAMP_RANGE_MS) // _EVERY_MS
            found += [newest + number * _EVERY_MS for number in range(ticks)]
        before = stamp
    return found


def _age(at: float, stamp: int) -> float:
    return (at * 1000 - stamp) % STAMP_RANGE_MS
