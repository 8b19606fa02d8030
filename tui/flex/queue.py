"""All jobs of this process: several queries and tokens at once, each watched, resumed, followed or called off."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from pydantic import SecretStr

from tui.flex.client import Credential
from tui.flex.errors import FlexError
from tui.flex.job_store import Claim
from tui.flex.jobs import Job, Order, Phase
from tui.flex.pace import token_key
from tui.flex.runner import OverError, Runner
from tui.flex.tools import Tools
from tui.flex.windows import windows

AT_ONCE = 4
"""Jobs of one token that are worked on at the same time: together they poll within its ten requests a minute."""

_LOOK_S = 1.0
"""How often the state of a job is read that another process works on."""


class FlexQueue:
    """Runs jobs as tasks on the running loop. `tell` gets a snapshot for every change of any of them."""

    def __init__(self, tools: Tools, tell: Callable[[Job], None] = lambda job: None) -> None:
        self._tools = tools
        self._tell = tell
        self._jobs: dict[int, Job] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._places: dict[str, asyncio.Semaphore] = {}

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The jobs that this process has seen, oldest first, as last known."""
        return tuple(self._jobs[number] for number in sorted(self._jobs))

    async def load(self, limit: int = 200) -> tuple[Job, ...]:
        """Read the newest jobs of all processes from the database, so that `jobs` shows them; nothing is started."""
        for job in await self._tools.worker.run(lambda: self._tools.store.jobs(limit=limit)):
            if job.id not in self._tasks:
                self._jobs[job.id] = job
        return self.jobs

    async def submit(self, order: Order, token: SecretStr) -> tuple[Job, ...]:
        """Start what `order` asks for and return its jobs, oldest days first: one, or one per window of a long range.

        A job for the same question that still has a reference, or that another process works on, is taken up instead
        of asking again. Raises FlexError when the token is empty or the archive cannot be written.
        """
        credential = await self._credential(token)
        batch = secrets.token_hex(6)
        now_ms = self._tools.clock.now_ms()
        found = []
        for period in windows(order.period):
            part = replace(order, period=period)
            job, _ = await self._tools.worker.run(
                lambda part=part: self._tools.store.open_job(part, credential.key, batch, now_ms)  # type: ignore[misc]
            )
            found.append(self._start(job, credential))
        return tuple(found)

    async def resume(self, number: int, token: SecretStr) -> Job:
        """Go on with a parked or interrupted job. Raises FlexError when it is over, or another token's."""
        credential = await self._credential(token)
        job = await self._tools.worker.run(lambda: self._tools.store.job(number))
        kept = self._jobs.get(number)
        if not job.reference and kept is not None and kept.has_live_reference:
            # The disk was full when the reference came.
            job = kept
        if job.phase.is_over:
            raise FlexError("The job is over", f"it is {job.phase.value}", "Ask for the statement anew.")
        if job.token_key != credential.key:
            raise FlexError("The job belongs to another token", "", "Resume it with the token that asked.")
        return self._start(job, credential)

    async def resume_all(self, tokens: Iterable[SecretStr], *, parked: bool = False) -> tuple[Job, ...]:
        """Go on with every job of these tokens that an earlier run left unfinished; with `parked`, also parked ones."""
        credentials = [await self._credential(token) for token in tokens]
        by_key = {credential.key: credential for credential in credentials}
        waiting = await self._tools.worker.run(lambda: self._tools.store.jobs(over=False, limit=-1))
        found = []
        for job in reversed(waiting):
            credential = by_key.get(job.token_key)
            if credential is not None and (job.phase.is_active or parked):
                found.append(self._start(job, credential))
        return tuple(found)

    async def cancel(self, number: int) -> Job:
        """Call a job off, whoever works on it, and return it; one that is over stays as it is. Raises ArchiveError."""
        task = self._tasks.pop(number, None)
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        job = await self._tools.worker.run(lambda: self._tools.store.job(number))
        if not job.phase.is_over:
            now_ms = self._tools.clock.now_ms()
            ended = replace(job, phase=Phase.CANCELLED, next_at_ms=None, changed_ms=now_ms)
            await self._tools.worker.run(lambda: self._tools.store.save(ended))
            job = await self._tools.worker.run(lambda: self._tools.store.job(number))
        self._note(job)
        return job

    async def wait(self, numbers: Iterable[int] | None = None) -> tuple[Job, ...]:
        """Return the jobs with these numbers (all of this process) once each of them is over or parked."""
        wanted = sorted(self._tasks) if numbers is None else list(numbers)
        tasks = [self._tasks[number] for number in wanted if number in self._tasks]
        await asyncio.gather(*tasks)
        return tuple(self._jobs[number] for number in wanted if number in self._jobs)

    async def next_allowed_s(self, token: SecretStr) -> float:
        """Return the seconds until this token could be used again, 0 for at once."""
        credential = await self._credential(token)
        return await self._tools.pace.wait_s(credential.key)

    async def close(self) -> None:
        """Stop working; unfinished jobs keep their references and go on with the next start. May be called twice."""
        tasks = tuple(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._tasks.clear()

    async def _credential(self, token: SecretStr) -> Credential:
        if not token.get_secret_value():
            raise FlexError("There is no token", "", "Make one in the portal and store it with the profile.")
        key = await self._tools.worker.run(lambda: token_key(token, self._tools.archive.database))
        return Credential(token, key)

    def _start(self, job: Job, credential: Credential) -> Job:
        running = self._tasks.get(job.id)
        if running is not None and not running.done():
            return self._jobs[job.id]
        self._note(job)
        self._tasks[job.id] = asyncio.ensure_future(self._work(job, credential))
        return job

    async def _work(self, job: Job, credential: Credential) -> None:
        try:
            claim = await self._claimed(job.id)
            if claim is not None:
                await self._work_alone(job, credential, claim)
        except FlexError as error:
            # Nobody has to wait for a task to learn that the archive failed it.
            known = self._jobs.get(job.id, job)
            phase = Phase.PARKED if known.reference else Phase.FAILED
            detail = " – ".join(part for part in (error.title, error.detail) if part)
            self._note(replace(known, phase=phase, detail=detail, hint=error.hint, next_at_ms=None))

    async def _work_alone(self, job: Job, credential: Credential, claim: Claim) -> None:
        try:
            stored = await self._tools.worker.run(lambda: self._tools.store.job(job.id))
            # What was kept in mind can be newer than what could be written down.
            current = job if job.reference and not stored.reference and not stored.phase.is_over else stored
            if current.phase.is_over:
                self._note(current)
                return
            async with self._places.setdefault(credential.key, asyncio.Semaphore(AT_ONCE)):
                await Runner(self._tools, current, credential, self._note).run()
        except OverError:
            self._note(await self._tools.worker.run(lambda: self._tools.store.job(job.id)))
        finally:
            claim.release()

    async def _claimed(self, number: int) -> Claim | None:
        """Return the right to work on a job; None once another process has brought it to an end."""
        while True:
            claim = await self._tools.worker.run(lambda: self._tools.store.claim(number))
            if claim is not None:
                return claim
            job = await self._tools.worker.run(lambda: self._tools.store.job(number))
            if job != self._jobs.get(number):
                self._note(job)
            if not job.phase.is_active:
                return None
            await self._tools.clock.sleep(_LOOK_S)

    def _note(self, job: Job) -> None:
        self._jobs[job.id] = job
        self._tell(job)


def summary(jobs: Sequence[Job]) -> Phase:
    """Return how far a batch is as a whole: the least of its parts, failed as soon as one of them is."""
    order = (Phase.FAILED, Phase.CANCELLED, Phase.PARKED, *(phase for phase in Phase if phase.is_active), Phase.DONE)
    return min((job.phase for job in jobs), key=order.index, default=Phase.DONE)
