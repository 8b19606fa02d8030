"""Doing what an order that was taken says, when its delay is over."""

from __future__ import annotations

from dataclasses import replace

from tui.simulator.exchange.accounting import Accounting
from tui.simulator.exchange.checks import Checks
from tui.simulator.exchange.dealing import Dealing
from tui.simulator.exchange.floor import Floor
from tui.simulator.exchange.order import Order
from tui.simulator.exchange.records import SCRIPTED, LedgerEntry, Refusal, TransactionType
from tui.simulator.exchange.settings import AccountProfile
from tui.simulator.exchange.state import PendingOrder, Position


class Execution:
    """Opens, closes, changes and deletes at the prices' moment, after a last look at whether it may."""

    def __init__(self, floor: Floor, accounting: Accounting, dealing: Dealing, checks: Checks) -> None:
        self._prices = floor.prices
        self._settings = floor.settings
        self._state = floor.state
        self._accounting = accounting
        self._dealing = dealing
        self._checks = checks

    def execute(self, profile: AccountProfile, order: Order, entry: LedgerEntry) -> int | Refusal:
        """Do what the order says; return the number of the position or pending order, or why not."""
        refusal = self._checks.execution(profile, order)
        if refusal is not None:
            return refusal
        number = entry.request or 0
        if order.kind is TransactionType.OPEN:
            return self._open(profile, order, number, scripted=entry.connection == SCRIPTED)
        if order.kind is TransactionType.CLOSE:
            position = self._state.positions[order.target]
            comment = order.custom_comment if self._settings.closing_comment_wins else None
            price = self._accounting.close_price(position)
            self._dealing.close(position, order.volume, price, number, custom_comment=comment)
        elif order.kind is TransactionType.MODIFY:
            self._modify(profile, order)
        else:
            comment = order.custom_comment if self._settings.closing_comment_wins else None
            pending = self._state.pending[order.target]
            self._dealing.remove(pending, "deleted", custom_comment=comment, request=number)
        return order.target

    def _open(self, profile: AccountProfile, order: Order, number: int, *, scripted: bool) -> int | Refusal:
        symbol = self._prices.symbol(order.symbol)
        stop_loss, take_profit = symbol.points(order.stop_loss), symbol.points(order.take_profit)
        offset = self._working_offset(profile, order)
        if order.places_pending:
            self._dealing.place(
                PendingOrder(
                    profile.login, number, order.operation, order.symbol, order.volume, symbol.points(order.price),
                    self._prices.now_ms, stop_loss, take_profit, offset, order.expires_at_ms,
                    custom_comment=order.custom_comment, scripted=scripted,
                )
            )  # fmt: skip
            return number
        quote = self._prices.quote(order.symbol)
        price = quote.ask if order.operation.is_buy else quote.bid
        draft = replace(
            self._dealing.draft(profile.login, order.symbol, order.volume, price, is_buy=order.operation.is_buy),
            stop_loss=stop_loss,
            take_profit=take_profit,
            offset=offset,
            custom_comment=order.custom_comment,
            scripted=scripted,
        )
        refusal = self._checks.money_refusal(profile, draft)
        return refusal if refusal is not None else self._dealing.open(draft, number).number

    def _modify(self, profile: AccountProfile, order: Order) -> None:
        """Replace everything that can be replaced: what the request leaves out is removed."""
        symbol = self._prices.symbol(order.symbol)
        target = self._state.positions.get(order.target) or self._state.pending[order.target]
        changed = replace(
            target,
            stop_loss=symbol.points(order.stop_loss),
            take_profit=symbol.points(order.take_profit),
            offset=self._working_offset(profile, order),
        )
        if self._settings.modify_comment_wins and order.custom_comment is not None:
            changed = replace(changed, custom_comment=order.custom_comment)
        if isinstance(changed, Position):
            self._dealing.modify(changed)
        else:
            price = symbol.points(order.price)
            self._dealing.place(replace(changed, price=price, expires_at_ms=order.expires_at_ms))

    def _working_offset(self, profile: AccountProfile, order: Order) -> int:
        works = profile.trailing_stop and self._prices.symbol(order.symbol).trailing_enabled and order.stop_loss > 0
        return order.offset if works else 0
