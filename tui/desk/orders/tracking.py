"""What becomes of orders that have left: every status and record of the broker is held against them as it comes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from tui.clock import Clock
from tui.desk.orders.book import OrderBook, proven
from tui.domain.effects import read
from tui.domain.events import (
    Event,
    HistoryLoaded,
    PendingChanged,
    PendingRemoved,
    PositionChanged,
    RequestStatusChanged,
    TradeClosed,
    TradesLoaded,
)
from tui.domain.evidence import Record, Sighting, Snapshot, View, change_shows, record_shows
from tui.domain.intent import Action, is_tag
from tui.domain.order import Order
from tui.domain.position import ClosedTrade, PendingOrder, Position
from tui.domain.steps import STATUS_ACCEPTED, Basis, OrderState, StepKind
from tui.store.store import Store

PARK_S = 60.0
"""How long the status of an unknown number is kept: it can come before the reply that tells whose number it is."""

FORGOTTEN_AFTER_S = 600.0
"""How long a position may be missing without a record of its end before nobody waits for one any more."""

GONE_AFTER_S = 60.0
"""How long a pending order must be missing from snapshots to count as gone when the stream did not say so."""

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


@dataclass(slots=True)
class Leads:
    """What a view left open for an order: numbers to ask about, and why its target cannot tell any more."""

    ask: tuple[int, ...] = ()
    moot: str = ""


class Tracker:
    """Holds what the broker says against the orders of the book; `outdated`: it needs a newer snapshot for that."""

    def __init__(self, book: OrderBook, store: Store, clock: Clock) -> None:
        self._book = book
        self._store = store
        self._clock = clock
        self._parked: Lately[tuple[RequestStatusChanged, float]] = Lately(256)
        self._touched: Lately[float] = Lately()
        self._became: Lately[int] = Lately()
        self._removed: Lately[float] = Lately()
        self._missing: Lately[float] = Lately()
        self._foreign: Lately[bool] = Lately()
        self._open: dict[int, float | None] = {}
        self.snapshot: Snapshot | None = None
        self.leads: dict[str, Leads] = {}
        self.echo_epoch = -1
        self.outdated = False

    def handle(self, event: Event) -> None:
        """Take an event that the stores have applied already."""
        if isinstance(event, RequestStatusChanged):
            self.status(event)
        elif isinstance(event, PositionChanged):
            self._touch(event.position.position, event.received)
            self._open_row(event.position)
        elif isinstance(event, PendingChanged):
            self._touch(event.order.position, event.received)
            self._open_row(event.order)
        elif isinstance(event, TradeClosed):
            self._touch(event.trade.position, event.received)
            self._record(event.trade)
        elif isinstance(event, PendingRemoved):
            self._touch(event.position, event.received)
            self._removed.put(event.position, event.received)
        elif isinstance(event, TradesLoaded):
            self._snapshot_came(event)
        elif isinstance(event, HistoryLoaded):
            for trade in event.trades:
                self._record(trade)
            self.evaluate()

    def new_session(self) -> None:
        """What the last session showed is old; only what the broker said of numbers stays."""
        self.snapshot = None
        self.leads.clear()

    # Statuses

    def status(self, event: RequestStatusChanged, *, park: bool = True) -> None:
        """Hold a status against the order of its tag, else against the one order of its number."""
        number, tag = event.request_id, event.custom_comment
        holders = self._book.holders(number)
        if is_tag(tag):
            for holder in holders:
                if holder.tag != tag:
                    self._book.take(holder.tag, StepKind.UNNUMBERED, request_id=number)
            owner = self._owner(tag)
            if owner is None:
                self._foreign.put(number, True)
            else:
                self._take_status(owner, event)
        elif len(holders) == 1:
            self._take_status(holders[0], event)
        elif not holders and park:
            self._parked.put(number, (event, self._clock.monotonic()))
        elif not holders and tag:
            self._foreign.put(number, True)

    def numbered(self, tag: str) -> None:
        """Take up what was said of an order's number before it was known to be its."""
        order = self._book.get(tag)
        if order is None or order.request_id is None:
            return
        parked = self._parked.items.pop(order.request_id, None)
        if parked is not None:
            self.status(parked[0])

    def tidy(self) -> None:
        """Forget what nobody has claimed."""
        limit = self._clock.monotonic() - PARK_S
        for number in [number for number, (_, at) in self._parked.items.items() if at < limit]:
            del self._parked.items[number]

    def _take_status(self, order: Order, event: RequestStatusChanged) -> None:
        by_tag = order.tag == event.custom_comment
        self._book.take(
            order.tag,
            StepKind.STATUS,
            request_id=event.request_id,
            status=event.status,
            message=event.message,
            basis=Basis.TAG if by_tag else Basis.NUMBER,
        )

    def _owner(self, comment: str) -> Order | None:
        owner = self._book.get(comment) if is_tag(comment) else None
        if owner is not None:
            self.echo_epoch = self._book.epoch
        return owner

    # Records

    def _open_row(self, row: Position | PendingOrder) -> None:
        if isinstance(row, Position):
            self._open[row.position] = None
            self._became.put(row.request_id, row.position)
        self._record(row)
        on_trade = self._book.on_trade(row.position)
        for order in on_trade:
            if order.intent.action is Action.MODIFY and order.state in (OrderState.ACCEPTED, OrderState.UNKNOWN):
                sighting = change_shows(order, row, [other for other in on_trade if other is not order])
                if sighting is not None and order.step(StepKind.RECORD) is None:
                    self._take_record(order, sighting, always=True)

    def _record(self, record: Record) -> None:
        owner = self._owner(record.custom_comment)
        if owner is not None:
            self._shows(owner, record, owner)
        holders = [each for each in self._book.holders(record.request_id) if each is not owner]
        if not holders and isinstance(record, ClosedTrade):
            holders = [each for each in self._book.holders(record.order) if each is not owner]
        if not holders:
            return
        if owner is not None and owner.intent.action.adds_risk and not isinstance(record, ClosedTrade):
            # An open record's request is the one that opened it, and its tag says which order that was.
            for holder in holders:
                self._book.take(holder.tag, StepKind.UNNUMBERED, request_id=record.request_id)
        elif len(holders) == 1:
            self._shows(holders[0], record, owner)

    def _shows(self, order: Order, record: Record, owner: Order | None) -> None:
        sighting = record_shows(order, record, owner)
        if sighting is None:
            return
        known = order.position == sighting.position and (sighting.price is None or order.fill_price is not None)
        seen = order.step(StepKind.RECORD) is not None
        if not (proven(order) and known and seen):
            self._take_record(order, sighting, always=not seen)

    def _take_record(self, order: Order, sighting: Sighting, *, always: bool = False) -> None:
        self._book.take(
            order.tag,
            StepKind.RECORD,
            always=always,
            position=sighting.position,
            basis=sighting.basis,
            price=sighting.price,
            volume=sighting.volume,
        )

    # Snapshots

    def _snapshot_came(self, event: TradesLoaded) -> None:
        positions = {row.position: row for row in event.positions}
        pending = {row.position: row for row in event.pending}
        self.snapshot = Snapshot(positions, pending, event.asked)
        self.outdated = False
        rows: tuple[Position | PendingOrder, ...] = (*event.positions, *event.pending)
        for row in rows:
            if self._touched.items.get(row.position, event.asked) <= event.asked:
                self._open_row(row)
        for number, since in self._open.items():
            if number not in positions and since is None:
                self._open[number] = event.asked
        self._note_missing(self.snapshot)
        self.evaluate()

    def _note_missing(self, snapshot: Snapshot) -> None:
        for number in snapshot.pending:
            self._missing.items.pop(number, None)
        watched = [order.intent.wish for order in self._book.unsettled() if order.intent.wish.on_pending]
        targets = {wish.position for wish in watched} - {None, *snapshot.pending, *self._missing.items}
        for target in targets:
            self._missing.put(target or 0, snapshot.asked)

    def evaluate(self) -> None:
        """Hold the newest snapshot against every order whose effect has not been seen."""
        if self.snapshot is None:
            return
        for order in self._book.unsettled():
            if order.state in (OrderState.ACCEPTED, OrderState.UNKNOWN):
                self._evaluate(order, self.snapshot)

    def _evaluate(self, order: Order, snapshot: Snapshot) -> None:
        since = self._evidence_since(order)
        if self._newer_on_stream(order, snapshot) or snapshot.asked <= since:
            self.outdated = True
            return
        reading = read(order, self._view(order, snapshot))
        self.leads[order.tag] = Leads(reading.ask, reading.moot)
        if reading.overtaken:
            self._book.take(order.tag, StepKind.OVERTAKEN, reason=reading.overtaken)
        elif reading.shown is not None and order.state is OrderState.ACCEPTED:
            shown = reading.shown
            self._book.take(
                order.tag,
                StepKind.EFFECT,
                position=shown.position,
                price=shown.price,
                volume=shown.volume,
                basis=shown.basis,
            )
        elif reading.shown is not None:
            self._take_record(order, reading.shown, always=True)

    def _evidence_since(self, order: Order) -> float:
        """Return the time after which a snapshot must have been asked for: its acceptance, or its sending."""
        accepted = order.state is OrderState.ACCEPTED
        for step in reversed(order.steps):
            if not self._book.of_this_run(step):
                break
            verdict = step.kind is StepKind.RECORD or (step.kind is StepKind.STATUS and step.status == STATUS_ACCEPTED)
            if (accepted and verdict) or (not accepted and step.kind in (StepKind.SENDING, StepKind.SENT)):
                return step.mono
        return float("-inf")

    def _newer_on_stream(self, order: Order, snapshot: Snapshot) -> bool:
        trades = {order.position, order.intent.wish.position} - {None}
        return any(self._touched.items.get(number or 0, snapshot.asked) > snapshot.asked for number in trades)

    def _view(self, order: Order, snapshot: Snapshot) -> View:
        number = order.intent.wish.position
        others = [] if number is None else [each for each in self._book.on_trade(number) if each.tag != order.tag]
        return View(
            snapshot=snapshot,
            closed_of=self.closed_of,
            others=others,
            foreign=frozenset(self._foreign.items),
            became=self._became.items,
            gone=self._gone(self._clock.monotonic()),
            digits=self._store.market.digits(order.intent.wish.symbol),
        )

    def _gone(self, now: float) -> frozenset[int]:
        long_missing = {number for number, since in self._missing.items.items() if now - since >= GONE_AFTER_S}
        return frozenset(self._removed.items) | long_missing

    def closed_of(self, position: int) -> Sequence[ClosedTrade]:
        """Return the closed parts of a position, the oldest first."""
        parts = [trade for trade in self._store.account.history.values() if trade.position == position]
        return sorted(parts, key=lambda trade: trade.closed_at)

    # What a proof of absence must not overlook

    def something_like(self, order: Order) -> bool:
        """Whether something happened that could be this order, and nobody can be asked whose it was."""
        leads = self.leads.get(order.tag)
        return bool(leads is not None and leads.ask and not leads.moot) or bool(self.lookalikes(order))

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
        known = is_tag(row.custom_comment) or row.request_id in self._foreign.items
        made_by_us = any(each.position == row.position for each in self._book.on_trade(row.position) if proven(each))
        return known or made_by_us or bool(self._book.holders(row.request_id))

    def unaccounted(self) -> bool:
        """Whether snapshots lack a position that was open and of whose end nothing is known: they may lack more."""
        limit = self._clock.monotonic() - FORGOTTEN_AFTER_S
        for number, since in list(self._open.items()):
            if since is not None and (since < limit or self.closed_of(number)):
                del self._open[number]
        return self.snapshot is None or any(since is not None for since in self._open.values())

    def _touch(self, number: int, received: float) -> None:
        self._touched.put(number, received)


_LOOKALIKE_MS = 60_000
