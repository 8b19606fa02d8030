"""What became of jobs since the screen last looked, each told once."""

from __future__ import annotations

from collections.abc import Iterator

from tui.errors import TradedeckError
from tui.store.statements import JobLine, StatementStore


class JobNews:
    """Remembers how far each job was; those of earlier runs are not news."""

    def __init__(self, store: StatementStore) -> None:
        self._store = store
        self._phases = {job.id: job.phase for job in store.jobs.values()}
        self._trouble = store.trouble

    def ended(self) -> Iterator[tuple[str, str]]:
        """Yield title and text for each job that came to an end or was parked."""
        for job in tuple(self._store.jobs.values()):
            before, self._phases[job.id] = self._phases.get(job.id), job.phase
            if before not in {None, job.phase} and not job.active:
                yield _told(job)

    def troubles(self) -> Iterator[TradedeckError]:
        """Yield what could not even be begun, as an error with title, detail and hint."""
        trouble = self._store.trouble
        if trouble is not None and trouble is not self._trouble:
            self._trouble = trouble
            yield TradedeckError(trouble.title, trouble.detail, trouble.hint)


def _told(job: JobLine) -> tuple[str, str]:
    if job.phase == "done":
        return f"{job.name}: statement #{job.entry_id} is here", "\n".join(job.warnings)
    words = {"parked": "parked, u goes on with it", "failed": "failed", "cancelled": "called off"}
    return f"{job.name}: {words.get(job.phase, job.phase)}", f"{job.code} {job.detail}" if job.code else job.detail
