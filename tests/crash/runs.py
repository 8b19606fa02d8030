"""Plays one plan: lives that end in SIGKILL, then one that is left alone until every fate is told."""

from __future__ import annotations

import json
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Protocol

from tests.bench.homes import write_config
from tests.crash.dashboard import DashboardLife
from tests.crash.deaths import Death
from tests.crash.headless import SYMBOLS
from tests.crash.judge import Verdict, judge
from tests.crash.plans import Plan
from tests.crash.venue import PASSWORD, RealVenue
from tests.simulation.journal_file import read_chain, read_steps

PATIENCE_S = 120.0
"""Nothing takes nearly so long; a run that does is stuck."""

_LONGEST_RECONCILE_S = 5.0
"""For so long a second life may trade before it counts as one that did not meet its death."""

ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Outcome:
    """How a run went: `problems` is empty for a good one; `met` says whether the named step was reached."""

    plan: Plan
    met: bool
    problems: list[str]
    ends: dict[str, int] = field(default_factory=dict)
    confirmed: int = 0
    took_s: float = 0.0


class Life(Protocol):
    """One process of the program with its user, playing a script, told where to die."""

    SPAN_S: ClassVar[float]
    """About how long it trades, from being able to."""
    told: list[str]
    """Tags that confirmations were answered with, where the user hears of them."""
    least: int
    """The most orders that the screen has shown."""

    def live(self, until_s: float | None) -> bool:
        """Run until it dies or its script ends, or for so long from being able to trade; return whether it died."""
        ...

    def doubts(self) -> int:
        """Return of how many orders the screen says now that their fate is unknown."""
        ...

    def look(self) -> None:
        """Take in what the screen shows."""
        ...

    def kill(self) -> None:
        """End it with SIGKILL."""
        ...


class HeadlessLife:
    """`tests.crash.headless` as a process."""

    SPAN_S: ClassVar[float] = 3.0

    def __init__(self, home: Path, script: str, seed: int, death: Death | None) -> None:
        command = [sys.executable, "-m", "tests.crash.headless", str(home), script, str(seed)]
        command += [] if death is None else [str(death)]
        self.told: list[str] = []
        self.least = 0
        self._unknown: list[str] = []
        self._ready_at: float | None = None
        self._ended = self._done = False
        log = (home / "stderr").open("ab")
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, cwd=ROOT)
        log.close()

    def live(self, until_s: float | None) -> bool:
        end = time.monotonic() + PATIENCE_S
        while not self._ended and not self._done:
            if time.monotonic() > end:
                raise TimeoutError("the script did not end")
            self.look()
            if until_s is not None and self._ready_at is not None and time.monotonic() - self._ready_at >= until_s:
                return False
        return self._ended

    def look(self) -> None:
        out = self._process.stdout
        assert out is not None
        if self._ended or not select.select([out], [], [], 0.05)[0]:
            return
        line = out.readline()
        if not line:
            self._ended = True
            return
        news: dict[str, Any] = json.loads(line)
        self.told += news.get("confirmed", [])
        self._done = self._done or "done" in news
        if "screen" in news:
            self._unknown = news["screen"]["unknown"]
        if self._ready_at is None and ("pressing" in news or news.get("screen", {}).get("ready")):
            self._ready_at = time.monotonic()

    def doubts(self) -> int:
        return len(self._unknown)

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        while not self._ended:
            self.look()
        self._close()

    def _close(self) -> None:
        code = self._process.wait(PATIENCE_S)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        if code not in (0, -signal.SIGKILL):
            raise RuntimeError(f"the program ended with {code}")


Begin = type[HeadlessLife] | type[DashboardLife]


@contextmanager
def fresh_home(url: str, login: str) -> Iterator[Path]:
    """Yield an empty home with a config for an account."""
    with tempfile.TemporaryDirectory(prefix="tradedeck-crash-") as folder:
        home = Path(folder)
        (home / "config").mkdir(mode=0o700)
        write_config(home, url, login, PASSWORD, SYMBOLS)
        yield home


def play(plan: Plan, venue: RealVenue, login: str, begin: Begin) -> Outcome:
    """Play a plan on an account that nobody else uses meanwhile."""
    started = time.monotonic()
    earlier = frozenset(str(entry["info"].get("customComment")) for entry in _transactions(venue, login))
    with fresh_home(venue.url, login) as home:
        outcome = Outcome(plan, met=True, problems=[])
        court = Court(venue, login, home, [], earlier)
        try:
            outcome.met = _die(plan, court, begin)
            verdict = _settle(court, begin(home, "none", 0, None))
        except (TimeoutError, RuntimeError) as error:
            errors = (home / "stderr").read_text() if (home / "stderr").exists() else ""
            outcome.problems = [f"{error} {errors[-2000:]}"]
            return outcome
        outcome.problems = [*verdict.lost, *verdict.doubled, *verdict.wrong, *verdict.open]
        outcome.ends, outcome.confirmed = dict(verdict.ends), len(court.told)
        outcome.took_s = time.monotonic() - started
        return outcome


def _die(plan: Plan, court: Court, begin: Begin) -> bool:
    """Live the lives that end badly; return whether each named step was met."""
    first = begin(court.home, plan.script, plan.seed, plan.death)
    met = _one_life(first, None if plan.death else plan.moment * begin.SPAN_S, court)
    if plan.again is not None:
        met = _one_life(begin(court.home, "none", plan.seed, plan.again), _LONGEST_RECONCILE_S, court) and met
    return met or plan.death is None


def _one_life(life: Life, until_s: float | None, court: Court) -> bool:
    try:
        died = life.live(until_s)
    finally:
        life.kill()
        court.told += life.told
        court.least = max(court.least, life.least)
    return died


@dataclass(slots=True)
class Court:
    """What a run is judged by."""

    venue: RealVenue
    login: str
    home: Path
    told: list[str]
    earlier: frozenset[str]
    least: int = 0

    def journal(self) -> Path:
        """Return the journal's file; where there is none yet, a name that does not exist."""
        files = sorted((self.home / "state" / "orders").glob("*.sqlite"))
        return files[0] if files else self.home / "none.sqlite"

    def verdict(self, life: Life) -> Verdict:
        """Judge what stands in the journal and on the screen now."""
        found = judge(read_steps(self.journal()), self.told, _transactions(self.venue, self.login), self.earlier)
        told = life.doubts()
        if told != len(found.unknown):
            found.open.append(f"{len(found.unknown)} fates are unknown and the screen says {told}")
        shown = max(self.least, life.least)
        if sum(found.ends.values()) < shown:
            found.lost.append(f"the screen has shown {shown} orders, the journal has {sum(found.ends.values())}")
        return found

    def damage(self) -> str:
        """Return what is wrong with the chain of the journal's rows, empty when it holds."""
        path = self.journal()
        account = re.sub("%([0-9a-f]{2})", lambda code: chr(int(code[1], 16)), path.stem)
        return read_chain(path, account)


def _settle(court: Court, life: Life) -> Verdict:
    """Wait until nothing is open any more in a life that is left alone, and return how everything ended."""
    end = time.monotonic() + PATIENCE_S
    try:
        while True:
            life.look()
            verdict = court.verdict(life)
            if not verdict.open or not verdict.sound or time.monotonic() > end:
                break
            for _ in range(4):
                life.look()
    finally:
        life.kill()
    damage = court.damage()
    if damage:
        verdict.wrong.append(damage)
    return verdict


def _transactions(venue: RealVenue, login: str) -> list[dict[str, Any]]:
    return [entry for entry in venue.ledger()["transactions"] if entry["login"] == login]
