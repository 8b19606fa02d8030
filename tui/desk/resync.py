"""Brings stores and broker together after a login or when the user asks: what the eye waits for first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.clock import Clock
from tui.desk.broker import Broker
from tui.desk.errands import Errands
from tui.domain.events import LinkState
from tui.errors import CommandRefusedError, LinkError
from tui.store.statements import Stage

if TYPE_CHECKING:
    from tui.desk.desk import Desk

CLOCK_EVERY_S = 600.0
RETRY_S = 5.0


class Resync:
    """Reads prices, clock and account, says that the session is ready, and has the other panes read what they show.

    One reading that the broker refuses is told and does not stop the others; only without the open trades the session
    is not ready, and they are asked for again.
    """

    def __init__(self, desk: Desk, clock: Clock, errands: Errands) -> None:
        self._desk = desk
        self._clock = clock
        self._errands = errands
        self._broker: Broker | None = None
        self._started = 0.0
        self._clock_read = 0.0
        self._rest_due = False

    def attach(self, broker: Broker) -> None:
        """Use this broker from now on."""
        self._broker = broker

    def begin(self) -> None:
        """Read everything: a session begins, or the user wants it anew."""
        self._rest_due = True
        self._start()

    def keep(self, state: LinkState) -> None:
        """Called about once a second: ask again for what the session waits for, and for the clock now and then."""
        now = self._clock.monotonic()
        if state is LinkState.SYNCING and now - self._started >= RETRY_S and not self._errands.running("resync"):
            self._start()
        elif state is LinkState.READY and now - self._clock_read >= CLOCK_EVERY_S:
            self._clock_read = now
            self._errands.start("clock", "Server time", self._desk.account.load_clock)

    def _start(self) -> None:
        self._started = self._clock.monotonic()
        self._errands.start("resync", "First reading", self._run)

    async def _run(self) -> None:
        desk, broker, within = self._desk, self._broker, self._errands.within
        if broker is None:
            return
        try:
            await within("prices", "Prices", desk.load_visible_prices)
            desk.charts.online(True)
            await within("clock", "Server time", desk.account.load_clock)
            await desk.orders.reconcile()
            desk.account.compared()
            await within("figures", "Balance and margin", desk.account.load_figures)
        except CommandRefusedError:
            self._start_rest()
            raise
        except LinkError:
            # An answer that does not come leaves the session in doubt.
            broker.reconnect()
            raise
        self._clock_read = self._clock.monotonic()
        broker.mark_ready()
        self._start_rest()

    def _start_rest(self) -> None:
        """Read, once in a session or when the user asks, what the other panes show."""
        if not self._rest_due:
            return
        self._rest_due = False
        desk, start = self._desk, self._errands.start
        start("profile", "Account data", desk.account.load_profile)
        desk.market.load_facts()
        desk.account.load_history()
        start("version", "API version", desk.account.load_version)
        desk.news.refresh()
        desk.calendar.refresh()
        if desk.store.history.fetch.stage is Stage.FAILED:
            desk.history.again()
