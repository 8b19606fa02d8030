"""`python -m tests.crash --runs 200 [--headless] [--seed N]`: kills the program so often and shows what was found."""

from __future__ import annotations

import argparse
import sys

from tests.crash.batch import run_batch, table


def main() -> int:
    """Run and return 1 when a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--runs", type=int, default=200, metavar="N", help="how many (200)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="the draw of moments and scripts (1)")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="runs at a time, 3 at most (2)")
    parser.add_argument("--headless", action="store_true", help="without a screen: faster, the same below it")
    parser.add_argument("--step", default="", metavar="WORDS", help="only steps whose name has these words")
    chosen = parser.parse_args()
    outcomes = run_batch(
        chosen.runs,
        seed=chosen.seed,
        jobs=chosen.jobs,
        dashboard=not chosen.headless,
        only=chosen.step,
        progress=lambda line: print(line, file=sys.stderr, flush=True),
    )
    print("\n".join(table(outcomes)))
    return 1 if any(outcome.problems for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
