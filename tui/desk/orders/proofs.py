"""What searches lead to: what is written down of them, and when the program itself stops looking."""

from __future__ import annotations

from collections import deque

from tui.clock import Clock
from tui.desk.orders.book import OrderBook
from tui.desk.orders.tracking import Tracker
from tui.desk.orders.watching import Watch
from tui.domain.absence import Facts, Missing, Round, counting, missing
from tui.domain.events import LinkState
from tui.domain.freshness import STALE_AFTER_S
from tui.domain.order import Order
from tui.domain.steps import StepKind
from tui.store.store import Store

MOOT_AFTER_S = 60.0
"""How long it is asked who ended the target of an order of unknown fate, once its end is known."""

_MOOT_CHECKS = 4
_MOST_ROUNDS = 100
_WRITING = (StepKind.SENDING, StepKind.SENT, StepKind.REPLY, StepKind.LOST)


class Proofs:
    """Collects searches, and draws the conclusions for orders of unknown fate."""

    def __init__(self, book: OrderBook, tracker: Tracker, store: Store, clock: Clock) -> None:
        self._book = book
        self._tracker = tracker
        self._store = store
        self._clock = clock
        self._rounds: deque[Round] = deque(maxlen=_MOST_ROUNDS)

    def session_lost(self) -> None:
        """Searches of another login prove nothing."""
        self._rounds.clear()

    def searched(self, asked: float, epoch: int, history_from_ms: int, *, alive: bool) -> None:
        """Note a search that has just been answered; `alive`: the session was, when it began."""
        whole = alive and self.alive() and epoch == self._book.epoch and not self._tracker.shown.unaccounted()
        self._rounds.append(Round(asked, self._clock.monotonic(), epoch, history_from_ms, whole))

    def alive(self) -> bool:
        """Whether the session stands and its feed is heard."""
        age = self._store.link.feed_age(self._clock.monotonic())
        return self._store.link.current.state is LinkState.READY and age is not None and age < STALE_AFTER_S

    def conclude(self, order: Order, watch: Watch) -> bool:
        """Write down what the searches have come to for an UNKNOWN order, and settle it if they settle it.

        Return whether a new login is all that the proof still lacks.
        """
        facts = self._facts(order, watch)
        self._note(order.tag, watch, min(2, len(counting(facts))))
        leads = self._tracker.leads.get(order.tag)
        if leads is not None and leads.moot:
            # Its target's end is proven, so nothing can come of it; only by whom may still be told for a while.
            if watch.checks >= _MOOT_CHECKS and facts.now - watch.since >= MOOT_AFTER_S:
                self._book.take(order.tag, StepKind.OVERTAKEN, reason=leads.moot)
            return False
        lacks = missing(facts)
        if not lacks:
            self._book.take(order.tag, StepKind.ABSENT)
        return lacks == (Missing.NEW_LOGIN,)

    def lacks(self, order: Order, watch: Watch | None) -> tuple[Missing, ...]:
        """Return what the proof that an order left no trace still lacks."""
        return missing(self._facts(order, watch))

    def _note(self, tag: str, watch: Watch, count: int) -> None:
        """Write a search down where it says something that the last one did not."""
        outcome = "searched, no trace" + (f"; {count} of 2 for the proof" if count else "")
        if outcome != watch.outcome:
            watch.outcome = outcome
            self._book.take(tag, StepKind.CHECKED, reason=outcome)

    def _facts(self, order: Order, watch: Watch | None) -> Facts:
        now, now_ms = self._clock.monotonic(), self._clock.now_ms()
        writing = [step for step in order.steps if step.kind in _WRITING]
        here = [step for step in writing if self._book.of_this_run(step)]
        sending = next((step for step in here if step.kind is StepKind.SENDING), None)
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
