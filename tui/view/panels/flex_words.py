"""The words of the Flex screen: phases, countdowns, sizes, reminders, and what to do where nothing is configured."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from tui.store.statements import REMIND_DAYS, EntryLine, JobLine, Stage, StatementStore, TokenLine, size_text
from tui.view.panels.context import ViewContext
from tui.view.text import clock, moment

OUTSIDE = "outside"
"""What is written for the account of rows that stand in no statement."""

SETUP = (
    ("Flex statements are not set up yet", "strong"),
    ("", ""),
    ("1  In Interactive Brokers' portal: Performance & Reports, Flex Queries. Save a query with format XML.", ""),
    ("2  The gear beside “Flex Web Service Configuration” makes a token; the (i) beside a query shows its number.", ""),
    ("3  In the config, one table for each token:", ""),
    ("", ""),
    ("     [flex.main]", "accent"),
    ('     queries = [{ name = "Activity", id = 123456 }]', "accent"),
    ('     token_command = ["pass", "show", "flex/main"]', "accent"),
    ("", ""),
    ("4  Start again. `tradedeck init` writes a config where there is none; it explains every key.", ""),
    ("", ""),
    ("The token itself never stands in the config, and nothing is asked for until you press f here.", "muted"),
)
"""Lines with the names of their styles."""

_PHASES = {
    "queued": ("waiting", "muted"),
    "requested": ("asking", "pending"),
    "generating": ("generating", "pending"),
    "downloading": ("downloading", "pending"),
    "done": ("done", "success"),
    "parked": ("parked", "warning"),
    "failed": ("failed", "error"),
    "cancelled": ("called off", "muted"),
}


def phase_words(job: JobLine) -> tuple[str, str]:
    """Return how far a job is, and the style of these words; a phase that is not known is shown as it is."""
    return _PHASES.get(job.phase, (job.phase, ""))


def when_words(at_ms: int | None, context: ViewContext) -> str:
    """Return a moment in short: the time of today, else the day; empty for none."""
    if at_ms is None:
        return ""
    day, today = moment(at_ms, context.zone)[:10], moment(context.now_ms, context.zone)[:10]
    return clock(at_ms, context.zone) if day == today else day


def size_words(size: int) -> str:
    """Return a number of bytes for people, empty for none."""
    return size_text(size) if size > 0 else ""


def seconds_until(at_ms: int | None, context: ViewContext) -> int | None:
    """Return whole seconds until a wall time, 0 when it has come, None when there is none."""
    return None if at_ms is None else max(0, -(-(at_ms - context.now_ms) // 1000))


def job_wait(job: JobLine, context: ViewContext, token_at: float) -> int | None:
    """Return whole seconds until a job's next request: its own time, else that of its token, None when it has none."""
    if not job.active or job.phase == "downloading":
        return None
    if job.next_at_ms is not None:
        return seconds_until(job.next_at_ms, context)
    left = token_at - context.now
    return -int(-left // 1) if left > 0 else None


def countdown(seconds: int | None) -> str:
    """Return a wait as `12 s` or `2 m 05 s`; empty when there is none."""
    if seconds is None:
        return ""
    return f"{seconds} s" if seconds < 100 else f"{seconds // 60} m {seconds % 60:02} s"


def next_words(next_at: float, context: ViewContext) -> str:
    """Return when a query's token may be used again: `now`, or how long it takes."""
    left = next_at - context.now
    return "now" if left <= 0 else countdown(-int(-left // 1))


def is_counting(store: StatementStore, context: ViewContext) -> bool:
    """Whether any countdown is on the screen."""
    waiting = any(job.active and job.next_at_ms is not None for job in store.jobs.values())
    return waiting or any(query.next_at > context.now for query in store.queries)


def reminder(tokens: Iterable[TokenLine], context: ViewContext) -> tuple[str, str]:
    """Return a sentence on the token that ends first, if that is soon, and its kind: stale (soon) or error (over)."""
    today = datetime.fromtimestamp(context.now_ms / 1000, UTC).date()
    dated = sorted((token.expires, token.name) for token in tokens if token.expires is not None)
    if not dated:
        return "", ""
    expires, name = dated[0]
    left = (expires - today).days
    if left < 0:
        return f"Token {name} ended on {expires}: make a new one in the portal", "error"
    if left > REMIND_DAYS:
        return "", ""
    when = "today" if left == 0 else "tomorrow" if left == 1 else f"in {left} days"
    return f"Token {name} ends {when}, on {expires}", "stale"


def account_words(entry: EntryLine) -> str:
    """Return whose a file is, in short."""
    first, *others = entry.accounts or ("–",)
    return first if not others else f"{first} +{len(others)}"


def job_lines(job: JobLine, context: ViewContext, token_at: float = 0.0) -> list[tuple[str, str]]:
    """Return all that is known of a job, as lines with the names of their styles."""
    phase, style = phase_words(job)
    wait = job_wait(job, context, token_at)
    facts = [
        ("Query", f"{job.name} ({job.query_id}), token {job.token}"),
        ("Asked for", job.asked),
        ("Attempts", str(job.attempt) if job.attempt else ""),
        ("Next", f"in {countdown(wait)}" if wait is not None else ""),
        ("Received", size_words(job.received)),
        ("Statement", f"#{job.entry_id}" if job.entry_id is not None else ""),
        ("The service says", f"{job.code}: {job.detail}" if job.code else job.detail),
    ]
    lines = [(phase, style), ("", "")]
    lines += [(f"{title:<18}{text}", "") for title, text in facts if text]
    lines += [("", "")] * bool(job.hint or job.warnings)
    lines += [(f"! {text}", "warning") for text in job.warnings]
    lines += [(job.hint, "accent")] if job.hint else []
    return lines


def file_lines(entry: EntryLine, more: Iterable[str], context: ViewContext) -> list[tuple[str, str]]:
    """Return all that is known of a file, as lines with the names of their styles; `more` are its reader's warnings."""
    facts = [
        ("Query", f"{entry.name} ({entry.query_id})"),
        ("Accounts", ", ".join(entry.accounts)),
        ("Asked for", entry.asked),
        ("Came", entry.days or "the file does not say which days it covers"),
        ("Fetched", moment(entry.fetched_at_ms, context.zone)),
        ("Size", f"{size_words(entry.size)} as received, {entry.format}"),
        ("Whole", "yes" if entry.complete else "no: it ends too early"),
    ]
    lines = [(f"{title:<12}{text}", "") for title, text in facts if text]
    warnings = dict.fromkeys([*entry.warnings, *more])
    return [*lines, *([("", "")] if warnings else []), *((f"! {text}", "warning") for text in warnings)]


def reading_words(store: StatementStore) -> str:
    """Return how far the reading of a file is."""
    entry = store.entry(store.opened_id)
    whole = f" of {size_words(entry.size)}" if entry is not None else ""
    read = f", {size_words(store.read_bytes)}{whole}" if store.read_bytes else whole
    return f"Reading #{store.opened_id}{read} …"


def stage_words(store: StatementStore, ready: str) -> str:
    """Return what stands in a table that has no row: `ready` once the archive is open."""
    words = {
        Stage.NOTHING: "Not set up: the statement pane says how",
        Stage.LOADING: "Opening the archive …",
        Stage.FAILED: store.problem,
        Stage.READY: ready,
    }
    return words[store.stage]
