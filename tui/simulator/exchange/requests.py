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
from tui.simulator.exchange.execution import Execution
from tui.simulator.exchange.floor import Floor
from tui.simulator.exchange.order import INVALID, Order, read_order
from tui.simulator.exchange.records import (
    Course,
    LedgerEntry,
    Operation,
    Refusal,
    RequestState,
    RequestStatus,
    TransactionType,
)
from tui.simulator.exchange.settings import AccountProfile
from tui.simulator.exchange.state import Transaction

FAILED = "Internal error"
"""What request status 0 says."""

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
        self._execution = Execution(floor, accounting, dealing, self._checks)

    def submit(
        self, profile: AccountProfile, info: Mapping[str, object], connection: str, frame_bytes: int, course: Course
    ) -> int | Refusal | None:
        """Judge a request at the prices' moment; the answer is its number or the refusal. Both are in the ledger.

        A request whose course holds it is not judged yet and has no answer.
        """
        entry = self._enter(profile.login, info, connection, frame_bytes, course)
        if course.hold_ms:
            self._state.put_transaction(Transaction(entry, Decimal(0), self._prices.now_ms + course.hold_ms, course))
            return None
        return self._judge(profile, entry, course)

    def note(
        self,
        login: str,
        info: Mapping[str, object],
        connection: str,
        frame_bytes: int,
        *,
        refusal: Refusal | None,
        fault: str | None,
    ) -> None:
        """Put a frame in the ledger that is not judged at all; without a refusal it had no answer."""
        entry = self._enter(login, info, connection, frame_bytes, Course(fault=fault))
        self._state.put_transaction(Transaction(_refused(entry, refusal), Decimal(0), None))

    def status(self, login: str, number: int, connection: str) -> RequestStatus | None:
        """Return the state of a request of this login, as far as the venue tells it on this connection."""
        found, settings = self._state.transaction(number), self._settings
        if found is None or found.entry.login != login:
            return None
        if settings.status_scope == "session" and found.entry.connection != connection:
            return None
        memory_ms = settings.status_memory_ms
        if memory_ms is not None and self._prices.now_ms - found.entry.at_ms > memory_ms:
            return None
        return self._status(found)

    def settle(self, one: Transaction, profile: AccountProfile) -> None:
        """Do what is due for a request at the prices' moment: judge what was held, fail what fails, or execute it."""
        if one.entry.request is None:
            self._judge(profile, one.entry, replace(one.course, hold_ms=0))
        elif one.course.error_ms is not None and not one.failed:
            self._fail(one)
        else:
            self._settle(one, profile)

    def _enter(
        self, login: str, info: Mapping[str, object], connection: str, frame_bytes: int, course: Course
    ) -> LedgerEntry:
        kept = (info if course.info is None else course.info).get("customComment")
        return LedgerEntry(
            seq=self._state.next_seq(),
            at_ms=self._prices.now_ms,
            connection=connection,
            login=login,
            size_bytes=frame_bytes,
            info={name: float(value) if isinstance(value, Decimal) else value for name, value in info.items()},
            request=None,
            verdict="pending",
            code=None,
            message=None,
            position=None,
            kept_comment=kept if isinstance(kept, str) else None,
            fault=course.fault,
        )

    def _judge(self, profile: AccountProfile, entry: LedgerEntry, course: Course) -> int | Refusal:
        order = read_order(_info(entry, course), self._settings)
        refusal = self._checks.arrival(profile, entry.connection)
        if refusal is None:
            refusal = order if isinstance(order, Refusal) else self._checks.refusal(profile, order)
        if isinstance(order, Refusal) or refusal is not None:
            self._state.put_transaction(Transaction(_refused(entry, refusal), Decimal(0), None, course))
            return refusal or INVALID
        if course.huge_numbers:
            self._state.raise_numbers()
        number = self._state.next_number()
        due_at_ms = self._prices.now_ms + self._delay_ms(number)
        taken = Transaction(replace(entry, request=number), order.price, due_at_ms, course)
        self._state.put_transaction(taken)
        self._tell(profile.login, self._status(taken))
        if self._settings.announce_in_flight:
            self._announce(profile, order, number)
        return number

    def _fail(self, one: Transaction) -> None:
        """Come to request status 0; what the ledger says is what becomes of it."""
        course, entry = one.course, one.entry
        if course.dies:
            entry, due_at_ms = replace(entry, verdict="rejected", message=FAILED), None
        else:
            due_at_ms = self._prices.now_ms + max(1, course.error_ms or 0)
        failed = replace(one, entry=entry, due_at_ms=due_at_ms, failed=True)
        self._state.put_transaction(failed)
        self._tell(entry.login, self._status(failed))

    def _settle(self, one: Transaction, profile: AccountProfile) -> None:
        entry = one.entry
        order = read_order(_info(entry, one.course), self._settings)
        outcome: int | Refusal
        if isinstance(order, Refusal):
            outcome = order
        else:
            outcome = one.course.rejection or self._execution.execute(profile, order, entry)
        if isinstance(outcome, Refusal):
            entry = replace(entry, verdict="rejected", code=outcome.code, message=outcome.message)
        else:
            entry = replace(entry, verdict="accepted", position=outcome)
        done = replace(one, entry=entry, due_at_ms=None)
        self._state.put_transaction(done)
        if not one.failed:
            self._tell(profile.login, self._status(done))

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

    def _status(self, one: Transaction) -> RequestStatus:
        entry = one.entry
        message = entry.message if entry.verdict == "rejected" and not self._settings.silent_rejects else None
        return RequestStatus(
            number=entry.request or 0,
            state=RequestState.ERROR if one.failed else _STATES[entry.verdict],
            message=FAILED if one.failed else message,
            custom_comment=entry.kept_comment,
            price=one.price,
        )

    def _tell(self, login: str, status: RequestStatus) -> None:
        self._sink(
            RequestStatusChanged(
                login, status.number, status.state, status.message, status.custom_comment, status.price
            )
        )


def _info(entry: LedgerEntry, course: Course) -> Mapping[str, object]:
    return entry.info if course.info is None else course.info


def _refused(entry: LedgerEntry, refusal: Refusal | None) -> LedgerEntry:
    code, message = (None, None) if refusal is None else (refusal.code or None, refusal.message)
    return replace(entry, verdict="refused", code=code, message=message)
