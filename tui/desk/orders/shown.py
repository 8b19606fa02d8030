"""What the broker has shown of trades: the newest snapshot, what the stream told since, and what is missing in it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from tui.clock import Clock
from tui.desk.orders.book import OrderBook, proven
from tui.domain.events import PendingRemoved, TradesLoaded
from tui.domain.evidence import Record, Snapshot, View
from tui.domain.intent import is_tag
from tui.domain.order import Order
from tui.domain.position import ClosedTrade, PendingOrder, Position
from tui.store.store import Store

FORGOTTEN_AFTER_S = 600.0
"""How long a position may be missing without a record of its end before nobody waits for one any more."""

GONE_AFTER_S = 60.0
"""How long a pending order must be missing from snapshots to count as gone when the stream did not say so."""

_LOOKALIKE_MS = 60_000
_MOST = 2_000

V = TypeVar("V")


class Lately(Generic[V]):
    """A mapping of the newest keys only."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self.items: OrderedDict[int, V] = OrderedDict()

    def put(self, key: int, value: V) -> None:
        """Keep a value; the oldest one goes when there are too many."""
        self.items.pop(key, None)
        self.items[key] = value
        if len(self.items) > self._most:
            self.items.popitem(last=False)


class Shown:
    """Trades by number as the broker has shown them; times are monotonic seconds.

    `foreign` are request numbers that the broker says are not ours.
    """

    def __init__(self, book: OrderBook, store: Store, clock: Clock) -> None:
        self._book = book
        self._store = store
        self._clock = clock
        self._touched: Lately[float] = Lately()
        self._became: Lately[int] = Lately()
        self._removed: Lately[float] = Lately()
        self._missing: Lately[float] = Lately()
        self._open: dict[int, float | None] = {}
        self.foreign: Lately[bool] = Lately()
        self.snapshot: Snapshot | None = None

    def touch(self, number: int, received: float) -> None:
        """Note that the stream told of a trade."""
        self._touched.put(number, received)

    def removed(self, event: PendingRemoved) -> None:
        """Note that a pending order is gone."""
        self.touch(event.position, event.received)
        self._removed.put(event.position, event.received)

    def open_row(self, row: Position | PendingOrder) -> None:
        """Note a trade that is open."""
        if isinstance(row, Position):
            self._open[row.position] = None
            self._became.put(row.request_id, row.position)

    def take_snapshot(self, event: TradesLoaded) -> list[Position | PendingOrder]:
        """Take a snapshot over; return the rows that the stream has not told of since it was asked for."""
        positions = {row.position: row for row in event.positions}
        pending = {row.position: row for row in event.pending}
        self.snapshot = Snapshot(positions, pending, event.asked)
        for number, since in self._open.items():
            if number not in positions and since is None:
                self._open[number] = event.asked
        self._note_missing(self.snapshot)
        rows: list[Position | PendingOrder] = [*event.positions, *event.pending]
        return [row for row in rows if self._touched.items.get(row.position, event.asked) <= event.asked]

    def newer_on_stream(self, order: Order, snapshot: Snapshot) -> bool:
        """Whether the stream has told of an order's trade since a snapshot was asked for."""
        trades = {order.position, order.intent.wish.position} - {None}
        return any(self._touched.items.get(number or 0, snapshot.asked) > snapshot.asked for number in trades)

    def view(self, order: Order, snapshot: Snapshot) -> View:
        """Return everything that an order's effect is to be read from."""
        number = order.intent.wish.position
        others = [] if number is None else [each for each in self._book.on_trade(number) if each.tag != order.tag]
        turns = self._book.turns
        now = self._clock.monotonic()
        long_missing = {number for number, since in self._missing.items.items() if now - since >= GONE_AFTER_S}
        return View(
            snapshot=snapshot,
            closed_of=self.closed_of,
            others=others,
            over_before=self.over_before(order, others),
            confirmed_after=frozenset(each.tag for each in others if turns.confirmed_after(each.tag, order.tag)),
            foreign=frozenset(self.foreign.items),
            became=self._became.items,
            gone=frozenset(self._removed.items) | long_missing,
            digits=self._store.market.digits(order.intent.wish.symbol),
        )

    def over_before(self, order: Order, others: Iterable[Order]) -> frozenset[str]:
        """Return the tags of the other orders that had been settled before an order was confirmed."""
        settled = (each.tag for each in others if each.state.settled)
        return frozenset(tag for tag in settled if self._book.turns.over_before(tag, order.tag))

    def _note_missing(self, snapshot: Snapshot) -> None:
        for number in snapshot.pending:
            self._missing.items.pop(number, None)
        watched = [order.intent.wish for order in self._book.unsettled() if order.intent.wish.on_pending]
        targets = {wish.position for wish in watched} - {None, *snapshot.pending, *self._missing.items}
        for target in targets:
            self._missing.put(target or 0, snapshot.asked)

    def closed_of(self, position: int) -> Sequence[ClosedTrade]:
        """Return the closed parts of a position, the oldest first."""
        parts = [trade for trade in self._store.account.history.values() if trade.position == position]
        return sorted(parts, key=lambda trade: trade.closed_at)

    def lookalikes(self, order: Order) -> list[int]:
        """Return request numbers of trades that could be this opening, though they do not bear its tag."""
        wish, snapshot = order.intent.wish, self.snapshot
        if not wish.action.adds_risk or snapshot is None:
            return []
        since_ms = order.intent.server_ms - _LOOKALIKE_MS
        opened = [row for row in snapshot.positions.values() if row.opened_at >= since_ms]
        placed = [row for row in snapshot.pending.values() if row.placed_at >= since_ms]
        ended = [row for row in self._store.account.history.values() if row.opened_at >= since_ms]
        rows: Iterable[Record] = (*opened, *placed, *ended)
        same = [row for row in rows if (row.symbol, row.side, row.volume) == (wish.symbol, wish.side, wish.volume)]
        return sorted({row.request_id for row in same if not self._attributed(row)})

    def _attributed(self, row: Record) -> bool:
        known = is_tag(row.custom_comment) or row.request_id in self.foreign.items
        made_by_us = any(each.position == row.position for each in self._book.on_trade(row.position) if proven(each))
        return known or made_by_us or bool(self._book.holders(row.request_id))

    def unaccounted(self) -> bool:
        """Whether snapshots lack a position that was open and of whose end nothing is known: they may lack more."""
        limit = self._clock.monotonic() - FORGOTTEN_AFTER_S
        for number, since in list(self._open.items()):
            if since is not None and (since < limit or self.closed_of(number)):
                del self._open[number]
        return self.snapshot is None or any(since is not None for since in self._open.values())
