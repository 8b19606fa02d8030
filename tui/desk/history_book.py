"""What the History screen shows of a span: its rows, their statistics, curve and months. Pure work, for a thread."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal

from tui.domain.history import END_OF_TIME_MS, Span
from tui.domain.position import ClosedTrade
from tui.domain.statistics import CurvePoint, Moment, Statistics, balance_before, summarise, thinned
from tui.store.past import HistoryStore

MOST_POINTS = 1200
"""Points of the curve that are kept for drawing: more than any terminal has columns of dots."""

Rows = Mapping[tuple[int, int, int], ClosedTrade]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be worked out of the rows `known` of the past; `zone` is the user's own.

    `balance_now` is given where every row from the span's beginning until now is known, else None.
    """

    known: Rows
    span: Span
    zone: tzinfo
    moment: Moment
    balance_now: Decimal | None


@dataclass(frozen=True, slots=True)
class HistoryFigures:
    """The statistics of a span; `before` is the balance before its first row, None where it cannot be known.

    `curve` is thinned for drawing, `months` are the net of each month that had a trade, as `2026-03`, ascending.
    """

    statistics: Statistics
    before: Decimal | None
    curve: Sequence[CurvePoint]
    months: Sequence[tuple[str, Decimal]]


def rows_of(wish: Wish) -> list[ClosedTrade]:
    """Return the rows of the span, newest first."""
    return HistoryStore.rows(wish.known, wish.span)


def figures_of(wish: Wish, rows: Sequence[ClosedTrade]) -> HistoryFigures:
    """Return the figures of the span's rows."""
    before = _before(wish)
    statistics = summarise(rows, wish.zone, moment=wish.moment, balance_before=before)
    months = _months(statistics.curve, rows, wish.zone)
    return HistoryFigures(statistics, before, thinned(statistics.curve, MOST_POINTS), months)


def _before(wish: Wish) -> Decimal | None:
    if wish.balance_now is None:
        return None
    since = HistoryStore.rows(wish.known, (wish.span[0], END_OF_TIME_MS))
    return balance_before(since, wish.balance_now)


def _months(curve: Sequence[CurvePoint], rows: Sequence[ClosedTrade], zone: tzinfo) -> list[tuple[str, Decimal]]:
    """Return the net of each month: what the running net of the curve gained from its first moment to its last."""
    traded = [row.closed_at for row in reversed(rows) if row.side is not None]
    moments = [point.at_ms for point in curve]
    found: list[tuple[str, Decimal]] = []
    at = 0
    while at < len(traded):
        day = datetime.fromtimestamp(traded[at] / 1000, zone)
        first = datetime(day.year, day.month, 1, tzinfo=zone)
        follower = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
        starts_ms, ends_ms = int(first.timestamp() * 1000), int(follower.timestamp() * 1000)
        gained = _net_before(curve, moments, ends_ms) - _net_before(curve, moments, starts_ms)
        found.append((f"{first:%Y-%m}", gained))
        at = bisect_left(traded, ends_ms)
    return found


def _net_before(curve: Sequence[CurvePoint], moments: Sequence[int], at_ms: int) -> Decimal:
    place = bisect_left(moments, at_ms)
    return curve[place - 1].net if place else Decimal(0)
