"""Which days a user names, on the command line or in the dashboard, as a period of the service."""

from __future__ import annotations

from datetime import date

from tui.errors import UsageError
from tui.flex.windows import DateRange, LastDays, Period, Saved, read_day


def period_between(first: str | None, last: str | None, days: int | None, today: date) -> Period:
    """Return the period of `--from`, `--to` and `--last`; without any of them the query's own.

    Without `--to` a range ends yesterday, which is the last day that can be closed.
    Raises UsageError for both kinds at once or unreadable days, FlexError for impossible ones.
    """
    if days is not None and (first or last):
        raise UsageError("--last and --from/--to say two different things", "", "Give one of them.")
    if days is not None:
        return LastDays(days)
    if not first and not last:
        return Saved()
    if not first:
        raise UsageError("--to needs --from", "", "Give the first day too.")
    begin = _day(first)
    return DateRange(begin, _day(last) if last else max(begin, date.fromordinal(today.toordinal() - 1)))


def period_of(text: str) -> Period:
    """Return the period of a typed text: empty, a number of days, or two days. Raises UsageError, FlexError."""
    parts = text.replace("…", " ").replace("..", " ").split()
    if not parts:
        return Saved()
    if len(parts) == 1 and parts[0].isascii() and parts[0].isdigit() and len(parts[0]) <= 3:
        return LastDays(int(parts[0]))
    if len(parts) == 2:
        return DateRange(_day(parts[0]), _day(parts[1]))
    raise UsageError("Which days?", text, "A number of days (30), or first and last day (2025-01-01 2025-03-31).")


def _day(text: str) -> date:
    found = read_day(text)
    if found is None or len(text) not in {8, 10}:
        raise UsageError("A day is written as 2025-01-31", text)
    return found
