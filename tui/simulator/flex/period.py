"""Which days a request is answered with: the query's own period, the last so many days, or a range."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from tui.simulator.flex.codes import INVALID, NOT_FINAL, FlexRefusalError
from tui.simulator.flex.days import ONE_DAY, Span, day_of
from tui.simulator.flex.settings import FlexQuery, FlexSettings

LONGEST_DAYS = 365
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_COUNT = re.compile(r"\d{1,3}")
_HOUR_MS = 3_600_000


def last_final_day(settings: FlexSettings, kind: str, now_ms: int) -> date:
    """Return the last day that can be asked for: yesterday once its night's run is over, today for confirmations."""
    if kind == "TCF":
        return day_of(now_ms)
    return day_of(now_ms - round(settings.final_after_h * _HOUR_MS)) - ONE_DAY


def asked_for(query: FlexQuery, wish: Mapping[str, str], final: date) -> Span:
    """Return the days to answer with; raises `FlexRefusalError`: 1020 for a wrong wish, 1003 for days to come.

    `fd` and `td` (yyyymmdd, both, at most 365 days) go before `p` (1 to 365, counted back from the last final day),
    which goes before the query's period. Periods of the last so many days shrink to one day without `p` or a range.
    """
    if "fd" in wish or "td" in wish:
        span = Span(_day(wish.get("fd", "")), _day(wish.get("td", "")))
        if not 1 <= (span.last - span.first).days + 1 <= LONGEST_DAYS:
            raise FlexRefusalError(INVALID)
        if span.last > final:
            raise FlexRefusalError(NOT_FINAL)
        return span
    if "p" in wish:
        count = int(wish["p"]) if _COUNT.fullmatch(wish["p"]) else 0
        if not 1 <= count <= LONGEST_DAYS:
            raise FlexRefusalError(INVALID)
        return Span(final - timedelta(days=count - 1), final)
    return _own(query, final)


def _own(query: FlexQuery, final: date) -> Span:
    month = final.replace(day=1)
    if query.period == "LastMonth":
        last = month - ONE_DAY
        return Span(last.replace(day=1), last)
    if query.period == "LastWeek":
        last = final - timedelta(days=final.isoweekday() % 7)
        return Span(last - timedelta(days=6), last)
    if query.period == "MonthToDate":
        return Span(month, final)
    if query.period == "YearToDate":
        return Span(final.replace(month=1, day=1), final)
    return Span(final, final)


def _day(text: str) -> date:
    match = _DAY.fullmatch(text)
    try:
        if match is not None:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    raise FlexRefusalError(INVALID)
