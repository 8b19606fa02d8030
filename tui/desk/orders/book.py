"""The orders that the program knows, and the only place where they take steps: folded, written down, told."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from tui.clock import Clock
from tui.desk.orders.ports import JournalLike
from tui.desk.orders.shelves import Shelves
from tui.desk.orders.tasks import Waiting, quietly
from tui.desk.orders.turns import Turns
from tui.domain.events import Event, OrderChanged
from tui.domain.intent import Intent
from tui.domain.order import IllegalStepError, Order, advance, begin, fold
from tui.domain.steps import OrderState, Step, StepKind
from tui.errors import TradedeckError
from tui.xapi.timing import pause

WATCHED_DAYS = 35
"""For so long an order's tag is looked out for, whatever became of it."""

MOST_ORDERS = 5_000
"""Orders that are kept in memory; beyond that the oldest settled ones are no longer looked out for."""

HOLD_S = 0.004
"""How long an intent waits for the row that says it is being sent, to be written with it; a sync takes as long."""

_DAY_MS = 86_400_000


@dataclass(slots=True)
class Unborn:
    """The steps of an order whose intent is not durable yet, and who waits for that; `due`: write them at once."""

    steps: list[Step]
    durable: asyncio.Future[Order]
    due: asyncio.Event = field(default_factory=asyncio.Event)


class OrderBook:
    """Orders by tag, by request number and by what they act on.

    `listener` is told of every change, with the order before and after; before is None for a new one. `turns` says
    which order came before which.
    """

    def __init__(
        self, clock: Clock, emit: Callable[[Event], None], listener: Callable[[Order | None, Order], None]
    ) -> None:
        self._clock = clock
        self._emit = emit
        self._listener = listener
        self._journal: JournalLike | None = None
        self._orders: dict[str, Order] = {}
        self._shelves = Shelves()
        self._waiting = Waiting()
        self._frozen = False
        self._unborn: dict[str, Unborn] = {}
        self._births: set[asyncio.Task[None]] = set()
        self._loaded: dict[str, int] = {}
        self.turns = Turns()
        self.epoch = 0
        self.started = clock.monotonic()

    # Reading

    def __iter__(self) -> Iterator[Order]:
        return iter(list(self._orders.values()))

    def get(self, tag: str) -> Order | None:
        """Return an order by its tag."""
        return self._orders.get(tag)

    def holders(self, number: int) -> list[Order]:
        """Return the orders that go by a request number."""
        return [self._orders[tag] for tag in self._shelves.of_number(number)]

    def on_trade(self, position: int) -> list[Order]:
        """Return the orders that made a trade or act on it, by tag."""
        return [self._orders[tag] for tag in self._shelves.of_trade(position)]

    def unsettled(self) -> list[Order]:
        """Return the orders that the program is not done with."""
        return [order for order in self._orders.values() if not order.state.settled]

    def of_this_run(self, step: Step) -> bool:
        """Whether a step was taken in this run, so that its monotonic time and its epoch are comparable."""
        return step.number >= self._loaded.get(step.tag, 0)

    # Changing

    def equip(self, journal: JournalLike | None, *, frozen: bool = False) -> None:
        """Write into this journal from now on, None: steps stay in memory. A frozen book takes no steps at all."""
        self._journal = journal
        self._frozen = frozen

    def load(self, steps: Sequence[Step], now_ms: int) -> None:
        """Take over the orders of earlier runs. Raises IllegalStepError for a journal that tells nonsense."""
        oldest_ms = now_ms - WATCHED_DAYS * _DAY_MS
        for order in fold(steps).values():
            if order.steps[0].at_ms >= oldest_ms or not order.state.settled:
                self._keep(order)
                self._loaded[order.tag] = order.next_number
                self._emit(OrderChanged(order, self._clock.monotonic()))
        self.turns.read(step.tag for step in steps if step.tag in self._orders)
        self._forget_old()

    def open(self, intent: Intent) -> asyncio.Future[Order]:
        """Begin an order; the outcome is the order once it is durable, or what the journal raised: then it never was.

        It is written down together with the next durable step, or by itself a moment later: one sync serves both.
        Nobody hears of it before.
        """
        order = begin(self._step(intent.tag, 0, StepKind.INTENT, intent=intent))
        self._keep(order)
        self._forget_old()
        durable: asyncio.Future[Order] = asyncio.get_running_loop().create_future()
        durable.add_done_callback(lambda done: done.cancelled() or done.exception())
        unborn = self._unborn[intent.tag] = Unborn(list(order.steps), durable)
        task = asyncio.get_running_loop().create_task(quietly(partial(self._bear, intent.tag, unborn)))
        self._births.add(task)
        task.add_done_callback(self._births.discard)
        return durable

    async def take_durably(self, tag: str, kind: StepKind, **facts: Any) -> Order:
        """Let an order take a step and return when it is durable; nobody hears of it before."""
        before = self._orders[tag]
        step = self._step(tag, before.next_number, kind, **facts)
        after = advance(before, step)
        # Kept at once, so that a step that comes meanwhile gets the next number.
        self._keep(after)
        if not await self._write(tag, step):
            self._tell(before, self._orders[tag])
        return after

    def take(self, tag: str, kind: StepKind, *, always: bool = False, **facts: Any) -> bool:
        """Let an order take a step, written down in its turn; return whether it did.

        A step that cannot follow is dropped, and so is news of the broker that changes nothing, unless `always`.
        """
        before = self._orders.get(tag)
        if before is None or self._frozen:
            return False
        step = self._step(tag, before.next_number, kind, **facts)
        try:
            after = advance(before, step)
        except IllegalStepError:
            return False
        if kind in _ONLY_NEWS and not always and replace(after, steps=before.steps) == before:
            return False
        self._keep(after)
        unborn = self._unborn.get(tag)
        if unborn is not None:
            unborn.steps.append(step)
            if kind is not StepKind.QUEUED:
                unborn.due.set()
            return True
        if self._journal is not None:
            self._journal.post(step)
        self._tell(before, after)
        return True

    async def until(self, tag: str, done: Callable[[Order], bool]) -> Order:
        """Return the order as soon as `done` says so."""
        while not done(self._orders[tag]):
            await self._waiting.news(tag)
        return self._orders[tag]

    async def _bear(self, tag: str, unborn: Unborn) -> None:
        await pause(self._clock, HOLD_S, unborn.due)
        with contextlib.suppress(TradedeckError):
            await self._write(tag)

    async def _write(self, tag: str, *steps: Step) -> bool:
        """Write what waits of an order, and these steps, in one go; return whether that brought the order to light."""
        unborn = self._unborn.get(tag)
        waiting = [*unborn.steps, *steps] if unborn is not None else list(steps)
        if unborn is not None:
            unborn.steps.clear()
        if not waiting:
            return False
        try:
            if self._journal is not None:
                await self._journal.append(waiting)
        except TradedeckError as error:
            self._stillborn(tag, error)
            raise
        if unborn is None or self._unborn.pop(tag, None) is None:
            return False
        for step in unborn.steps:
            if self._journal is not None:
                self._journal.post(step)
        self._tell(None, self._orders[tag])
        if not unborn.durable.done():
            unborn.durable.set_result(self._orders[tag])
        return True

    def _stillborn(self, tag: str, error: TradedeckError) -> None:
        """An order whose intent could not be written down has never been."""
        unborn = self._unborn.pop(tag, None)
        if unborn is None:
            return
        self._shelves.take_off(self._orders.pop(tag))
        self.turns.forget(tag)
        self._waiting.give_up(tag)
        if not unborn.durable.done():
            unborn.durable.set_exception(error)

    def _step(self, tag: str, number: int, kind: StepKind, **facts: Any) -> Step:
        return Step(
            tag=tag,
            number=number,
            kind=kind,
            at_ms=self._clock.now_ms(),
            mono=self._clock.monotonic(),
            **{"epoch": self.epoch, **facts},
        )

    def _tell(self, before: Order | None, after: Order) -> None:
        self._emit(OrderChanged(after, self._clock.monotonic()))
        self._listener(before, after)
        self._waiting.tell(after.tag)

    def _keep(self, order: Order) -> None:
        before = self._orders.get(order.tag)
        if before is not None:
            self._shelves.take_off(before)
        self._orders[order.tag] = order
        self._shelves.put(order)
        self.turns.took(order.tag)

    def _forget_old(self) -> None:
        surplus = len(self._orders) - MOST_ORDERS
        if surplus <= 0:
            return
        settled = [order for order in self._orders.values() if order.state.settled]
        for order in settled[:surplus]:
            self._shelves.take_off(order)
            self._loaded.pop(order.tag, None)
            self.turns.forget(order.tag)
            del self._orders[order.tag]


_ONLY_NEWS = frozenset({StepKind.STATUS, StepKind.RECORD, StepKind.UNNUMBERED})
"""Kinds that the broker repeats as it likes: only what changes something is written down."""


def proven(order: Order) -> bool:
    """Whether the broker has said or shown that it carried the order out."""
    return order.state in (OrderState.ACCEPTED, OrderState.CONFIRMED)
