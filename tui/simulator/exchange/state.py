"""The exchange's own memory: accounts, positions, pending orders, deals, transactions and number series.

Each thing is frozen; a change replaces it and is written to the book when the step is committed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from tui.simulator.exchange.book import Book, Change
from tui.simulator.exchange.codec import decode, encode
from tui.simulator.exchange.records import (
    USUAL,
    CloseReason,
    Course,
    IbRecord,
    LedgerEntry,
    LedgerRemoval,
    Operation,
    TradeRecord,
)

_ABOVE_DOUBLES = 2**53


@dataclass(frozen=True, slots=True)
class Account:
    """What moves about an account: balance and credit in its currency; asleep while its past is not written."""

    login: str
    balance: Decimal
    credit: Decimal
    asleep: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """An open position; prices in points, 0 where stop or target is not set.

    `open_rate` is currency of profit → account, `margin_rate` margin currency → account, both of the opening.
    """

    login: str
    number: int
    request: int
    symbol: str
    is_buy: bool
    volume: Decimal
    open_price: int
    opened_at_ms: int
    open_rate: Decimal
    margin_rate: Decimal
    stop_loss: int = 0
    take_profit: int = 0
    offset: int = 0
    commission: Decimal = Decimal("0.00")
    swap: Decimal = Decimal("0.00")
    comment: str = ""
    custom_comment: str | None = None
    scripted: bool = False


@dataclass(frozen=True, slots=True)
class PendingOrder:
    """An order that waits for its price; prices in points."""

    login: str
    number: int
    operation: Operation
    symbol: str
    volume: Decimal
    price: int
    placed_at_ms: int
    stop_loss: int = 0
    take_profit: int = 0
    offset: int = 0
    expires_at_ms: int | None = None
    comment: str = ""
    custom_comment: str | None = None
    scripted: bool = False


@dataclass(frozen=True, slots=True)
class Deal:
    """A closed trade or a balance operation of one account, why, and the request that closed it where one did."""

    login: str
    record: TradeRecord
    reason: CloseReason = "request"
    request: int | None = None


@dataclass(frozen=True, slots=True)
class Transaction:
    """A ledger entry with what its execution needs: when it is due, the price that was asked for, and its course.

    While `entry.request` is None and it is due it still has to be judged. `failed` is request status 0.
    """

    entry: LedgerEntry
    price: Decimal
    due_at_ms: int | None
    course: Course = USUAL
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Counters:
    """Whose book it is (the seed of its prices), the number series, and how far the market has been worked through.

    `first_number` and `first_closing` are where the blocks begin that are reserved for the accounts' pasts.
    """

    seed: int = 0
    number: int = 627_700_101
    closing: int = 316_311_201
    seq: int = 0
    advanced_to_ms: int = 0
    first_number: int = 0
    first_closing: int = 0


class State:
    """Everything that outlives a step; `commit` writes what changed since the last one as one step of the book."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._changes: dict[tuple[str, str], object | None] = {}
        kept = book.load()
        self.accounts = {key: decode(Account, fields) for key, fields in kept.get("account", {}).items()}
        self.positions = {int(key): decode(Position, fields) for key, fields in kept.get("position", {}).items()}
        self.pending = {int(key): decode(PendingOrder, fields) for key, fields in kept.get("pending", {}).items()}
        self.deals = [decode(Deal, fields) for fields in kept.get("deal", {}).values()]
        self.transactions = [decode(Transaction, fields) for fields in kept.get("transaction", {}).values()]
        self.ib_records = [decode(IbRecord, fields) for fields in kept.get("ib", {}).values()]
        self.removals = [decode(LedgerRemoval, fields) for fields in kept.get("removal", {}).values()]
        self.counters = decode(Counters, kept.get("meta", {}).get("counters", {}))
        self._by_request = {
            one.entry.request: index for index, one in enumerate(self.transactions) if one.entry.request is not None
        }
        self.waiting = [one for one in self.transactions if one.due_at_ms is not None]

        self.adopted = 0
        """How often accounts were taken over from elsewhere: what was planned from the state before is stale then."""

    @property
    def is_new(self) -> bool:
        """Tell whether the book had no accounts yet."""
        return not self.accounts

    def next_number(self) -> int:
        """Return the next request or position number."""
        self.counters = replace(self.counters, number=self.coming_number)
        return self.counters.number

    @property
    def coming_number(self) -> int:
        """What the next request or position number will be."""
        return self.counters.number + 2

    def raise_numbers(self) -> None:
        """Have the request and position numbers go on where a double can no longer tell neighbours apart."""
        self.counters = replace(self.counters, number=max(self.counters.number, _ABOVE_DOUBLES + 1))

    def next_closing(self) -> int:
        """Return the next number of the series that closed trades carry."""
        self.counters = replace(self.counters, closing=self.counters.closing + 1)
        return self.counters.closing

    def next_seq(self) -> int:
        """Return the next ledger sequence number."""
        self.counters = replace(self.counters, seq=self.counters.seq + 1)
        return self.counters.seq

    def own(self, seed: int) -> None:
        """Write the seed into a new book; ValueError when a kept book belongs to another seed."""
        if self.is_new:
            self.counters = replace(self.counters, seed=seed)
        elif self.counters.seed != seed:
            raise ValueError(f"the venue's book was kept with seed {self.counters.seed}, not {seed}: start it fresh")

    def mark(self, now_ms: int) -> None:
        """Remember how far the market has been worked through; written with the next commit."""
        self.counters = replace(self.counters, advanced_to_ms=now_ms)

    def put_account(self, account: Account) -> None:
        """Add an account, or replace the one with the same login."""
        self.accounts[account.login] = account
        self._note("account", account.login, account)

    def put_position(self, position: Position) -> None:
        """Add a position, or replace the one with the same number."""
        self.positions[position.number] = position
        self._note("position", str(position.number), position)

    def drop_position(self, number: int) -> None:
        """Take a position away."""
        del self.positions[number]
        self._note("position", str(number), None)

    def put_pending(self, order: PendingOrder) -> None:
        """Add a pending order, or replace the one with the same number."""
        self.pending[order.number] = order
        self._note("pending", str(order.number), order)

    def drop_pending(self, number: int) -> None:
        """Take a pending order away."""
        del self.pending[number]
        self._note("pending", str(number), None)

    def add_deal(self, deal: Deal) -> None:
        """Add what was closed or paid."""
        self.deals.append(deal)
        self._note("deal", str(deal.record.order_number), deal)

    def add_removal(self, removal: LedgerRemoval) -> None:
        """Add what became of a pending order."""
        self._note("removal", str(removal.number), removal)
        self.removals.append(removal)

    def add_ib_record(self, record: IbRecord) -> None:
        """Add an introduced client's trade."""
        self._note("ib", str(len(self.ib_records)), record)
        self.ib_records.append(record)

    def put_transaction(self, one: Transaction) -> None:
        """Add a transaction, or replace the one with the same `seq`."""
        seq = one.entry.seq
        if seq > len(self.transactions):
            self.transactions.append(one)
        else:
            self.transactions[seq - 1] = one
        if one.entry.request is not None:
            self._by_request[one.entry.request] = seq - 1
        self.waiting = [other for other in self.waiting if other.entry.seq != seq]
        if one.due_at_ms is not None:
            self.waiting.append(one)
        self._note("transaction", str(seq), one)

    def transaction(self, request: int) -> Transaction | None:
        """Return the transaction of a request number."""
        index = self._by_request.get(request)
        return None if index is None else self.transactions[index]

    def adopt(self, other: State) -> None:
        """Take over the accounts of another state with all that they hold; the number series stay."""
        for account in other.accounts.values():
            self.put_account(account)
        for position in other.positions.values():
            self.put_position(position)
        for order in other.pending.values():
            self.put_pending(order)
        for deal in other.deals:
            self.add_deal(deal)
        self.adopted += 1

    def positions_of(self, login: str) -> list[Position]:
        """Return an account's open positions, oldest first."""
        return [one for one in self.positions.values() if one.login == login]

    def pending_of(self, login: str) -> list[PendingOrder]:
        """Return an account's pending orders, oldest first."""
        return [one for one in self.pending.values() if one.login == login]

    def closed(self, number: int) -> Deal | None:
        """Return the last deal of a position that is no longer open."""
        return next((deal for deal in reversed(self.deals) if deal.record.position_number == number), None)

    def commit(self, *, also_mark: bool = False) -> None:
        """Write the changes as one step; without changes only when `also_mark` asks for the mark itself."""
        if self._changes or also_mark:
            self._note("meta", "counters", self.counters)
            self._book.write([_change(*key, thing) for key, thing in self._changes.items()])
            self._changes = {}

    def close(self) -> None:
        """Write what is left and let go of the book."""
        self.commit(also_mark=True)
        self._book.close()

    def _note(self, kind: str, key: str, thing: object | None) -> None:
        self._changes[kind, key] = thing


def _change(kind: str, key: str, thing: object | None) -> Change:
    return kind, key, None if thing is None else encode(thing)
