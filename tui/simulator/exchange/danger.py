"""Who might have to be stopped out inside a stretch of time, judged from its candles alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from tui.simulator.exchange import money
from tui.simulator.exchange.accounting import Accounting
from tui.simulator.exchange.floor import Floor
from tui.simulator.exchange.money import ZERO
from tui.simulator.exchange.rough_market import RoughMarket
from tui.simulator.exchange.state import Position
from tui.simulator.market import Candle
from tui.simulator.market.sizes import WIDEST

_RATES_STRAY = (Decimal("0.95"), Decimal("1.05"))


class Danger:
    """Reckons every position at its worst price of the stretch and at rates of the week, give or take 5 %."""

    def __init__(self, floor: Floor, accounting: Accounting) -> None:
        self._prices = floor.prices
        self._settings = floor.settings
        self._state = floor.state
        self._profiles = floor.profiles
        self._accounting = accounting
        self._rates = RoughMarket(floor.prices.market)

    def logins(self, candles: Mapping[str, Candle], among: Collection[str]) -> set[str]:
        """Return the accounts among these that may reach the stop-out level inside these candles.

        A position without a candle counts at the price of the prices' moment: its market is closed.
        """
        return {login for login in among if self._is_low(login, candles)}

    def held(self, logins: Collection[str]) -> set[str]:
        """Return the symbols of these accounts' positions."""
        return {one.symbol for one in self._state.positions.values() if one.login in logins}

    def _is_low(self, login: str, candles: Mapping[str, Candle]) -> bool:
        account, held = self._state.accounts[login], self._state.positions_of(login)
        margin = self._accounting.margin(held)
        if not margin:
            return False
        worst = account.balance + account.credit + sum((self._worst(one, candles) for one in held), ZERO)
        return worst * 100 <= margin * self._settings.stop_out_level_percent

    def _worst(self, position: Position, candles: Mapping[str, Candle]) -> Decimal:
        candle, symbol = candles.get(position.symbol), self._prices.symbol(position.symbol)
        if candle is None:
            price = self._accounting.close_price(position)
        else:
            price = candle.low if position.is_buy else candle.high + round(WIDEST * symbol.spread_points) + 1
        currency = self._profiles[position.login].currency
        rate = self._rates.rate(symbol.currency_profit, currency, self._prices.now_ms)
        return position.commission + position.swap + min(
            money.profit(
                symbol, is_buy=position.is_buy, opened=position.open_price, closed=price, volume=position.volume,
                open_rate=position.open_rate, rate=rate * stray,
            )
            for stray in _RATES_STRAY
        )  # fmt: skip
