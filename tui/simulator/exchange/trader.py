"""The venue's own trader: small deals on every account, so that every stream has traffic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tui.simulator.exchange.accounting import Accounting
from tui.simulator.exchange.favourites import day_range, favourites, volume_for
from tui.simulator.exchange.floor import Floor
from tui.simulator.exchange.records import SCRIPTED, Operation, TransactionType
from tui.simulator.exchange.settings import AccountProfile
from tui.simulator.exchange.state import PendingOrder, Position

Info = dict[str, object]

_MOST_POSITIONS = 3
_MOST_PENDING = 1
_LATE_MS = 10_000
_MARGIN_SHARE = Decimal("0.004")
_COMMENT = "scripted"


@dataclass(slots=True)
class _Plan:
    """One account's next action and the chance that decides it."""

    profile: AccountProfile
    chance: Random
    next_at_ms: int
    names: list[str]


class Trader:
    """Acts once in 20–60 s on each account that it joined, through `submit`, on nothing but its own trades."""

    def __init__(self, floor: Floor, accounting: Accounting) -> None:
        self._floor = floor
        self._prices = floor.prices
        self._state = floor.state
        self._accounting = accounting
        self._plans: list[_Plan] = []

    def join(self, login: str, now_ms: int) -> None:
        """Begin to act on an account, for the first time within eight seconds."""
        profile, settings = self._floor.profiles[login], self._floor.settings
        chance = Random(f"{settings.seed}:trader:{login}:{now_ms}")
        first = now_ms + chance.randint(2_000, 7_500)
        names = favourites(self._prices.market.symbols, profile, settings)
        self._plans.append(_Plan(profile, chance, first, names))

    def act(self, submit: Callable[[AccountProfile, Info], object]) -> None:
        """Do what is due at the prices' moment; what a jump of the clock has skipped stays undone."""
        now_ms = self._prices.now_ms
        for plan in self._plans:
            far_off = plan.next_at_ms - now_ms > 60_000
            if now_ms < plan.next_at_ms and not far_off:
                continue
            late = far_off or now_ms - plan.next_at_ms > _LATE_MS
            plan.next_at_ms = now_ms + plan.chance.randint(20_000, 60_000) // (8 if late else 1)
            info = None if late else self._choose(plan)
            if info is not None:
                submit(plan.profile, info)

    def _choose(self, plan: _Plan) -> Info | None:
        login = plan.profile.login
        if any(one.entry.login == login and one.entry.connection == SCRIPTED for one in self._state.waiting):
            return None
        own = [one for one in self._state.positions_of(login) if one.scripted and self._prices.is_open(one.symbol)]
        orders = [one for one in self._state.pending_of(login) if one.scripted]
        roll = plan.chance.random()
        if not own or (len(own) < _MOST_POSITIONS and roll < 0.35):
            return self._open(plan) if self._has_room(login) else None
        if roll < 0.60:
            return self._modify(plan, plan.chance.choice(own))
        if roll < 0.85:
            return self._close(own[0], plan.chance.random() < 0.5)
        if not orders:
            return self._place(plan) if len(orders) < _MOST_PENDING else None
        return self._delete(orders[0])

    def _has_room(self, login: str) -> bool:
        return sum(one.scripted for one in self._state.positions_of(login)) < _MOST_POSITIONS

    def _pick(self, plan: _Plan) -> tuple[str, Decimal] | None:
        """Return an open market's name and a small volume of at least two steps, so that a part can be closed."""
        balance = self._state.accounts[plan.profile.login].balance
        names = [name for name in plan.names if self._prices.is_open(name)]
        plan.chance.shuffle(names)
        for name in names:
            symbol = self._prices.symbol(name)
            volume = volume_for(self._prices, plan.profile, symbol, balance * _MARGIN_SHARE)
            if volume is not None:
                return name, volume
        return None

    def _open(self, plan: _Plan) -> Info | None:
        picked = self._pick(plan)
        if picked is None:
            return None
        name, volume = picked
        symbol, quote = self._prices.symbol(name), self._prices.quote(name)
        shorts = symbol.short_selling and not symbol.long_only
        is_buy = not shorts or plan.chance.random() < 0.5
        price = symbol.price(quote.ask if is_buy else quote.bid)
        return _info(TransactionType.OPEN, Operation.BUY if is_buy else Operation.SELL, name, volume, price)

    def _place(self, plan: _Plan) -> Info | None:
        picked = self._pick(plan)
        if picked is None:
            return None
        name, volume = picked
        symbol, quote = self._prices.symbol(name), self._prices.quote(name)
        price = symbol.price(quote.bid - day_range(self._prices, symbol) // 2)
        return _info(TransactionType.OPEN, Operation.BUY_LIMIT, name, volume, price, expiration=self._tomorrow())

    def _modify(self, plan: _Plan, position: Position) -> Info:
        symbol, now = self._prices.symbol(position.symbol), self._accounting.close_price(position)
        away = int(day_range(self._prices, symbol) * plan.chance.uniform(0.3, 1.2))
        towards = 1 if position.is_buy else -1
        levels = {"sl": float(symbol.price(now - away * towards)), "tp": float(symbol.price(now + away * towards))}
        return self._on(TransactionType.MODIFY, position, position.volume, **levels)

    def _close(self, position: Position, in_part: bool) -> Info:
        symbol = self._prices.symbol(position.symbol)
        half = position.volume / 2 // symbol.lot_step * symbol.lot_step
        part = half if in_part and half >= symbol.lot_min else position.volume
        return self._on(TransactionType.CLOSE, position, part)

    def _on(self, kind: TransactionType, position: Position, volume: Decimal, **more: object) -> Info:
        side = Operation.BUY if position.is_buy else Operation.SELL
        price = self._prices.symbol(position.symbol).price(self._accounting.close_price(position))
        return _info(kind, side, position.symbol, volume, price, order=position.number, **more)

    def _delete(self, order: PendingOrder) -> Info:
        price = self._prices.symbol(order.symbol).price(order.price)
        return _info(TransactionType.DELETE, order.operation, order.symbol, order.volume, price, order=order.number)

    def _tomorrow(self) -> int:
        return self._prices.now_ms + 86_400_000


def _info(
    kind: TransactionType, operation: Operation, symbol: str, volume: Decimal, price: Decimal, **more: object
) -> Info:
    """Return a whole tradeTransInfo, as any other client would send it."""
    info: Info = {
        "cmd": int(operation), "customComment": _COMMENT, "expiration": 0, "offset": 0, "order": 0,
        "price": float(price), "sl": 0.0, "symbol": symbol, "tp": 0.0, "type": int(kind), "volume": float(volume),
    }  # fmt: skip
    return {**info, **more}
