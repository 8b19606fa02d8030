"""Start: how soon the first full frame and the first live price are there, against an app with one bare table."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

from tests.bench.figures import Figure, Options, middle
from tests.bench.homes import TRADEDECK, environ_of, temporary_home
from tests.bench.terminal import ROOT, Terminal

BARE: Final = (sys.executable, str(ROOT / "tests" / "bench" / "bare_app.py"))
_PRICE: Final = re.compile(r"EURUSD\W+\d\.\d{4,5}")
_LONGEST_S: Final = 20.0
_ESCAPES: Final = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")


def full_frame(rows: list[str]) -> bool:
    """Whether the table's title and the last row of the screen are painted."""
    return any("Watchlist" in row for row in rows) and bool(rows[-1].strip())


def live_price(rows: list[str]) -> bool:
    """Whether a row of the watchlist has a price."""
    return any(_PRICE.search(row) for row in rows)


def bare_start_s() -> float:
    """Start the bare app once and return the seconds to its first full frame."""
    with Terminal(BARE) as terminal:
        terminal.run(_LONGEST_S, until=lambda: b"SYMBOL30" in terminal.chunks[-1].data if terminal.chunks else False)
        terminal.run(0.2)
    return terminal.first(full_frame)


def demo_start_s(home: Path) -> tuple[float, float]:
    """Start the demo once and return the seconds to its first full frame and to its first price."""
    with Terminal((TRADEDECK, "demo"), environ=environ_of(home)) as terminal:
        terminal.run(_LONGEST_S, until=lambda: _prices_came(terminal))
        terminal.run(0.3)
    return terminal.first(full_frame), terminal.first(live_price)


def _prices_came(terminal: Terminal) -> bool:
    # Only a hint for when to stop; what the screen showed when is found by replaying, outside the measured time.
    text = _ESCAPES.sub(b"", b"".join(chunk.data for chunk in terminal.chunks))
    return len(re.findall(rb"\d\.\d{3}", text)) > 12


def measure(options: Options) -> list[Figure]:
    """Start bare app, kept demo and fresh demo in turn, so that all meet the same noise; medians."""
    bare: list[float] = []
    kept: list[tuple[float, float]] = []
    fresh: list[tuple[float, float]] = []
    with temporary_home() as home:
        demo_start_s(home)
        for _ in range(options.repeats(5, 3)):
            bare.append(bare_start_s())
            kept.append(demo_start_s(home))
            with temporary_home() as new:
                fresh.append(demo_start_s(new))
    base = middle(bare)
    figures: list[Figure] = []
    for name, runs in (("kept folder", kept), ("fresh folder", fresh)):
        for what, most, times in (
            ("first full frame", 2.0, [frame for frame, _ in runs]),
            ("first live price", 5.0, [price for _, price in runs]),
        ):
            seconds = middle(times)
            remark = f"{seconds * 1000:.0f} ms, bare app {base * 1000:.0f} ms"
            figures.append(Figure(f"tradedeck demo, {name}: {what}", seconds / base, "× bare", most, remark))
    return figures
