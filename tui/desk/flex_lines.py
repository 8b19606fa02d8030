"""Jobs, files and queries of the Flex room as the lines that the screen shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tui.clock import Clock
from tui.desk.flex_room import FlexQuery, FlexRoom, FlexToken
from tui.flex.entries import Entry, latest
from tui.flex.jobs import Job, Phase
from tui.store.statements import EntryLine, JobLine, QueryLine, TokenLine


def token_line(token: FlexToken) -> TokenLine:
    """Return what is shown of a token: its name in the config, never itself."""
    return TokenLine(token.name, token.expires)


def job_line(job: Job) -> JobLine:
    """Return a job as it is now."""
    return JobLine(
        id=job.id,
        name=job.order.name or job.order.query_id,
        query_id=job.order.query_id,
        token=job.order.token_name,
        asked=str(job.asked or job.order.period),
        phase=job.phase.value,
        active=job.phase.is_active,
        over=job.phase.is_over,
        attempt=job.attempt,
        next_at_ms=job.next_at_ms,
        received=job.received if job.phase in {Phase.DOWNLOADING, Phase.DONE} else 0,
        code=job.code,
        detail=job.detail,
        hint=job.hint,
        warnings=job.warnings,
        entry_id=job.entry_id,
        changed_ms=job.changed_ms,
    )


def entry_line(entry: Entry) -> EntryLine:
    """Return a file of the archive."""
    source, seen = entry.source, entry.seen
    return EntryLine(
        id=entry.id,
        name=source.query_name or seen.query_name or source.query_id,
        query_id=source.query_id,
        accounts=seen.accounts,
        asked=str(source.asked),
        days=str(seen.returned) if seen.returned is not None else "",
        fetched_at_ms=entry.again_at_ms or source.fetched_at_ms,
        size=entry.size,
        format=seen.kind.value,
        complete=seen.complete,
        warnings=entry.warnings,
    )


def query_lines(
    queries: Iterable[FlexQuery], entries: Iterable[Entry], next_at: Mapping[str, float]
) -> tuple[QueryLine, ...]:
    """Return the queries with when each was fetched last; `next_at` is by token name, in monotonic seconds."""
    newest = latest(entries)
    lines = []
    for query in queries:
        entry = newest.get(query.id)
        fetched = (entry.again_at_ms or entry.source.fetched_at_ms) if entry is not None else None
        lines.append(QueryLine(query.token, query.name, query.id, fetched, next_at.get(query.token, 0.0)))
    return tuple(lines)


async def token_times(room: FlexRoom, jobs: Iterable[Job], clock: Clock) -> dict[str, float]:
    """Return when each token that was used may be used again, by its name, in monotonic seconds."""
    keys = {job.order.token_name: job.token_key for job in jobs if job.order.token_name in room.tokens}
    return {name: clock.monotonic() + await room.next_allowed_s(key) for name, key in keys.items()}
