"""Prints the figures of speed, size and quiet with their budgets: `python -m tests.bench [--quick] [NAME …]`.

Ratios are measured within one run and are what counts; absolutes inform. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from typing import Final

from tests.bench.figures import Figure, Options
from tests.bench.terminal import BrokenRunError

ROWS: Final = {
    "start": "first frame and first price of the demo",
    "memory": "peak memory with forty symbols",
    "bytes": "bytes per changed cell of a quote table",
    "closed": "bytes and processor time of a closed market",
    "load": "5,000 ticks a second",
    "latency": "from the tick to the terminal",
    "order": "from the confirmation of an order to the socket",
    "search": "a key in the search over five thousand symbols",
    "studies": "a chart with five indicators",
    "theme": "a change of theme, to the last cell",
    "flex": "a Flex statement of fifty megabytes",
    "history": "a history of fifty thousand deals",
    "crm": "CRM tables of a hundred thousand rows",
    "keys": "from a key to the screen that it changes",
    "slow_link": "a terminal that takes 20 kB a second",
}
"""Each row is a module `row_NAME` with `measure(options)`."""


def main() -> int:
    """Measure the named rows, by default all, and print them as they come; 1 when a run broke, else 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *ROWS], metavar="NAME", help=", ".join(ROWS))
    parser.add_argument("--quick", action="store_true", help="fewer repeats and shorter spans")
    chosen = parser.parse_args()
    options = Options(quick=chosen.quick)
    began = time.monotonic()
    figures: list[Figure] = []
    broken: list[str] = []
    for name in chosen.names or ROWS:
        print(f"{name}: {ROWS[name]}", flush=True)
        try:
            measured: list[Figure] = importlib.import_module(f"tests.bench.row_{name}").measure(options)
        except BrokenRunError as error:
            broken.append(name)
            print(f"  broke: {error}", flush=True)
            continue
        for figure in measured:
            print(figure.line(), flush=True)
        figures += measured
    met = [figure.met for figure in figures if figure.most is not None]
    print(f"{sum(map(bool, met))} of {len(met)} budgets met, {time.monotonic() - began:.0f} s")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
