"""The only place that opens, changes and closes trades, moves money and tells about it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tui.simulator.exchange import money
from tui.simulator.exchange.accounting import Accounting
from tui.simulator.exchange.events import BalanceChanged, TradeChanged
from tui.simulator.exchange.floor import Floor
from tui.simulator.exchange.money import ZERO
from tui.simulator.exchange.records import CloseReason, LedgerRemoval, Operation, RemovalReason, TradeRecord
from tui.simulator.exchange.state import Deal, PendingOrder, Position


class Dealing:
    """Acts at the prices' moment; every act is complete in itself and leaves the books balanced."""

    def __init__(self, floor: Floor, accounting: Accounting) -> None:
        self._prices = floor.prices
        self._settings = floor.settings
        self._state = floor.state
        self._profiles = floor.profiles
        self._sink = floor.sink
        self._accounting = accounting

    def draft(self, login: str, symbol_name: str, volume: Decimal, price: int, *, is_buy: bool) -> Position:
        """Return a position as it would be opened at `price` points; it has no numbers yet and changes nothing."""
        symbol, profile = self._prices.symbol(symbol_name), self._profiles[login]
        return Position(
            login=login,
            number=0,
            request=0,
            symbol=symbol_name,
            is_buy=is_buy,
            volume=volume,
            open_price=price,
            opened_at_ms=self._prices.now_ms,
            open_rate=self._prices.rate(symbol.currency_profit, profile.currency),
            margin_rate=self._prices.rate(money.margin_currency(symbol), profile.currency),
            commission=self._accounting.commission(profile, symbol, price, volume),
        )

    def open(self, draft: Position, request: int, *, triggered: bool = False) -> Position:
        """Open a drafted position for a request, or for the pending order of that number.

        The request is its second number (`order2`) and it gets one of its own, or the other way round where the venue
        replies the record's `order`; that is never so for a pending order, which has had its number already.
        """
        number = self._state.next_number()
        if self._settings.reply_number == "order" and not triggered:
            number, request = request, number
        position = replace(draft, number=number, request=request)
        self._state.put_position(position)
        self._tell(position.login, self._accounting.open_record(position), moves_money=True)
        return position

    def modify(self, position: Position) -> None:
        """Put a changed position in the place of the one with its number."""
        self._state.put_position(position)
        self._sink(TradeChanged(position.login, self._accounting.open_record(position), "open"))

    def close(
        self,
        position: Position,
        volume: Decimal,
        price: int,
        request: int,
        *,
        comment: str | None = None,
        custom_comment: str | None = None,
        reason: CloseReason = "request",
    ) -> TradeRecord:
        """Close so much of a position at `price` points; commission and swap go with their share of the volume.

        `comment` and `custom_comment` replace the opening ones when they are given.
        """
        order, order2 = self._state.next_closing(), request
        if self._settings.reply_number == "order" and reason == "request":
            order, order2 = order2, order
        symbol, profile = self._prices.symbol(position.symbol), self._profiles[position.login]
        opening = money.share(position.commission, volume, position.volume)
        swap = money.share(position.swap, volume, position.volume)
        part = replace(position, volume=volume)
        record = replace(
            self._accounting.open_record(part),
            order_number=order,
            request_number=order2,
            close_price=symbol.price(price),
            closed=True,
            closed_at_ms=self._prices.now_ms,
            profit=self._accounting.profit(part, price),
            commission=opening + self._accounting.commission(profile, symbol, price, volume),
            swap=swap,
            comment=position.comment if comment is None else comment,
            custom_comment=position.custom_comment if custom_comment is None else custom_comment,
        )
        self._reduce(position, volume, opening, swap)
        self._book(Deal(position.login, record, reason, request if reason == "request" else None))
        return record

    def place(self, order: PendingOrder) -> None:
        """Let a pending order wait, or put a changed one in the place of the one with its number."""
        self._state.put_pending(order)
        self._sink(TradeChanged(order.login, self._accounting.pending_record(order), "pending"))

    def remove(
        self,
        order: PendingOrder,
        reason: RemovalReason,
        *,
        comment: str | None = None,
        custom_comment: str | None = None,
        request: int | None = None,
        position: int | None = None,
    ) -> None:
        """Take a pending order away: deleted by a request, expired, or turned into a position.

        `comment` and `custom_comment` replace those of the order when they are given.
        """
        self._state.drop_pending(order.number)
        self._state.add_removal(
            LedgerRemoval(
                self._prices.now_ms, order.login, order.number, reason, order.custom_comment, request, position
            )
        )
        told = replace(
            order,
            comment=order.comment if comment is None else comment,
            custom_comment=order.custom_comment if custom_comment is None else custom_comment,
        )
        self._sink(TradeChanged(order.login, self._accounting.pending_record(told), "pending", deleted=True))

    def trigger(self, order: PendingOrder, price: int) -> Position:
        """Turn a pending order into a position at `price` points; it goes as the position comes."""
        self.remove(order, "triggered", position=self._state.coming_number)
        draft = replace(
            self.draft(order.login, order.symbol, order.volume, price, is_buy=order.operation.is_buy),
            stop_loss=order.stop_loss,
            take_profit=order.take_profit,
            offset=order.offset,
            comment=order.comment,
            custom_comment=order.custom_comment,
            scripted=order.scripted,
        )
        return self.open(draft, order.number, triggered=True)

    def transfer(self, login: str, amount: Decimal, comment: str) -> None:
        """Pay in (positive) or out (negative): a balance operation without a symbol."""
        number, now_ms = self._state.next_closing(), self._prices.now_ms
        record = TradeRecord(
            operation=Operation.BALANCE, order_number=number, request_number=number, position_number=number,
            symbol=None, digits=0, volume=ZERO, open_price=ZERO, opened_at_ms=now_ms, close_price=ZERO,
            closed=True, closed_at_ms=now_ms, stop_loss=ZERO, take_profit=ZERO, trailing_offset=0,
            expires_at_ms=None, profit=amount, commission=None, swap=ZERO, margin_rate=Decimal(0),
            nominal_value=None, spread=0, taxes=ZERO, comment=comment, custom_comment=None, timestamp_ms=now_ms,
        )  # fmt: skip
        self._book(Deal(login, record, "balance"))

    def charge_swap(self, position: Position, amount: Decimal) -> None:
        """Add a night's swap to a position."""
        self.modify(replace(position, swap=position.swap + amount))

    def _reduce(self, position: Position, volume: Decimal, commission: Decimal, swap: Decimal) -> None:
        """Take a part out of a position, or the position away."""
        rest = position.volume - volume
        if rest > 0:
            left = replace(
                position, volume=rest, commission=position.commission - commission, swap=position.swap - swap
            )
            self._state.put_position(left)
        else:
            self._state.drop_position(position.number)

    def _book(self, deal: Deal) -> None:
        account, record = self._state.accounts[deal.login], deal.record
        gain = record.profit + (record.commission or ZERO) + record.swap
        self._state.put_account(replace(account, balance=account.balance + gain))
        self._state.add_deal(deal)
        self._tell(deal.login, record, moves_money=True)

    def _tell(self, login: str, record: TradeRecord, *, moves_money: bool) -> None:
        self._sink(TradeChanged(login, record, "close" if record.closed else "open"))
        if moves_money:
            self._sink(BalanceChanged(login))
