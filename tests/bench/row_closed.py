"""Closed market: what a dashboard on a Saturday writes and works while nothing moves."""

from __future__ import annotations

import json
import subprocess
import time

from tests.bench.figures import Figure, Options
from tests.bench.homes import TRADEDECK, environ_of, temporary_home, write_config
from tests.bench.row_start import BARE
from tests.bench.terminal import Terminal

SATURDAY = "2026-01-10T12:00:00Z"
FOREX = ("EURUSD", "GBPUSD", "USDJPY", "USDCHF", "AUDUSD", "USDCAD", "NZDUSD", "EURGBP", "EURJPY", "EURPLN")
_SETTLES_S = 12.0


def measure(options: Options) -> list[Figure]:
    """Open a weekend's venue, let the dashboard settle, then count for a minute."""
    seconds = options.seconds(60, 20)
    with temporary_home() as home:
        command = [TRADEDECK, "simulate", "--start", SATURDAY, "--until-stdin-closes"]
        venue = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            assert venue.stdout is not None
            ready = json.loads(venue.stdout.readline())
            # The second account cannot hold crypto, which trades on weekends: nothing of it moves.
            account = ready["credentials"]["xapi"][1]
            write_config(home, ready["xapi"], account["login"], account["password"], FOREX)
            with Terminal((TRADEDECK,), environ=environ_of(home)) as terminal:
                terminal.run(_SETTLES_S)
                count, cpu, began = terminal.bytes_read, terminal.cpu_s, time.monotonic()
                terminal.run(seconds)
                took = time.monotonic() - began
                rate = (terminal.bytes_read - count) / took
                share = 100 * (terminal.cpu_s - cpu) / took
        finally:
            assert venue.stdin is not None
            venue.stdin.close()
            venue.wait()
    remark = f"bare app, nothing to do at all, {_bare_share(options.seconds(8, 5)):.2f} %"
    return [
        Figure(f"weekend, FX watchlist, mean of {seconds:.0f} s: written", rate, "B/s", 60),
        Figure(f"weekend, FX watchlist, mean of {seconds:.0f} s: CPU", share, "% of a CPU", 1, remark),
    ]


def _bare_share(seconds: float) -> float:
    """CPU of the bare app in percent while it shows its table."""
    with Terminal(BARE) as terminal:
        terminal.run(3.0)
        used = terminal.cpu_s
        terminal.run(seconds)
        return 100 * (terminal.cpu_s - used) / seconds
