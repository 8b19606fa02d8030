"""Latency: from a tick's sending to its place on the terminal, at ten frames a second."""

from __future__ import annotations

import time

from tests.bench.feed_client import running_feed
from tests.bench.figures import Figure, Options, percentile
from tests.bench.homes import TRADEDECK, environ_of, temporary_home
from tests.bench.stamps import latencies_ms
from tests.bench.terminal import Terminal

SYMBOLS = 40
TICKS_PER_S = 1_000
_SETTLES_S = 6.0


def measure(options: Options) -> list[Figure]:
    """Watch one symbol of a lively feed that ticks every 10 ms; each tick counts, shown itself or by a newer one."""
    with running_feed(SYMBOLS, TICKS_PER_S) as feed, temporary_home() as home:
        feed.configure(home)
        with Terminal((TRADEDECK,), environ=environ_of(home)) as terminal:
            terminal.run(_SETTLES_S)
            began = time.monotonic()
            terminal.run(options.seconds(10, 6))
    found = latencies_ms(terminal, began)
    remark = f"p50 {percentile(found, 50):.0f} ms, most {max(found):.0f} ms, {len(found)} ticks"
    return [Figure(f"tick → terminal p99, {TICKS_PER_S} ticks/s, 120×36", percentile(found, 99), "ms", 130, remark)]
