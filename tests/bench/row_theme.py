"""A change of theme on a terminal: from the Enter behind `:theme NAME` to the last cell in the new colours."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import pyte

from tests.bench.figures import Figure, Options, middle, percentile
from tests.bench.homes import TRADEDECK, environ_of, temporary_home
from tests.bench.terminal import SIZE, BrokenRunError, Terminal
from tui.config.themes import load_named_theme

_FOLDER: Final = Path(__file__).parents[2] / "themes"
_THEMES: Final = ("house-light", "house-dark", "nord", "high-contrast")
_STARTS_S: Final = 30.0
_SETTLES_S: Final = 5.0
_TYPED_S: Final = 0.6
_CHANGES_S: Final = 1.5


class Change(NamedTuple):
    """A change that was asked for: when, and the colour that the screen stands on after it."""

    at: float
    background: str


def measure(options: Options) -> list[Figure]:
    """Change the theme of the demo to and fro."""
    names = list(itertools.islice(itertools.cycle(_THEMES), options.repeats(16, 4)))
    changes: list[Change] = []
    with temporary_home() as home, Terminal((TRADEDECK, "demo"), environ=environ_of(home)) as terminal:
        terminal.run(_STARTS_S, until=lambda: b"EURUSD" in b"".join(chunk.data for chunk in terminal.chunks[-5:]))
        terminal.run(_SETTLES_S)
        for name in names:
            terminal.press(f":theme {name}")
            terminal.run(_TYPED_S)
            background = load_named_theme(name, [_FOLDER]).colours.background.removeprefix("#")
            changes.append(Change(time.monotonic(), background))
            terminal.press("\r")
            terminal.run(_CHANGES_S)
        spans = _spans_ms(terminal, changes)
    remark = f"median {middle(spans):.0f} ms over {len(spans)} changes"
    return [Figure("theme switch to the last cell, p99, 120×36", percentile(spans, 99), "ms", 150, remark)]


def _spans_ms(terminal: Terminal, changes: Sequence[Change]) -> list[float]:
    """Return how long each change took until the panes stood on its colour."""
    waiting = list(changes)
    spans: list[float] = []
    for at, screen in terminal.screens():
        if waiting and at > waiting[0].at and _stands_on(screen, waiting[0].background):
            spans.append((at - waiting.pop(0).at) * 1000)
    if waiting:
        raise BrokenRunError(f"{len(waiting)} changes were never seen\n{terminal.text()}")
    return spans


def _stands_on(screen: pyte.Screen, background: str) -> bool:
    """Whether the edges of all panes do: what is painted last is among them."""
    columns, rows = SIZE
    places = ((0, 2), (columns - 1, 2), (0, rows - 2), (columns - 1, rows - 2), (columns // 2, 2))
    return all(screen.buffer[y][x].bg == background for x, y in places)
