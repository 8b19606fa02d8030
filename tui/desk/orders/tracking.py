"""What becomes of orders that have left: every status and record of the broker is held against them as it comes."""

from __future__ import annotations

from dataclasses import dataclass

from tui.clock import Clock
from tui.desk.orders.book import OrderBook, proven
from tui.desk.orders.shown import Lately, Shown
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
from tui.domain.evidence import Record, Sighting, Snapshot, change_shows, record_shows
from tui.domain.intent import Action, is_tag
from tui.domain.order import Order
from tui.domain.position import ClosedTrade, PendingOrder, Position
from tui.domain.steps import STATUS_ACCEPTED, Basis, OrderState, StepKind
from tui.store.store import Store

PARK_S = 60.0
"""How long the status of an unknown number is kept: it can come before the reply that tells whose number it is."""


@dataclass(slots=True)
class Leads:
    """What a view left open for an order: numbers to ask about, and why its target cannot tell any more."""

    ask: tuple[int, ...] = ()
    moot: str = ""


class Tracker:
    """Holds what the broker says against the orders of the book; `outdated`: it needs a newer snapshot for that."""

    def __init__(self, book: OrderBook, store: Store, clock: Clock) -> None:
        self._book = book
        self._clock = clock
        self._parked: Lately[tuple[RequestStatusChanged, float]] = Lately(256)
        self.shown = Shown(book, store, clock)
        self.leads: dict[str, Leads] = {}
        self.echo_epoch = -1
        self.outdated = False

    def handle(self, event: Event) -> None:
        """Take an event that the stores have applied already."""
        if isinstance(event, RequestStatusChanged):
            self.status(event)
        elif isinstance(event, PositionChanged):
            self.shown.touch(event.position.position, event.received)
            self._open_row(event.position)
        elif isinstance(event, PendingChanged):
            self.shown.touch(event.order.position, event.received)
            self._open_row(event.order)
        elif isinstance(event, TradeClosed):
            self.shown.touch(event.trade.position, event.received)
            self._record(event.trade)
        elif isinstance(event, PendingRemoved):
            self.shown.removed(event)
        elif isinstance(event, TradesLoaded):
            self._snapshot_came(event)
        elif isinstance(event, HistoryLoaded):
            for trade in event.trades:
                self._record(trade)
            self.evaluate()

    def new_session(self) -> None:
        """What the last session showed is old; only what the broker said of numbers stays."""
        self.shown.snapshot = None
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
                self.shown.foreign.put(number, True)
            else:
                self._take_status(owner, event)
        elif len(holders) == 1:
            self._take_status(holders[0], event)
        elif not holders and park:
            self._parked.put(number, (event, self._clock.monotonic()))
        elif not holders and tag:
            self.shown.foreign.put(number, True)

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
        self.shown.open_row(row)
        self._record(row)
        for order in self._book.on_trade(row.position):
            if order.intent.action is Action.MODIFY and order.state in (OrderState.ACCEPTED, OrderState.UNKNOWN):
                others = [other for other in self._book.on_trade(row.position) if other.tag != order.tag]
                sighting = change_shows(order, row, others, self.shown.over_before(order, others))
                if sighting is not None and order.step(StepKind.RECORD) is None:
                    self._take_record(order, sighting, always=True)

    def _record(self, record: Record) -> None:
        owner = self._owner(record.custom_comment)
        tag = "" if owner is None else owner.tag
        if owner is not None:
            self._shows(owner, record, owner)
        holders = [each for each in self._book.holders(record.request_id) if each.tag != tag]
        if not holders and isinstance(record, ClosedTrade):
            holders = [each for each in self._book.holders(record.order) if each.tag != tag]
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
        self.outdated = False
        for row in self.shown.take_snapshot(event):
            self._open_row(row)
        self.evaluate()

    def evaluate(self) -> None:
        """Hold the newest snapshot against every order whose effect has not been seen."""
        snapshot = self.shown.snapshot
        if snapshot is None:
            return
        for order in self._book.unsettled():
            if order.state in (OrderState.ACCEPTED, OrderState.UNKNOWN):
                self._evaluate(order, snapshot)

    def _evaluate(self, order: Order, snapshot: Snapshot) -> None:
        since = self._evidence_since(order)
        if self.shown.newer_on_stream(order, snapshot) or snapshot.asked <= since:
            self.outdated = True
            return
        reading = read(order, self.shown.view(order, snapshot))
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

    # What a proof of absence must not overlook

    def something_like(self, order: Order) -> bool:
        """Whether something happened that could be this order, and nobody can be asked whose it was."""
        leads = self.leads.get(order.tag)
        return bool(leads is not None and leads.ask and not leads.moot) or bool(self.shown.lookalikes(order))
