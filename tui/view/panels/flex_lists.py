"""The lists on the left of the Flex screen: queries, jobs on their way, and the statements that are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.content import Content

from tui.store.statements import EntryLine, JobLine, QueryLine
from tui.view.commands import Command, Scope
from tui.view.panels.flex_list import FlexList
from tui.view.panels.flex_rows import (
    FILE_COLUMNS,
    JOB_COLUMNS,
    QUERY_COLUMNS,
    file_rows,
    job_rows,
    query_key,
    query_rows,
)
from tui.view.panels.flex_words import reminder
from tui.view.widgets.live_table import Row


class FlexQueries(FlexList):
    """The queries of the config: when each was fetched, and when its token may be used again."""

    scope: ClassVar[Scope] = Scope.FLEX_QUERIES
    columns = QUERY_COLUMNS

    def rows(self) -> Mapping[str, Row]:
        """Return a row for each query."""
        return query_rows(self.store.queries, self.context)

    def nothing_words(self) -> str:
        """Return what stands here without a query."""
        return "The config names no query"

    def tell(self) -> None:
        """Say how many there are, and when a token ends."""
        marked = len(self.table.marked_keys)
        self.set_title(_title("Queries", len(self.store.queries)), f"{marked} marked" if marked else "")
        text, kind = reminder(self.store.tokens, self.context)
        self.set_state(text, kind or "stale")

    def chosen(self) -> tuple[QueryLine, ...]:
        """Return the marked queries, else the one under the cursor."""
        keys = set(self.table.marked_keys or ([self.table.cursor_key] if self.table.cursor_key else []))
        return tuple(query for query in self.store.queries if query_key(query) in keys)

    def unmark(self) -> None:
        """Take the marks away."""
        if self.table.marked_keys:
            self.table.command_clear()


class FlexJobs(FlexList):
    """What was asked for: phase, attempts, and when the next one is due."""

    scope: ClassVar[Scope] = Scope.FLEX_JOBS
    columns = JOB_COLUMNS

    def rows(self) -> Mapping[str, Row]:
        """Return a row for each job, the newest first."""
        return job_rows(self.store.newest_jobs, self.context, self.store.next_at)

    def nothing_words(self) -> str:
        """Return what stands here without a job."""
        return f"Nothing was asked for yet · {self.context.key('flex.fetch')} fetches"

    def tell(self) -> None:
        """Say how many are under way, and what the service says of the one under the cursor."""
        jobs = self.store.jobs.values()
        active = sum(job.active for job in jobs)
        parked = sum(not job.active and not job.over for job in jobs)
        parts = [f"{active} under way" if active else "", f"{parked} parked" if parked else ""]
        self.set_title(_title("Jobs", len(self.store.jobs)), " · ".join(part for part in parts if part))
        job = self.job
        detail = "" if job is None or job.phase == "done" else job.detail
        text = f"{job.code} {detail}".strip() if job is not None and job.code and detail else detail
        self.set_state(text, "error" if job is not None and job.phase == "failed" else "stale")

    @property
    def job(self) -> JobLine | None:
        """The job under the cursor."""
        key = self.table.cursor_key
        return None if key is None else self.store.jobs.get(int(key))

    def command_fits(self, wanted: Command) -> bool:
        """Whether a command has to do with the job under the cursor."""
        job = self.job
        if wanted.verb == "resume":
            return job is not None and not job.over and not job.active
        return wanted.verb != "cancel" or (job is not None and not job.over)

    def command_cancel(self) -> None:
        """Call the job off."""
        self.act("cancel")

    def command_resume(self) -> None:
        """Go on with a parked job."""
        self.act("resume")


class FlexFiles(FlexList):
    """The files of the archive, newest first."""

    scope: ClassVar[Scope] = Scope.FLEX_FILES
    columns = FILE_COLUMNS

    def rows(self) -> Mapping[str, Row]:
        """Return a row for each file."""
        return file_rows(self.store.entries, self.context, self.store.opened_id)

    def nothing_words(self) -> str:
        """Return what stands here without a file."""
        return "No statement yet"

    def tell(self) -> None:
        """Say how many there are, and what should be known of the one under the cursor."""
        self.set_title(_title("Statements", len(self.store.entries)))
        entry = self.entry
        self.set_state(entry.warnings[0] if entry is not None and entry.warnings else "")

    @property
    def entry(self) -> EntryLine | None:
        """The file under the cursor."""
        key = self.table.cursor_key
        return None if key is None else self.store.entry(int(key))


def _title(words: str, count: int) -> Content:
    return Content.assemble(words, (f" {count}", "bold") if count else "")
