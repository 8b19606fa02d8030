"""`python -m tests.planted [--jobs 2] [--only WORDS]`: plants every bug, one at a time, and shows which test caught it.

The sources are copied to a temporary folder first; the copy must pass before anything is planted. Ends with 1 when a
bug survives or its text no longer stands in the sources.
"""

from __future__ import annotations

import argparse
import queue
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.planted.bug import Bug
from tests.planted.catalogue import BUGS
from tests.planted.trial import Trial, catch, copy_tree, run_suite


def main() -> int:
    """Run and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.planted", description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="bugs at a time (2)")
    parser.add_argument("--only", default="", metavar="WORDS", help="only bugs whose name has these words")
    parser.add_argument("--unproven", action="store_true", help="do not run the suite on the untouched copy first")
    chosen = parser.parse_args()
    bugs = [bug for bug in BUGS if chosen.only in bug.name]
    with tempfile.TemporaryDirectory(prefix="tradedeck-planted-") as folder:
        trees = [copy_tree(_made(Path(folder) / str(number))) for number in range(chosen.jobs)]
        if not chosen.unproven:
            broken = run_suite(trees[0])
            if broken:
                print(f"the suite fails without any bug: {broken}")
                return 1
        trials = _try_all(bugs, trees)
    survivors = [trial for trial in trials if not trial.caught_by]
    print(f"{len(trials) - len(survivors)} of {len(trials)} bugs caught")
    return 1 if survivors else 0


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _try_all(bugs: list[Bug], trees: list[Path]) -> list[Trial]:
    waiting: queue.SimpleQueue[Bug] = queue.SimpleQueue()
    for each in bugs:
        waiting.put(each)
    trials: list[Trial] = []

    def worker(tree: Path) -> None:
        while True:
            try:
                planted = waiting.get_nowait()
            except queue.Empty:
                return
            started = time.monotonic()
            try:
                caught_by = catch(planted, tree)
                trial = Trial(planted, caught_by, time.monotonic() - started)
                print(
                    f"{'✓' if caught_by else '✗'} {planted.name}: {caught_by or 'SURVIVED – ' + planted.why}",
                    flush=True,
                )
            except ValueError as error:
                trial = Trial(planted, "")
                print(f"✗ {planted.name}: it no longer applies: {error}", flush=True)
            trials.append(trial)

    threads = [threading.Thread(target=worker, args=(tree,)) for tree in trees]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return trials


if __name__ == "__main__":
    sys.exit(main())
