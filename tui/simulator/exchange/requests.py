"""A trade request from its arrival to its verdict: refused at once, or PENDING and then ACCEPTED or REJECTED."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from random import Random

from tui.simulator.exchange.accounting import Accounting
from tui.simulator.exchange.checks import Checks
from tui.simulator.exchange.dealing import Dealing
from tui.simulator.exchange.events import RequestStatusChanged, TradeChanged
from tui.simulator.exchange.floor import Floor
from tui.simulator.exchange.order import Order, read_order
from tui.simulator.exchange.records import (
    LedgerEntry,
    Operation,
    Refusal,
    RequestState,
    RequestStatus,
    TransactionType,
)
from tui.simulator.exchange.settings import AccountProfile
from tui.simulator.exchange.state import PendingOrder, Position, Transaction

SCRIPTED = "scripted"
"""The connection name of the venue's own trader."""

_STATES = {
    "pending": RequestState.PENDING,
    "accepted": RequestState.ACCEPTED,
    "rejected": RequestState.REJECTED,
    "refused": RequestState.ERROR,
}


class Requests:
    """Takes requests, keeps them in the ledger, and executes them when their delay is over."""

    def __init__(self, floor: Floor, accounting: Accounting, dealing: Dealing) -> None:
        self._prices = floor.prices
        self._settings = floor.settings
        self._state = floor.state
        self._sink = floor.sink
        self._accounting = accounting
        self._dealing = dealing
        self._checks = Checks(floor, accounting)

    def submit(
        self, profile: AccountProfile, info: Mapping[str, object], connection: str, frame_bytes: int
    ) -> int | Refusal:
        """Judge a request at the prices' moment; the answer is its number or the refusal. Both are in the ledger."""
        order = read_order(info, self._settings)
        refusal = order if isinstance(order, Refusal) else self._checks.refusal(profile, order)
        number = None if refusal is not None else self._state.next_number()
        entry = LedgerEntry(
            seq=self._state.next_seq(),
            at_ms=self._prices.now_ms,
            connection=connection,
            login=profile.login,
            size_bytes=frame_bytes,
            info={name: float(value) if isinstance(value, Decimal) else value for name, value in info.items()},
            request=number,
            verdict="pending" if refusal is None else "refused",
            code=None if refusal is None else refusal.code,
            message=None if refusal is None else refusal.message,
            position=None,
        )
        if isinstance(order, Refusal) or number is None:
            self._state.put_transaction(Transaction(entry, Decimal(0), None))
            return refusal or Refusal("EX000", "Invalid parameters")
        due_at_ms = self._prices.now_ms + self._delay_ms(number)
        self._state.put_transaction(Transaction(entry, order.price, due_at_ms))
        self._tell(profile.login, self._status(entry, order.price))
        if self._settings.announce_in_flight:
            self._announce(profile, order, number)
        return number

    def status(self, login: str, number: int) -> RequestStatus | None:
        """Return the state of a request of this login."""
        found = self._state.transaction(number)
        return None if found is None or found.entry.login != login else self._status(found.entry, found.price)

    def settle(self, transaction: Transaction, profile: AccountProfile) -> None:
        """Execute a request whose delay is over, at the prices' moment."""
        entry = transaction.entry
        order = read_order(entry.info, self._settings)
        outcome = order if isinstance(order, Refusal) else self._execute(profile, order, entry)
        if isinstance(outcome, Refusal):
            entry = replace(entry, verdict="rejected", code=outcome.code, message=outcome.message)
        else:
            entry = replace(entry, verdict="accepted", position=outcome)
        self._state.put_transaction(Transaction(entry, transaction.price, None))
        self._tell(profile.login, self._status(entry, transaction.price))

    def _execute(self, profile: AccountProfile, order: Order, entry: LedgerEntry) -> int | Refusal:
        """Do what the order says; return the number of the position or pending order, or why not."""
        refusal = self._checks.refusal(profile, order)
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
            self._dealing.remove(self._state.pending[order.target])
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
        if isinstance(changed, Position):
            self._dealing.modify(changed)
        else:
            price = symbol.points(order.price)
            self._dealing.place(replace(changed, price=price, expires_at_ms=order.expires_at_ms))

    def _working_offset(self, profile: AccountProfile, order: Order) -> int:
        works = profile.trailing_stop and self._prices.symbol(order.symbol).trailing_enabled and order.stop_loss > 0
        return order.offset if works else 0

    def _announce(self, profile: AccountProfile, order: Order, number: int) -> None:
        """Show a market request in flight as servers do: type 1, with the side that the deal will have."""
        if order.kind is TransactionType.OPEN and order.operation.is_market:
            quote = self._prices.quote(order.symbol)
            price = quote.ask if order.operation.is_buy else quote.bid
            draft = self._dealing.draft(profile.login, order.symbol, order.volume, price, is_buy=order.operation.is_buy)
        elif order.kind is TransactionType.CLOSE:
            held = self._state.positions[order.target]
            draft = replace(held, is_buy=not held.is_buy, volume=order.volume)
        else:
            return
        record = replace(
            self._accounting.open_record(draft),
            operation=Operation.BUY if draft.is_buy else Operation.SELL,
            order_number=number,
            request_number=number,
            position_number=number,
            custom_comment=order.custom_comment,
        )
        self._sink(TradeChanged(profile.login, record, "pending"))

    def _delay_ms(self, number: int) -> int:
        chance = Random(f"{self._settings.seed}:delay:{number}")
        return chance.randint(self._settings.min_delay_ms, self._settings.max_delay_ms)

    def _status(self, entry: LedgerEntry, price: Decimal) -> RequestStatus:
        comment = entry.info.get("customComment")
        rejected = entry.verdict == "rejected"
        return RequestStatus(
            number=entry.request or 0,
            state=_STATES[entry.verdict],
            message=entry.message if rejected and not self._settings.silent_rejects else None,
            custom_comment=comment if isinstance(comment, str) else None,
            price=price,
        )

    def _tell(self, login: str, status: RequestStatus) -> None:
        self._sink(
            RequestStatusChanged(
                login, status.number, status.state, status.message, status.custom_comment, status.price
            )
        )
