"""Memory: the peak of the dashboard's process with forty symbols, the venue apart, against the bare app."""

from __future__ import annotations

from tests.bench.figures import Figure, Options
from tests.bench.homes import TRADEDECK, environ_of, temporary_home
from tests.bench.row_start import BARE
from tests.bench.terminal import Terminal
from tui.simulator.market.catalogue import build_catalogue

SYMBOLS = 40


def measure(options: Options) -> list[Figure]:
    """Let both run and read their peaks."""
    names = [entry.symbol.name for entry in build_catalogue()[:SYMBOLS]]
    with Terminal(BARE) as terminal:
        terminal.run(options.seconds(5, 3))
        bare = terminal.memory_mb()
    with temporary_home() as home:
        listed = ", ".join(f'"{name}"' for name in names)
        config = '[profiles.unused]\nlogin = "1"\n[ui.watchlists]\nAll = [' + listed + "]\n"
        (home / "config" / "config.toml").write_text(config)
        with Terminal((TRADEDECK, "demo"), environ=environ_of(home)) as terminal:
            terminal.run(15)
            peak, now = terminal.memory_mb(), terminal.memory_mb("VmRSS")
    remark = f"{peak:.1f} MB, now {now:.1f}; bare app {bare:.1f} MB"
    return [Figure(f"peak memory, {SYMBOLS} symbols, after 15 s", peak / bare, "× bare", 2.0, remark)]
