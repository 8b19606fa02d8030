"""What an order must fulfil before it is taken, and once more when it is executed."""

from __future__ import annotations

from decimal import Decimal

from tui.simulator.exchange.accounting import Accounting
from tui.simulator.exchange.floor import Floor
from tui.simulator.exchange.order import Order
from tui.simulator.exchange.records import SCRIPTED, Operation, Refusal, TransactionType
from tui.simulator.exchange.settings import AccountProfile
from tui.simulator.exchange.state import PendingOrder, Position
from tui.simulator.market import Symbol

PRICE = Refusal("BE001", "Invalid price")
STOPS = Refusal("BE002", "Invalid StopLoss or TakeProfit")
VOLUME = Refusal("BE003", "Invalid volume")
CLOSED_MARKET = Refusal("BE006", "Market for instrument is closed")
MISMATCH = Refusal("BE007", "Mismatched parameters")
FROZEN = Refusal("BE008", "Modification is denied")
MONEY = Refusal("BE009", "Not enough money on account to perform trade")
NO_HEDGES = Refusal("BE011", "Opposite positions prohibited")
NO_SHORTS = Refusal("BE012", "Short positions prohibited")
MOVED = Refusal("BE013", "Price has changed")
TOO_FREQUENT = Refusal("BE014", "Request too frequent")
TOO_MANY = Refusal("BE016", "Too many trade requests")
DISABLED = Refusal("BE018", "Trading on instrument disabled")
HIDDEN = Refusal("BE094", "Symbol does not exist for given account")
BLOCKED = Refusal("BE095", "Account cannot trade on given symbol")
PENDING_CLOSE = Refusal("BE096", "Pending order cannot be closed. Pending order must be deleted")
CLOSED_TWICE = Refusal("BE097", "Cannot close already closed order")
NO_SUCH = Refusal("BE098", "No such transaction")
NO_INSTRUMENT = Refusal("BE101", "Unknown instrument symbol")
NOT_ALLOWED = Refusal("EX011", "You are not allowed to execute this command. For details please contact support.")


def volume_refusal(symbol: Symbol, volume: Decimal) -> Refusal | None:
    """Return BE003 for a volume outside the instrument's smallest, largest and step."""
    fits = symbol.lot_min <= volume <= symbol.lot_max and volume % symbol.lot_step == 0
    return None if fits else VOLUME


class Checks:
    """Judges orders of one account against market, positions and money; a refusal carries the document's code."""

    def __init__(self, floor: Floor, accounting: Accounting) -> None:
        self._prices = floor.prices
        self._settings = floor.settings
        self._state = floor.state
        self._accounting = accounting

    def arrival(self, profile: AccountProfile, connection: str) -> Refusal | None:
        """Return why an account may not send an order at the prices' moment; the venue's own trader always may."""
        settings, login = self._settings, profile.login
        if connection == SCRIPTED:
            return None
        if not profile.trading:
            return NOT_ALLOWED
        if settings.least_gap_ms:
            entries = (one.entry for one in reversed(self._state.transactions))
            taken = (one for one in entries if one.login == login and one.request and one.connection != SCRIPTED)
            last = next(taken, None)
            if last is not None and self._prices.now_ms - last.at_ms < settings.least_gap_ms:
                return TOO_FREQUENT
        waiting = sum(one.entry.login == login for one in self._state.waiting)
        return TOO_MANY if settings.most_waiting is not None and waiting >= settings.most_waiting else None

    def execution(self, profile: AccountProfile, order: Order) -> Refusal | None:
        """Return why an order that was taken cannot be executed now: a price that fitted then has changed."""
        refusal = self.refusal(profile, order)
        at_market = order.kind is TransactionType.OPEN and order.operation.is_market
        return MOVED if refusal is PRICE and at_market else refusal

    def refusal(self, profile: AccountProfile, order: Order) -> Refusal | None:
        """Return why the order cannot be taken at the prices' moment, None when it can. Money is not looked at."""
        symbol = self._prices.market.symbols.get(order.symbol)
        if symbol is None:
            return NO_INSTRUMENT
        refusal = self._rights(profile, symbol) if order.kind is TransactionType.OPEN else None
        if refusal is not None:
            return refusal
        judge = {
            TransactionType.OPEN: self._open,
            TransactionType.CLOSE: self._close,
            TransactionType.MODIFY: self._modify,
            TransactionType.DELETE: self._delete,
        }[order.kind]
        return judge(profile, order, symbol)

    def money_refusal(self, profile: AccountProfile, position: Position) -> Refusal | None:
        """Return BE009 when the account's free margin cannot carry this new position."""
        needed = self._accounting.extra_margin(profile, position) - position.commission
        free = self._accounting.figures(profile.login).free_margin
        return MONEY if needed > 0 and needed > free else None

    def _rights(self, profile: AccountProfile, symbol: Symbol) -> Refusal | None:
        if symbol.name in profile.hidden_symbols:
            return HIDDEN
        if symbol.category in profile.blocked_categories:
            return BLOCKED
        return DISABLED if symbol.name in self._settings.disabled_symbols else None

    def _open(self, profile: AccountProfile, order: Order, symbol: Symbol) -> Refusal | None:
        refusal = volume_refusal(symbol, order.volume)
        if refusal is not None:
            return refusal
        if not order.operation.is_buy and (symbol.long_only or not symbol.short_selling):
            return NO_SHORTS
        if not profile.hedging and self._holds_other_side(profile, order):
            return NO_HEDGES
        if not self._prices.is_open(symbol.name):
            return CLOSED_MARKET
        refusal = self._pending_price(order, symbol) if order.places_pending else self._market_price(order, symbol)
        if refusal is not None:
            return refusal
        if order.places_pending and not self._expires_later(order):
            return MISMATCH
        return self._stops(order, symbol, order.operation) or self._trailing(profile, order, symbol)

    def _close(self, profile: AccountProfile, order: Order, symbol: Symbol) -> Refusal | None:
        position = self._state.positions.get(order.target)
        if position is None or position.login != profile.login:
            return self._no_position(profile, order.target)
        if position.symbol != symbol.name:
            return MISMATCH
        if order.volume > position.volume or volume_refusal(symbol, order.volume) is not None:
            return VOLUME
        if order.price <= 0:
            return PRICE
        return None if self._prices.is_open(symbol.name) else CLOSED_MARKET

    def _no_position(self, profile: AccountProfile, number: int) -> Refusal:
        pending, deal = self._state.pending.get(number), self._state.closed(number)
        if pending is not None and pending.login == profile.login:
            return PENDING_CLOSE
        if deal is not None and deal.login == profile.login:
            return CLOSED_TWICE if self._settings.document_codes else Refusal("BE51", "Order already closed")
        return NO_SUCH if self._settings.document_codes else Refusal("BE11", f"Position not found (#{number})")

    def _modify(self, profile: AccountProfile, order: Order, symbol: Symbol) -> Refusal | None:
        target = self._state.positions.get(order.target) or self._state.pending.get(order.target)
        if target is None or target.login != profile.login:
            return NO_SUCH
        if target.symbol != symbol.name:
            return MISMATCH
        if not self._prices.is_open(symbol.name):
            return CLOSED_MARKET
        if isinstance(target, Position):
            side = Operation.BUY if target.is_buy else Operation.SELL
            return self._stops(order, symbol, side) or self._trailing(profile, order, symbol)
        return self._modify_pending(profile, order, symbol, target)

    def _modify_pending(
        self, profile: AccountProfile, order: Order, symbol: Symbol, target: PendingOrder
    ) -> Refusal | None:
        if not self._expires_later(order):
            return MISMATCH
        if self._is_frozen(target, symbol):
            return FROZEN
        return (
            self._pending_price(order, symbol, target.operation)
            or self._stops(order, symbol, target.operation)
            or self._trailing(profile, order, symbol)
        )

    def _delete(self, profile: AccountProfile, order: Order, symbol: Symbol) -> Refusal | None:
        pending = self._state.pending.get(order.target)
        if pending is None or pending.login != profile.login:
            return NO_SUCH
        if pending.symbol != symbol.name:
            return MISMATCH
        return FROZEN if self._is_frozen(pending, symbol) else None

    def _is_frozen(self, order: PendingOrder, symbol: Symbol) -> bool:
        if not self._settings.freezes_near_market:
            return False
        quote = self._prices.quote(symbol.name)
        return abs((quote.ask if order.operation.is_buy else quote.bid) - order.price) <= _stops_points(symbol)

    def _holds_other_side(self, profile: AccountProfile, order: Order) -> bool:
        held = (one for one in self._state.positions_of(profile.login) if one.symbol == order.symbol)
        return any(one.is_buy is not order.operation.is_buy for one in held)

    def _expires_later(self, order: Order) -> bool:
        return order.expires_at_ms is None or order.expires_at_ms > self._prices.now_ms

    def _market_price(self, order: Order, symbol: Symbol) -> Refusal | None:
        if order.price <= 0:
            return PRICE
        if not self._settings.check_market_price:
            return None
        quote = self._prices.quote(symbol.name)
        now = symbol.price(quote.ask if order.operation.is_buy else quote.bid)
        tolerance = symbol.price(self._settings.price_tolerance_points)
        return PRICE if abs(order.price - now) > tolerance else None

    def _pending_price(self, order: Order, symbol: Symbol, operation: Operation | None = None) -> Refusal | None:
        """A limit lies on the better side of the market, a stop on the worse one, both outside the stops level."""
        operation = order.operation if operation is None else operation
        if order.price <= 0 or not _fits_digits(symbol, order.price):
            return PRICE
        quote, price, away = self._prices.quote(symbol.name), symbol.points(order.price), _stops_points(symbol)
        fits = {
            Operation.BUY_LIMIT: price < quote.ask and quote.ask - price >= away,
            Operation.SELL_LIMIT: price > quote.bid and price - quote.bid >= away,
            Operation.BUY_STOP: price > quote.ask and price - quote.ask >= away,
            Operation.SELL_STOP: price < quote.bid and quote.bid - price >= away,
        }
        return None if fits[operation] else PRICE

    def _stops(self, order: Order, symbol: Symbol, operation: Operation) -> Refusal | None:
        """A stop loss lies on the losing side of the reference price, a take profit on the winning one.

        The reference is the price that would close a position now, or the price of the pending order.
        """
        if not all(level >= 0 and _fits_digits(symbol, level) for level in (order.stop_loss, order.take_profit)):
            return STOPS
        if operation.is_market:
            quote = self._prices.quote(symbol.name)
            reference = quote.bid if operation.is_buy else quote.ask
        else:
            reference = symbol.points(order.price)
        towards = 1 if operation.is_buy else -1
        away = max(1, _stops_points(symbol))
        if order.stop_loss and (reference - symbol.points(order.stop_loss)) * towards < away:
            return STOPS
        if order.take_profit and (symbol.points(order.take_profit) - reference) * towards < away:
            return STOPS
        return None

    def _trailing(self, profile: AccountProfile, order: Order, symbol: Symbol) -> Refusal | None:
        """A trailing offset that cannot work is ignored by the lenient venue, as real servers do."""
        if order.offset < 0:
            return MISMATCH
        works = profile.trailing_stop and symbol.trailing_enabled and order.stop_loss > 0
        return MISMATCH if order.offset and not works and self._settings.document_codes else None


def _fits_digits(symbol: Symbol, price: Decimal) -> bool:
    return symbol.price(symbol.points(price)) == price


def _stops_points(symbol: Symbol) -> int:
    """`stopsLevel` is in pips."""
    return int(Decimal(symbol.stops_level).scaleb(symbol.digits - symbol.pip_digits))
