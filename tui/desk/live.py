"""Makes the broker and keeps its session up; what stops that is told as a blocked link and stays there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from tui.clock import Clock
from tui.domain.events import LinkChanged, LinkState
from tui.errors import TradedeckError

if TYPE_CHECKING:
    from tui.desk.broker import Broker
    from tui.desk.desk import Desk

_ENDING_S = 2.0
Connect = Callable[["Desk"], Awaitable["Broker"]]


class LiveSession:
    """One session beside the screen; `begin` starts it, and starts it anew where it could not even be begun."""

    def __init__(self, desk: Desk, connect: Connect, clock: Clock) -> None:
        self._desk = desk
        self.connect = connect
        """Makes the broker; asked at each beginning."""
        self._clock = clock
        self._running: asyncio.Task[None] | None = None

    def begin(self) -> bool:
        """Go live; False when that is under way already."""
        if self._running is not None and not self._running.done():
            return False
        self._running = asyncio.get_running_loop().create_task(self._live(), name="session")
        return True

    async def _live(self) -> None:
        try:
            broker = await self.connect(self._desk)
        except TradedeckError as error:
            self.tell_blocked(error)
            return
        self._desk.attach(broker)
        try:
            await broker.run()
        except TradedeckError as error:
            self.tell_blocked(error)
        except Exception as fault:
            # A fault of ours must not look like a quiet market: it is said on screen and written to the log.
            logging.getLogger(__name__).exception("the session ended with a fault")
            hint = "Restart the program; the log file has the details."
            self.tell_blocked(TradedeckError("A fault in tradedeck ended the session", type(fault).__name__, hint))

    def tell_blocked(self, error: TradedeckError) -> None:
        """Say on the screen why there is no session."""
        detail = ": ".join(part for part in (error.title, error.detail) if part)
        event = LinkChanged(LinkState.BLOCKED, 0, self._clock.monotonic(), detail=detail, hint=error.hint)
        self._desk.handle(event)

    async def end(self) -> None:
        """Stop what is left, after the logout, and see its sockets closed."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait((self._running,), timeout=_ENDING_S)
