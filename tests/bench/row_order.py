"""An order's way out: from its confirmation to the socket, with the row in the journal synced to the disk in between.

Real journal, real sockets, a venue in a process of its own; without a screen, whose part in it is one key.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from tests.bench.figures import Figure, Options, middle, percentile
from tests.bench.homes import temporary_home, write_config
from tests.bench.terminal import BrokenRunError
from tests.crash.deaths import ORDER, Reaper
from tests.crash.headless import Program
from tests.crash.venue import LOGINS, PASSWORD, RealVenue
from tui.domain.intent import Action, OrderWish
from tui.domain.position import Side

SYMBOL = "EURUSD"
POLL = "getMarginLevel"

_PATIENCE_S = 60.0
_QUIET_S = 0.5
"""The line is idle once nothing was written for so long; commands are paced by 0.2 s."""


class Stopwatch(Reaper):
    """Notes when the last command of each kind was handed to the socket, and how long that took; kills nobody."""

    def __init__(self) -> None:
        super().__init__(None)
        self.at: dict[str, float] = {}
        self.took_ms: list[float] = []
        self.last = 0.0

    def passes(self, seam: str, what: str) -> None:
        """Take the time."""
        now = time.monotonic()
        if seam == "write":
            self.at[what] = self.last = now
        elif seam == "written" and what == ORDER:
            self.took_ms.append((now - self.at[ORDER]) * 1000)


def measure(options: Options) -> list[Figure]:
    """Give orders one after the other, on an idle line and right behind a poll."""
    count = options.repeats(60, 15)
    with tempfile.TemporaryDirectory() as folder, RealVenue(Path(folder)) as venue, temporary_home() as home:
        write_config(home, venue.url, LOGINS[0], PASSWORD, [SYMBOL])
        # Own limits would stop so many orders.
        config = home / "config" / "config.toml"
        config.write_text(config.read_text() + "[trading]\nmax_orders_per_minute = 1000\n")
        watch = Stopwatch()
        idle, behind = asyncio.run(_orders(home, watch, count))
        sync = _syncs_ms(home, options.repeats(300, 100))
    least = middle(sync) + middle(watch.took_ms)
    ratio = middle(idle) / least
    plain = (
        f"a plain fsync p50 {middle(sync):.2f} p99 {percentile(sync, 99):.2f} ms, a send {middle(watch.took_ms):.2f} ms"
    )
    return [
        Figure("confirmation → socket, idle line, p99", percentile(idle, 99), "ms", 10, _remark(idle)),
        Figure("the same by its median, to one fsync and one send", ratio, "times", None, plain),
        Figure("confirmation → socket behind one poll, p99", percentile(behind, 99), "ms", 230, _remark(behind)),
    ]


def _remark(values: list[float]) -> str:
    return f"p50 {middle(values):.2f} ms, most {max(values):.2f} ms, {len(values)} orders"


async def _orders(home: Path, watch: Stopwatch, count: int) -> tuple[list[float], list[float]]:
    program = Program(home, watch)
    idle: list[float] = []
    behind: list[float] = []
    async with program.running() as broker:
        store = program.desk.store
        await _until(lambda: program.ready and SYMBOL in store.market.prices, "trading never came on")
        for number in range(2 * count):
            await _until(
                lambda: _settled(program) and time.monotonic() - watch.last >= _QUIET_S, "the line never rests"
            )
            poll = None
            if number % 2:
                poll = asyncio.create_task(broker.figures(polite=True))
                before = watch.at.get(POLL, 0.0)
                await _until(lambda before=before: watch.at.get(POLL, 0.0) > before, "the poll never left")  # type: ignore[misc]
            took, alone = await _one(program, watch, number)
            # A poll that left between the look at the line and the confirmation makes it no idle line.
            if number % 2 or alone:
                (behind if number % 2 else idle).append(took)
            if poll is not None:
                await poll
    return idle, behind


async def _one(program: Program, watch: Stopwatch, number: int) -> tuple[float, bool]:
    """Confirm an order; return the milliseconds until it was handed to the socket, and whether nothing else was."""
    side = Side.BUY if number % 4 < 2 else Side.SELL
    quote = program.desk.store.market.prices[SYMBOL].quote
    price = quote.ask if side is Side.BUY else quote.bid
    assert price is not None
    wish = OrderWish(action=Action.OPEN, symbol=SYMBOL, side=side, volume=Decimal("0.01"), price=price)
    review = program.desk.orders.review([wish])
    before, began = watch.at.get(ORDER, 0.0), time.monotonic()
    await program.desk.orders.confirm(review)
    await _until(lambda: watch.at.get(ORDER, 0.0) > before, "the order never left")
    alone = all(at < began - _QUIET_S / 2 for what, at in watch.at.items() if what != ORDER)
    return (watch.at[ORDER] - began) * 1000, alone


def _settled(program: Program) -> bool:
    return program.ready and all(order.state.settled for order in program.desk.store.orders.orders.values())


async def _until(holds: Callable[[], bool], otherwise: str) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not holds():
        if time.monotonic() > end:
            raise BrokenRunError(otherwise)
        await asyncio.sleep(0.002)


def _syncs_ms(home: Path, count: int) -> list[float]:
    """Return how long a plain append with fsync takes where the journal lies."""
    handle = os.open(home / "plain", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    found: list[float] = []
    try:
        for _ in range(count):
            began = time.monotonic()
            os.write(handle, b"x" * 1000)
            os.fsync(handle)
            found.append((time.monotonic() - began) * 1000)
    finally:
        os.close(handle)
    return found
