"""Plays many plans on a few accounts at a time, and sums up."""

from __future__ import annotations

import itertools
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.crash.dashboard import DashboardLife
from tests.crash.plans import Plan, plans
from tests.crash.runs import Begin, HeadlessLife, Outcome, play
from tests.crash.venue import LOGINS, RealVenue

_RUNS_PER_VENUE = 60
"""An account that many runs have left positions on has no margin for more."""


def run_batch(
    count: int, *, seed: int, jobs: int, dashboard: bool, only: str = "", progress: Callable[[str], None]
) -> list[Outcome]:
    """Play so many plans, through the real dashboard or without a screen."""
    drawn = itertools.islice((plan for plan in plans(seed) if only in plan.name), count)
    begin: Begin = DashboardLife if dashboard else HeadlessLife
    work = [(plan, begin) for plan in drawn]
    outcomes: list[Outcome] = []
    for start in range(0, len(work), _RUNS_PER_VENUE):
        with tempfile.TemporaryDirectory(prefix="tradedeck-venue-") as folder, RealVenue(Path(folder)) as venue:
            outcomes += _play_all(work[start : start + _RUNS_PER_VENUE], venue, jobs, progress)
    return outcomes


def _play_all(
    work: Sequence[tuple[Plan, Begin]], venue: RealVenue, jobs: int, progress: Callable[[str], None]
) -> list[Outcome]:
    outcomes: list[Outcome] = []
    queue: Iterator[tuple[Plan, Begin]] = iter(work)
    lock = threading.Lock()

    def worker(login: str) -> None:
        while True:
            with lock:
                job = next(queue, None)
            if job is None:
                return
            try:
                outcome = play(job[0], venue, login, job[1])
            except Exception as error:  # noqa: BLE001 - one broken run must not hide the others
                outcome = Outcome(job[0], met=False, problems=[f"{type(error).__name__}: {error}"])
            with lock:
                outcomes.append(outcome)
                progress(line_of(outcome))

    threads = [threading.Thread(target=worker, args=(login,)) for login in LOGINS[:jobs]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def line_of(outcome: Outcome) -> str:
    """Return a run in one line, and its problems below."""
    ends = ", ".join(f"{count} {end}" for end, count in sorted(outcome.ends.items()))
    head = "✗" if outcome.problems else "✓" if outcome.met else "○"
    lines = [f"{head} {outcome.took_s:5.1f} s  seed {outcome.plan.seed:3}  {outcome.plan.name:42} {ends}"]
    return "\n".join([*lines, *(f"    {problem}" for problem in outcome.problems)])


def table(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield the summary: a line per step, then the totals."""
    names = list(dict.fromkeys(outcome.plan.name for outcome in sorted(outcomes, key=lambda each: each.plan.seed)))
    yield f"{'killed':44}{'runs':>6}{'met':>6}{'intents':>9}{'bad':>5}   ends"
    for name in names:
        yield _row(name, [outcome for outcome in outcomes if outcome.plan.name == name])
    yield _row("all", outcomes)


def _row(name: str, outcomes: Sequence[Outcome]) -> str:
    ends: Counter[str] = Counter()
    for outcome in outcomes:
        ends.update(outcome.ends)
    met, bad = sum(each.met for each in outcomes), sum(bool(each.problems) for each in outcomes)
    words = ", ".join(f"{count} {end}" for end, count in ends.most_common())
    return f"{name:44}{len(outcomes):6}{met:6}{sum(ends.values()):9}{bad:5}   {words}"
