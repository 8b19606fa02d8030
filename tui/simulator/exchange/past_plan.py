"""Plans the trades of a past from a few look-ups in the market: where each begins, how it ends, where its stops lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tui.simulator.exchange import money
from tui.simulator.exchange.favourites import day_range, volume_for
from tui.simulator.exchange.market_view import Prices
from tui.simulator.exchange.settings import AccountProfile
from tui.simulator.market import Candle, Symbol

_MINUTE_MS = 60_000
_HOUR_MS = 3_600_000
_DAY_MS = 86_400_000
_OLDEST_OPEN_MS = 72 * _HOUR_MS
_LONGEST_MS = 30 * _HOUR_MS
_FEW_HOURS = 2
_HOURS_TO_HIT = 3
_LOOKS_IN_AN_HOUR = 2
_DAY_MINUTES = 1440
_AGAIN = 0.5


@dataclass(frozen=True, slots=True)
class PlannedTrade:
    """A trade in points, 0 where stop or target is not set; `end_ms` is None while it is still open.

    It ends at the market's price of that minute; `reason` names the level that lies there, "" when it ends by hand.
    """

    symbol: Symbol
    is_buy: bool
    volume: Decimal
    start_ms: int
    end_ms: int | None
    stop_loss: int = 0
    take_profit: int = 0
    reason: str = ""
    half_ms: int | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where a trade begins; `bid` in points."""

    symbol: Symbol
    is_buy: bool
    volume: Decimal
    at_ms: int
    bid: int


class Planner:
    """Draws trades of one account from `chance`; no stop or target is passed by a whole hour before the end."""

    def __init__(self, prices: Prices, profile: AccountProfile, chance: Random, now_ms: int) -> None:
        """`prices` should stand on a `RoughMarket`; they are moved about."""
        self._prices = prices
        self._market = prices.market
        self._profile = profile
        self._chance = chance
        self._now_ms = now_ms
        self._hours: dict[tuple[str, int], list[Candle]] = {}
        self._last: _Entry | None = None

    def closed(self, names: Sequence[str], from_ms: int, to_ms: int) -> PlannedTrade | None:
        """Return a trade that begins in [from, to) and is over before now, None when none is found."""
        for _ in range(20):
            entry = self._next_entry(names, from_ms, to_ms)
            if entry is None:
                continue
            self._last = entry
            trade = self._until_hit(entry) if self._chance.random() < 0.6 else None
            trade = trade or self._by_hand(entry)
            if trade is not None:
                return trade
        return None

    def still_open(self, names: Sequence[str]) -> PlannedTrade | None:
        """Return a trade of the last days that no price has ended yet, None when none is found."""
        for _ in range(200):
            at = self._now_ms - self._chance.randrange(20 * _MINUTE_MS, _OLDEST_OPEN_MS)
            entry = self._entry(self._chance.choice(names), at)
            if entry is not None:
                stop, target = self._around(entry, *self._extremes(entry, self._now_ms))
                return PlannedTrade(entry.symbol, entry.is_buy, entry.volume, at, None, stop, target)
        return None

    def _next_entry(self, names: Sequence[str], from_ms: int, to_ms: int) -> _Entry | None:
        """Enter somewhere new, or once more in the same hour: traders do, and its prices are known already."""
        chance, last = self._chance, self._last
        if last is not None and chance.random() < _AGAIN:
            return self._entry(last.symbol.name, last.at_ms - last.at_ms % _HOUR_MS + chance.randrange(_HOUR_MS))
        return self._entry(chance.choice(names), chance.randrange(from_ms, to_ms))

    def _entry(self, name: str, at_ms: int) -> _Entry | None:
        if not self._market.is_open(name, at_ms):
            return None
        symbol, chance = self._prices.symbol(name), self._chance
        self._prices.move(at_ms)
        is_buy = symbol.long_only or not symbol.short_selling or chance.random() < 0.55
        margin = self._profile.deposit * Decimal(chance.randint(5, 30)) / 1000
        if money.is_cash_stock(symbol):
            margin *= 3
        volume = volume_for(self._prices, self._profile, symbol, margin)
        return None if volume is None else _Entry(symbol, is_buy, volume, at_ms, self._prices.quote(name).bid)

    def _until_hit(self, entry: _Entry) -> PlannedTrade | None:
        """Let a trade run until the price is seen outside all hours before; a level is laid where it is seen."""
        symbol, chance = entry.symbol, self._chance
        hour = entry.at_ms - entry.at_ms % _HOUR_MS
        low = high = entry.bid
        for _ in range(_HOURS_TO_HIT):
            for candle in self._hour(symbol.name, hour):
                low, high = min(low, candle.low), max(high, candle.high)
            hour += _HOUR_MS
            for minute in sorted(chance.sample(range(60), _LOOKS_IN_AN_HOUR)):
                at = hour + minute * _MINUTE_MS + chance.randrange(_MINUTE_MS)
                if at >= self._now_ms or not self._market.is_open(symbol.name, at):
                    return None
                bid = self._market.quote(symbol.name, at).bid
                if not low <= bid <= high and abs(bid - entry.bid) > 3 * symbol.spread_points:
                    return self._ended_at(entry, at, bid, low, high)
        return None

    def _hour(self, name: str, start_ms: int) -> list[Candle]:
        """Return the candle of a whole hour, none when the market is closed."""
        known = self._hours.get((name, start_ms))
        if known is None:
            end_ms = start_ms + _HOUR_MS
            known = self._hours[name, start_ms] = self._market.candles(name, 60, start_ms, end_ms, end_ms)
        return known

    def _ended_at(self, entry: _Entry, at_ms: int, bid: int, low: int, high: int) -> PlannedTrade:
        stop, target = self._around(entry, low, high)
        level = bid if entry.is_buy else bid + entry.symbol.spread_points
        wins = (bid > high) == entry.is_buy
        stop, target = (stop, level) if wins else (level, target)
        return PlannedTrade(
            entry.symbol, entry.is_buy, entry.volume, entry.at_ms, at_ms, stop, target,
            "[T/P]" if wins else "[S/L]", self._half(entry, at_ms),
        )  # fmt: skip

    def _by_hand(self, entry: _Entry) -> PlannedTrade | None:
        held_ms = int(self._chance.lognormvariate(4.5, 1.3) * _MINUTE_MS)
        until = entry.at_ms + min(max(held_ms, 10 * _MINUTE_MS), _LONGEST_MS)
        if until >= self._now_ms or not self._market.is_open(entry.symbol.name, until):
            return None
        stop = target = 0
        # Whoever holds on for long more often does without: the extremes of whole days are dear to look up.
        if self._chance.random() < (0.3 if held_ms > _FEW_HOURS * _HOUR_MS else 0.9):
            stop, target = self._around(entry, *self._extremes(entry, until))
        half = self._half(entry, until)
        return PlannedTrade(
            entry.symbol, entry.is_buy, entry.volume, entry.at_ms, until, stop, target, half_ms=half
        )  # fmt: skip

    def _extremes(self, entry: _Entry, until_ms: int) -> tuple[int, int]:
        """Return the lowest and highest bid from before the entry to `until_ms`: of its hours, or of its days."""
        name, at = entry.symbol.name, entry.at_ms
        start = at - at % _HOUR_MS
        if until_ms - start <= _FEW_HOURS * _HOUR_MS:
            candles = self._market.candles(name, 60, start, until_ms, until_ms)
        else:
            candles = self._market.candles(name, _DAY_MINUTES, self._market.day_start_ms(at), until_ms, until_ms)
        return min([entry.bid, *(one.low for one in candles)]), max([entry.bid, *(one.high for one in candles)])

    def _around(self, entry: _Entry, low: int, high: int) -> tuple[int, int]:
        """Return a stop and a target outside of these bids, each as a price that closes."""
        self._prices.move(entry.at_ms)
        away = max(high - low, day_range(self._prices, entry.symbol))
        shift = 0 if entry.is_buy else entry.symbol.spread_points
        below = max(1, low + shift - int(away * self._chance.uniform(0.4, 1.0)))
        above = high + shift + int(away * self._chance.uniform(0.4, 1.3))
        return (below, above) if entry.is_buy else (above, below)

    def _half(self, entry: _Entry, end_ms: int) -> int | None:
        """Return when a half is closed before the end; most trades are closed in one."""
        symbol, half = entry.symbol, entry.volume / 2
        halves = half % symbol.lot_step == 0 and half >= symbol.lot_min
        middle = entry.at_ms + (end_ms - entry.at_ms) // 2
        return middle if halves and self._chance.random() < 0.2 and self._market.is_open(symbol.name, middle) else None
