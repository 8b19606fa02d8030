"""Many seeds in several processes: each job takes every n-th seed, and what they come to is added up."""

from __future__ import annotations

import gc
import multiprocessing
import os
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from queue import Empty
from typing import Any

from tests.simulation.checker import INVARIANTS, Violation
from tests.simulation.seed import LEAST_ORDERS, Outcome, run_seed

REPLAY = "python -m tests.simulation --seed {seed}"
_COLLECT_EVERY = 8


@dataclass(slots=True)
class Summary:
    """What many seeds came to."""

    seeds: int = 0
    orders: int = 0
    deaths: int = 0
    thin: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    violations: Counter[str] = field(default_factory=Counter)
    failing: dict[int, list[Violation]] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        """Count one seed in."""
        self.seeds += 1
        self.orders += outcome.orders
        self.deaths += outcome.deaths
        self.thin += outcome.orders < LEAST_ORDERS
        self.faults += outcome.faults
        self.states += outcome.states
        self.counts += outcome.counts
        if outcome.violations:
            self.failing[outcome.seed] = outcome.violations
            self.violations.update({violation.invariant for violation in outcome.violations})

    def table(self) -> str:
        """Return everything as text for a terminal."""
        broken = ", ".join(f"{name} ({INVARIANTS[name][0]}) {n}" for name, n in sorted(self.violations.items()))
        lines = [
            f"seeds {self.seeds} · orders {self.orders} · deaths of the program {self.deaths}"
            f" · seeds with fewer than {LEAST_ORDERS} orders {self.thin}",
            "orders ended as: " + _counted(self.states),
            "faults that struck: " + _counted(self.faults),
            "the user: " + _counted(self.counts),
            f"seeds that broke an invariant: {broken or 'none'}",
        ]
        return "\n".join(lines)

    def failures(self, most: int = 10) -> str:
        """Return the first failing seeds, each with what was seen and the command that runs it again."""
        lines = []
        for seed, violations in sorted(self.failing.items())[:most]:
            lines.append(f"seed {seed}: replay with  {REPLAY.format(seed=seed)}")
            lines += [f"    {one.invariant} ({one.harm}) {one.tag}: {one.detail}" for one in violations[:5]]
        return "\n".join(lines)


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items(), key=lambda pair: -pair[1])) or "none"


def judged(seed: int) -> Outcome:
    """Return what a seed came to; a run that breaks is a violation too."""
    try:
        outcome = run_seed(seed)
    except Exception:  # noqa: BLE001 - whatever ends a run is a finding with a seed
        broken = Violation("I16", "bounds", "", traceback.format_exc(limit=-6))
        return Outcome(seed, "", LEAST_ORDERS, 0, Counter(), Counter(), Counter(), [broken])
    return outcome


def run_batch(
    seeds: Sequence[int], jobs: int, *, until_s: float | None = None, heard: Callable[[Outcome], None] | None = None
) -> Summary:
    """Run seeds in so many processes, at most so many seconds; `heard` is told of each outcome as it comes."""
    summary = Summary()
    for outcome in _alone(seeds, until_s) if jobs <= 1 else _together(seeds, jobs, until_s):
        summary.add(outcome)
        if heard is not None:
            heard(outcome)
    return summary


def _alone(seeds: Iterable[int], until_s: float | None) -> Iterator[Outcome]:
    end = None if until_s is None else time.monotonic() + until_s
    # Collecting by count costs a third of a run; a collection between seeds does the same.
    gc.disable()
    gc.freeze()
    try:
        for count, seed in enumerate(seeds, start=1):
            if end is not None and time.monotonic() > end:
                return
            yield judged(seed)
            if count % _COLLECT_EVERY == 0:
                gc.collect()
    finally:
        gc.unfreeze()
        gc.enable()


def _together(seeds: Sequence[int], jobs: int, until_s: float | None) -> Iterator[Outcome]:
    # Fresh processes, whose hashing of text is the same in each: the order of a set must not make two runs differ.
    before = os.environ.get("PYTHONHASHSEED")
    os.environ["PYTHONHASHSEED"] = "0"
    context = multiprocessing.get_context("spawn")
    queue: Any = context.Queue()
    workers = [context.Process(target=_work, args=(list(seeds[n::jobs]), until_s, queue)) for n in range(jobs)]
    for worker in workers:
        worker.start()
    if before is None:
        del os.environ["PYTHONHASHSEED"]
    else:
        os.environ["PYTHONHASHSEED"] = before
    working = len(workers)
    while working:
        try:
            found = queue.get(timeout=5.0)
        except Empty:
            if not any(worker.is_alive() for worker in workers):
                raise RuntimeError("a process of the simulation ended without a word") from None
            continue
        if found is None:
            working -= 1
        else:
            yield found
    for worker in workers:
        worker.join()


def _work(seeds: list[int], until_s: float | None, queue: Any) -> None:
    for outcome in _alone(seeds, until_s):
        queue.put(outcome)
    queue.put(None)
