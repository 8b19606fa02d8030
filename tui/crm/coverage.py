"""Which days of a report are in the cache, which of them may have changed since, and what has to be asked."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tui.crm.queries import Report, Span, next_day

FRESH_MS = 5 * 60_000
"""What is younger is not asked again unless the user wants it."""

UNSETTLED_DAYS = 30
"""Transactions and positions of the last days may still change (they are corrected, or come late)."""

_PEOPLE = {Report.LEADS, Report.REGISTRATIONS}


class Wish(enum.Enum):
    """How much is to be asked again."""

    STALE = "what is stale"
    NOW = "what may have changed, however young"
    ALL = "everything"


@dataclass(frozen=True, slots=True)
class Covered:
    """Days that were read to the end. `read_ms` is when, `as_of_ms` up to when changes are known."""

    span: Span
    read_ms: int
    as_of_ms: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask: days by the report's own date, and people by the date of their last change."""

    spans: tuple[Span, ...] = ()
    modified: Span | None = None

    @property
    def since_ms(self) -> int | None:
        """From when on all changes are asked for, in UTC milliseconds; None when none are."""
        if self.modified is None:
            return None
        return (next_day(self.modified.first).toordinal() - date(1970, 1, 1).toordinal()) * 86_400_000


def plan(
    report: Report,
    span: Span,
    covered: Sequence[Covered],
    now_ms: int,
    wish: Wish = Wish.STALE,
    *,
    fresh_ms: int = FRESH_MS,
) -> Plan:
    """Return what must be asked so that `span` is complete and as new as wished."""
    if wish is Wish.ALL:
        return Plan((span,))
    limit_ms = 0 if wish is Wish.NOW else fresh_ms
    usable = []
    oldest_ms: int | None = None
    for each in covered:
        part = _usable(report, each, now_ms - each.read_ms < limit_ms)
        both = overlap(part, span) if part is not None else None
        if both is None:
            continue
        usable.append(both)
        if report in _PEOPLE and now_ms - each.as_of_ms >= limit_ms:
            oldest_ms = each.as_of_ms if oldest_ms is None else min(oldest_ms, each.as_of_ms)
    # A day to each side: the CRM's days need not be ours.
    modified = None if oldest_ms is None else Span(next_day(day_of(oldest_ms), -1), next_day(day_of(now_ms)))
    return Plan(subtract(span, usable), modified)


def known_as_of(span: Span, covered: Iterable[Covered]) -> int | None:
    """Return up to when all of `span` is known, in UTC milliseconds; None when a part was never read."""
    parts = [each for each in covered if overlap(each.span, span) is not None]
    if subtract(span, [each.span for each in parts]):
        return None
    return min((each.as_of_ms for each in parts), default=None)


def read_again(covered: Iterable[Covered], span: Span, now_ms: int) -> list[Covered]:
    """Return what is covered once `span` was read to the end at `now_ms`."""
    found = [Covered(part, each.read_ms, each.as_of_ms) for each in covered for part in subtract(each.span, [span])]
    return sorted([*found, Covered(span, now_ms, now_ms)], key=lambda each: each.span)


def subtract(span: Span, others: Iterable[Span]) -> tuple[Span, ...]:
    """Return the days of `span` that are in none of `others`, as spans in order."""
    left = []
    at = span.first
    for other in sorted(others):
        if other.last < at or other.first > span.last:
            continue
        if other.first > at:
            left.append(Span(at, next_day(other.first, -1)))
        if other.last >= span.last:
            return tuple(left)
        at = next_day(other.last)
    left.append(Span(at, span.last))
    return tuple(left)


def overlap(one: Span, other: Span) -> Span | None:
    """Return the days that both have."""
    first, last = max(one.first, other.first), min(one.last, other.last)
    return Span(first, last) if first <= last else None


def day_of(moment_ms: int) -> date:
    """Return the UTC day of a moment."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=moment_ms)).date()


def _usable(report: Report, each: Covered, fresh: bool) -> Span | None:
    """Return the days that need no second reading: those that were over, and settled, when they were read."""
    if fresh:
        return each.span
    days = 2 if report in _PEOPLE else UNSETTLED_DAYS + 1
    last = min(each.span.last, next_day(day_of(each.read_ms), -days))
    return Span(each.span.first, last) if last >= each.span.first else None
