"""The life of one job from request to archive: each step is written down before the next one is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tui.flex import address
from tui.flex.client import Credential, Statement, Trouble
from tui.flex.codes import CodeClass
from tui.flex.entries import Provenance
from tui.flex.envelope import Accepted, Envelope
from tui.flex.errors import ArchiveError, FlexError
from tui.flex.glance import kind_of
from tui.flex.incoming import Incoming
from tui.flex.jobs import Job, Phase
from tui.flex.patience import Action, Patience, Step
from tui.flex.tools import Tools
from tui.flex.verdict import verdict
from tui.flex.windows import STEPS_BACK, DateRange, Period, one_day_shorter
from tui.net.http import HttpFault

_PROGRESS_BYTES = 1 << 18
_YOUNG_DAYS = 10
"""Only days as young as this can still become available; older ones that are missing stay missing."""

_CUTS = 3
"""So often a statement that ends too early is fetched again; then it is kept as it is, with a warning."""


class OverError(Exception):
    """The job was ended by somebody else while we worked on it; what was written there counts."""


class Runner:
    """Works on one job until it is over or parked. `tell` gets every change, also the progress of a download."""

    def __init__(self, tools: Tools, job: Job, credential: Credential, tell: Callable[[Job], None]) -> None:
        self._tools = tools
        self.job = job
        self._credential = credential
        self._tell = tell
        self._patience = Patience(tools.ladders, job.attempt)
        self._started = tools.clock.monotonic()
        self._route = 0
        self._cuts = 0
        self._delivered = ""
        self._wait_s = 0.0
        self._rest_s = 0.0

    async def run(self) -> Job:
        """Go on from where the job is and return it over or parked.

        Raises OverError when it was called off elsewhere.
        """
        try:
            self._delivered = await self._tools.worker.run(lambda: self._tools.archive.database.recall(self._memory))
            if self.job.phase is not Phase.QUEUED:
                await self._become(Phase.GENERATING if self.job.reference else Phase.REQUESTED, next_at_ms=None)
            while self.job.phase.is_active:
                await self._pause()
                await (self._poll() if self.job.reference else self._ask())
        except FlexError as error:
            await self._stop(error)
        return self.job

    async def _stop(self, error: FlexError) -> None:
        """End a run that our own side broke: a full disk, a broken database, a query id that is none."""
        phase = Phase.PARKED if self.job.reference else Phase.FAILED
        detail = " – ".join(part for part in (error.title, error.detail) if part)
        try:
            await self._become(phase, code=0, detail=detail, hint=error.hint, next_at_ms=None)
        except ArchiveError:
            # What cannot be written down is kept in mind at least, with its reference.
            self._tell(self.job)

    async def _ask(self) -> None:
        job, tools = self.job, self._tools
        asked = job.asked or job.order.period
        await self._become(Phase.REQUESTED, asked=asked, next_at_ms=None)
        answer = await tools.client.request(self._credential, job.order.query_id, asked)
        if not isinstance(answer, Accepted):
            await self._bear(answer)
            return
        self._patience.came_through()
        url, reason = address.reply_address(answer.url, tools.client.base)
        notice = (f"{reason[0].upper()}{reason[1:]}; our own address is used.",) if reason else ()
        self._plan(tools.ladders.first_poll_s)
        # The reference is written down before anything else: from here on nothing is asked twice.
        await self._become(
            Phase.GENERATING,
            reference=answer.reference,
            reply_url=url,
            code=0,
            detail="",
            hint="",
            warnings=tuple(dict.fromkeys((*job.warnings, *notice))),
            next_at_ms=self._next_ms(),
        )

    async def _poll(self) -> None:
        job, tools = self.job, self._tools
        await self._become(Phase.GENERATING, attempt=job.attempt + 1, next_at_ms=None)
        routes = self._routes()
        url = routes[self._route % len(routes)]
        with await tools.worker.run(tools.archive.receive) as file:
            progress = _Progress(file, self._show)
            answer = await tools.client.collect(self._credential, job.reference, url, file, progress=progress.step)
            if isinstance(answer, Statement):
                if answer.seen.complete or self._cuts >= _CUTS:
                    await self._keep(file, answer)
                    return
                # Bytes without a declared length end where the connection ends, whole or not.
                self._cuts += 1
                answer = Trouble(HttpFault.CUT, "The statement ends too early.", "It is fetched again.")
        await self._bear(answer)

    async def _keep(self, file: Incoming, answer: Statement) -> None:
        job, tools = self.job, self._tools
        # Another process may have asked for it again, as a part of another range.
        batch = (await tools.worker.run(lambda: tools.store.job(job.id))).batch
        await self._become(Phase.DOWNLOADING, batch=batch, received=file.size, code=0, detail="", hint="")
        source = Provenance(
            job.order.query_id,
            job.asked or job.order.period,
            tools.clock.now_ms(),
            job.order.name,
            job.order.token_name,
            answer.host,
            batch,
        )
        entry = await tools.worker.run(lambda: tools.archive.keep(file, source))
        await tools.worker.run(lambda: tools.archive.database.note(self._memory, answer.host))
        warnings = tuple(dict.fromkeys((*job.warnings, *entry.warnings)))
        await self._become(Phase.DONE, entry_id=entry.id, warnings=warnings, reference="", next_at_ms=None)

    async def _bear(self, answer: Envelope | Trouble) -> None:
        """Take an answer that is no statement."""
        job, tools = self.job, self._tools
        found = verdict(answer, legacy=tools.client.base.is_legacy)
        if isinstance(found.kind, CodeClass):
            self._patience.came_through()
        else:
            self._route += 1
        if found.kind is CodeClass.TOO_FAST:
            await tools.pace.rest(job.token_key)
            self._rest_s = await tools.pace.wait_s(job.token_key)
        waited_s = tools.clock.monotonic() - self._started
        step = self._patience.after(found.kind, waited_s, referenced=bool(job.reference), restarts=job.restarts)
        await self._take(step, {"code": found.code, "detail": found.detail, "hint": found.hint})

    async def _take(self, step: Step, said: dict[str, Any]) -> None:
        if step.action is Action.WAIT:
            self._plan(step.wait_s * self._tools.chance.uniform(1.0, 1.15))
            phase = Phase.GENERATING if self.job.reference else Phase.REQUESTED
            await self._become(phase, **said, next_at_ms=self._next_ms())
        elif step.action is Action.ASK_ANEW:
            again = {"reference": "", "reply_url": "", "restarts": self.job.restarts + 1}
            await self._become(Phase.REQUESTED, **said, **again, next_at_ms=None)
        elif step.action is Action.STEP_BACK and (shorter := self._shorter()) is not None:
            note = f"The last days are not closed yet: asked for {shorter} instead."
            warnings = (*(text for text in self.job.warnings if "not closed yet" not in text), note)
            back = {"asked": shorter, "reference": "", "reply_url": "", "warnings": warnings}
            await self._become(Phase.REQUESTED, **said, **back, next_at_ms=None)
        elif step.action is Action.PARK:
            await self._become(Phase.PARKED, **said, next_at_ms=None)
        else:
            await self._become(Phase.FAILED, **said, next_at_ms=None)

    def _shorter(self) -> DateRange | None:
        """Return the range that ends a day earlier while that can still help."""
        ordered: Period = self.job.order.period
        asked = self.job.asked or ordered
        shorter = one_day_shorter(asked)
        if shorter is None or not isinstance(ordered, DateRange):
            return None
        today = datetime.fromtimestamp(self._tools.clock.now_ms() / 1000, UTC).date()
        young = today - ordered.last < timedelta(days=_YOUNG_DAYS)
        return shorter if young and (ordered.last - shorter.last).days <= STEPS_BACK else None

    def _routes(self) -> tuple[str, ...]:
        """Return the places to fetch from, first the one that delivered last time; empty means the base's own."""
        if not self.job.reply_url:
            return ("",)
        own_first = self._delivered == self._tools.client.base.host
        return ("", self.job.reply_url) if own_first else (self.job.reply_url, "")

    @property
    def _memory(self) -> str:
        return f"delivered by, for {self._tools.client.base.host}"

    def _show(self, received: int) -> None:
        self.job = replace(self.job, phase=Phase.DOWNLOADING, received=received, code=0, detail="", hint="")
        self._tell(self.job)

    def _plan(self, wait_s: float) -> None:
        self._wait_s = wait_s

    def _next_ms(self) -> int:
        # Behind the job's own wait comes the token's.
        wait_s, self._rest_s = max(self._wait_s, self._rest_s), 0.0
        return self._tools.clock.now_ms() + round(wait_s * 1000)

    async def _pause(self) -> None:
        wait_s, self._wait_s = self._wait_s, 0.0
        if wait_s > 0:
            await self._tools.clock.sleep(wait_s)

    async def _become(self, phase: Phase, **changes: Any) -> None:
        """Write the next state down, then show it. Raises OverError, ArchiveError."""
        self.job = job = replace(self.job, phase=phase, changed_ms=self._tools.clock.now_ms(), **changes)
        if not await self._tools.worker.run(lambda: self._tools.store.save(job)):
            raise OverError
        self._tell(job)


class _Progress:
    """Tells of a download now and then, and not at all of the service's short answers."""

    def __init__(self, file: Incoming, tell: Callable[[int], None]) -> None:
        self._file = file
        self._tell = tell
        self._next = 0

    def step(self) -> None:
        """More bytes came."""
        if self._file.size < self._next or not kind_of(self._file.head).is_statement:
            return
        self._next = self._file.size + _PROGRESS_BYTES
        self._tell(self._file.size)
