"""The account as the screen knows it: figures, open positions, pending orders and closed trades."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from tui.domain.account import AccountFigures, AccountProfile
from tui.domain.events import (
    FiguresChanged,
    HistoryLoaded,
    PendingChanged,
    PendingRemoved,
    PositionChanged,
    ProfileLoaded,
    ProfitChanged,
    TradeClosed,
    TradesLoaded,
)
from tui.domain.history import Span, joined
from tui.domain.position import ClosedTrade, PendingOrder, Position
from tui.store.changes import Changes, Topic

HistoryKey = tuple[int, int, int]

REVIVED_AFTER_S = 30.0
"""A snapshot that is asked for so long after a trade's end and still has it is believed; none is as old as that."""


def _history_key(trade: ClosedTrade) -> HistoryKey:
    # Parts of one position share its number; the closing request tells them apart, the time covers old records.
    return (trade.position, trade.request_id, trade.closed_at)


@dataclass(slots=True)
class AccountStore:
    """Everything about the account; `position` is the key of a trade, never `order`.

    A snapshot is as old as its request: what the stream said about a position after that is newer and stays
    (`_touched`), and a position that the stream closed cannot come back through a late snapshot (`_gone`).
    `history` has every row that was ever read or streamed; `history_spans` say of which times it has all,
    `history_revision` is another number whenever a row came.
    """

    changes: Changes
    profile: AccountProfile | None = None
    figures: AccountFigures | None = None
    figures_received: float = 0.0
    positions: dict[int, Position] = field(default_factory=dict)
    pending: dict[int, PendingOrder] = field(default_factory=dict)
    history: dict[HistoryKey, ClosedTrade] = field(default_factory=dict)
    history_spans: tuple[Span, ...] = ()
    history_revision: int = 0
    trades_known: bool = False
    snapshot_differences: int = 0
    _touched: dict[int, float] = field(default_factory=dict)
    _gone: dict[int, float] = field(default_factory=dict)
    _full_volume: dict[int, Decimal] = field(default_factory=dict)
    _closed_volume: dict[int, Decimal] = field(default_factory=dict)

    def figures_changed(self, event: FiguresChanged) -> None:
        """Keep the newest figures."""
        if event.figures != self.figures:
            self.figures = event.figures
            self.changes.mark(Topic.FIGURES)
        self.figures_received = event.received

    def profile_loaded(self, event: ProfileLoaded) -> None:
        """Keep the account's own data."""
        self.profile = event.profile
        self.changes.mark(Topic.PROFILE)

    def profit_changed(self, event: ProfitChanged) -> None:
        """Let the broker's running profit into the position; one for an unknown position is of a closed one."""
        position = self.positions.get(event.position)
        if position is not None and position.profit != event.profit:
            self.positions[event.position] = replace(position, profit=event.profit)
            self.changes.mark(Topic.POSITIONS, event.position)

    def position_changed(self, event: PositionChanged) -> None:
        """Apply an opening or a modification from the stream; closing is final whatever comes later."""
        key = event.position.position
        if key in self._gone:
            return
        known = self.positions.get(key)
        position = event.position
        if known is not None and position.profit is None:
            position = replace(position, profit=known.profit)
        self.positions[key] = position
        self._touched[key] = event.received
        self._full_volume[key] = max(self._full_volume.get(key, position.volume), position.volume)
        self.changes.mark(Topic.POSITIONS, key)
        # A pending order that triggers becomes a position of another number that names it as its request.
        if position.request_id in self.pending and position.request_id != key:
            self.pending_removed(PendingRemoved(position.request_id, event.received))

    def pending_changed(self, event: PendingChanged) -> None:
        """Apply a placed or modified pending order."""
        key = event.order.position
        if key in self._gone:
            return
        self.pending[key] = event.order
        self._touched[key] = event.received
        self.changes.mark(Topic.PENDING, key)

    def pending_removed(self, event: PendingRemoved) -> None:
        """Forget a pending order for good."""
        self._gone[event.position] = event.received
        if self.pending.pop(event.position, None) is not None:
            self.changes.mark(Topic.PENDING, event.position)

    def trade_closed(self, event: TradeClosed) -> None:
        """Record a close and take its volume off the position.

        The stream tells of the closed part and of the rest in any order, so what is left is counted from the
        largest volume seen and the parts closed, not from whatever volume came last.
        """
        trade = event.trade
        key = trade.position
        if _history_key(trade) in self.history:
            return
        self._record(trade)
        self._closed_volume[key] = self._closed_volume.get(key, Decimal(0)) + trade.volume
        full, known = self._full_volume.get(key), self.positions.get(key)
        left = None if full is None else full - self._closed_volume[key]
        if left is not None and left <= 0:
            self._gone[key] = event.received
            self.positions.pop(key, None)
        else:
            # Of a position that was never seen whole, or that a snapshot lacked, the next snapshot tells what is left.
            self._touched[key] = event.received
            if known is not None and left is not None:
                self.positions[key] = replace(known, volume=left)
        self.changes.mark(Topic.POSITIONS, key)

    def trades_loaded(self, event: TradesLoaded) -> None:
        """Apply a snapshot of everything open, except where the stream has spoken since it was asked for."""
        positions = {row.position: row for row in event.positions if self._snapshot_counts(row.position, event.asked)}
        pending = {row.position: row for row in event.pending if self._snapshot_counts(row.position, event.asked)}
        if self.trades_known:
            self.snapshot_differences += len(self._keys_without_news(event.asked) ^ (positions.keys() | pending.keys()))
        before = (dict(self.positions), dict(self.pending), self.trades_known)
        for key in self._keys_without_news(event.asked):
            self.positions.pop(key, None)
            self.pending.pop(key, None)
        self.positions.update(positions)
        self.pending.update(pending)
        for key, row in positions.items():
            self._full_volume[key] = row.volume
            self._closed_volume.pop(key, None)
        self.trades_known = True
        # Every half minute the same answer comes; it need not be drawn.
        if (self.positions, self.pending, self.trades_known) != before:
            self.changes.mark(Topic.POSITIONS)
            self.changes.mark(Topic.PENDING)

    def _snapshot_counts(self, key: int, asked: float) -> bool:
        # What is left of a position is counted, and messages come twice: long after, the broker's own word is better.
        gone = self._gone.get(key)
        if gone is not None and asked - gone >= REVIVED_AFTER_S:
            del self._gone[key]
            gone = None
        return self._touched.get(key, asked) <= asked and gone is None

    def _keys_without_news(self, asked: float) -> set[int]:
        keys = self.positions.keys() | self.pending.keys()
        return {key for key in keys if self._touched.get(key, asked) <= asked}

    def history_loaded(self, event: HistoryLoaded) -> None:
        """Add closed trades of a span."""
        self._record_all(event.trades)
        self.history_spans = joined((*self.history_spans, (event.from_ms, event.to_ms)))
        self.changes.mark(Topic.HISTORY)

    def _record_all(self, trades: Iterable[ClosedTrade]) -> None:
        for trade in trades:
            self._record(trade)

    def _record(self, trade: ClosedTrade) -> None:
        key = _history_key(trade)
        if self.history.get(key) != trade:
            self.history[key] = trade
            self.history_revision += 1
        self.changes.mark(Topic.HISTORY)

    def session_started(self) -> None:
        """Begin a new session: what was gone stays gone, the rest is up to the next snapshot."""
        self._touched.clear()
