"""Telling about moving profits and balances, not more often than the venue's rhythm."""

from __future__ import annotations

from decimal import Decimal

from tui.simulator.exchange.accounting import Accounting
from tui.simulator.exchange.events import BalanceChanged, ProfitChanged
from tui.simulator.exchange.floor import Floor


class Reporter:
    """Remembers what it told last, so that only profits that moved are told."""

    def __init__(self, floor: Floor, accounting: Accounting) -> None:
        self._state = floor.state
        self._sink = floor.sink
        self._accounting = accounting
        self._told: dict[int, Decimal] = {}

    def tell(self) -> None:
        """Tell the profits that moved since the last call, and the balance of each account that has one."""
        moved: dict[str, None] = {}
        now: dict[int, Decimal] = {}
        for one in self._state.positions.values():
            profit = now[one.number] = self._accounting.profit(one)
            if self._told.get(one.number) != profit:
                self._sink(ProfitChanged(one.login, one.number, profit, one.number, one.request))
                moved[one.login] = None
        self._told = now
        for login in moved:
            self._sink(BalanceChanged(login))
