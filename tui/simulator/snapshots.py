"""The lists of trades as a client gets them: whole and of this moment, unless a fault has its hand in them."""

from __future__ import annotations

from collections.abc import Callable

from tui.simulator.context import MainSession
from tui.simulator.exchange import TradeRecord
from tui.simulator.faults import Fault


def trade_list(session: MainSession, command: str, ask: Callable[[int | None], list[TradeRecord]]) -> list[TradeRecord]:
    """Return the answer to a command that lists trades; `ask` takes the moment of the past to answer for, or None."""
    context = session.context

    def strike(name: str) -> Fault | None:
        return context.faults.strike(name, "main", session.login, command) if context.faults.busy else None

    now_ms = context.clock.now_ms()
    old = strike("snapshot_old") if command != "getTradesHistory" else None
    found = ask(None if old is None else now_ms - int(old.settings["ms"]))
    found = [one for one in found if not context.veil.hides(session.login, one.position_number, "main")]
    lag = strike("history_lag")
    if lag is not None:
        since_ms = now_ms - int(lag.settings["ms"])
        found = [one for one in found if not one.closed or (one.closed_at_ms or 0) <= since_ms]
    missing = strike("rows_missing")
    if missing is not None:
        found = _without_newest(found, int(missing.settings["rows"]))
    if strike("rows_doubled") is not None:
        found = [one for one in found for _ in range(2)]
    return [] if strike("rows_none") is not None else found


def _without_newest(records: list[TradeRecord], count: int) -> list[TradeRecord]:
    by_age = sorted(range(len(records)), key=lambda at: (_touched_ms(records[at]), at))
    gone = set(by_age[len(by_age) - min(count, len(by_age)) :])
    return [one for at, one in enumerate(records) if at not in gone]


def _touched_ms(record: TradeRecord) -> int:
    return max(record.opened_at_ms, record.closed_at_ms or 0)
