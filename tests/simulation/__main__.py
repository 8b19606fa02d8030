"""`python -m tests.simulation`: run seeds of client and venue on virtual time, as many as you like.

python -m tests.simulation --seeds 1000 --jobs 2          seeds 0 to 999
python -m tests.simulation --seeds 100000 --seconds 600   as many as fit into ten minutes
python -m tests.simulation --seed 123 --trace             one seed with every byte of it
"""

from __future__ import annotations

import argparse
import os
import sys
import time

from tests.simulation.batch import Summary, judged, run_batch
from tests.simulation.regressions import REGRESSIONS
from tests.simulation.seed import Outcome, run_seed


def main() -> int:
    """Run what the command line asks for; 1 when an invariant was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, help="run this one seed and say everything about it")
    parser.add_argument("--trace", action="store_true", help="with --seed: print its whole trace")
    parser.add_argument("--seeds", type=int, default=300, help="how many seeds (default: %(default)s)")
    parser.add_argument("--from", dest="first", type=int, default=0, help="the first seed (default: %(default)s)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (default: one a core)")
    parser.add_argument("--seconds", type=float, help="stop after so many seconds of real time")
    parser.add_argument("--regressions", action="store_true", help="run the seeds that once failed, too")
    wanted = parser.parse_args()
    if wanted.seed is not None:
        return _one(wanted.seed, trace=wanted.trace)
    seeds = list(range(wanted.first, wanted.first + wanted.seeds))
    if wanted.regressions:
        seeds = [*REGRESSIONS, *(seed for seed in seeds if seed not in REGRESSIONS)]
    began = time.monotonic()
    summary = run_batch(seeds, wanted.jobs, until_s=wanted.seconds, heard=_Progress(len(seeds)))
    spent_s = time.monotonic() - began
    print(file=sys.stderr)
    print(summary.table())
    print(f"{spent_s:.0f} s, {spent_s / max(summary.seeds, 1) * wanted.jobs:.2f} s a seed and core")
    return _verdict(summary)


def _one(seed: int, *, trace: bool) -> int:
    outcome = run_seed(seed, keep=True) if trace else judged(seed)
    for line in outcome.lines:
        print(line)
    for tag, lines in outcome.stories.items():
        print(tag, *lines, sep="\n    ")
    summary = Summary()
    summary.add(outcome)
    print(summary.table())
    print(f"trace {outcome.digest}")
    return _verdict(summary)


def _verdict(summary: Summary) -> int:
    if summary.failing:
        print(summary.failures())
        return 1
    return 0


class _Progress:
    """Says on standard error how far it is, and names a failing seed at once."""

    def __init__(self, of: int) -> None:
        self._of = of
        self._done = 0

    def __call__(self, outcome: Outcome) -> None:
        self._done += 1
        if outcome.violations:
            names = ", ".join(sorted({one.invariant for one in outcome.violations}))
            print(f"\rseed {outcome.seed}: {names}          ", file=sys.stderr)
        if self._done % 20 == 0:
            print(f"\r{self._done} of {self._of}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
