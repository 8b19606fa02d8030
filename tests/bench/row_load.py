"""Load: 5,000 ticks a second of 300 symbols against a bare reader of the same stream, and what they do to the loop."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from tests.bench import process
from tests.bench.feed_client import RunningFeed, running_feed
from tests.bench.figures import Figure, Options, percentile
from tests.bench.homes import TRADEDECK, environ_of, temporary_home
from tests.bench.loop_watch import SETTLED_AFTER_S
from tests.bench.stamps import ages_ms
from tests.bench.terminal import ROOT, Terminal

SYMBOLS = 300
TICKS_PER_S = 5_000
_SETTLES_S = SETTLED_AFTER_S + 2.0


def measure(options: Options) -> list[Figure]:
    """Run bare reader, dashboard and probed dashboard on one feed, one after the other."""
    seconds = options.seconds(12, 6)
    with running_feed(SYMBOLS, TICKS_PER_S) as feed, temporary_home() as home:
        bare, noise = _bare(feed, seconds, home / "delays")
        figures = _dashboard(feed, seconds, bare)
        figures.append(_loop_delay(feed, seconds, noise))
    return figures


def _bare(feed: RunningFeed, seconds: float, file: Path) -> tuple[float, list[float]]:
    """CPU of the bare reader in percent per 5,000 messages a second, and the delays of its loop in ms."""
    command = [sys.executable, "-m", "tests.bench.bare_reader", feed.url, str(file), str(seconds)]
    reader = subprocess.Popen(command, cwd=ROOT)
    try:
        time.sleep(SETTLED_AFTER_S / 2)
        feed.told()
        used = process.cpu_s(reader.pid)
        time.sleep(seconds)
        share = _share(process.cpu_s(reader.pid) - used, feed.told()["sent"])
        reader.wait()
    finally:
        reader.kill()
    delays: list[float] = json.loads(file.read_text())
    return share, delays


def _share(cpu_s: float, sent: float) -> float:
    # By messages, not by seconds: a feed on a crowded machine may send fewer than it should.
    return 100 * cpu_s / sent * TICKS_PER_S


def _dashboard(feed: RunningFeed, seconds: float, bare: float) -> list[Figure]:
    with temporary_home() as home:
        feed.configure(home)
        with Terminal((TRADEDECK,), environ=environ_of(home)) as terminal:
            terminal.run(_SETTLES_S)
            feed.told()
            used, resident, began = terminal.cpu_s, terminal.memory_mb("VmRSS"), time.monotonic()
            terminal.run(seconds)
            ended = time.monotonic()
            told = feed.told()
            share = _share(terminal.cpu_s - used, told["sent"])
            grown = terminal.memory_mb("VmRSS") - resident
    half = (began + ended) / 2
    early, late = ages_ms(terminal, began, half), ages_ms(terminal, half, ended)
    rate = told["sent"] / (ended - began)
    growth = percentile(late, 50) - percentile(early, 50)
    remark = f"{share:.1f} % at {rate:.0f} ticks/s, bare reader {bare:.1f} %"
    ages = (
        f"p50 {percentile(early, 50):.0f} → {percentile(late, 50):.0f} ms; feed at most {told['behind_ms']:.0f} ms late"
    )
    return [
        Figure(f"{TICKS_PER_S} ticks/s of {SYMBOLS} symbols: CPU", share / bare, "× bare", 2.5, remark),
        Figure("  age of the shown price, second half against first", growth, "ms more", 30, ages),
        Figure(f"  resident memory after {seconds:.0f} s", grown, "MB more", 2),
    ]


def _loop_delay(feed: RunningFeed, seconds: float, noise: list[float]) -> Figure:
    with temporary_home() as home:
        feed.configure(home)
        file = home / "delays"
        command = (sys.executable, "-m", "tests.bench.probed", str(file), str(seconds))
        with Terminal(command, environ=environ_of(home)) as terminal:
            terminal.run(_SETTLES_S + seconds + 2.0)
        delays: list[float] = json.loads(file.read_text())
    remark = f"{_delays(delays)}; bare reader {_delays(noise)}, p99 {percentile(noise, 99):.1f}"
    return Figure("  loop delay p99", percentile(delays, 99), "ms", 10, remark)


def _delays(delays: list[float]) -> str:
    return f"p50 {percentile(delays, 50):.1f}, p95 {percentile(delays, 95):.1f}, most {max(delays):.0f} ms"
