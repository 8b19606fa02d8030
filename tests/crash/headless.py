"""The program without its screen, as a process: real desk, real journal, real sockets, and a user who is a script.

`python -m tests.crash.headless HOME SCRIPT SEED [DEATH]` runs on the config in HOME. It tells on stdout, a JSON line
each, what a user would know: that he may trade, what he confirmed, what the screen shows. It leaves politely when its
standard input closes.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import tui.wiring.xapi
from tests.crash.deaths import Death, Reaper
from tui.clock import SystemClock
from tui.config.load import load_config, pick_profile
from tui.config.paths import find_paths
from tui.config.secrets import SecretResolver
from tui.config.settings import ConfiguredTarget, DashboardSettings, Target
from tui.config.state import StateStore
from tui.desk.desk import Desk
from tui.desk.watchlists import Watchlists
from tui.desk.xapi_broker import XapiBroker
from tui.domain.events import LinkState
from tui.domain.intent import Action, OrderWish, closing, deleting, modifying
from tui.domain.position import OrderKind, Side
from tui.errors import TradedeckError
from tui.store.store import Store

SYMBOLS = ("EURUSD", "GBPUSD", "USDJPY")
_FAR = Decimal("0.02")
_GLANCE_S = 0.2


def tell(**news: Any) -> None:
    """Say something to whoever watches."""
    print(json.dumps(news), flush=True)


class Program:
    """One run."""

    def __init__(self, home: Path, reaper: Reaper) -> None:
        reaper.watch_journal()
        reaper.watch_sockets()
        paths = find_paths({"TRADEDECK_HOME": str(home)}, home)
        config = load_config(paths.config_file)
        name, profile = pick_profile(config, None, paths.config_file)
        secret = SecretResolver(profile, environ={}, ask=lambda _: None, seen=lambda _: None)
        self._target = Target(profile, secret)
        self._settings = DashboardSettings(
            source=ConfiguredTarget(self._target),
            paths=paths,
            state_file=paths.state_file,
            ui=config.ui.settings(),
            trading=config.trading.settings(),
            profile_name=name,
            badge=profile.badge,
        )
        self.clock = SystemClock()
        self.desk = Desk(Store(), self.clock, Watchlists({"Mine": SYMBOLS}))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[XapiBroker]:
        """Be connected and at work; leave politely."""
        tui.wiring.xapi.equip_orders(self.desk, self._target, self._settings)
        guard = StateStore(self._settings.state_file)
        guard.load()
        broker = tui.wiring.xapi.xapi_broker(self._target, self.desk, self.clock, guard)
        self.desk.look_at(SYMBOLS)
        self.desk.attach(broker)
        session = asyncio.create_task(broker.run())
        keeping = asyncio.create_task(self._keep())
        try:
            yield broker
        finally:
            keeping.cancel()
            await self.desk.close()
            await session

    async def run(self, script: str, chance: Random) -> None:
        """Live until standard input closes."""
        async with self.running():
            chores = [asyncio.create_task(self._glance()), asyncio.create_task(User(self, chance).play(script))]
            await asyncio.to_thread(sys.stdin.read)
            for task in chores:
                task.cancel()

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(1.0)
            self.desk.keep()

    async def _glance(self) -> None:
        shown: object = None
        while True:
            await asyncio.sleep(_GLANCE_S)
            unknown = [order.tag for order in self.desk.store.orders.unknown]
            known = [tag for tag in unknown if self.desk.orders.doubt(tag) is not None]
            now = {"ready": self.ready, "unknown": known}
            if now != shown:
                shown = now
                tell(screen=now)

    @property
    def ready(self) -> bool:
        """Whether the screen says that orders can be given."""
        return self.desk.store.link.current.state is LinkState.READY and self.desk.orders.trading().on


class User:
    """Gives orders one after the other, as the script says."""

    def __init__(self, program: Program, chance: Random) -> None:
        self._program = program
        self._desk = program.desk
        self._store = program.desk.store
        self._chance = chance

    async def play(self, script: str) -> None:
        """Play `orders` (one of each kind, in a drawn order), `bulk` (open four, close all in one plan) or `none`."""
        if script == "none":
            return
        await self._until(lambda: self._program.ready and self._price(SYMBOLS[0], Side.BUY) is not None)
        await self._give(self._open)
        if script == "bulk":
            for _ in range(3):
                await self._give(self._open)
            await self._until(lambda: not self._store.orders.unknown and self._settled())
            await self._give(self._close_all)
        else:
            rest = [self._open, self._place, self._modify, self._close_half, self._delete, self._open]
            self._chance.shuffle(rest)
            for make in rest:
                if self._chance.random() < 0.5:
                    await self._until(self._settled)
                await self._give(make)
        await self._until(lambda: self._settled() and not self._plan_runs())
        tell(done=True)

    async def _give(self, make: Callable[[], OrderWish | Sequence[OrderWish] | None]) -> None:
        await self._until(lambda: self._program.ready)
        made = make()
        wishes = [made] if isinstance(made, OrderWish) else made
        if not wishes:
            return
        try:
            review = self._desk.orders.review(wishes)
            tell(pressing=len(wishes))
            tags = await self._desk.orders.confirm(review, override=review.override)
        except TradedeckError as error:
            tell(refused=str(error))
            return
        tell(confirmed=list(tags))

    def _settled(self) -> bool:
        return not any(order.state.in_flight for order in self._store.orders.orders.values())

    def _plan_runs(self) -> bool:
        return any(plan.running for plan in self._store.orders.plans.values())

    async def _until(self, holds: Callable[[], bool]) -> None:
        while not holds():  # noqa: ASYNC110 - a user looks at the screen again and again
            await asyncio.sleep(0.02)

    def _price(self, symbol: str, side: Side) -> Decimal | None:
        known = self._store.market.prices.get(symbol)
        if known is None:
            return None
        return known.quote.ask if side is Side.BUY else known.quote.bid

    def _open(self) -> OrderWish | None:
        symbol, side = self._chance.choice(SYMBOLS), self._chance.choice((Side.BUY, Side.SELL))
        price = self._price(symbol, side)
        if price is None:
            return None
        volume = Decimal(self._chance.choice(("0.02", "0.04")))
        return OrderWish(action=Action.OPEN, symbol=symbol, side=side, volume=volume, price=price)

    def _place(self) -> OrderWish | None:
        price = self._price("EURUSD", Side.BUY)
        if price is None:
            return None
        away = (price * (1 - _FAR)).quantize(Decimal("0.00001"))
        return OrderWish(
            action=Action.PLACE,
            symbol="EURUSD",
            side=Side.BUY,
            kind=OrderKind.LIMIT,
            volume=Decimal("0.02"),
            price=away,
        )

    def _mine(self) -> list[Any]:
        made = {order.position for order in self._store.orders.orders.values()}
        return [each for each in self._store.account.positions.values() if each.position in made]

    def _modify(self) -> OrderWish | None:
        for each in self._mine():
            price = self._price(each.symbol, each.side)
            if price is not None:
                point = Decimal("0.001") if each.symbol == "USDJPY" else Decimal("0.00001")
                stop = (price * (1 - each.side.sign * _FAR)).quantize(point)
                return modifying(each, price, stop_loss=stop, take_profit=None, trailing_offset=0)
        return None

    def _close_half(self) -> OrderWish | None:
        for each in self._mine():
            price = self._price(each.symbol, each.side)
            if price is not None and each.volume >= Decimal("0.02"):
                return closing(each, price, each.volume / 2)
        return None

    def _delete(self) -> OrderWish | None:
        made = {order.position for order in self._store.orders.orders.values()}
        return next((deleting(each) for each in self._store.account.pending.values() if each.position in made), None)

    def _close_all(self) -> Sequence[OrderWish]:
        wishes = []
        for each in self._mine():
            price = self._price(each.symbol, each.side)
            if price is not None:
                wishes.append(closing(each, price, plan="all"))
        return wishes


def main() -> None:
    """Run as a process."""
    home, script, seed, *death = sys.argv[1:]
    program = Program(Path(home), Reaper(Death.parse(death[0]) if death else None))
    asyncio.run(program.run(script, Random(int(seed))))


if __name__ == "__main__":
    main()
