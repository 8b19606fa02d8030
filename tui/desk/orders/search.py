"""Searches the broker's records for orders whose fate or effect has not been seen, at growing intervals.

One round is getTrades, the history where it is needed, and the status of every known number. Rounds never overlap.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tui.clock import Clock
from tui.desk.broker import Broker
from tui.desk.orders.book import OrderBook, quietly
from tui.desk.orders.tracking import Tracker
from tui.domain.absence import HISTORY_MARGIN_MS, Facts, Missing, Round, counting, missing
from tui.domain.events import Event, HistoryLoaded, LinkState, RequestStatusChanged, TradesLoaded
from tui.domain.freshness import STALE_AFTER_S
from tui.domain.intent import Action
from tui.domain.order import Order
from tui.domain.steps import OrderState, StepKind
from tui.errors import CommandRefusedError, TradedeckError
from tui.store.store import Store
from tui.xapi.codes import CodeClass, lookup

POLLS_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""When after its number came an order's status is asked for."""

NO_VERDICT_S = 60.0
"""How long after its number an order waits for a verdict before its fate counts as unknown."""

PAUSES_S = (0.0, 2.0, 3.0, 5.0, 10.0, 10.0)
"""The pauses before each of the first searches; afterwards `PAUSE_S`."""

LOOK_EVERY_S = 1.0
"""How close together snapshots are asked for because the last one was overtaken by the stream."""

PAUSE_S = 30.0
LONG_PAUSE_S = 120.0
_LONG_AFTER_S = 600.0
_VISIBLE_AFTER_S = 15.0
_MOST_ASKED = 4
_MOOT_CHECKS = 4

MOOT_AFTER_S = 60.0
"""How long it is asked who ended the target of an order of unknown fate, once its end is known."""

ANEW_EVERY_S = 600.0
"""How often at most the session is made anew for the sake of a search; logins are few."""

AGAIN_AFTER_S = 2.0
"""When a rejection that came by the stream is asked about once more: streams have been seen to say both."""

_PHASES = {
    OrderState.ACKED: "verdict",
    OrderState.PENDING: "verdict",
    OrderState.UNKNOWN: "fate",
    OrderState.ACCEPTED: "effect",
}
_SEARCHED = ("fate", "effect")
_WRITING = (StepKind.SENDING, StepKind.SENT, StepKind.REPLY, StepKind.LOST)


@dataclass(slots=True)
class Watch:
    """How far the search for one order is. `next_check` and `since` are monotonic seconds."""

    phase: str
    since: float
    next_check: float
    checks: int = 0
    polls: int = 0
    denied: bool = False
    outcome: str = ""
    told: bool = False


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
        self._rounds: deque[Round] = deque(maxlen=100)
        self._task: asyncio.Task[None] | None = None
        self._poll: asyncio.Task[None] | None = None
        self._look_wanted = False
        self._asked_at = float("-inf")
        self._anew_at = float("-inf")
        self.watches: dict[str, Watch] = {}

    def attach(self, broker: Broker) -> None:
        """Ask this broker from now on."""
        self._broker = broker

    def changed(self, order: Order) -> None:
        """Begin, go on or end to look for an order that took a step."""
        phase = _PHASES.get(order.state)
        if order.state is OrderState.REJECTED and order.steps[-1].kind is StepKind.STATUS:
            phase = "again"
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
        self._rounds.clear()
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
            if watch.phase == "verdict" and now - watch.since >= NO_VERDICT_S:
                self._book.take(tag, StepKind.LOST, reason=f"no verdict for {NO_VERDICT_S:.0f} seconds")
        self.kick()
        if self._ready and self._poll is None:
            due = [tag for tag, watch in self.watches.items() if _poll_due(watch, now)]
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
            if watch.phase == "effect" and not watch.told and now - watch.since >= _VISIBLE_AFTER_S and order:
                watch.told = True
                found.append(order)
        return found

    def lacks(self, order: Order) -> tuple[Missing, ...]:
        """Return what the proof of absence of an order still lacks."""
        return missing(self._facts(order))

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
        return any(watch.phase in _SEARCHED and watch.next_check <= now for watch in self.watches.values())

    # One round

    async def _background(self) -> None:
        try:
            phases = {watch.phase for watch in self.watches.values()}
            unsure = any(watch.checks > 0 for watch in self.watches.values() if watch.phase == "effect")
            closing = any(order.intent.action is Action.CLOSE for order in self._book.unsettled())
            await self._round(history="fate" in phases or unsure or closing)
        except TradedeckError:
            # A read that fails is no evidence of anything; the next one comes in its time.
            self._count_check()

    async def _polling(self, tags: list[str]) -> None:
        with contextlib.suppress(TradedeckError):
            await self._ask_statuses(tags)

    async def _round(self, *, history: bool) -> None:
        broker = self._broker
        if broker is None:
            return
        epoch, asked, alive = self._book.epoch, self._clock.monotonic(), self._alive()
        self._asked_at = asked
        wanted = [order for order in self._book.unsettled() if order.state in _PHASES]
        trades = await broker.open_trades()
        self._emit(TradesLoaded(trades.positions, trades.pending, asked))
        from_ms = 0
        if history:
            from_ms = self._history_start(wanted)
            closed = await broker.closed_trades(from_ms, 0, urgent=True)
            self._emit(HistoryLoaded(tuple(closed), from_ms, self._server_ms()))
        await self._ask_statuses([order.tag for order in wanted if self._status_helps(order)])
        await self._ask_around(wanted)
        self._tracker.evaluate()
        if history:
            whole = alive and self._alive() and epoch == self._book.epoch and not self._tracker.unaccounted()
            self._rounds.append(Round(asked, self._clock.monotonic(), epoch, from_ms, whole))
        self._count_check()
        self._conclude()

    def _history_start(self, wanted: list[Order]) -> int:
        oldest = min((order.intent.server_ms for order in wanted), default=self._server_ms())
        return oldest - HISTORY_MARGIN_MS

    def _status_helps(self, order: Order) -> bool:
        watch = self.watches.get(order.tag)
        if order.request_id is None or watch is None:
            return False
        return watch.phase == "fate" or self._clock.monotonic() - watch.since >= _VISIBLE_AFTER_S

    async def _ask_statuses(self, tags: list[str]) -> None:
        for tag in tags:
            order, watch = self._book.get(tag), self.watches.get(tag)
            if order is None or watch is None or order.request_id is None:
                continue
            watch.polls = max(watch.polls, _polls_by(self._clock.monotonic() - watch.since))
            known = await self._ask(order.request_id, park=True)
            watch.denied = known is False
            if watch.phase == "again":
                self.watches.pop(tag, None)

    async def _ask(self, number: int, *, park: bool) -> bool | None:
        """Ask where a request stands; return whether the broker knows it, None when it did not say."""
        assert self._broker is not None
        try:
            verdict = await self._broker.order_status(number)
        except CommandRefusedError as error:
            return False if lookup(error.code).kind is CodeClass.REFUSED else None
        event = RequestStatusChanged(
            number, verdict.status, verdict.message, verdict.custom_comment, None, self._clock.monotonic()
        )
        self._tracker.status(event, park=park)
        return True

    async def _ask_around(self, wanted: list[Order]) -> None:
        """Ask about requests that may be orders whose number was never told: their status bears the tag."""
        numbers: dict[int, None] = {}
        for order in wanted:
            now_known = self._book.get(order.tag)
            if now_known is not None and now_known.state is OrderState.UNKNOWN:
                leads = self._tracker.leads.get(order.tag)
                numbers |= dict.fromkeys([*(leads.ask if leads else ()), *self._tracker.lookalikes(order)])
        for number in list(numbers)[:_MOST_ASKED]:
            await self._ask(number, park=False)

    # What a round leads to

    def _count_check(self) -> None:
        now = self._clock.monotonic()
        for watch in self.watches.values():
            if watch.phase in _SEARCHED and watch.next_check <= now:
                watch.checks += 1
                watch.next_check = now + _pause(watch, now)

    def _conclude(self) -> None:
        for tag, watch in list(self.watches.items()):
            order = self._book.get(tag)
            if order is None or order.state is not OrderState.UNKNOWN:
                continue
            facts = self._facts(order)
            count = min(2, len(counting(facts)))
            outcome = "searched, no trace" + (f"; {count} of 2 for the proof" if count else "")
            if outcome != watch.outcome:
                watch.outcome = outcome
                self._book.take(tag, StepKind.CHECKED, reason=outcome)
            leads = self._tracker.leads.get(tag)
            if leads is not None and leads.moot:
                # Its target's end is proven, so nothing can come of it; only by whom may still be told for a while.
                if watch.checks >= _MOOT_CHECKS and facts.now - watch.since >= MOOT_AFTER_S:
                    self._book.take(tag, StepKind.OVERTAKEN, reason=leads.moot)
                continue
            lacks = missing(facts)
            if not lacks:
                self._book.take(tag, StepKind.ABSENT)
            elif lacks == (Missing.NEW_LOGIN,):
                self._log_in_anew()

    def _log_in_anew(self) -> None:
        """Give a search that lacks nothing else the new login that it needs, if that disturbs no order."""
        now = self._clock.monotonic()
        quiet = not any(order.state.in_flight for order in self._book.unsettled())
        if self._broker is not None and quiet and now - self._anew_at >= ANEW_EVERY_S:
            self._anew_at = now
            self._broker.reconnect()

    def _facts(self, order: Order) -> Facts:
        now, now_ms = self._clock.monotonic(), self._clock.now_ms()
        writing = [step for step in order.steps if step.kind in _WRITING]
        here = [step for step in writing if self._book.of_this_run(step)]
        sending = next((step for step in here if step.kind is StepKind.SENDING), None)
        watch = self.watches.get(order.tag)
        return Facts(
            now=now,
            now_ms=now_ms,
            epoch=self._book.epoch,
            sent_epoch=None if sending is None else sending.epoch,
            ready=self._store.link.current.state is LinkState.READY,
            feed_age_s=self._store.link.feed_age(now),
            last_write=max((step.mono for step in here), default=self._book.started),
            last_write_ms=max((step.at_ms for step in writing), default=now_ms),
            intent_server_ms=order.intent.server_ms,
            rounds=tuple(self._rounds),
            number_known=order.request_id is not None,
            number_denied=watch is not None and watch.denied,
            echo_epoch=self._tracker.echo_epoch,
            lookalike=self._tracker.something_like(order),
        )

    def _alive(self) -> bool:
        age = self._store.link.feed_age(self._clock.monotonic())
        return self._store.link.current.state is LinkState.READY and age is not None and age < STALE_AFTER_S

    def _server_ms(self) -> int:
        return self._store.link.server_now_ms(self._clock.monotonic(), self._clock.now_ms())


def _pause(watch: Watch, now: float) -> float:
    if watch.checks < len(PAUSES_S):
        return PAUSES_S[watch.checks]
    return LONG_PAUSE_S if now - watch.since >= _LONG_AFTER_S else PAUSE_S


def _polls_by(age_s: float) -> int:
    return sum(age_s >= at for at in POLLS_S)


def _poll_due(watch: Watch, now: float) -> bool:
    if watch.phase == "again":
        return now - watch.since >= AGAIN_AFTER_S
    return watch.phase == "verdict" and _polls_by(now - watch.since) > watch.polls
