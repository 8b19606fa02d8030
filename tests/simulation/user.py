"""A random user: looks at the screen, puts an order together, thinks, confirms, sometimes twice, sometimes too late."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from tests.simulation.evidence import Press, Row
from tui.clock import Clock
from tui.desk.orders.service import OrderService, Review
from tui.domain.intent import Action, OrderWish, closing, deleting, modifying, modifying_pending
from tui.domain.position import OrderKind, PendingOrder, Position, Side
from tui.errors import TradedeckError
from tui.store.store import Store

SYMBOLS = ("EURUSD", "EURUSD", "US500", "AAPL.US_9")
_POINT = {"EURUSD": Decimal("0.00001"), "US500": Decimal("0.1"), "AAPL.US_9": Decimal("0.01")}
_FAR = {"EURUSD": 60, "US500": 40, "AAPL.US_9": 30}
_VOLUMES = {"EURUSD": ("0.01", "0.02", "0.1", "0.35"), "US500": ("0.01", "0.04", "0.1"), "AAPL.US_9": ("1", "2", "5")}
_DAY_MS = 86_400_000


class User:
    """Uses one run of the program through its order service and what its store shows.

    `truth(tag)` is what the broker's own platform would tell (done, not done, None for "cannot say"), which the user
    asks before settling a doubt. `presses` and `counts` are shared by all runs of one seed.
    """

    def __init__(
        self,
        *,
        life: int,
        chance: Random,
        store: Store,
        service: OrderService,
        clock: Clock,
        presses: list[Press],
        counts: Counter[str],
        truth: Callable[[str], str | None],
    ) -> None:
        self._life = life
        self._chance = chance
        self._store = store
        self._service = service
        self._clock = clock
        self._presses = presses
        self._counts = counts
        self._truth = truth
        self.resolved: dict[str, str] = {}

    async def live(self, until_s: float, goal: int) -> None:
        """Act until cancelled, at a pace that all runs together come to so many orders by that moment of the clock."""
        while True:
            missing = goal - self._counts["confirmed"]
            left_s = max(60.0, until_s - self._clock.monotonic())
            pace_s = 60.0 if missing <= 0 else min(15.0, 0.8 * left_s / missing)
            await self._clock.sleep(self._chance.uniform(0.2, max(1.0, 2 * pace_s)))
            if missing <= 0 and self._chance.random() < 0.7:
                continue
            if self._chance.random() < 0.1:
                await self._settle_a_doubt()
            wishes = [wish for wish in self._wishes() if not self._changes_nothing(wish)]
            if wishes:
                await self._order(wishes)

    async def _order(self, wishes: Sequence[OrderWish]) -> None:
        self._counts["tried"] += 1
        try:
            review = self._service.review(wishes)
        except TradedeckError as error:
            self._counts[f"no review: {error.title}"] += 1
            return
        await self._clock.sleep(self._chance.choice((0.0, 0.3, 1.0, 4.0)))
        roll = self._chance.random()
        presses = 2 if roll < 0.15 else 1
        if roll < 0.05:
            self._counts["looked and left"] += 1
            return
        await asyncio.gather(*(self._press(review) for _ in range(presses)))
        if self._chance.random() < 0.05:
            await self._press(review)

    async def _press(self, review: Review) -> None:
        typed = review.override if self._chance.random() < 0.7 else ""
        press = Press(
            self._clock.monotonic(),
            self._life,
            f"{self._life}.{review.serial}",
            tuple(plain(wish) for wish in review.wishes),
            sure=False,
        )
        self._presses.append(press)
        try:
            press.tags = tuple(await self._service.confirm(review, override=typed))
            self._counts["confirmed"] += 1
        except TradedeckError as error:
            press.refused = error.title or type(error).__name__
            self._counts[f"refused: {error.title}"] += 1
        press.sure = True

    async def _settle_a_doubt(self) -> None:
        doubtful = self._store.orders.unknown
        if not doubtful:
            return
        tag = self._chance.choice(doubtful).tag
        word = self._truth(tag)
        if word is None or self._chance.random() < 0.5:
            self._service.check_now(tag)
            return
        try:
            await self._service.resolve(tag, word)
            self.resolved[tag] = word
            self._counts["resolved"] += 1
        except TradedeckError:
            self._counts["resolve refused"] += 1

    def _wishes(self) -> list[OrderWish]:
        """Return what the user wants now; empty when the screen gives nothing to want it on."""
        account = self._store.account
        positions = [one for one in account.positions.values() if one.symbol in _POINT]
        pending = [one for one in account.pending.values() if one.symbol in _POINT]
        wants: list[Callable[[], list[OrderWish]]] = [self._open, self._place]
        if len(positions) > 8:
            wants = [lambda: self._close_many(positions)]
        if positions:
            one = self._chance.choice(positions)
            wants += [
                lambda: self._modify(one),
                lambda: self._break_even(one),
                lambda: self._close(one),
                lambda: self._close_part(one),
                lambda: self._reverse(one),
                lambda: self._close_many(positions),
            ]
        if pending:
            waiting = self._chance.choice(pending)
            wants += [lambda: [deleting(waiting)], lambda: self._change_pending(waiting)]
        return self._chance.choice(wants)()

    def _changes_nothing(self, wish: OrderWish) -> bool:
        """Tell whether a change asks for what is there: nothing could show that it was made."""
        account = self._store.account
        row = (account.pending if wish.on_pending else account.positions).get(wish.position or 0)
        if wish.action is not Action.MODIFY or row is None:
            return False
        levels = (wish.stop_loss or 0, wish.take_profit or 0)
        same_price = not isinstance(row, PendingOrder) or wish.price == row.price
        return same_price and levels == (row.stop_loss or 0, row.take_profit or 0)

    def _price(self, symbol: str, side: Side) -> Decimal | None:
        known = self._store.market.prices.get(symbol)
        if known is None:
            return None
        return known.quote.ask if side is Side.BUY else known.quote.bid

    def _away(self, symbol: str) -> Decimal:
        return _POINT[symbol] * self._chance.randint(3, _FAR[symbol])

    def _open(self) -> list[OrderWish]:
        symbol = self._chance.choice(SYMBOLS)
        side = Side.BUY if symbol.startswith("AAPL") or self._chance.random() < 0.5 else Side.SELL
        price = self._price(symbol, side)
        if price is None:
            return []
        wish = OrderWish(
            action=Action.OPEN, symbol=symbol, side=side, volume=Decimal(self._chance.choice(_VOLUMES[symbol])),
            price=price,
        )  # fmt: skip
        return [self._levelled(wish, price)]

    def _levelled(self, wish: OrderWish, price: Decimal) -> OrderWish:
        """Return the wish with a stop, a target, both or none, on the right sides (nearly always)."""
        sign = wish.side.sign * (-1 if self._chance.random() < 0.02 else 1)
        spread = _POINT[wish.symbol] * 12
        stop = price - sign * (self._away(wish.symbol) + spread) if self._chance.random() < 0.5 else None
        target = price + sign * (self._away(wish.symbol) + spread) if self._chance.random() < 0.5 else None
        return replace(wish, stop_loss=stop, take_profit=target)

    def _place(self) -> list[OrderWish]:
        symbol = self._chance.choice(SYMBOLS)
        side = Side.BUY if symbol.startswith("AAPL") or self._chance.random() < 0.5 else Side.SELL
        market = self._price(symbol, side)
        if market is None:
            return []
        kind = self._chance.choice((OrderKind.LIMIT, OrderKind.STOP))
        towards = -side.sign if kind is OrderKind.LIMIT else side.sign
        price = market + towards * self._away(symbol)
        expires = None if self._chance.random() < 0.4 else self._server_ms() + self._chance.randint(5_000, 300_000)
        wish = OrderWish(
            action=Action.PLACE, symbol=symbol, side=side, volume=Decimal(self._chance.choice(_VOLUMES[symbol])),
            price=price, kind=kind, expires_at=expires,
        )  # fmt: skip
        return [self._levelled(wish, price)]

    def _server_ms(self) -> int:
        return self._store.link.server_now_ms(self._clock.monotonic(), self._clock.now_ms())

    def _modify(self, one: Position) -> list[OrderWish]:
        price = self._price(one.symbol, one.side)
        if price is None:
            return []
        drawn = self._levelled(closing(one, price), price)
        return [
            modifying(one, price, stop_loss=drawn.stop_loss, take_profit=drawn.take_profit, trailing_offset=0),
        ]

    def _break_even(self, one: Position) -> list[OrderWish]:
        price = self._price(one.symbol, one.side)
        if price is None:
            return []
        return [modifying(one, price, stop_loss=one.open_price, take_profit=one.take_profit, trailing_offset=0)]

    def _close(self, one: Position, plan: str = "") -> list[OrderWish]:
        price = self._price(one.symbol, Side.SELL if one.side is Side.BUY else Side.BUY)
        return [] if price is None else [closing(one, price, plan=plan)]

    def _close_part(self, one: Position) -> list[OrderWish]:
        step = Decimal(1) if one.symbol.startswith("AAPL") else Decimal("0.01")
        part = one.volume / 2 // step * step
        price = self._price(one.symbol, Side.SELL if one.side is Side.BUY else Side.BUY)
        return [] if price is None or part <= 0 else [closing(one, price, part)]

    def _reverse(self, one: Position) -> list[OrderWish]:
        plan = self._plan("reverse")
        other = Side.SELL if one.side is Side.BUY else Side.BUY
        price = self._price(one.symbol, other)
        if price is None or one.symbol.startswith("AAPL"):
            return []
        opening = OrderWish(
            action=Action.OPEN, symbol=one.symbol, side=other, volume=one.volume, price=price, plan=plan
        )
        return [*self._close(one, plan), opening]

    def _close_many(self, positions: Sequence[Position]) -> list[OrderWish]:
        plan = self._plan("close")
        return [wish for one in positions[: self._chance.randint(2, 6)] for wish in self._close(one, plan)]

    def _plan(self, what: str) -> str:
        return f"{what}-{self._life}-{self._chance.getrandbits(32):08x}"

    def _change_pending(self, order: PendingOrder) -> list[OrderWish]:
        return [
            modifying_pending(
                order,
                price=order.price + self._chance.choice((-1, 1)) * _POINT[order.symbol] * self._chance.randint(1, 5),
                stop_loss=order.stop_loss,
                take_profit=order.take_profit,
                trailing_offset=0,
                expires_at=order.expires_at,
            )
        ]


def plain(wish: OrderWish) -> Row:
    """Return a wish as the checker reads it."""

    def text(value: Decimal | None) -> str | None:
        return None if value is None else str(value)

    found: dict[str, Any] = {
        "action": wish.action.value,
        "symbol": wish.symbol,
        "side": wish.side.value,
        "volume": text(wish.volume),
        "price": text(wish.price),
        "kind": None if wish.kind is None else wish.kind.value,
        "stop_loss": text(wish.stop_loss),
        "take_profit": text(wish.take_profit),
        "position": wish.position,
    }
    return found
