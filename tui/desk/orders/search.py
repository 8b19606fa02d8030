"""Searches the broker's records for orders whose fate or effect has not been seen, at growing intervals.

One round is getTrades, the history where it is needed, and the status of every known number. Rounds never overlap.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial

from tui.clock import Clock
from tui.desk.broker import Broker
from tui.desk.orders.asking import Asker
from tui.desk.orders.book import OrderBook
from tui.desk.orders.proofs import Proofs
from tui.desk.orders.tasks import quietly
from tui.desk.orders.tracking import Tracker
from tui.desk.orders.watching import NO_VERDICT_S, Phase, Watch, phase_of
from tui.domain.absence import HISTORY_MARGIN_MS, Missing
from tui.domain.events import Event, HistoryLoaded, LinkState, TradesLoaded
from tui.domain.intent import Action
from tui.domain.order import Order
from tui.domain.steps import OrderState, StepKind
from tui.errors import TradedeckError
from tui.store.store import Store

LOOK_EVERY_S = 1.0
"""How close together snapshots are asked for because the last one was overtaken by the stream."""

ANEW_EVERY_S = 600.0
"""How often at most the session is made anew for the sake of a search; logins are few."""


class Search:
    """Keeps looking for every order that is not settled; `emit` gets what was read."""

    def __init__(
        self, book: OrderBook, tracker: Tracker, store: Store, clock: Clock, emit: Callable[[Event], None]
    ) -> None:
        self._book = book
        self._tracker = tracker
        self._store = store
        self._clock = clock
        self._emit = emit
        self._broker: Broker | None = None
        self.watches: dict[str, Watch] = {}
        self._proofs = Proofs(book, tracker, store, clock)
        self._asker = Asker(book, tracker, clock, self.watches)
        self._task: asyncio.Task[None] | None = None
        self._poll: asyncio.Task[None] | None = None
        self._look_wanted = False
        self._asked_at = float("-inf")
        self._anew_at = float("-inf")

    def attach(self, broker: Broker) -> None:
        """Ask this broker from now on."""
        self._broker = broker

    def changed(self, order: Order) -> None:
        """Begin, go on or end to look for an order that took a step."""
        phase = phase_of(order)
        known = self.watches.get(order.tag)
        if phase is None:
            self.watches.pop(order.tag, None)
        elif known is None or known.phase != phase:
            now = self._clock.monotonic()
            self.watches[order.tag] = Watch(phase, now, now)
            self.kick()

    def check_now(self, tag: str) -> None:
        """Search for an order at once."""
        watch = self.watches.get(tag)
        if watch is not None:
            watch.next_check = self._clock.monotonic()
            self.kick()

    def look(self) -> None:
        """Ask for one snapshot soon, whatever is being looked for."""
        self._look_wanted = True

    def session_lost(self) -> None:
        """Everything waits for the next session; what was under way is given up."""
        self._proofs.session_lost()
        for task in (self._task, self._poll):
            if task is not None:
                task.cancel()
        for watch in self.watches.values():
            watch.next_check = self._clock.monotonic()
            watch.denied = False

    def kick(self) -> None:
        """Begin a round if one is due, the session stands and none is under way."""
        rested = self._clock.monotonic() - self._asked_at >= LOOK_EVERY_S
        look = rested and (self._look_wanted or self._tracker.outdated)
        if self._ready and self._task is None and (look or self._due()):
            self._look_wanted = False
            self._task = asyncio.get_running_loop().create_task(quietly(self._background))
            self._task.add_done_callback(lambda _: self._ended())

    def keep(self) -> None:
        """Called about once a second: what has waited too long for its verdict, and what is due."""
        now = self._clock.monotonic()
        for tag, watch in list(self.watches.items()):
            if watch.overdue(now):
                self._book.take(tag, StepKind.LOST, reason=f"no verdict for {NO_VERDICT_S:.0f} seconds")
        self.kick()
        if self._ready and self._poll is None:
            due = [tag for tag, watch in self.watches.items() if watch.poll_due(now)]
            if due:
                self._poll = asyncio.get_running_loop().create_task(quietly(partial(self._polling, due)))
                self._poll.add_done_callback(lambda _: self._polled())

    async def reconcile(self) -> None:
        """Make a round now, before the session counts as ready. Raises what the reads raise."""
        await self._round(history=bool(self._book.unsettled()))

    def invisible(self) -> list[Order]:
        """Return, once each, the orders that were accepted a while ago and whose effect has not been seen."""
        now = self._clock.monotonic()
        found: list[Order] = []
        for tag, watch in self.watches.items():
            order = self._book.get(tag)
            if order is not None and not watch.told and watch.invisible(now):
                watch.told = True
                found.append(order)
        return found

    def lacks(self, order: Order) -> tuple[Missing, ...]:
        """Return what the proof of absence of an order still lacks."""
        return self._proofs.lacks(order, self.watches.get(order.tag))

    @property
    def _ready(self) -> bool:
        return self._broker is not None and self._store.link.current.state is LinkState.READY

    def _ended(self) -> None:
        self._task = None
        self.kick()

    def _polled(self) -> None:
        self._poll = None

    def _due(self) -> bool:
        now = self._clock.monotonic()
        return any(watch.due(now) for watch in self.watches.values())

    # One round

    async def _background(self) -> None:
        watches = self.watches.values()
        unsure = any(watch.phase is Phase.FATE or (watch.phase is Phase.EFFECT and watch.checks) for watch in watches)
        closing = any(order.intent.action is Action.CLOSE for order in self._book.unsettled())
        try:
            await self._round(history=unsure or closing)
        except TradedeckError:
            # A read that fails is no evidence of anything; the next one comes in its time.
            self._count_check()

    async def _polling(self, tags: list[str]) -> None:
        with contextlib.suppress(TradedeckError):
            if self._broker is not None:
                await self._asker.statuses(self._broker, tags)

    async def _round(self, *, history: bool) -> None:
        broker = self._broker
        if broker is None:
            return
        epoch, asked, alive = self._book.epoch, self._clock.monotonic(), self._proofs.alive()
        self._asked_at = asked
        wanted = [order for order in self._book.unsettled() if phase_of(order) is not None]
        trades = await broker.open_trades()
        self._emit(TradesLoaded(trades.positions, trades.pending, asked))
        from_ms = 0
        if history:
            from_ms = self._history_start(wanted)
            closed = await broker.closed_trades(from_ms, 0, urgent=True)
            self._emit(HistoryLoaded(tuple(closed), from_ms, self._server_ms()))
        await self._asker.statuses(broker, [order.tag for order in wanted if self._asker.helps(order)])
        await self._asker.around(broker, wanted)
        self._tracker.evaluate()
        if history:
            self._proofs.searched(asked, epoch, from_ms, alive=alive)
        self._count_check()
        self._conclude()

    def _history_start(self, wanted: list[Order]) -> int:
        oldest = min((order.intent.server_ms for order in wanted), default=self._server_ms())
        return oldest - HISTORY_MARGIN_MS

    # What a round leads to

    def _count_check(self) -> None:
        now = self._clock.monotonic()
        for watch in self.watches.values():
            if watch.due(now):
                watch.checked(now)

    def _conclude(self) -> None:
        anew = False
        for tag, watch in list(self.watches.items()):
            order = self._book.get(tag)
            if order is not None and order.state is OrderState.UNKNOWN:
                anew |= self._proofs.conclude(order, watch)
        if anew:
            self._log_in_anew()

    def _log_in_anew(self) -> None:
        """Give a search that lacks nothing else the new login that it needs, if that disturbs no order."""
        now = self._clock.monotonic()
        quiet = not any(order.state.in_flight for order in self._book.unsettled())
        if self._broker is not None and quiet and now - self._anew_at >= ANEW_EVERY_S:
            self._anew_at = now
            self._broker.reconnect()

    def _server_ms(self) -> int:
        return self._store.link.server_now_ms(self._clock.monotonic(), self._clock.now_ms())
