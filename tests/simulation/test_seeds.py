"""A fixed batch of seeds, the seeds that once failed, and that the same seed is the same run."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.simulation.batch import run_batch
from tests.simulation.regressions import REGRESSIONS

SEEDS = 300
JOBS = 2
TWICE = (3, 17)

_PRINT_DIGESTS = """
import json, sys
from tests.simulation.seed import run_seed
print(json.dumps([run_seed(int(seed)).digest for seed in sys.argv[1:]]))
"""


def test_three_hundred_seeds_break_no_invariant() -> None:
    seeds = [*REGRESSIONS, *(seed for seed in range(SEEDS) if seed not in REGRESSIONS)]
    summary = run_batch(seeds, JOBS)
    assert summary.seeds == len(seeds)
    assert not summary.failing, f"\n{summary.table()}\n{summary.failures()}"
    assert summary.orders >= 20 * len(seeds)


def test_the_same_seed_is_the_same_run_in_another_process() -> None:
    def digests(hash_seed: str) -> list[str]:
        environ = {**os.environ, "PYTHONHASHSEED": hash_seed}
        command = [sys.executable, "-c", _PRINT_DIGESTS, *map(str, TWICE)]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
        found: list[str] = json.loads(done.stdout)
        return found

    first = digests("1")
    assert all(first)
    assert first == digests("2")
