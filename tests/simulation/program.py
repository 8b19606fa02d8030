"""One run of the whole client without its screen: it is started, used, and ends politely or is killed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from pydantic import SecretStr

from tests.simulation.loop import LoopClock
from tests.simulation.mortal import MortalExecutor, TaskGroup
from tests.simulation.user import SYMBOLS
from tests.simulation.venue import VenueInMemory
from tui.desk.desk import Desk
from tui.desk.orders.gate import OrderSetup
from tui.desk.orders.journal import Journal
from tui.desk.watchlists import Watchlists
from tui.desk.xapi_broker import XapiBroker
from tui.domain.events import LinkState
from tui.store.select import freshness_of
from tui.store.store import Store
from tui.xapi.endpoint import Address, Credentials, Endpoint
from tui.xapi.login_guard import LoginGuard

LOGIN = "1000"
PASSWORD = "canary-4d1f"
ACCOUNT = f"demo:{LOGIN}"
ENDPOINT = Endpoint("sim", "demo", "socket", (Address("tcp://127.0.0.1:1", "tcp://127.0.0.1:2"),))


class Program:
    """A store, a desk, its order desk with a journal at `path`, and a session to the venue."""

    def __init__(
        self,
        *,
        clock: LoopClock,
        chance: Random,
        venue: VenueInMemory,
        guard: LoginGuard,
        path: Path,
        died: Callable[[], None],
    ) -> None:
        self.group = TaskGroup()
        self.clock = clock
        self.store = Store()
        self.executor = MortalExecutor(died)
        self.desk = Desk(self.store, clock, Watchlists({"All": tuple(dict.fromkeys(SYMBOLS))}))
        self.broker = XapiBroker(
            ENDPOINT,
            _credentials,
            clock=clock,
            random=chance,
            emit=self.desk.handle,
            guard=guard,
            app_name="simulation",
            dial=venue.dial,
        )
        self.orders = self.desk.orders
        self._chance = chance
        self._path = path
        self._journal: Journal | None = None

    async def start(self) -> None:
        """Begin to live."""
        await self.group.begin(self._begin())

    async def _begin(self) -> None:
        self._journal = Journal.open(
            self._path, ACCOUNT, self.executor, on_failure=self.orders.journal_failed, boot_id="simulation"
        )
        self.orders.equip(
            OrderSetup(account=ACCOUNT, badge="DEMO", journal=self._journal, random_bits=self._chance.getrandbits)
        )
        self.desk.attach(self.broker)
        self.group.begin(self.broker.run())
        self.group.begin(self._keep())

    async def _keep(self) -> None:
        while True:
            await self.clock.sleep(1.0)
            self.desk.keep()

    def kill(self) -> None:
        """Drop everything as a kill -9 does: nothing more is written, not even by what is being undone."""
        self.executor.dead = True
        for task in self.group.living():
            task.cancel()

    async def bury(self) -> None:
        """Kill what still lives and let go of the journal's file and lock, as the kernel does for a dead process."""
        for _ in range(50):
            # What is cancelled may begin something in its last breath.
            self.kill()
            if not self.group.living():
                break
            await asyncio.sleep(0)
        self.executor.spare()
        self.executor.dead = False
        if self._journal is not None:
            await self._journal.close()

    async def end(self) -> None:
        """Leave politely."""
        await self.desk.close()

    @property
    def ready(self) -> bool:
        """Whether the screen says that everything is in."""
        return self.store.link.current.state is LinkState.READY

    @property
    def next_try_s(self) -> float | None:
        """When the screen says that the next try comes."""
        current = self.store.link.current
        return current.retry_at if current.state is LinkState.WAITING else None

    def prices_live(self) -> bool:
        """Whether any price is shown as one to believe in."""
        now, now_ms = self.clock.monotonic(), self.clock.now_ms()
        return any(freshness_of(self.store, symbol, now, now_ms).trustworthy for symbol in self.store.market.prices)

    def screen(self) -> dict[str, Any]:
        """Return what is shown, as plain values."""
        account = self.store.account
        return {
            "link": self.store.link.current.state.value,
            "orders": {
                tag: {
                    "state": order.state.value,
                    "late_effect": order.late_effect,
                    "fill_price": _text(order.fill_price),
                    "reason": order.reason,
                    "position": order.position,
                }
                for tag, order in self.store.orders.orders.items()
            },
            "positions": {
                str(key): {
                    "symbol": one.symbol,
                    "volume": _text(one.volume),
                    "sl": _text(one.stop_loss),
                    "tp": _text(one.take_profit),
                }
                for key, one in account.positions.items()
            },
            "pending": {
                str(key): {
                    "symbol": one.symbol,
                    "volume": _text(one.volume),
                    "sl": _text(one.stop_loss),
                    "tp": _text(one.take_profit),
                }
                for key, one in account.pending.items()
            },
        }


async def _credentials() -> Credentials:
    return Credentials(LOGIN, SecretStr(PASSWORD))


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
