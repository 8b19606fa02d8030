"""Who is hit at a price: pending orders, stops, targets, trailing stops, stop-outs and the nightly swap."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from tui.simulator.exchange import money
from tui.simulator.exchange.accounting import Accounting
from tui.simulator.exchange.checks import Checks
from tui.simulator.exchange.dealing import Dealing
from tui.simulator.exchange.floor import Floor
from tui.simulator.exchange.records import CloseReason, Operation
from tui.simulator.exchange.state import PendingOrder, Position
from tui.simulator.market import Candle, Quote
from tui.simulator.market.sizes import WIDEST

_HALF_DAY_S = 12 * 3600
_SATURDAY = 5
_HIT_FROM_ABOVE = (Operation.BUY_LIMIT, Operation.SELL_STOP)


class Matching:
    """Compares what waits with the market at the prices' moment and deals where it is hit."""

    def __init__(self, floor: Floor, accounting: Accounting, dealing: Dealing) -> None:
        self._prices = floor.prices
        self._settings = floor.settings
        self._state = floor.state
        self._profiles = floor.profiles
        self._accounting = accounting
        self._dealing = dealing
        self._checks = Checks(floor, accounting)

    def concerned(self) -> set[str]:
        """Return the symbols whose prices matter to some position or order."""
        return {one.symbol for shelf in (self._state.positions, self._state.pending) for one in shelf.values()}

    def trails(self, symbol_name: str) -> bool:
        """Tell whether some stop follows the price of this symbol."""
        held = self._state.positions.values()
        return any(one.symbol == symbol_name and one.offset and one.stop_loss for one in held)

    def match(self, only: Collection[str] | None = None) -> None:
        """Deal with everything that the quotes of this moment hit, on all symbols or on these only."""
        for order in tuple(self._state.pending.values()):
            if (only is None or order.symbol in only) and self._prices.is_open(order.symbol):
                self._match_pending(order)
        for position in tuple(self._state.positions.values()):
            waits = position.stop_loss or position.take_profit
            if waits and (only is None or position.symbol in only) and self._prices.is_open(position.symbol):
                self._match_position(position)

    def may_touch(self, symbol_name: str, candle: Candle) -> bool:
        """Tell whether some quote inside this candle may have hit something; never wrong when it says no."""
        symbol = self._prices.symbol(symbol_name)
        low, high = candle.low, candle.high
        highest_ask = high + round(WIDEST * symbol.spread_points) + 1
        for order in self._state.pending.values():
            if order.symbol != symbol_name:
                continue
            top = highest_ask if order.operation.is_buy else high
            if (low <= order.price) if order.operation in _HIT_FROM_ABOVE else (top >= order.price):
                return True
        for one in self._state.positions.values():
            if one.symbol != symbol_name:
                continue
            below, above = (one.stop_loss, one.take_profit) if one.is_buy else (one.take_profit, one.stop_loss)
            if (below and low <= below) or (above and (high if one.is_buy else highest_ask) >= above):
                return True
            if one.offset and high - low >= one.offset:
                return True
        return False

    def trail(self, symbol_name: str, candle: Candle) -> None:
        """Pull trailing stops behind the best price of a candle that touched nothing."""
        symbol = self._prices.symbol(symbol_name)
        for one in tuple(self._state.positions.values()):
            if one.symbol == symbol_name and one.offset and one.stop_loss:
                best = candle.high if one.is_buy else candle.low + symbol.spread_points
                self._trail(one, best)

    def stop_out(self) -> None:
        """Close the worst position of every account whose margin level is at or below the limit, until it is not."""
        for login, profile in self._profiles.items():
            while True:
                held = self._state.positions_of(login)
                tradable = [one for one in held if self._prices.is_open(one.symbol)]
                if not tradable:
                    break
                figures = self._accounting.figures(login)
                if not figures.margin or figures.margin_level > self._settings.stop_out_level_percent:
                    break
                comment = f"[S/O {figures.margin_level}% {figures.equity} / {figures.margin} ({profile.currency})]"
                worst = min(tradable, key=lambda one: (self._accounting.net(one), one.number))
                self._close(worst, "stop_out", comment)

    def expire(self) -> None:
        """Remove pending orders whose time is over."""
        for order in tuple(self._state.pending.values()):
            if order.expires_at_ms is not None and order.expires_at_ms <= self._prices.now_ms:
                self._dealing.remove(order, "expired", comment="[expired]")

    def roll_over(self) -> None:
        """Charge the night's swap at 00:00 CET: three nights on the symbol's day, none after Saturday and Sunday."""
        ended = datetime.fromtimestamp(self._prices.now_ms / 1000 - _HALF_DAY_S, tz=UTC).weekday()
        if ended >= _SATURDAY:
            return
        for position in tuple(self._state.positions.values()):
            nights = 3 if self._prices.symbol(position.symbol).swap_rollover_three_days == ended else 1
            amount = self._night(position) * nights
            if amount:
                self._dealing.charge_swap(position, amount)

    def _night(self, position: Position) -> Decimal:
        symbol, currency = self._prices.symbol(position.symbol), self._profiles[position.login].currency
        return money.swap(
            symbol,
            is_buy=position.is_buy,
            points=self._accounting.close_price(position),
            volume=position.volume,
            profit_rate=self._prices.rate(symbol.currency_profit, currency),
            base_rate=self._prices.rate(money.margin_currency(symbol), currency),
            dollar_rate=self._prices.rate("USD", currency),
        )

    def _match_pending(self, order: PendingOrder) -> None:
        price = _fill_price(order, self._prices.quote(order.symbol))
        if price is None:
            return
        draft = self._dealing.draft(order.login, order.symbol, order.volume, price, is_buy=order.operation.is_buy)
        if self._checks.money_refusal(self._profiles[order.login], draft) is not None:
            self._dealing.remove(order, "no_money", comment="[no money]")
        else:
            self._dealing.trigger(order, price)

    def _match_position(self, position: Position) -> None:
        price = self._accounting.close_price(position)
        towards = 1 if position.is_buy else -1
        if position.stop_loss and (price - position.stop_loss) * towards <= 0:
            self._close(position, "stop_loss", "[S/L]")
        elif position.take_profit and (price - position.take_profit) * towards >= 0:
            self._close(position, "take_profit", "[T/P]")
        elif position.offset and position.stop_loss:
            self._trail(position, price)

    def _trail(self, position: Position, price: int) -> None:
        """Move a trailing stop to its distance from this price, never back."""
        towards = 1 if position.is_buy else -1
        trailed = price - position.offset * towards
        if (trailed - position.stop_loss) * towards > 0:
            self._dealing.modify(replace(position, stop_loss=trailed))

    def _close(self, position: Position, reason: CloseReason, mark: str) -> None:
        comment = f"{position.comment} {mark}".strip()
        price, number = self._accounting.close_price(position), self._state.next_number()
        self._dealing.close(position, position.volume, price, number, comment=comment, reason=reason)


def _fill_price(order: PendingOrder, quote: Quote) -> int | None:
    """Return what the order is filled at when this quote hits it: the market, which may be better than a limit."""
    hit = {
        Operation.BUY_LIMIT: quote.ask <= order.price,
        Operation.SELL_LIMIT: quote.bid >= order.price,
        Operation.BUY_STOP: quote.ask >= order.price,
        Operation.SELL_STOP: quote.bid <= order.price,
    }[order.operation]
    return (quote.ask if order.operation.is_buy else quote.bid) if hit else None
