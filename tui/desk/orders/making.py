"""Makes orders of confirmed reviews: the intent is written down, then the order is on its way."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from tui.clock import Clock
from tui.desk.orders.book import OrderBook
from tui.desk.orders.gate import Gate
from tui.desk.orders.plans import Plans, PlanStep
from tui.desk.orders.reviews import Reviews
from tui.desk.orders.service import Review
from tui.desk.orders.tasks import quietly
from tui.domain.intent import Intent, OrderWish, new_tag
from tui.errors import GuardError, TradedeckError

if TYPE_CHECKING:
    from tui.desk.orders.sending import Sender


class Maker:
    """The only place where an intent begins. `sender` is set once there is a broker."""

    def __init__(
        self, book: OrderBook, gate: Gate, reviews: Reviews, plans: Plans, *, clock: Clock, server_ms: Callable[[], int]
    ) -> None:
        self._book = book
        self._gate = gate
        self._reviews = reviews
        self._plans = plans
        self._clock = clock
        self._server_ms = server_ms
        self._tasks: set[asyncio.Task[object]] = set()
        self.sender: Sender | None = None

    async def confirm(self, review: Review, override: str) -> str:
        """Burn a review and make its first order; the rest of a plan follows by itself. Raises GuardError."""
        self._reviews.burn(review, override)
        # From here on it counts for whatever is confirmed beside it.
        self._gate.making.append(review.wishes[0])
        # Whoever is cancelled while he waits has confirmed all the same.
        making = asyncio.get_running_loop().create_task(self._make_all(review))
        self._own(making)
        return await asyncio.shield(making)

    def cancel(self) -> None:
        """Make nothing more of what has been confirmed."""
        for task in self._tasks:
            task.cancel()

    async def _make_all(self, review: Review) -> str:
        first = await self._make(review.wishes[0])
        if len(review.wishes) > 1:
            plan = review.wishes[0].plan
            steps = [PlanStep(wish, self._later(review, wish)) for wish in review.wishes]
            self._plans.begin(plan, steps)
            running = quietly(partial(self._plans.run, plan, steps, first))
            self._own(asyncio.get_running_loop().create_task(running))
        return first

    def _later(self, review: Review, wish: OrderWish) -> Callable[[], asyncio.Task[str]]:
        """Return how to make a later order of a plan: everything is asked again at its own time."""

        async def make() -> str:
            off = self._gate.off()
            problem = off.reason if off is not None else self._gate.stale(wish)
            problem = problem or self._reviews.moved(review, wish) or self._gate.refusal([wish])
            if problem:
                raise GuardError("It was not made", problem)
            self._gate.making.append(wish)
            return await self._make(wish)

        return lambda: asyncio.get_running_loop().create_task(make())

    async def _make(self, wish: OrderWish) -> str:
        """Write an intent down and start it; the wish is among those being made."""
        setup = self._gate.setup
        assert setup is not None
        intent = Intent(
            tag=new_tag(self._clock.now_ms(), setup.random_bits),
            account=setup.account,
            server_ms=self._server_ms(),
            wish=wish,
            price_age_s=self._reviews.price_age_s(wish),
        )
        assert self.sender is not None
        durable = self._book.open(intent)
        self._gate.making.remove(wish)
        self.sender.start(intent.tag)
        try:
            await durable
        except TradedeckError as error:
            self._gate.broken = error.detail or error.title
            raise GuardError("The order could not be written down, so it was not made", self._gate.broken) from error
        return intent.tag

    def _own(self, task: asyncio.Task[object]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        with contextlib.suppress(asyncio.CancelledError):
            task.exception()
