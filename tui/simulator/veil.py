"""Trades that exist and are not shown yet: neither in a snapshot nor on the stream, until their time comes."""

from __future__ import annotations

from dataclasses import dataclass, field

from tui.simulator.exchange import TradeChanged
from tui.simulator.faults import FaultBoard


@dataclass(slots=True)
class _Late:
    """One trade behind the veil; the sockets that do not show it, and what the stream owes."""

    until_ms: int
    socket: str
    owed: list[TradeChanged] = field(default_factory=list)


class Veil:
    """Hangs before each new position or pending order that the fault `records_late` strikes."""

    def __init__(self, faults: FaultBoard) -> None:
        self._faults = faults
        self._late: dict[tuple[str, int], _Late] = {}

    def holds_back(self, event: TradeChanged) -> bool:
        """Tell whether the stream must not hear this yet; then it is owed until the veil lifts."""
        if not self._late and not self._faults.busy:
            return False
        key = event.login, event.record.position_number
        late = self._late.get(key)
        if late is None:
            fault = self._faults.strike("records_late", None, event.login) if _is_new(event) else None
            if fault is None:
                return False
            late = self._late[key] = _Late(event.record.timestamp_ms + int(fault.settings["ms"]), fault.socket)
        if late.socket == "main":
            return False
        late.owed.append(event)
        return True

    def hides(self, login: str, position: int, socket: str) -> bool:
        """Tell whether this kind of socket does not show a trade of this number yet."""
        late = self._late.get((login, position))
        return late is not None and late.socket in ("all", socket)

    def lifted(self, now_ms: int) -> list[TradeChanged]:
        """Show what is due, and return what the stream has missed of it, in its order."""
        due = [key for key, late in self._late.items() if late.until_ms <= now_ms]
        return [event for key in due for event in self._late.pop(key).owed]


def _is_new(event: TradeChanged) -> bool:
    """A market request in flight is not a record yet."""
    record = event.record
    shown = event.kind == "open" or (event.kind == "pending" and record.operation.is_pending)
    return shown and not event.deleted and record.opened_at_ms == record.timestamp_ms
