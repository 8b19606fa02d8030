"""What `tradedeck flex` prints: queries, jobs, files and figures as lines and as JSON values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from tui.desk.flex_export import overview_of
from tui.desk.flex_sheet import OpenedStatement
from tui.flex.entries import Entry
from tui.flex.jobs import Job, Phase
from tui.headless.saying import utc
from tui.net.text import clean_line
from tui.store.statements import REMIND_DAYS, EntryLine, JobLine, QueryLine, TokenLine, size_text


def reminder(token: TokenLine, today: date) -> str:
    """Return a sentence when a token ends soon or has ended, else nothing."""
    if token.expires is None:
        return ""
    left = (token.expires - today).days
    if left < 0:
        return f"The Flex token {token.name} ended on {token.expires}: make a new one in the portal."
    return f"The Flex token {token.name} ends in {left} days ({token.expires})." if left <= REMIND_DAYS else ""


def query_value(query: QueryLine, now: float) -> dict[str, Any]:
    """Return a query for JSON."""
    return {
        "token": query.token,
        "name": query.name,
        "id": query.id,
        "fetched_at_ms": query.fetched_at_ms,
        "next_allowed_s": round(max(0.0, query.next_at - now), 1),
    }


def entry_value(entry: EntryLine) -> dict[str, Any]:
    """Return a file of the archive for JSON."""
    names = ("id", "name", "query_id", "accounts", "asked", "days", "fetched_at_ms", "size", "format", "complete")
    return {**{name: getattr(entry, name) for name in names}, "warnings": list(entry.warnings)}


def job_value(job: JobLine) -> dict[str, Any]:
    """Return a job for JSON."""
    names = ("id", "name", "query_id", "token", "asked", "phase", "attempt", "next_at_ms", "received", "code")
    more = ("detail", "hint", "entry_id", "changed_ms")
    return {**{name: getattr(job, name) for name in (*names, *more)}, "warnings": list(job.warnings)}


def query_lines(queries: Sequence[QueryLine], now: float) -> Iterator[str]:
    """Yield a line for each query."""
    for query in queries:
        wait = max(0, round(query.next_at - now))
        ready = f", next request in {wait} s" if wait else ""
        yield clean_line(f"{query.id:<8}  {query.name}  ({query.token}): fetched {utc(query.fetched_at_ms)}{ready}")


def entry_lines(entries: Sequence[EntryLine]) -> Iterator[str]:
    """Yield a line for each file, and one for each of its warnings."""
    for entry in entries:
        accounts = ", ".join(entry.accounts[:3]) + (
            f" and {len(entry.accounts) - 3} more" if entry.accounts[3:] else ""
        )
        words = f"{entry.days or entry.asked}  {accounts or '–'}  {entry.format}, {size_text(entry.size)}"
        yield clean_line(f"#{entry.id:<6} {utc(entry.fetched_at_ms)}  {entry.name}  {words}")
        yield from (f"        ! {clean_line(text)}" for text in entry.warnings)


def job_text(job: JobLine, now_ms: int) -> str:
    """Return a job in one line: what was asked, how far it is, and why."""
    words = [f"{job.name}: {job.phase}"]
    if job.active and job.attempt:
        words.append(f"attempt {job.attempt}")
    if job.active and job.next_at_ms is not None:
        words.append(f"next in {max(0, round((job.next_at_ms - now_ms) / 1000))} s")
    if job.received:
        words.append(size_text(job.received))
    if job.entry_id is not None:
        words.append(f"statement #{job.entry_id}")
    if job.detail:
        words.append((f"{job.code} " if job.code else "") + job.detail)
    if job.hint and not job.active:
        words.append(job.hint)
    return clean_line(", ".join(words), 400)


def job_lines(jobs: Iterable[JobLine], now_ms: int) -> Iterator[str]:
    """Yield a line for each job, and one for each of its warnings."""
    for job in jobs:
        yield f"job {job.id}: {job_text(job, now_ms)}"
        yield from (f"        ! {clean_line(text)}" for text in job.warnings)


def exit_code(jobs: Sequence[Job]) -> int:
    """Return 4 while the outcome of any job is open, 1 when any failed, else 0."""
    if any(not job.phase.is_over for job in jobs):
        return 4
    return 1 if any(job.phase is not Phase.DONE for job in jobs) else 0


def statement_value(opened: OpenedStatement, entry: Entry, line: EntryLine) -> dict[str, Any]:
    """Return a statement's overview for JSON; amounts are texts, null where missing."""
    accounts = [
        {
            "account": account,
            "days": opened.days(account),
            "warnings": list(opened.warnings(account)),
            "overview": overview_of(opened, account),
            "sections": {sheet.key: len(sheet) for sheet in opened.sheets(account)},
        }
        for account in opened.accounts
    ]
    return {"statement": entry_value(line), "sha256": entry.sha256, "accounts": accounts}


def statement_lines(opened: OpenedStatement, line: EntryLine) -> Iterator[str]:
    """Yield a statement's overview, each figure with the section it is from, and what sections there are."""
    yield from entry_lines([line])
    for account in opened.accounts:
        yield ""
        yield clean_line(f"{account or 'Outside of any statement'}  {opened.days(account)}")
        yield from (f"  ! {clean_line(text)}" for text in opened.warnings(account))
        for group in opened.groups(account):
            yield f"  {group.title}"
            for each in group.lines:
                amount = "–" if each.amount is None else f"{each.amount:,.2f}"
                note = f"  ({told})" if (told := each.told()) else ""
                text = f"{each.title:<36} {amount:>20} {each.currency:<4} {each.source}{note}"
                yield f"    {clean_line(text, 300)}"
        yield "  Sections"
        yield from (f"    {clean_line(f'{sheet.key:<48}')} {len(sheet):>9} rows" for sheet in opened.sheets(account))
