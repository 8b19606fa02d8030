"""A desk with its order desk on a fake broker, a journal in memory, and a clock that the test moves."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from tests.examples import a_closed_trade, a_position, a_quote, an_instrument
from tests.fakes import FakeBroker, FakeClock, settle
from tui.desk.desk import Desk
from tui.desk.orders.gate import OrderSetup
from tui.desk.watchlists import Watchlists
from tui.domain import events as ev
from tui.domain.events import LinkState
from tui.domain.intent import Action, OrderWish
from tui.domain.order import Order, fold
from tui.domain.position import ClosedTrade, OrderKind, PendingOrder, Position, Side
from tui.domain.steps import OrderState, Step, StepKind
from tui.errors import TradedeckError
from tui.store.store import Store
from tui.xapi.pending import OrderReply
from tui.xapi.replies import OpenTrades, TradeVerdict

ACCOUNT = "demo:1000"


class MemoryJournal:
    """A journal that keeps its steps in a list; `failure` makes every further write fail."""

    def __init__(self, steps: Sequence[Step] = ()) -> None:
        self.steps = list(steps)
        self.holder = ""
        self.damage = ""
        self.failure: TradedeckError | None = None
        self.writes: list[list[StepKind]] = []
        self.closed = False

    async def append(self, steps: Sequence[Step]) -> None:
        if self.failure is not None:
            raise self.failure
        self.steps.extend(steps)
        self.writes.append([step.kind for step in steps])

    def post(self, step: Step) -> None:
        if self.failure is None:
            self.steps.append(step)

    async def load(self) -> Sequence[Step]:
        return tuple(self.steps)

    async def orders(self, limit: int = 200, *, before: str = "") -> Sequence[Order]:
        return list(reversed(fold(self.steps).values()))[:limit]

    async def close(self) -> None:
        self.closed = True

    def kinds(self, tag: str) -> list[StepKind]:
        return [step.kind for step in self.steps if step.tag == tag]


class OrderScene:
    """One run of the program on a fake broker; a second one on the same journal is the run after a crash."""

    def __init__(
        self,
        journal: MemoryJournal | None = None,
        clock: FakeClock | None = None,
        broker: FakeBroker | None = None,
        *,
        without_journal: bool = False,
        **setup: Any,
    ) -> None:
        self.clock = clock or FakeClock()
        self.store = Store()
        self.journal = journal or MemoryJournal()
        self.desk = Desk(self.store, self.clock, Watchlists({"Mine": ["EURUSD"]}))
        self.broker = broker or FakeBroker()
        self.broker.emit = self.desk.handle
        self.orders = self.desk.orders
        self.told: list[ev.Announced] = []
        usual = OrderSetup(account=ACCOUNT, badge="DEMO", journal=self.journal, random_bits=Random(1).getrandbits)
        self.orders.equip(replace(usual, **(setup | ({"journal": None} if without_journal else {}))))
        self.desk.attach(self.broker)
        self.epoch = 0

    def event(self, event: ev.Event) -> None:
        self.desk.handle(event)

    def link(self, state: LinkState) -> None:
        self.event(ev.LinkChanged(state, self.epoch, self.clock.monotonic()))

    async def log_in(self) -> None:
        """A new login, reconciled and with a living feed and price."""
        self.epoch += 1
        self.broker.epoch = self.epoch
        marks = self.broker.ready_marks
        self.link(LinkState.SYNCING)
        self.alive()
        await settle()
        if self.broker.ready_marks > marks:
            self.link(LinkState.READY)
        await settle()

    async def drop(self) -> None:
        """The connection is lost."""
        self.link(LinkState.CONNECTING)
        await settle()

    def alive(self) -> None:
        now = self.clock.monotonic()
        self.event(ev.FeedHeard(self.clock.now_ms(), now))
        self.event(ev.InstrumentsLoaded((an_instrument(),), False))
        self.event(ev.QuoteChanged(a_quote(at_ms=self.clock.now_ms()), now))

    async def wait(self, seconds: float, *, step: float = 1.0) -> None:
        """Let time pass with a living feed, and everything happen that is due in it."""
        left = seconds
        while left > 0:
            self.clock.advance(min(step, left))
            left -= step
            self.alive()
            self.desk.keep()
            await settle()

    async def confirm(self, *wishes: OrderWish, override: str = "") -> str:
        """Review and confirm; return the tag of the first order once everything has run that can."""
        tags = await self.orders.confirm(self.orders.review(wishes), override=override)
        await settle()
        return tags[0]

    def order(self, tag: str) -> Order:
        order = self.store.orders.of(tag)
        assert order is not None
        return order

    def state(self, tag: str) -> OrderState:
        return self.order(tag).state

    def kinds(self, tag: str) -> list[str]:
        return [step.kind.value for step in self.order(tag).steps]

    def at_its_turn(self, action: Callable[[], object]) -> None:
        """Let something happen when an order's turn on the line has come, right before it is written down as sent."""
        send = self.broker.send_order

        async def later(*arguments: Any, **hooks: Any) -> OrderReply:
            action()
            return await send(*arguments, **hooks)

        self.broker.send_order = later  # type: ignore[method-assign]

    def cut_short(self) -> None:
        """Let sending be interrupted after it is written down and before anybody knows whether the bytes left."""

        async def interrupted(*_: Any, barrier: Callable[[int], Awaitable[None]], **hooks: Any) -> OrderReply:
            await barrier(self.broker.epoch)
            raise asyncio.CancelledError

        self.broker.send_order = interrupted  # type: ignore[method-assign]

    def busy_line(self) -> asyncio.Event:
        """Let orders wait for their turn until the event is set."""
        send, turn = self.broker.send_order, asyncio.Event()

        async def later(*arguments: Any, **hooks: Any) -> OrderReply:
            await turn.wait()
            return await send(*arguments, **hooks)

        self.broker.send_order = later  # type: ignore[method-assign]
        return turn

    def status(self, number: int, status: int, tag: str = "", message: str = "") -> None:
        self.event(ev.RequestStatusChanged(number, status, message, tag, None, self.clock.monotonic()))

    def verdict(self, number: int, status: int, tag: str = "") -> None:
        """What the broker answers from now on when it is asked about a request."""
        self.broker.verdicts[number] = TradeVerdict(number, status, "", tag, None, None)

    def silent_status(self, number: int) -> None:
        self.verdict(number, 1)

    def opened(self, tag: str, number: int = 500, **changes: Any) -> Position:
        """Let the broker have a position made by an order, from the next snapshot on."""
        facts = {"custom_comment": tag, "request_id": 7002, "opened_at": self.clock.now_ms(), **changes}
        position = a_position(number, stop_loss=None, take_profit=None, **facts)
        self.broker.trades = replace(self.broker.trades, positions=(*self.broker.trades.positions, position))
        return position

    def hold(self, *rows: Position | PendingOrder) -> None:
        """Let the broker and the store have these and no other trades."""
        positions = tuple(row for row in rows if isinstance(row, Position))
        pending = tuple(row for row in rows if isinstance(row, PendingOrder))
        self.broker.trades = OpenTrades(positions, pending, ())

    def closed(self, number: int, volume: str = "0.10", **changes: Any) -> ClosedTrade:
        """Let the broker's history have a closed part of a position."""
        facts = {
            "comment": "",
            "closed_at": self.clock.now_ms(),
            "opened_at": self.clock.now_ms() - 9_000_000,
            **changes,
        }
        trade = a_closed_trade(number, volume=Decimal(volume), **facts)
        self.broker.closed = [*self.broker.closed, trade]
        return trade

    def titles(self) -> list[str]:
        return [each.title for each in self.store.orders.announcements]


async def ready(**facts: Any) -> OrderScene:
    """Return a scene that is logged in and reconciled."""
    scene = OrderScene(**facts)
    await scene.log_in()
    return scene


def buy(volume: str = "0.10", **changes: Any) -> OrderWish:
    wish = OrderWish(
        action=Action.OPEN, symbol="EURUSD", side=Side.BUY, volume=Decimal(volume), price=Decimal("1.08420")
    )
    return replace(wish, **changes)


def place(**changes: Any) -> OrderWish:
    wish = OrderWish(
        action=Action.PLACE,
        symbol="EURUSD",
        side=Side.BUY,
        kind=OrderKind.LIMIT,
        volume=Decimal("0.10"),
        price=Decimal("1.08000"),
    )
    return replace(wish, **changes)


def numbered(number: int) -> OrderReply:
    return OrderReply(number, "", "", asked=1000.0, received=1000.05, raw='{"status":true}')


def refused(code: str, message: str = "") -> OrderReply:
    return OrderReply(None, code, message, asked=1000.0, received=1000.05, raw='{"status":false}')
