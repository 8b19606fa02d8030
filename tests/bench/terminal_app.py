"""The quote table that the terminal bench draws: `python -m tests.bench.terminal_app DRIVER SCENE FRAMES HERTZ FILE`.

One Line-API widget of 8 columns. Text is copied to the clipboard before the first and after the last frame; FILE gets
what was counted.
"""

from __future__ import annotations

import json
import random
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.view.terminal.choice import driver_class
from tui.view.terminal.stats import OutputStats

_WIDTHS: Final = (12, 12, 12, 8, 9, 12, 12, 10)
_PLAIN: Final = Style.parse("#c0caf5 on #1a1b26")
_UP: Final = Style.parse("#9ece6a on #1a1b26")
_DOWN: Final = Style.parse("#f7768e on #1a1b26")
_FAINT: Final = Style.parse("#565f89 on #1a1b26")


@dataclass(frozen=True)
class Scene:
    """How many rows there are, how many ticks come per frame, and whether the first cell shows the time."""

    rows: int
    ticks: int
    stamped: bool = False


SCENES: Final = {"table": Scene(200, 100), "small": Scene(20, 4), "idle": Scene(20, 0), "storm": Scene(20, 100, True)}


class Quotes:
    """Random prices, the same ones in every run, in points."""

    def __init__(self, rows: int) -> None:
        self._random = random.Random(7)
        self.bid = [self._random.randrange(50_000, 200_000) for _ in range(rows)]
        self.spread = [12] * rows
        self.high = [bid + 300 for bid in self.bid]
        self.low = [bid - 300 for bid in self.bid]
        self.opened = list(self.bid)
        self.up = [True] * rows
        self.stamp = 0

    def tick(self, row: int) -> None:
        """Move one price by a few points."""
        step = self._random.choice((-7, -4, -3, -2, -1, 1, 2, 3, 4, 7))
        self.bid[row] += step
        self.up[row] = step > 0
        if self._random.random() < 0.1:
            self.spread[row] = self._random.randrange(9, 20)
        self.high[row] = max(self.high[row], self.bid[row])
        self.low[row] = min(self.low[row], self.bid[row])

    def pick(self, count: int, rows: int) -> list[int]:
        """The rows of the next ticks: different ones when there are few."""
        if count < rows // 2:
            return self._random.sample(range(rows), count)
        return [self._random.randrange(rows) for _ in range(count)]

    def cells(self, row: int) -> list[tuple[str, Style]]:
        """The eight values of a row."""
        bid, moved = self.bid[row], self.bid[row] - self.opened[row]
        colour = _UP if self.up[row] else _DOWN
        return [
            (f"{self.stamp:09}" if self.stamp and row == 0 else f"SYMBOL{row:03}", _PLAIN),
            (f"{bid / 1e5:.5f}", colour),
            (f"{(bid + self.spread[row]) / 1e5:.5f}", colour),
            (f"{self.spread[row] / 10:.1f}", _FAINT),
            (f"{moved / self.opened[row]:+.2%}", _UP if moved >= 0 else _DOWN),
            (f"{self.high[row] / 1e5:.5f}", _PLAIN),
            (f"{self.low[row] / 1e5:.5f}", _PLAIN),
            ("12:30:05", _FAINT),
        ]


class QuoteTable(ScrollView):
    """Repaints the rows that ticked."""

    def __init__(self, quotes: Quotes, rows: int) -> None:
        super().__init__()
        self._quotes = quotes
        self.virtual_size = Size(sum(_WIDTHS), rows)

    def render_line(self, y: int) -> Strip:
        """One row of the market."""
        row = y + self.scroll_offset.y
        if row >= len(self._quotes.bid):
            return Strip.blank(self.size.width, _PLAIN)
        cells = zip(self._quotes.cells(row), _WIDTHS, strict=True)
        strip = Strip([Segment(text.rjust(width), style) for (text, style), width in cells])
        return strip.adjust_cell_length(self.size.width, _PLAIN)


class BenchApp(App[None]):
    """Ticks and paints a number of frames, then leaves."""

    CSS = "QuoteTable { scrollbar-size: 0 0; }"

    def __init__(self, scene: Scene, frames: int, hertz: float, driver: type[Driver]) -> None:
        super().__init__(driver_class=driver)
        self._scene, self._left, self._hertz = scene, frames, hertz
        self._quotes = Quotes(scene.rows)
        self._visible: dict[int, list[tuple[str, Style]]] = {}
        self.changed_cells = 0
        self.cpu_s = 0.0

    def compose(self) -> ComposeResult:
        yield QuoteTable(self._quotes, self._scene.rows)

    def on_mount(self) -> None:
        """Let the first paint settle."""
        self.set_timer(1.0, self._begin)

    def _begin(self) -> None:
        self._visible = {row: self._quotes.cells(row) for row in range(min(self._scene.rows, self.size.height))}
        self.cpu_s = -time.process_time()
        self.copy_to_clipboard("begin")
        self.set_interval(1 / self._hertz, self._frame)

    def _frame(self) -> None:
        if self._left == 0:
            self.cpu_s += time.process_time()
            self._left -= 1
            # A little later, so that the last frame is out.
            self.set_timer(0.3, self._end)
        if self._left < 0:
            return
        self._left -= 1
        quotes, table = self._quotes, self.query_one(QuoteTable)
        rows = set(quotes.pick(self._scene.ticks, self._scene.rows)) if self._scene.ticks else set()
        for row in rows:
            quotes.tick(row)
        if self._scene.stamped:
            quotes.stamp = int(time.monotonic() * 1000) % 1_000_000_000
            rows.add(0)
        for row in rows & self._visible.keys():
            cells = quotes.cells(row)
            self.changed_cells += sum(a != b for a, b in zip(cells, self._visible[row], strict=True))
            self._visible[row] = cells
            table.refresh(Region(0, row, self.size.width, 1))

    def _end(self) -> None:
        self.copy_to_clipboard("end")
        self.exit()


def main() -> None:
    """Draw one scene with one driver."""
    driver, scene, frames, hertz, file = sys.argv[1:]
    stats = OutputStats()
    chosen = driver_class(stats=stats) if driver == "difference" else LinuxDriver
    assert chosen is not None
    app = BenchApp(SCENES[scene], int(frames), float(hertz), chosen)
    app.run()
    counted = {"changed_cells": app.changed_cells, "cpu_s": app.cpu_s, **asdict(stats)}
    Path(file).write_text(json.dumps(counted))


if __name__ == "__main__":
    main()
