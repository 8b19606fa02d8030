"""A believable past for an account: deposits, some ten weeks of trades, and what is still open.

Trades are planned from the market's own prices, then played through the same dealing as live ones, in time order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import Random

from tui.simulator.exchange import money
from tui.simulator.exchange.accounting import Accounting
from tui.simulator.exchange.dealing import Dealing
from tui.simulator.exchange.favourites import day_range, favourites, volume_for
from tui.simulator.exchange.floor import Floor
from tui.simulator.exchange.matching import Matching
from tui.simulator.exchange.past_plan import PlannedTrade, Planner
from tui.simulator.exchange.records import CloseReason, Operation
from tui.simulator.exchange.settings import AccountProfile
from tui.simulator.exchange.state import PendingOrder

_MINUTE_MS = 60_000
_HOUR_MS = 3_600_000
_DAY_MS = 86_400_000
_DAYS = 75
_OPEN_TRADES = 3
_REASONS: dict[str, CloseReason] = {"[S/L]": "stop_loss", "[T/P]": "take_profit"}

Act = tuple[int, Callable[[], None]]
"""When, and what to do then."""


class Past:
    """Writes one account's past up to `now_ms`; the same seed, login and time give the same past."""

    def __init__(self, floor: Floor, login: str, now_ms: int) -> None:
        """`floor` holds a state of nothing but this account, and should stand on a `RoughMarket`."""
        self._floor = floor
        self._prices = floor.prices
        self._market = floor.prices.market
        self._state = floor.state
        self._profile = floor.profiles[login]
        accounting = Accounting(floor)
        self._dealing = Dealing(floor, accounting)
        self._matching = Matching(floor, accounting, self._dealing)
        self._chance = Random(f"{floor.settings.seed}:past:{login}")
        self._now_ms = now_ms

    def write(self) -> None:
        """Plan the past, then play it."""
        acts = self._acts()
        midnight = self._market.day_start_ms(acts[0][0]) + 26 * _HOUR_MS
        while (at := self._market.day_start_ms(midnight)) < self._now_ms:
            acts.append((at, self._matching.roll_over))
            midnight = at + 26 * _HOUR_MS
        for at, act in sorted(acts, key=lambda one: one[0]):
            self._prices.move(at)
            act()
        self._prices.move(self._now_ms)

    def _acts(self) -> list[Act]:
        chance, profile, start = self._chance, self._profile, self._now_ms - _DAYS * _DAY_MS
        paid_out = money.cents(profile.deposit * Decimal("0.08")).quantize(Decimal(10))
        acts: list[Act] = [
            (start, lambda: self._dealing.transfer(profile.login, profile.deposit, "Deposit")),
            (
                start + chance.randint(25, 50) * _DAY_MS + 9 * _HOUR_MS,
                lambda: self._dealing.transfer(profile.login, -paid_out, "Withdrawal"),
            ),
        ]
        names = favourites(self._market.symbols, profile, self._floor.settings)
        planner = Planner(self._prices, profile, chance, self._now_ms)
        trades = [
            planner.closed(names, start + _DAY_MS, self._now_ms - 2 * _DAY_MS) for _ in range(chance.randint(28, 40))
        ]
        shares = [name for name in names if money.is_cash_stock(self._prices.symbol(name))]
        trades += [planner.still_open(kind) for kind in ([names] * (_OPEN_TRADES - 1)) + [shares or names]]
        for trade in trades:
            acts += self._played(profile, trade) if trade is not None else []
        return acts + [self._pending(names, kind) for kind in (Operation.BUY_LIMIT, Operation.BUY_STOP)]

    def _played(self, profile: AccountProfile, trade: PlannedTrade) -> list[Act]:
        """Return the acts of a planned trade: open, perhaps close a half, perhaps close the rest."""
        opened: list[int] = []

        def start() -> None:
            name, quote = trade.symbol.name, self._prices.quote(trade.symbol.name)
            price = quote.ask if trade.is_buy else quote.bid
            draft = self._dealing.draft(profile.login, name, trade.volume, price, is_buy=trade.is_buy)
            draft = replace(draft, stop_loss=trade.stop_loss, take_profit=trade.take_profit)
            opened.append(self._dealing.open(draft, self._state.next_number()).number)

        def close(volume: Decimal | None, reason: str) -> None:
            held = self._state.positions[opened[0]]
            quote = self._prices.quote(held.symbol)
            price = quote.bid if held.is_buy else quote.ask
            number = self._state.next_number()
            why = _REASONS.get(reason, "request")
            self._dealing.close(held, volume or held.volume, price, number, comment=reason or None, reason=why)

        acts: list[Act] = [(trade.start_ms, start)]
        if trade.half_ms is not None:
            acts.append((trade.half_ms, lambda: close(trade.volume / 2, "")))
        if trade.end_ms is not None:
            acts.append((trade.end_ms, lambda: close(None, trade.reason)))
        return acts

    def _pending(self, names: list[str], operation: Operation) -> Act:
        """Return the placing of an order that still waits, away from the present price on its own side."""
        self._prices.move(self._now_ms)
        profile, chance = self._profile, self._chance
        symbol = self._prices.symbol(chance.choice(names))
        quote, away = self._prices.quote(symbol.name), day_range(self._prices, symbol)
        volume = volume_for(self._prices, profile, symbol, profile.deposit / 100) or symbol.lot_min
        price = quote.bid - away if operation is Operation.BUY_LIMIT else quote.ask + away

        def place() -> None:
            number = self._state.next_number()
            self._dealing.place(
                PendingOrder(
                    profile.login, number, operation, symbol.name, volume, price, self._prices.now_ms,
                    price - away, price + 2 * away, expires_at_ms=self._now_ms + 7 * _DAY_MS,
                )
            )  # fmt: skip

        return self._now_ms - chance.randrange(1, 30) * _MINUTE_MS, place
