"""The order desk: confirmed wishes become intents, intents become at most one request each, and every one of them is
followed to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from tui.clock import Clock
from tui.desk.broker import Broker
from tui.desk.orders.book import OrderBook
from tui.desk.orders.doubts import doubt_about
from tui.desk.orders.gate import Gate, OrderSetup
from tui.desk.orders.making import Maker
from tui.desk.orders.margins import Margins
from tui.desk.orders.plans import Plans
from tui.desk.orders.recovery import line_lost, recovered
from tui.desk.orders.reviews import Reviews
from tui.desk.orders.search import Search
from tui.desk.orders.service import Doubt, Review, ReviewState, TradingState
from tui.desk.orders.telling import Teller
from tui.desk.orders.tracking import Tracker
from tui.domain.events import Announced, Event, LinkChanged, LinkState, Tone
from tui.domain.intent import OrderWish
from tui.domain.order import Order, allows
from tui.domain.steps import WORDS, OrderState, StepKind
from tui.errors import GuardError, TradedeckError
from tui.store.link import UP_STATES
from tui.store.store import Store


class OrderDesk:
    """Implements `OrderService`. Off until it is equipped, attached to a broker, and reconciled with it.

    `emit` takes its events; every event of the broker must come to `handle` after the stores have applied it.
    """

    def __init__(self, store: Store, clock: Clock, emit: Callable[[Event], None]) -> None:
        self._store = store
        self._clock = clock
        self._emit = emit
        self._book = OrderBook(clock, emit, self._order_changed)
        self._gate = Gate(self._book, store, clock)
        self._reviews = Reviews(self._gate, store, clock)
        self._tracker = Tracker(self._book, store, clock)
        self._search = Search(self._book, self._tracker, store, clock, emit)
        self._plans = Plans(self._book, clock, emit)
        self._teller = Teller(clock, emit)
        self._maker = Maker(self._book, self._gate, self._reviews, self._plans, clock=clock, server_ms=self._server_ms)
        self._margins = Margins()
        self._loading: asyncio.Task[None] | None = None
        self._one_click = False

    # Life

    def equip(self, setup: OrderSetup) -> None:
        """Trade on this account with this journal from now on; begins to read the journal."""
        self._gate.setup = setup
        self._gate.armed = not setup.real
        self._one_click = setup.one_click
        self._book.equip(setup.journal, frozen=setup.journal is not None and bool(setup.journal.holder))
        self._loading = asyncio.get_running_loop().create_task(self._load(setup))

    @property
    def equipped(self) -> bool:
        """Whether there is an account to trade on."""
        return self._gate.setup is not None

    def attach(self, broker: Broker) -> None:
        """Send to and ask this broker from now on."""
        # The records of the wire are heavy, and the desk is made before the first frame.
        from tui.desk.orders.sending import Sender

        self._maker.sender = Sender(self._book, broker, self._gate.objection, self._tracker.numbered, self._search.look)
        self._search.attach(broker)
        self._margins.attach(broker)

    async def reconcile(self) -> None:
        """Bring the orders in line with the broker; belongs before `mark_ready`. Raises what the reads raise."""
        if self._loading is not None:
            await asyncio.shield(self._loading)
        await self._search.reconcile()
        if self._teller.since_ms is None:
            self._teller.since_ms = self._server_ms()
        self._gate.reconciled = True

    def handle(self, event: Event) -> None:
        """Take an event that the stores have applied."""
        if isinstance(event, LinkChanged):
            self._link_changed(event)
            return
        self._tracker.handle(event)
        self._teller.handle(event)

    def keep(self) -> None:
        """Called about once a second: timers."""
        self._tracker.tidy()
        self._search.keep()
        for order in self._search.invisible():
            self._teller.invisible(order)
        if self._store.link.current.state is LinkState.READY:
            self._margins.keep(self._store.orders.unknown)

    def ending(self) -> None:
        """Let nothing more be confirmed or sent: the program is about to log out."""
        self._gate.closing = True

    async def close(self) -> None:
        """Write down how everything under way ended, and close the journal; the broker is closed already."""
        self.ending()
        self._search.session_lost()
        if self._maker.sender is not None:
            await self._maker.sender.ended()
        self._maker.cancel()
        if self._loading is not None:
            await asyncio.wait((self._loading,))
        journal = None if self._gate.setup is None else self._gate.setup.journal
        if journal is not None:
            await journal.close()

    def journal_failed(self, error: TradedeckError) -> None:
        """Nothing can be written down any more: trading goes off, reading goes on."""
        self._gate.broken = error.detail or error.title
        now = self._clock.monotonic()
        self._emit(Announced("The order journal failed; trading is off", self._gate.broken, Tone.ALARM, now))

    async def _load(self, setup: OrderSetup) -> None:
        problem = await recovered(self._book, setup.journal, self._clock.now_ms())
        if problem:
            self._gate.broken = problem
        for order in self._book.unsettled():
            self._search.changed(order)

    # Events

    def _link_changed(self, event: LinkChanged) -> None:
        self._book.epoch = event.epoch
        if event.state is LinkState.READY:
            self._search.kick()
            return
        self._gate.reconciled = False
        if event.state in UP_STATES:
            return
        self._tracker.new_session()
        self._search.session_lost()
        line_lost(self._book)

    def _order_changed(self, before: Order | None, after: Order) -> None:
        self._search.changed(after)
        self._teller.order_changed(before, after)
        self._plans.order_changed(after)

    # The screen's questions

    def trading(self, symbol: str | None = None, *, closing: bool = False) -> TradingState:
        """See `OrderService`."""
        return self._gate.trading(symbol, closing=closing)

    def review(self, wishes: Sequence[OrderWish]) -> Review:
        """See `OrderService`."""
        return self._reviews.make(wishes)

    def state_of(self, review: Review) -> ReviewState:
        """See `OrderService`."""
        return self._reviews.state_of(review)

    async def confirm(self, review: Review, *, override: str = "") -> tuple[str, ...]:
        """See `OrderService`."""
        return (await self._maker.confirm(review, override),)

    def stop_plan(self, plan: str) -> None:
        """See `OrderService`."""
        self._plans.stop(plan)

    def doubt(self, tag: str) -> Doubt | None:
        """See `OrderService`."""
        order = self._book.get(tag)
        if order is None or order.state is not OrderState.UNKNOWN:
            return None
        lacks, up = self._search.lacks(order), self._store.link.up
        return doubt_about(order, self._search.watches.get(tag), lacks, up, self._margins.of(order))

    def check_now(self, tag: str) -> None:
        """See `OrderService`."""
        self._search.check_now(tag)

    async def resolve(self, tag: str, word: str) -> None:
        """See `OrderService`."""
        order, said = self._book.get(tag), word.strip().lower()
        if said not in WORDS:
            raise GuardError("That is no answer", f"{word!r}", "Type `done` or `not done`.")
        if order is None or not allows(order, StepKind.RESOLVED):
            raise GuardError("The fate of that order is known")
        self._book.take(tag, StepKind.RESOLVED, reason=said)

    def arm(self, typed: str) -> None:
        """See `OrderService`."""
        setup = self._gate.setup
        if setup is None or typed.strip() != setup.login:
            raise GuardError("That is not the number of this account", hint="Nothing was armed.")
        self._gate.armed = True

    @property
    def armed(self) -> bool:
        """See `OrderService`."""
        return self._gate.armed

    @property
    def one_click(self) -> bool:
        """See `OrderService`."""
        return self._one_click and self._gate.armed

    def set_one_click(self, wanted: bool, typed: str = "") -> None:
        """See `OrderService`."""
        if wanted:
            self.arm(typed)
        self._one_click = wanted

    async def past(self, limit: int = 200) -> Sequence[Order]:
        """See `OrderService`."""
        setup = self._gate.setup
        if setup is None or setup.journal is None:
            return sorted(self._book, key=lambda order: order.tag, reverse=True)[:limit]
        return await setup.journal.orders(limit)

    def _server_ms(self) -> int:
        return self._store.link.server_now_ms(self._clock.monotonic(), self._clock.now_ms())
