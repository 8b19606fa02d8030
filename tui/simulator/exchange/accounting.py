"""What accounts are worth at the prices of one moment: profits, margin, equity, and the records that show them.

Equity is balance + credit + profit, commission and swap of all open positions. Margin is held per symbol for the
larger side only (buys or sells), so a fully hedged pair costs one side. Each leg's margin is fixed at its opening.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from tui.simulator.exchange import money
from tui.simulator.exchange.floor import Floor
from tui.simulator.exchange.money import ZERO
from tui.simulator.exchange.records import AccountFigures, Operation, TradeRecord
from tui.simulator.exchange.settings import AccountProfile
from tui.simulator.exchange.state import PendingOrder, Position
from tui.simulator.market import Symbol


class Accounting:
    """Reads state and prices, changes nothing."""

    def __init__(self, floor: Floor) -> None:
        self._prices = floor.prices
        self._settings = floor.settings
        self._state = floor.state
        self._profiles = floor.profiles

    def close_price(self, position: Position) -> int:
        """Return the price in points that closing would get now."""
        quote = self._prices.quote(position.symbol)
        return quote.bid if position.is_buy else quote.ask

    def profit(self, position: Position, at: int | None = None) -> Decimal:
        """Return the position's profit without commission and swap, at `at` points or at the market."""
        symbol = self._prices.symbol(position.symbol)
        return money.profit(
            symbol,
            is_buy=position.is_buy,
            opened=position.open_price,
            closed=self.close_price(position) if at is None else at,
            volume=position.volume,
            open_rate=position.open_rate,
            rate=self._prices.rate(symbol.currency_profit, self._profiles[position.login].currency),
        )

    def net(self, position: Position) -> Decimal:
        """Return what the position adds to equity."""
        return self.profit(position) + position.commission + position.swap

    def commission(self, profile: AccountProfile, symbol: Symbol, points: int, volume: Decimal) -> Decimal:
        """Return the cost of one side at this price, zero or negative."""
        return money.commission(
            symbol,
            points,
            volume,
            self._prices.rate(symbol.currency_profit, profile.currency),
            percent=self._settings.stock_commission_percent,
            least=self._settings.stock_commission_minimum,
        )

    def leg_margin(self, position: Position) -> Decimal:
        """Return the margin of one position by itself."""
        return money.margin(
            self._prices.symbol(position.symbol),
            position.open_price,
            position.volume,
            position.margin_rate,
            self._profiles[position.login].leverage_multiplier,
        )

    def margin(self, positions: Iterable[Position]) -> Decimal:
        """Return the margin of these positions: per symbol the larger side."""
        sides: dict[str, list[Decimal]] = {}
        for one in positions:
            sides.setdefault(one.symbol, [ZERO, ZERO])[one.is_buy] += self.leg_margin(one)
        return sum((max(pair) for pair in sides.values()), ZERO)

    def extra_margin(self, profile: AccountProfile, position: Position) -> Decimal:
        """Return by how much the margin grows with this position."""
        held = self._state.positions_of(profile.login)
        return self.margin([*held, position]) - self.margin(held)

    def figures(self, login: str) -> AccountFigures:
        """Return the account's indicators (section 5.8)."""
        account, held = self._state.accounts[login], self._state.positions_of(login)
        equity = account.balance + account.credit + sum((self.net(one) for one in held), ZERO)
        margin = self.margin(held)
        shares = [one for one in held if money.is_cash_stock(self._prices.symbol(one.symbol))]
        stock_value = sum((self._worth(one) for one in shares), ZERO)
        base = equity if self._settings.strict_free_margin else min(account.balance, equity)
        return AccountFigures(
            currency=self._profiles[login].currency,
            balance=account.balance,
            credit=account.credit,
            equity=equity,
            margin=margin,
            free_margin=base - margin,
            margin_level=money.cents(equity / margin * 100) if margin else ZERO,
            equity_fx=equity - stock_value,
            stock_value=stock_value,
            stock_lock=ZERO,
            cash_stock_value=stock_value,
        )

    def open_record(self, position: Position) -> TradeRecord:
        """Return an open position with its live close price and profit."""
        symbol, quote = self._prices.symbol(position.symbol), self._prices.quote(position.symbol)
        return TradeRecord(
            operation=Operation.BUY if position.is_buy else Operation.SELL,
            order_number=position.number,
            request_number=position.request,
            position_number=position.number,
            symbol=position.symbol,
            digits=symbol.digits,
            volume=position.volume,
            open_price=symbol.price(position.open_price),
            opened_at_ms=position.opened_at_ms,
            close_price=symbol.price(self.close_price(position)),
            closed=False,
            closed_at_ms=None,
            stop_loss=symbol.price(position.stop_loss),
            take_profit=symbol.price(position.take_profit),
            trailing_offset=position.offset,
            expires_at_ms=None,
            profit=self.profit(position),
            commission=position.commission,
            swap=position.swap,
            margin_rate=position.margin_rate,
            nominal_value=self._nominal(position, symbol),
            spread=quote.ask - quote.bid,
            taxes=ZERO,
            comment=position.comment,
            custom_comment=position.custom_comment,
            timestamp_ms=self._prices.now_ms,
        )

    def pending_record(self, order: PendingOrder) -> TradeRecord:
        """Return a pending order; its close price is the market that it waits for."""
        symbol, quote = self._prices.symbol(order.symbol), self._prices.quote(order.symbol)
        return TradeRecord(
            operation=order.operation,
            order_number=order.number,
            request_number=order.number,
            position_number=order.number,
            symbol=order.symbol,
            digits=symbol.digits,
            volume=order.volume,
            open_price=symbol.price(order.price),
            opened_at_ms=order.placed_at_ms,
            close_price=symbol.price(quote.ask if order.operation.is_buy else quote.bid),
            closed=False,
            closed_at_ms=None,
            stop_loss=symbol.price(order.stop_loss),
            take_profit=symbol.price(order.take_profit),
            trailing_offset=order.offset,
            expires_at_ms=order.expires_at_ms,
            profit=ZERO,
            commission=ZERO,
            swap=ZERO,
            margin_rate=Decimal(0),
            nominal_value=None,
            spread=quote.ask - quote.bid,
            taxes=ZERO,
            comment=order.comment,
            custom_comment=order.custom_comment,
            timestamp_ms=self._prices.now_ms,
        )

    def _nominal(self, position: Position, symbol: Symbol) -> Decimal | None:
        if not money.is_cash_stock(symbol):
            return None
        return money.cents(money.value(symbol, position.open_price, position.volume) * position.open_rate)

    def _worth(self, position: Position) -> Decimal:
        symbol = self._prices.symbol(position.symbol)
        rate = self._prices.rate(symbol.currency_profit, self._profiles[position.login].currency)
        return money.cents(money.value(symbol, self.close_price(position), position.volume) * rate)
