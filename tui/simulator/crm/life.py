"""What a customer did with money: deposits, withdrawals and closed trades, in an order that adds up.

Nobody loses more than is there, withdraws more than is there, or trades without money. Everything follows from the
person and the seed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import accumulate

from tui.simulator.crm.instruments import INSTRUMENTS, RATES_PER_MILLE
from tui.simulator.crm.people import DAY_MS, Account, Person

LONGEST_LIFE_DAYS = 365
"""From the first deposit to the last trade or withdrawal."""
MOST_EVENTS = 1000

_HOUR_MS = 3_600_000
_MINUTE_MS = 60_000
_DEPOSITS = (100, 200, 250, 250, 500, 500, 1000, 2000, 5000, 20_000)
_METHODS = ("Card", "Card", "Wire", "Skrill", "PayPal", "Crypto")
_PLACES = range(len(INSTRUMENTS))
_WEIGHTS = list(accumulate(one.weight for one in INSTRUMENTS))
_SMALLEST = 1
_LARGEST = 5000


@dataclass(frozen=True, slots=True)
class Transaction:
    """Money in (`cents` above 0) or out, in the account's currency; a `fake` one moved none."""

    id: int
    person: int
    account: Account
    at_ms: int
    cents: int
    method: str
    fake: bool
    traceable: bool


@dataclass(frozen=True, slots=True)
class Trade:
    """A closed position; prices in points of its instrument, `volume` in hundredths of a lot, money in cents."""

    id: int
    person: int
    account: Account
    instrument: int
    is_buy: bool
    volume: int
    opened_ms: int
    closed_ms: int
    open_price: int
    close_price: int
    profit: int
    swap: int
    commission: int


@dataclass(frozen=True, slots=True)
class Life:
    """A customer's transactions and trades, each in time order."""

    transactions: tuple[Transaction, ...] = ()
    trades: tuple[Trade, ...] = ()


def life_of(person: Person, seed: int) -> Life:
    """Return what a person ever did with money; nothing without a first deposit and an account."""
    if person.funded_ms is None or not person.accounts:
        return Life()
    teller = _Teller(person, random.Random(f"{seed}/crm/life/{person.number}"))
    for place, account in enumerate(person.accounts):
        teller.tell(account, is_first=place == 0)
    transactions = tuple(sorted(teller.transactions, key=lambda one: (one.at_ms, one.id)))
    return Life(transactions, tuple(sorted(teller.trades, key=lambda one: (one.closed_ms, one.id))))


@dataclass(slots=True)
class _Teller:
    """Lives through one customer's accounts, one after another."""

    person: Person
    chance: random.Random
    transactions: list[Transaction] = field(default_factory=list)
    trades: list[Trade] = field(default_factory=list)
    balance: int = 0
    deposited: int = 0

    def tell(self, account: Account, *, is_first: bool) -> None:
        """Let an account live: it is funded, traded on, and perhaps emptied in the end."""
        assert self.person.funded_ms is not None
        chance = self.chance
        at = self.person.funded_ms if is_first else max(account.opened_ms, self.person.funded_ms) + 2 * DAY_MS
        if not is_first and chance.random() < 0.4:
            return
        self.balance = self.deposited = 0
        end = self.person.funded_ms + LONGEST_LIFE_DAYS * DAY_MS
        self._pay_in(account, at)
        pace_ms = chance.lognormvariate(2.2, 1.0) * _HOUR_MS
        for _ in range(self._how_many()):
            opened = _on_a_working_day(at + int(chance.expovariate(1.0) * pace_ms) + _MINUTE_MS)
            held_ms = int(min(chance.lognormvariate(4.3, 1.5), 20_000) * _MINUTE_MS) + 1000
            closed = _on_a_working_day(opened + held_ms)
            if closed >= end - 2 * DAY_MS:
                break
            self._trade(account, opened, closed)
            at = closed
            if self.balance < self.deposited // 10:
                if chance.random() > 0.35:
                    break
                at += chance.randrange(1, 30) * _HOUR_MS
                self._pay_in(account, at)
            elif self.balance > 3 * self.deposited // 2 and chance.random() < 0.06:
                at += _HOUR_MS
                self._pay_out(account, at, self.balance // 4)
        if self.balance > 0 and chance.random() < 0.4:
            self._pay_out(account, min(end, at + chance.randrange(1, 20) * DAY_MS), self.balance)

    def _how_many(self) -> int:
        if self.chance.random() < 0.15:
            return 0
        return int(min(self.chance.lognormvariate(2.9, 0.9), 150.0))

    def _pay_in(self, account: Account, at: int) -> None:
        chance = self.chance
        scale = 4 if account.currency == "PLN" else 20 if account.currency == "CZK" else 1
        cents = chance.choice(_DEPOSITS) * scale * 100 + (chance.randrange(0, 100) if chance.random() < 0.1 else 0)
        self.balance += cents
        self.deposited += cents
        self._transact(account, at, cents)
        if chance.random() < 0.12:
            self._transact(account, at + chance.randrange(1, 48) * _HOUR_MS, cents // 2, fake=True)

    def _pay_out(self, account: Account, at: int, cents: int) -> None:
        self.balance -= cents
        self._transact(account, at, -cents)

    def _transact(self, account: Account, at: int, cents: int, *, fake: bool = False) -> None:
        chance = self.chance
        number = self.person.number * MOST_EVENTS + len(self.transactions)
        method = "Bonus" if fake else chance.choice(_METHODS)
        made = Transaction(number, self.person.number, account, at, cents, method, fake, chance.random() < 0.9)
        self.transactions.append(made)

    def _trade(self, account: Account, opened: int, closed: int) -> None:
        chance = self.chance
        place = chance.choices(_PLACES, cum_weights=_WEIGHTS)[0]
        instrument, rate = INSTRUMENTS[place], RATES_PER_MILLE[account.currency]
        wish = max(-self.balance, min(int(self.balance * chance.gauss(-0.015, 0.12)), self.balance))
        # Cents of the account's currency for a point of a hundredth of a lot, times 100,000.
        unit = instrument.point_cents * rate
        volume = max(_SMALLEST, min(int(abs(wish) * 100_000 / (instrument.move * unit)), _LARGEST))
        move = int(abs(wish) * 100_000 / (volume * unit))
        is_buy = chance.random() < 0.56
        gain = move if wish > 0 else -move
        profit = (1 if wish > 0 else -1) * (move * volume * unit // 100_000)
        open_price = instrument.price(opened)
        fee = min(instrument.fee_cents * rate * volume // 100_000, max(0, self.balance + profit))
        nights = closed // DAY_MS - opened // DAY_MS
        swap = min(nights * volume * rate // 12_000, max(0, self.balance + profit - fee))
        self.balance += profit - fee - swap
        number = self.person.number * MOST_EVENTS + len(self.trades)
        self.trades.append(
            Trade(
                number, self.person.number, account, place, is_buy, volume, opened, closed, open_price,
                open_price + (gain if is_buy else -gain), profit, -swap, -fee,
            )
        )  # fmt: skip


def _on_a_working_day(at_ms: int) -> int:
    """Return the moment, or one two days later when it falls on a weekend."""
    return at_ms + 2 * DAY_MS if (at_ms // DAY_MS + 3) % 7 >= 5 else at_ms
