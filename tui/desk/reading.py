"""What every part of the desk is made of that reads from the broker."""

from __future__ import annotations

from collections.abc import Callable

from tui.clock import Clock
from tui.desk.broker import Broker
from tui.desk.errands import Errands
from tui.domain.events import Event
from tui.store.store import Store


class ReadingDesk:
    """Knows the store, and reads from the broker that it is given; what comes goes to `emit`."""

    def __init__(self, store: Store, clock: Clock, errands: Errands, emit: Callable[[Event], None]) -> None:
        self._store = store
        self._clock = clock
        self._errands = errands
        self._emit = emit
        self._broker: Broker | None = None

    def attach(self, broker: Broker) -> None:
        """Use this broker from now on."""
        self._broker = broker

    def _server_now_ms(self) -> int:
        """Return the best estimate of the broker's clock."""
        return self._store.link.server_now_ms(self._clock.monotonic(), self._clock.now_ms())
