"""Keys: from the press to the screen that it changes, under a lively feed; and what a change of tabs writes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from tests.bench.feed_client import running_feed
from tests.bench.figures import Figure, Options, percentile
from tests.bench.homes import TRADEDECK, environ_of, temporary_home
from tests.bench.terminal import BrokenRunError, Terminal

SYMBOLS: Final = 40
TICKS_PER_S: Final = 1_000
SMALL: Final = (80, 24)
_SETTLES_S: Final = 8.0
_CURSOR: Final = "▸"
_PALETTE: Final = "Search commands"
_PAUSES_S: Final = tuple(0.2 + 0.013 * turn for turn in range(8))
"""Between two keys: people do not type in step with the program's frames, ten a second."""
_FOUND: Final = "Leave the program"
_TABS: Final = {"1": "Watchlist", "2": "Markets", "3": "Calendar", "4": "Statement", "7": "Session"}
"""Tabs by key, with a word that only that tab shows at 120×36."""

Shows = Callable[[list[str]], bool]


@dataclass(frozen=True, slots=True)
class Press:
    """Keys that were typed at a monotonic second, and how one sees that they were obeyed."""

    kind: str
    at: float
    shows: Shows


class Fingers:
    """Types, and looks only afterwards when the screen showed it: replaying takes time that the program needs."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._presses: list[Press] = []

    def press(self, kind: str, keys: str, shows: Shows, seconds: float = 0.25) -> None:
        """Type, and read for so long what comes of it."""
        self._presses.append(Press(kind, time.monotonic(), shows))
        self._terminal.press(keys)
        self._terminal.run(seconds)

    def times_ms(self) -> dict[str, list[float]]:
        """Return how long each kind of press took. Raises BrokenRunError when one was never obeyed."""
        took: dict[str, list[float]] = {}
        waiting = iter(self._presses)
        press = next(waiting, None)
        for at, screen in self._terminal.screens(self._presses[0].at if self._presses else 0.0):
            while press is not None and at > press.at and press.shows(screen.display):
                took.setdefault(press.kind, []).append(1000 * (at - press.at))
                press = next(waiting, None)
        if press is not None:
            raise BrokenRunError(f"{press.kind}: a key changed nothing\n{self._terminal.text()}")
        return took


def measure(options: Options) -> list[Figure]:
    """Press keys one at a time; each counts from its press to the arrival of the bytes that show its effect."""
    with running_feed(SYMBOLS, TICKS_PER_S) as feed, temporary_home() as home:
        feed.configure(home)
        with Terminal((TRADEDECK,), environ=environ_of(home)) as terminal:
            terminal.run(_SETTLES_S)
            fingers = Fingers(terminal)
            cpu_ms = _rows(terminal, fingers, options.repeats(100, 30))
            _palette_and_tabs(fingers, options)
            took = fingers.times_ms()
        with Terminal((TRADEDECK,), SMALL, environ_of(home)) as terminal:
            terminal.run(_SETTLES_S)
            written = _bytes(terminal, options.repeats(4, 2))
    what = f"key → changed screen p99, {TICKS_PER_S} ticks/s, 120×36"
    found, opened, first, later = (took[kind] for kind in ("found", "opened", "first", "later"))
    return [
        Figure(what, percentile(took["row"], 99), "ms", 30, _spread(took["row"])),
        Figure("  processor time of a key", cpu_ms, "ms", None),
        Figure("  palette: two letters → first result, p50", percentile(found, 50), "ms", 30, _spread(found)),
        Figure("  palette: key → open, p50", percentile(opened, 50), "ms", None, _spread(opened)),
        Figure("  tab switch p50", percentile(later, 50), "ms", 60, _spread(later)),
        Figure("  first visit of a tab", max(first), "ms", None, _spread(first)),
        written,
    ]


def _rows(terminal: Terminal, fingers: Fingers, count: int) -> float:
    """Move the cursor; return the processor milliseconds of a key above what the feed takes in the meantime."""
    began, used = time.monotonic(), terminal.cpu_s
    terminal.run(sum(_PAUSES_S) / len(_PAUSES_S) * count)
    idle = (terminal.cpu_s - used) / (time.monotonic() - began)
    began, used = time.monotonic(), terminal.cpu_s
    for turn in range(count):
        row, pause = 5 - turn % 2, _PAUSES_S[turn % len(_PAUSES_S)]
        fingers.press("row", "jk"[turn % 2], lambda rows, row=row: _CURSOR in rows[row][:4], pause)  # type: ignore[misc]
    return 1000 * (terminal.cpu_s - used - idle * (time.monotonic() - began)) / count


def _palette_and_tabs(fingers: Fingers, options: Options) -> None:
    for _ in range(options.repeats(15, 5)):
        fingers.press("opened", "\x10", lambda rows: any(_PALETTE in row for row in rows), 0.6)
        fingers.press("found", "qu", lambda rows: any(_FOUND in row for row in rows[:8]))
        fingers.press("closed", "\x1b", lambda rows: all(_FOUND not in row for row in rows), 1.0)
    for turn in range(options.repeats(6, 3)):
        for key, word in (*list(_TABS.items())[1:], next(iter(_TABS.items()))):
            kind = "later" if turn or key == "1" else "first"
            fingers.press(kind, key, lambda rows, word=word: any(word in row for row in rows[2:]), 0.6 if turn else 2.5)  # type: ignore[misc]


def _bytes(terminal: Terminal, rounds: int) -> Figure:
    sizes = []
    for turn in range(rounds):
        for key in (*list(_TABS)[1:], "1"):
            terminal.run(0.5)
            before = terminal.bytes_read
            terminal.press(key)
            # Long enough for the picture, short enough to hold few frames of the feed.
            terminal.run(0.3)
            if turn:
                sizes.append(terminal.bytes_read - before)
    remark = f"p50 {percentile(sizes, 50):.0f}, {len(sizes)} switches, 0.3 s of the feed in each"
    return Figure("  bytes of a tab switch at 80×24, most", max(sizes), "B", 6_000, remark)


def _spread(times: Sequence[float]) -> str:
    return f"p50 {percentile(times, 50):.0f}, p95 {percentile(times, 95):.0f}, most {max(times):.0f} ms"
