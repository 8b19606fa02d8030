"""What the broker has under one trade number at this moment: the effect of an order, read for who looks at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tui.clock import Clock
from tui.desk.broker import Broker
from tui.desk.errands import Errands
from tui.domain.position import ClosedTrade, PendingOrder, Position

MOST_KEPT = 100


@dataclass(frozen=True, slots=True)
class TradeRecord:
    """The trade of a number as it was at `read` (monotonic seconds); None where the broker has no such trade open.

    It proves nothing about an order: numbers that are not there say nothing (XAPI 5.3.16).
    """

    number: int
    read: float
    position: Position | None = None
    pending: PendingOrder | None = None
    closed: ClosedTrade | None = None


class RecordDesk:
    """Reads single trades by number; `changed` is called when one has come."""

    def __init__(self, clock: Clock, errands: Errands, changed: Callable[[], None]) -> None:
        self._clock = clock
        self._errands = errands
        self._changed = changed
        self._broker: Broker | None = None
        self._records: dict[int, TradeRecord] = {}

    def attach(self, broker: Broker) -> None:
        """Use this broker from now on; what another one said is forgotten."""
        self._broker = broker
        self._records.clear()

    def ask(self, number: int) -> None:
        """Read the trade of this number; what was known of it stays until the answer."""
        if self._broker is not None:
            self._errands.start(("record", number), f"Trade {number}", lambda: self._read(number))

    def of(self, number: int) -> TradeRecord | None:
        """Return what the broker said last, None when it was not asked or has not answered."""
        return self._records.get(number)

    def problem(self, number: int) -> str:
        """Return why the trade could not be read when it was last asked for, empty when it could."""
        error = self._errands.failure(("record", number))
        return "" if error is None else f"{error.title} – {error.detail}" if error.detail else error.title

    async def _read(self, number: int) -> None:
        if self._broker is None:
            return
        found = await self._broker.trade_records([number])
        self._records.pop(number, None)
        self._records[number] = TradeRecord(
            number,
            self._clock.monotonic(),
            next((each for each in found.positions if each.position == number), None),
            next((each for each in found.pending if each.position == number), None),
            next((each for each in found.closed if each.position == number), None),
        )
        while len(self._records) > MOST_KEPT:
            del self._records[next(iter(self._records))]
        self._changed()
