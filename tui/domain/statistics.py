"""What the closed trades of a span add up to; every definition stands in `DEFINITIONS` and is shown in the help."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from itertools import accumulate
from typing import Any, NamedTuple

from tui.domain.candle import DAY_MS, HOUR_MS
from tui.domain.history import DealKind, deal_kind
from tui.domain.position import ClosedTrade, CloseReason, Side
from tui.domain.trade_figures import ZERO, Figures, TradeSheet, divided, merged

_HUNDRED = Decimal(100)

DEFINITIONS = (
    ("Trade", "A closed position or a closed part of one. Deposits, withdrawals and credits are no trades."),
    ("Gross", "The sum of the trades' profits as the broker booked them, before swap and commission."),
    ("Net", "Gross with swap and commission, which count as they were booked: negative where they cost."),
    ("Win, loss", "A trade whose net is above, or below, zero; one of exactly zero is neither."),
    ("Win rate", "Wins in percent of all trades."),
    ("Profit factor", "The sum of all wins divided by the sum of all losses; none without a loss."),
    ("Expectancy", "Net divided by the number of trades: what a trade brought on average."),
    ("Average win, loss", "The sum of the wins (losses) divided by their number."),
    ("Payoff", "Average win divided by average loss; none without a loss."),
    ("Drawdown", "The deepest fall of the running net below an earlier peak of it, or below zero at the start."),
    (
        "Drawdown %",
        "That fall in percent of the balance at the peak, where the balance is known. Cash that came or went after the "
        "peak does not count.",
    ),
    ("Weekday, hour", "Of the time at which the trade was closed (or opened, if you choose so), in your own zone."),
)


class Moment(enum.Enum):
    """Which time of a trade decides about its weekday and hour."""

    OPENED = "opened"
    CLOSED = "closed"


class Drawdown(NamedTuple):
    """The deepest fall: `amount` is positive, `percent` None where the balance at the peak is not known."""

    amount: Decimal
    percent: Decimal | None
    peak_ms: int | None
    trough_ms: int | None


class Cash(NamedTuple):
    """Money that came and went without trades; withdrawals are negative."""

    deposits: Decimal
    withdrawals: Decimal
    credits: Decimal
    operations: int


class CurvePoint(NamedTuple):
    """The running result after one row: `net` of the trades so far, `cash` of all other rows so far."""

    at_ms: int
    net: Decimal
    cash: Decimal


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything that is told about a span of history; groups are sorted as they are shown.

    Weekdays are 0 Monday … 6 Sunday, hours 0 … 23. Only groups with trades are there.
    """

    all: Figures
    cash: Cash
    drawdown: Drawdown
    curve: Sequence[CurvePoint]
    by_symbol: dict[str, Figures]
    by_side: dict[Side, Figures]
    by_reason: dict[CloseReason, Figures]
    by_weekday: dict[int, Figures]
    by_hour: dict[int, Figures]


def summarise(
    rows: Iterable[ClosedTrade],
    zone: tzinfo,
    *,
    moment: Moment = Moment.CLOSED,
    balance_before: Decimal | None = None,
) -> Statistics:
    """Return the statistics of history rows; `zone` is the user's own.

    `balance_before` is the balance before the first row, for the drawdown in percent.
    """
    ordered = sorted(rows, key=lambda row: row.closed_at)
    trades = [row for row in ordered if row.side is not None]
    sheet = TradeSheet(trades)
    clock = _Calendar(zone)
    opened = moment is Moment.OPENED
    curve = _curve(ordered)
    # Groups of groups are summed from the finer ones: that spares most of the work on a long history.
    by_symbol = sheet.grouped([trade.symbol for trade in trades])
    by_end = sheet.grouped(list(zip([trade.side for trade in trades], _reasons(trades), strict=True)))
    by_time = sheet.grouped([clock(trade.opened_at if opened else trade.closed_at) for trade in trades])
    return Statistics(
        all=merged(by_symbol.values()),
        cash=_cash(ordered),
        drawdown=_drawdown(curve, balance_before),
        curve=curve,
        by_symbol=dict(sorted(by_symbol.items(), key=lambda item: (-item[1].net, item[0]))),
        by_side={side: part for side in Side if (part := _part(by_end, 0, side)).trades},
        by_reason={reason: part for reason in CloseReason if (part := _part(by_end, 1, reason)).trades},
        by_weekday={day: part for day in range(7) if (part := _part(by_time, 0, day)).trades},
        by_hour={hour: part for hour in range(24) if (part := _part(by_time, 1, hour)).trades},
    )


def _part(groups: Mapping[tuple[Any, ...], Figures], place: int, key: object) -> Figures:
    return merged(figures for group, figures in groups.items() if group[place] == key)


def _reasons(trades: Iterable[ClosedTrade]) -> list[CloseReason]:
    known: dict[str, CloseReason] = {}
    return [known.get(trade.comment) or known.setdefault(trade.comment, trade.reason) for trade in trades]


def balance_before(rows: Iterable[ClosedTrade], balance_now: Decimal) -> Decimal:
    """Return the balance before the first of `rows`, when nothing else has happened since; credit is apart."""
    kinds = (DealKind.TRADE, DealKind.DEPOSIT, DealKind.WITHDRAWAL)
    return balance_now - sum((row.net for row in rows if deal_kind(row) in kinds), ZERO)


def thinned(curve: Sequence[CurvePoint], most: int) -> list[CurvePoint]:
    """Return at most about `most` points that keep the ends, every slice's highest and its lowest point."""
    if len(curve) <= most or most < 4:
        return list(curve)
    slices = max(1, (most - 2) // 2)
    inner = curve[1:-1]
    found = [curve[0]]
    for number in range(slices):
        part = inner[number * len(inner) // slices : (number + 1) * len(inner) // slices]
        if part:
            ends = {min(range(len(part)), key=lambda i: part[i].net), max(range(len(part)), key=lambda i: part[i].net)}
            found += [part[index] for index in sorted(ends)]
    return [*found, curve[-1]]


class _Calendar:
    """Weekday and hour of a moment; asks the zone once for each day that has no clock change."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._offsets: dict[int, int | None] = {}

    def __call__(self, at_ms: int) -> tuple[int, int]:
        day = at_ms // DAY_MS
        if day not in self._offsets:
            start, end = self._offset(day * DAY_MS), self._offset((day + 1) * DAY_MS)
            self._offsets[day] = start if start == end else None
        offset = self._offsets[day]
        local = at_ms + (self._offset(at_ms) if offset is None else offset)
        # 1 January 1970 was a Thursday.
        return (local // DAY_MS + 3) % 7, local % DAY_MS // HOUR_MS

    def _offset(self, at_ms: int) -> int:
        offset = datetime.fromtimestamp(at_ms / 1000, self._zone).utcoffset()
        return 0 if offset is None else int(offset.total_seconds()) * 1000


def _cash(rows: list[ClosedTrade]) -> Cash:
    found = [(deal_kind(row), row.profit) for row in rows if row.side is None]
    sums = {
        kind: sum((amount for each, amount in found if each is kind), ZERO)
        for kind in (DealKind.DEPOSIT, DealKind.WITHDRAWAL, DealKind.CREDIT)
    }
    operations = sum(1 for kind, _ in found if kind.cash)
    return Cash(sums[DealKind.DEPOSIT], sums[DealKind.WITHDRAWAL], sums[DealKind.CREDIT], operations)


def _curve(ordered: list[ClosedTrade]) -> list[CurvePoint]:
    nets = accumulate(ZERO if row.side is None else row.net for row in ordered)
    paid = (DealKind.DEPOSIT, DealKind.WITHDRAWAL)
    cash = accumulate(row.profit if row.side is None and deal_kind(row) in paid else ZERO for row in ordered)
    return list(map(CurvePoint, [row.closed_at for row in ordered], nets, cash))


def _drawdown(curve: list[CurvePoint], before: Decimal | None) -> Drawdown:
    peak, peak_cash, peak_ms = ZERO, ZERO, None
    deepest = Drawdown(ZERO, ZERO if before is not None else None, None, None)
    for point in curve:
        if point.net >= peak:
            peak, peak_cash, peak_ms = point.net, point.cash, point.at_ms
        elif peak - point.net > deepest.amount:
            percent = None if before is None else divided((peak - point.net) * _HUNDRED, before + peak_cash + peak)
            deepest = Drawdown(peak - point.net, percent, peak_ms, point.at_ms)
    return deepest
