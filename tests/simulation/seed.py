"""One seed: ten virtual minutes of a random user, random faults, deaths of the program, then quiet and the verdict."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from tests.simulation.checker import Violation, check
from tests.simulation.evidence import Evidence, Glance, Press
from tests.simulation.journal_file import read_chain, read_steps
from tests.simulation.loop import START_S, LoopClock, VirtualLoop, run_virtually
from tests.simulation.market import START_MS
from tests.simulation.mortal import grouping_factory
from tests.simulation.program import ACCOUNT, LOGIN, PASSWORD, Program
from tests.simulation.rival import Rival
from tests.simulation.storm import Storm, dialect, forecast
from tests.simulation.story import story
from tests.simulation.trace import Trace
from tests.simulation.user import User
from tests.simulation.venue import VenueInMemory
from tests.simulation.witness import JournalWindow, Witness
from tests.transports import MemoryLoginGuard
from tui.simulator.exchange import AccountProfile, ExchangeSettings

STORMY_S = 600.0
QUIET_S = 180.0
LEAST_ORDERS = 20
LONGEST_WAIT_S = 700.0
"""How long after the last fault a budget of logins may keep the program from coming back."""

FAST_FILES = Path("/dev/shm")


@dataclass(slots=True)
class Outcome:
    """What one seed came to. `digest` is the hash of its trace; `faults` and `states` are counts by name."""

    seed: int
    digest: str
    orders: int
    deaths: int
    faults: Counter[str]
    states: Counter[str]
    counts: Counter[str]
    violations: list[Violation]
    lines: list[str] = field(default_factory=list)
    stories: dict[str, list[str]] = field(default_factory=dict)
    """What journal, ledger and screen say of each order that a violation names."""


class Run:
    """Everything of one seed while it runs."""

    def __init__(self, seed: int, loop: VirtualLoop, folder: Path, *, keep: bool) -> None:
        self.seed = seed
        self.loop = loop
        self.path = folder / "orders.sqlite"
        self.trace = Trace(loop.time, keep=keep)
        self.window = JournalWindow(self.path)
        self.witness = Witness(self._now, self.window.kinds)
        self.presses: list[Press] = []
        self.glances: list[Glance] = []
        self.counts: Counter[str] = Counter()
        self.resolved: dict[str, str] = {}
        self.deaths = 0
        self._goal = self.chance("goal").randint(22, 34)
        self._guard = MemoryLoginGuard()
        self._died = asyncio.Event()
        self._user: asyncio.Task[None] | None = None
        self.program: Program
        self._dialect = dialect(self.chance("dialect"))

    def chance(self, of: str) -> Random:
        """Return a source of chance for one purpose, so that one more draw in one place changes no other."""
        return Random(f"{self.seed}:{of}")

    def _now(self) -> float:
        return self.loop.time() - START_S

    async def live(self) -> Outcome:
        """Run the seed and judge it."""
        profile = AccountProfile(LOGIN, "EUR", "demo", Decimal("10000.00"), password=PASSWORD, ib_account=True)
        settings = ExchangeSettings(
            seed=self.seed,
            figures_every_ms=4_000,
            scripted_trader=False,
            with_past=False,
            accounts=(profile,),
            **self._dialect,
        )
        self.trace.say(f"{settings}")
        strict = self.chance("strict").random() < 0.3
        self.venue = VenueInMemory(self.chance("market"), self.trace, settings, strict=strict, seconds=2_000)
        self.venue.witness = self.witness
        async with self.venue:
            return await self._on_the_venue()

    async def _on_the_venue(self) -> Outcome:
        storm = Storm(self.venue, forecast(self.chance("storm"), STORMY_S), self._machine_sleeps)
        rival = Rival(self.venue, self.chance("rival"), LOGIN)
        beside = [asyncio.ensure_future(storm.rage(self.trace.say)), asyncio.ensure_future(rival.live(STORMY_S - 10))]
        await self._begin()
        await self._storm_with_deaths()
        storm.calm()
        self.trace.say("calm")
        calm_s, tries_s, ready_s = await self._come_back()
        await self._rest(ready_s)
        tasks = len(self.program.group.living())
        ended_s = self._now()
        ledger = await self.venue.ledger()
        screen = self.program.screen()
        for task in beside:
            task.cancel()
        await self._end_life()
        reopened = await self._reopen()
        evidence = self._evidence(ledger, screen, reopened, tasks, (calm_s, tries_s, ready_s, ended_s))
        return self._judge(evidence, storm)

    async def _begin(self) -> None:
        """Start the program, for the first time or once more."""
        self.witness.life += 1
        life = self.witness.life
        chance = self.chance(f"life {life}")
        clock = LoopClock(self.loop, START_MS, chance.randint(-120_000, 120_000))
        self._died.clear()
        self.program = Program(
            clock=clock, chance=chance, venue=self.venue, guard=self._guard, path=self.path, died=self._program_died
        )
        self.trace.say(f"life {life}")
        await self.program.start()
        user = User(
            life=life, chance=self.chance(f"user {life}"), store=self.program.store, service=self.program.orders,
            clock=clock, presses=self.presses, counts=self.counts, truth=self._truth,
        )  # fmt: skip
        user.resolved = self.resolved
        self._user = self.program.group.begin(user.live(START_S + STORMY_S, self._goal))
        self.program.group.begin(self._glance())

    async def _glance(self) -> None:
        """Look at the screen once a second, as the user does."""
        program = self.program
        while True:
            await asyncio.sleep(1.0)
            self.glances.append(
                Glance(
                    self._now(), self.witness.life, program.store.link.current.state.value, program.prices_live(),
                    program.orders.trading("EURUSD").on, self.witness.silent_s(),
                )
            )  # fmt: skip

    async def _storm_with_deaths(self) -> None:
        """Let the time of the storm pass; the program dies now and then, also in the middle of the journal's work."""
        chance = self.chance("deaths")
        for _ in range(chance.choice((0, 0, 1, 1, 2, 3))):
            at_s = self._now() + chance.uniform(5.0, 300.0)
            if at_s > STORMY_S - 60.0:
                break
            await asyncio.sleep(at_s - self._now())
            if chance.random() < 0.7:
                self.program.executor.doom(chance.randint(1, 9), after=chance.random() < 0.5)
                await self._until_dead(STORMY_S - 30.0)
            else:
                self._program_died()
            if self._died.is_set():
                self.deaths += 1
                await self._end_life()
                await asyncio.sleep(chance.uniform(0.2, 20.0))
                await self._begin()
        await asyncio.sleep(STORMY_S - self._now())

    async def _until_dead(self, latest_s: float) -> None:
        try:
            async with asyncio.timeout(max(0.0, latest_s - self._now())):
                await self._died.wait()
        except TimeoutError:
            self.program.executor.spare()

    def _program_died(self) -> None:
        """The process is gone: its sockets with it, at once."""
        self.trace.say("killed")
        self.program.executor.dead = True
        for wire in self.venue.wires:
            if not wire.client.over:
                wire.vanish()
        self._died.set()

    async def _end_life(self) -> None:
        if not self._died.is_set():
            self._program_died()
        await self.program.bury()

    async def _come_back(self) -> tuple[float, float | None, float | None]:
        """Wait until the program is back; return when it was calm, when the next try was announced, and when ready."""
        calm_s = self._now()
        if not self.program.ready and self.chance("person").random() < 0.5:
            self.program.desk.reconnect()
            await asyncio.sleep(0.1)
        tries = self.program.next_try_s
        for _ in range(round(LONGEST_WAIT_S * 2)):
            if self.program.ready:
                break
            await asyncio.sleep(0.5)
        ready_s = self._now() if self.program.ready else None
        return calm_s, None if tries is None else tries - START_S, ready_s

    async def _rest(self, ready_s: float | None) -> None:
        """Let the user make up for what a line that was down kept from him, then let the program find out the rest."""
        while ready_s is not None and self.counts["confirmed"] < LEAST_ORDERS:
            if self._now() > ready_s + LONGEST_WAIT_S / 2:
                break
            await asyncio.sleep(1.0)
        if self._user is not None:
            self._user.cancel()
        await asyncio.sleep(QUIET_S)

    async def _reopen(self) -> dict[str, Any]:
        """Return what a program shows that is started anew and reaches nobody."""
        self.venue.refusing = True
        before = len(self.presses)
        await self._begin()
        if self._user is not None:
            self._user.cancel()
        await asyncio.sleep(2.0)
        assert len(self.presses) == before
        screen = self.program.screen()
        await self._end_life()
        return screen

    def _machine_sleeps(self, seconds: float) -> None:
        self.program.clock.jump(seconds)

    def _truth(self, tag: str) -> str | None:
        """Tell what a look at the broker's own platform would, once nothing can come of the order any more."""
        return self.venue.truth(tag)

    def _evidence(
        self, ledger: dict[str, Any], screen: dict[str, Any], reopened: dict[str, Any], tasks: int,
        times: tuple[float, float | None, float | None, float],
    ) -> Evidence:  # fmt: skip
        calm_s, tries_s, ready_s, ended_s = times
        raw = self.path.read_bytes()
        shown = repr(screen)
        secrets = {"the password": PASSWORD, **{f"token {token[:6]}": token for token in self.witness.tokens}}
        leaks = [name for name, value in secrets.items() if value.encode() in raw or value in shown]
        return Evidence(
            account=ACCOUNT, ledger=ledger, steps=read_steps(self.path), chain=read_chain(self.path, ACCOUNT),
            frames=self.witness.frames, presses=self.presses, glances=self.glances, screen=screen, reopened=reopened,
            calm_at_s=calm_s, ended_at_s=ended_s, tries_at_s=tries_s, ready_at_s=ready_s, written=self.witness.written,
            arrived=self.witness.arrived, resolved=self.resolved, leaks=leaks, errors=self.loop.errors, tasks=tasks,
            dialect={name: self._dialect[name] for name in ("status_scope", "status_memory_ms")},
        )  # fmt: skip

    def _judge(self, evidence: Evidence, storm: Storm) -> Outcome:
        violations = check(evidence)
        stories = {one.tag: story(evidence, one.tag) for one in violations if one.tag in set(evidence.tags())}
        states = Counter(str(order["state"]) for order in evidence.screen["orders"].values())
        return Outcome(
            seed=self.seed, digest=self.trace.digest, orders=len(evidence.tags()), deaths=self.deaths,
            faults=storm.hits, states=states, counts=self.counts, violations=violations, lines=self.trace.lines,
            stories=stories,
        )  # fmt: skip


def run_seed(seed: int, *, keep: bool = False) -> Outcome:
    """Run one seed and return what it came to; with `keep` the outcome holds every line of its trace."""
    folder = Path(tempfile.mkdtemp(prefix="tradedeck-sim-", dir=FAST_FILES if FAST_FILES.is_dir() else None))
    folder.chmod(0o700)
    loop = VirtualLoop()
    loop.set_task_factory(grouping_factory)
    run = Run(seed, loop, folder, keep=keep)
    try:
        return run_virtually(run.live(), loop)
    finally:
        run.window.close()
        shutil.rmtree(folder, ignore_errors=True)
