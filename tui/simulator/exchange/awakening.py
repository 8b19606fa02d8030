"""Writes the past of an account when it is first asked for: a new venue need not write what nobody looks at."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tui.simulator.exchange.accounting import Accounting
from tui.simulator.exchange.book import MemoryBook
from tui.simulator.exchange.dealing import Dealing
from tui.simulator.exchange.events import Event
from tui.simulator.exchange.favourites import favourites
from tui.simulator.exchange.floor import Floor
from tui.simulator.exchange.ib import ib_records
from tui.simulator.exchange.market_view import Prices
from tui.simulator.exchange.past import Past
from tui.simulator.exchange.rough_market import RoughMarket
from tui.simulator.exchange.state import Account, State

_NUMBERS_OF_A_PAST = 2_000
_CLOSINGS_OF_A_PAST = 500


class Awakening:
    """Founds the accounts of a new book asleep, and wakes each with a past that ends at the book's mark.

    Every account has a block of numbers reserved for its past, below all numbers of the living, so that the series
    are unique and grow with time whatever the order in which accounts wake. Nothing here is told to anybody.
    """

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._state = floor.state
        self._rough = RoughMarket(floor.prices.market)

    def found(self, now_ms: int) -> None:
        """Open the accounts of a new book: asleep, or with nothing but their deposit when pasts are not wanted."""
        first = self._state.counters
        with_past = self._floor.settings.with_past
        for profile in self._floor.profiles.values():
            self._state.put_account(Account(profile.login, Decimal("0.00"), profile.credit, asleep=with_past))
        count = len(self._floor.profiles)
        self._state.counters = replace(
            first,
            number=first.number + count * _NUMBERS_OF_A_PAST,
            closing=first.closing + count * _CLOSINGS_OF_A_PAST,
            first_number=first.number,
            first_closing=first.closing,
        )
        self._state.mark(now_ms)
        if not with_past:
            quiet = replace(self._floor, sink=_nobody)
            dealing = Dealing(quiet, Accounting(quiet))
            for profile in self._floor.profiles.values():
                dealing.transfer(profile.login, profile.deposit, "Deposit")

    def wake(self, login: str) -> bool:
        """Write the past of an account that still sleeps; tell whether it did. KeyError when there is none."""
        account = self._state.accounts[login]
        if not account.asleep:
            return False
        now_ms, index = self._state.counters.advanced_to_ms, list(self._state.accounts).index(login)
        alone = State(MemoryBook())
        alone.put_account(replace(account, asleep=False))
        alone.counters = replace(
            alone.counters,
            number=self._state.counters.first_number + index * _NUMBERS_OF_A_PAST,
            closing=self._state.counters.first_closing + index * _CLOSINGS_OF_A_PAST,
        )
        floor = replace(self._floor, prices=Prices(self._rough, now_ms), state=alone, sink=_nobody)
        Past(floor, login, now_ms).write()
        self._state.adopt(alone)
        return True

    def introduce(self, login: str) -> None:
        """Write the introduced clients' trades when this is an introducing broker and they are not there yet."""
        profile, settings = self._floor.profiles[login], self._floor.settings
        if not profile.ib_account or not settings.with_past or self._state.ib_records:
            return
        now_ms = self._state.counters.advanced_to_ms
        names = favourites(self._rough.symbols, profile, settings)
        prices = Prices(self._rough, now_ms)
        for record in ib_records(prices, names, profile.currency, settings.seed, now_ms):
            self._state.add_ib_record(record)


def _nobody(_: Event) -> None:
    """Hear nothing: a past is not told."""
