"""A believable past for a new account: deposits, some ten weeks of trades, and what is still open.

Trades are planned from the market's own candles, then played through the same dealing as live ones, in time order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from tui.simulator.exchange import money
from tui.simulator.exchange.accounting import Accounting
from tui.simulator.exchange.dealing import Dealing
from tui.simulator.exchange.favourites import day_range, favourites, volume_for
from tui.simulator.exchange.floor import Floor
from tui.simulator.exchange.matching import Matching
from tui.simulator.exchange.records import Operation
from tui.simulator.exchange.settings import AccountProfile
from tui.simulator.exchange.state import PendingOrder, Position
from tui.simulator.market import Candle, Symbol

_MINUTE_MS = 60_000
_HOUR_MS = 3_600_000
_DAY_MS = 86_400_000
_DAYS = 75
_OPEN_TRADES = 3
_OLDEST_OPEN_MS = 96 * _HOUR_MS

Moment = tuple[int, int, Callable[[], None]]
"""When, a tie-breaker that keeps the planned order, and what to do then."""


@dataclass(slots=True)
class _Trade:
    """A planned trade in points; `end_ms` is None while it is still open, `reason` what closed it."""

    symbol: Symbol
    is_buy: bool
    volume: Decimal
    start_ms: int
    stop_loss: int
    take_profit: int
    end_ms: int | None
    end_price: int
    reason: str
    half_ms: int | None
    position: Position | None = None


class Past:
    """Writes one account's past up to `now_ms`; the same seed and time give the same past."""

    def __init__(self, floor: Floor, now_ms: int) -> None:
        """`floor` should stand on a `RoughMarket`: a past asks for prices at thousands of moments."""
        self._floor = floor
        self._prices = floor.prices
        self._market = floor.prices.market
        self._state = floor.state
        accounting = Accounting(floor)
        self._dealing = Dealing(floor, accounting)
        self._matching = Matching(floor, accounting, self._dealing)
        self._now_ms = now_ms

    def write(self) -> None:
        """Plan and play the past of all accounts together, so that numbers grow with time across them."""
        moments: list[Moment] = []
        for profile in self._floor.profiles.values():
            moments += self._moments(profile, len(moments))
        first = min(at for at, _, _ in moments)
        midnight = self._market.day_start_ms(first) + 26 * _HOUR_MS
        while (at := self._market.day_start_ms(midnight)) < self._now_ms:
            moments.append((at, -1, self._matching.roll_over))
            midnight = at + 26 * _HOUR_MS
        for at, _, act in sorted(moments, key=lambda one: one[:2]):
            self._prices.move(at)
            act()
        self._prices.move(self._now_ms)

    def _moments(self, profile: AccountProfile, base: int) -> list[Moment]:
        chance = Random(f"{self._floor.settings.seed}:past:{profile.login}")
        login, start = profile.login, self._now_ms - _DAYS * _DAY_MS
        paid_out = money.cents(profile.deposit * Decimal("0.08")).quantize(Decimal(10))
        acts: list[tuple[int, Callable[[], None]]] = [
            (start, lambda: self._dealing.transfer(login, profile.deposit, "Deposit")),
            (
                start + chance.randint(25, 50) * _DAY_MS + 9 * _HOUR_MS,
                lambda: self._dealing.transfer(login, -paid_out, "Withdrawal"),
            ),
        ]
        names = favourites(self._market.symbols, profile, self._floor.settings)
        for _ in range(chance.randint(34, 52)):
            trade = self._closed_trade(chance, profile, names, start)
            acts += self._played(profile, trade) if trade is not None else []
        shares = [name for name in names if money.is_cash_stock(self._prices.symbol(name))]
        for kind in ([names] * (_OPEN_TRADES - 1)) + [shares or names]:
            trade = self._open_trade(chance, profile, kind)
            acts += self._played(profile, trade) if trade is not None else []
        for operation in (Operation.BUY_LIMIT, Operation.BUY_STOP):
            acts += self._pending(chance, profile, names, operation)
        return [(at, base + index, act) for index, (at, act) in enumerate(acts)]

    def _closed_trade(self, chance: Random, profile: AccountProfile, names: list[str], start: int) -> _Trade | None:
        for _ in range(8):
            at = start + _DAY_MS + chance.randrange((_DAYS - 4) * _DAY_MS)
            held_ms = int(chance.lognormvariate(5.0, 1.2)) * _MINUTE_MS
            until = at + min(max(held_ms, 10 * _MINUTE_MS), 3 * _DAY_MS)
            trade = self._trade(chance, profile, chance.choice(names), at, until)
            if trade is not None and trade.end_ms is not None:
                return trade
        return None

    def _open_trade(self, chance: Random, profile: AccountProfile, names: list[str]) -> _Trade | None:
        for _ in range(40):
            at = self._now_ms - chance.randrange(20 * _MINUTE_MS, _OLDEST_OPEN_MS)
            trade = self._trade(chance, profile, chance.choice(names), at, self._now_ms, width=2.5)
            if trade is not None and trade.reason == "":
                return replace(trade, end_ms=None, half_ms=None)
        return None

    def _trade(
        self, chance: Random, profile: AccountProfile, name: str, at: int, until: int, *, width: float = 1.0
    ) -> _Trade | None:
        """Plan a trade that starts at `at` and ends by stop, target or at `until`; None when it cannot be."""
        symbol = self._prices.symbol(name)
        self._prices.move(at)
        is_buy = symbol.long_only or not symbol.short_selling or chance.random() < 0.55
        margin = profile.deposit * Decimal(chance.randint(5, 30)) / 1000
        if money.is_cash_stock(symbol):
            margin *= 3
        if not self._prices.is_open(name):
            return None
        volume = volume_for(self._prices, profile, symbol, margin)
        if volume is None:
            return None
        quote, away = self._prices.quote(name), day_range(self._prices, symbol)
        towards = 1 if is_buy else -1
        close_side = quote.bid if is_buy else quote.ask
        stop = close_side - towards * int(away * chance.uniform(0.5, 1.1) * width)
        target = close_side + towards * int(away * chance.uniform(0.5, 1.4) * width)
        trade = _Trade(symbol, is_buy, volume, at, stop, target, until, 0, "", None)
        if not self._find_end(trade):
            return None
        halves = volume / 2 % symbol.lot_step == 0 and volume / 2 >= symbol.lot_min
        middle = at + ((trade.end_ms or until) - at) // 2
        if halves and chance.random() < 0.2 and self._market.is_open(name, middle):
            trade.half_ms = middle
        return trade

    def _find_end(self, trade: _Trade) -> bool:
        """Look through the candles for the first touch; without one the trade ends by hand, if the market is open."""
        symbol, until = trade.symbol, trade.end_ms or self._now_ms
        begin = trade.start_ms - trade.start_ms % (5 * _MINUTE_MS) + 5 * _MINUTE_MS
        shift = 0 if trade.is_buy else symbol.spread_points
        below, above = sorted((trade.stop_loss - shift, trade.take_profit - shift))
        for candle in self._candles(symbol.name, begin, until, below, above):
            hit = below if candle.low <= below else above if candle.high >= above else 0
            ended = candle.start_ms + 4 * _MINUTE_MS
            if hit and ended < until and self._market.is_open(symbol.name, ended):
                trade.end_ms, trade.end_price = ended, hit + shift
                trade.reason = "[S/L]" if trade.end_price == trade.stop_loss else "[T/P]"
                return True
        quote = self._market.quote(symbol.name, until)
        trade.end_price = quote.bid if trade.is_buy else quote.ask
        return self._market.is_open(symbol.name, until) or until == self._now_ms

    def _candles(self, name: str, begin: int, until: int, below: int, above: int) -> Iterator[Candle]:
        """Yield five-minute candles, but only of the hours that reach one of the two levels."""
        for hour in self._market.candles(name, 60, begin - begin % _HOUR_MS, until, until):
            if hour.low <= below or hour.high >= above:
                start, end = max(begin, hour.start_ms), min(until, hour.start_ms + _HOUR_MS)
                yield from self._market.candles(name, 5, start, end, until)

    def _played(self, profile: AccountProfile, trade: _Trade) -> list[tuple[int, Callable[[], None]]]:
        """Return the acts of a planned trade: open, perhaps close a half, perhaps close the rest."""

        def start() -> None:
            name, quote = trade.symbol.name, self._prices.quote(trade.symbol.name)
            price = quote.ask if trade.is_buy else quote.bid
            draft = self._dealing.draft(profile.login, name, trade.volume, price, is_buy=trade.is_buy)
            draft = replace(draft, stop_loss=trade.stop_loss, take_profit=trade.take_profit)
            trade.position = self._dealing.open(draft, self._state.next_number())

        def close(volume: Decimal | None, price: int | None, reason: str) -> None:
            assert trade.position is not None
            held = self._state.positions[trade.position.number]
            quote = self._prices.quote(held.symbol)
            market = quote.bid if held.is_buy else quote.ask
            number = self._state.next_number()
            self._dealing.close(held, volume or held.volume, price or market, number, comment=reason or None)

        acts: list[tuple[int, Callable[[], None]]] = [(trade.start_ms, start)]
        if trade.half_ms is not None:
            acts.append((trade.half_ms, lambda: close(trade.volume / 2, None, "")))
        if trade.end_ms is not None:
            acts.append((trade.end_ms, lambda: close(None, trade.end_price, trade.reason)))
        return acts

    def _pending(
        self, chance: Random, profile: AccountProfile, names: list[str], operation: Operation
    ) -> list[tuple[int, Callable[[], None]]]:
        """Return the placing of an order that still waits, away from the present price on its own side."""
        self._prices.move(self._now_ms)
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

        return [(self._now_ms - chance.randrange(1, 30) * _MINUTE_MS, place)]
