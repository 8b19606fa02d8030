"""Starts the bench's feed and asks it what it has sent."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.feed_market import STAMP, STAMP_RANGE_MS, FeedMarket
from tests.bench.homes import write_config
from tests.bench.terminal import ROOT

__all__ = ["STAMP", "STAMP_RANGE_MS", "RunningFeed", "running_feed"]


@dataclass(frozen=True, slots=True)
class RunningFeed:
    """A feed in a process of its own."""

    url: str
    symbols: tuple[str, ...]
    process: subprocess.Popen[str]

    def told(self) -> dict[str, float]:
        """Return `sent` messages and the most milliseconds `behind_ms` since this was asked before."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        answer: dict[str, float] = json.loads(self.process.stdout.readline())
        return answer

    def configure(self, home: Path) -> None:
        """Write a config whose watchlist holds all symbols."""
        write_config(home, self.url, "1", "bench", self.symbols)


@contextmanager
def running_feed(symbols: int, ticks_per_second: float) -> Iterator[RunningFeed]:
    """Yield a feed of so many symbols and one that shows the time."""
    command = [sys.executable, "-m", "tests.bench.feed", str(symbols), str(ticks_per_second)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        yield RunningFeed(url, tuple(FeedMarket(symbols).listed), process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait()
