"""The account's past: what each row of it is, why a trade ended, and which spans of time have been read."""

from __future__ import annotations

import enum
from collections.abc import Iterable

from tui.domain.candle import DAY_MS
from tui.domain.position import ClosedTrade, CloseReason

PAGE_MS = 31 * DAY_MS
"""How much of a long span is asked for at a time: an answer stays small enough to be read without a stutter."""

RECENT_DAYS = 31
"""How much of the past every session reads by itself, and the Trade screen shows."""

_BALANCE, _CREDIT = 6, 7
_PENDING = range(2, 6)


class DealKind(enum.Enum):
    """What a row of the history is; the value is the word that is shown."""

    TRADE = "trade"
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    CREDIT = "credit"
    CANCELLED = "cancelled order"
    OTHER = "other"

    @property
    def cash(self) -> bool:
        """Whether money came or went without a trade."""
        return self in (DealKind.DEPOSIT, DealKind.WITHDRAWAL, DealKind.CREDIT)


def deal_kind(trade: ClosedTrade) -> DealKind:
    """Tell trades from cash (BALANCE, CREDIT; XAPI 6.7); a row whose operation nobody knows is judged by its looks."""
    if trade.side is not None:
        return DealKind.TRADE
    if trade.operation == _CREDIT:
        return DealKind.CREDIT
    if trade.operation == _BALANCE or (trade.operation is None and not trade.symbol):
        return DealKind.DEPOSIT if trade.profit >= 0 else DealKind.WITHDRAWAL
    return DealKind.CANCELLED if trade.operation in _PENDING else DealKind.OTHER


_REASONS = {
    CloseReason.USER: "closed by you",
    CloseReason.STOP_LOSS: "stop loss",
    CloseReason.TAKE_PROFIT: "take profit",
    CloseReason.STOP_OUT: "stop out",
}


def reason_words(trade: ClosedTrade) -> str:
    """Return why a row is there: how the trade ended, or what kind of cash it is."""
    kind = deal_kind(trade)
    return _REASONS[trade.reason] if kind is DealKind.TRADE else kind.value


Span = tuple[int, int]
"""From and to in UTC ms; the end does not belong to it."""


END_OF_TIME_MS = 2**53
"""An end that nothing lies behind."""


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the same time as ascending spans that neither touch nor overlap."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def missing(wanted: Span, known: Iterable[Span]) -> tuple[Span, ...]:
    """Return the parts of `wanted` that `known` does not cover, ascending."""
    start, end = wanted
    gaps: list[Span] = []
    for known_start, known_end in joined(known):
        if known_start > start:
            gaps.append((start, min(known_start, end)))
        start = max(start, known_end)
        if start >= end:
            break
    if start < end:
        gaps.append((start, end))
    return tuple(gap for gap in gaps if gap[0] < gap[1])


def pages(spans: Iterable[Span], length_ms: int = PAGE_MS) -> list[Span]:
    """Cut spans into pages of at most `length_ms`, the newest first: what one looks at comes first."""
    found: list[Span] = []
    for start, end in spans:
        found += [(max(start, last - length_ms), last) for last in range(end, start, -length_ms)]
    return sorted(found, reverse=True)
