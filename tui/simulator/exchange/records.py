"""The values that the exchange hands out: trade records, request states, account figures and ledger lines.

Prices are `Decimal` at the symbol's precision, money is `Decimal` with two places in the account's currency,
times are milliseconds since 1970-01-01 UTC, volumes are `Decimal` lots. The server maps them to the wire.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import Literal

SCRIPTED = "scripted"
"""The connection name of the venue's own trader."""

Verdict = Literal["accepted", "rejected", "refused", "pending"]
CloseReason = Literal["request", "stop_loss", "take_profit", "stop_out", "balance"]
RemovalReason = Literal["deleted", "expired", "no_money", "triggered"]


class Operation(IntEnum):
    """Operation codes: the `cmd` of TRADE_TRANS_INFO and TRADE_RECORD."""

    BUY = 0
    SELL = 1
    BUY_LIMIT = 2
    SELL_LIMIT = 3
    BUY_STOP = 4
    SELL_STOP = 5
    BALANCE = 6
    CREDIT = 7

    @property
    def is_buy(self) -> bool:
        return self in (Operation.BUY, Operation.BUY_LIMIT, Operation.BUY_STOP)

    @property
    def is_market(self) -> bool:
        return self in (Operation.BUY, Operation.SELL)

    @property
    def is_pending(self) -> bool:
        return Operation.BUY_LIMIT <= self <= Operation.SELL_STOP


class TransactionType(IntEnum):
    """Transaction types: the `type` of TRADE_TRANS_INFO."""

    OPEN = 0
    PENDING = 1
    CLOSE = 2
    MODIFY = 3
    DELETE = 4


class RequestState(IntEnum):
    """Request status codes of tradeTransactionStatus and getTradeStatus."""

    ERROR = 0
    PENDING = 1
    ACCEPTED = 3
    REJECTED = 4


@dataclass(frozen=True, slots=True)
class Refusal:
    """A synchronous no (`status: false`): the error code of the specification and its text (section 7)."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class TradeRecord:
    """One position, pending order, closed trade or balance operation (TRADE_RECORD, STREAMING_TRADE_RECORD).

    `order_number`, `request_number` and `position_number` are the wire's `order`, `order2` and `position`.
    `symbol` is None for deposits and withdrawals. `stop_loss` and `take_profit` are zero when not set.
    `commission` is None where it does not apply; commission and swap are negative when they cost.
    `nominal_value` is the opening value in account currency for cash stocks, None for the rest.
    `profit` of a pending order is zero; the stream shows it as null for type 1.
    """

    operation: Operation
    order_number: int
    request_number: int
    position_number: int
    symbol: str | None
    digits: int
    volume: Decimal
    open_price: Decimal
    opened_at_ms: int
    close_price: Decimal
    closed: bool
    closed_at_ms: int | None
    stop_loss: Decimal
    take_profit: Decimal
    trailing_offset: int
    expires_at_ms: int | None
    profit: Decimal
    commission: Decimal | None
    swap: Decimal
    margin_rate: Decimal
    nominal_value: Decimal | None
    spread: int
    taxes: Decimal
    comment: str
    custom_comment: str | None
    timestamp_ms: int


@dataclass(frozen=True, slots=True)
class RequestStatus:
    """State of one trade request (tradeTransactionStatus, section 5.23).

    `price` echoes the requested price; the wire shows it as both `ask` and `bid`.
    `message` is None unless the request was rejected.
    """

    number: int
    state: RequestState
    message: str | None
    custom_comment: str | None
    price: Decimal


@dataclass(frozen=True, slots=True)
class AccountFigures:
    """Account indicators (getMarginLevel 5.8, stream getBalance); `margin_level` is percent, 0.00 without margin."""

    currency: str
    balance: Decimal
    credit: Decimal
    equity: Decimal
    margin: Decimal
    free_margin: Decimal
    margin_level: Decimal
    equity_fx: Decimal
    stock_value: Decimal
    stock_lock: Decimal
    cash_stock_value: Decimal


@dataclass(frozen=True, slots=True)
class UserData:
    """What getCurrentUserData (5.6) tells; `leverage` on the wire is always 1."""

    company_unit: int
    currency: str
    group: str
    ib_account: bool
    leverage_multiplier: Decimal
    spread_type: str | None
    trailing_stop: bool


@dataclass(frozen=True, slots=True)
class CommissionDef:
    """Expected commission in account currency and the rate base currency → account currency (5.5)."""

    commission: Decimal | None
    rate_of_exchange: Decimal | None


@dataclass(frozen=True, slots=True)
class IbRecord:
    """One trade of a client whom the account introduced (IB_RECORD, 5.7); every field may be withheld."""

    login: str | None
    surname: str | None
    symbol: str | None
    operation: Operation | None
    volume: Decimal | None
    nominal: Decimal | None
    open_price: Decimal | None
    close_price: Decimal | None
    timestamp_ms: int | None


@dataclass(frozen=True, slots=True)
class Course:
    """How a request fares when a fault has its hand in it; the defaults are the usual way.

    `fault` goes into the ledger. With `hold_ms` the request is judged only so much later and nobody hears its number
    before. `info` is what the venue works with when that is not what it received. `rejection` awaits it at its
    execution. With `error_ms` it comes to request status 0 instead and is executed so much later, or never if it
    `dies`. `huge_numbers` has the numbers go on above 2^53.
    """

    fault: str | None = None
    hold_ms: int = 0
    info: dict[str, object] | None = None
    rejection: Refusal | None = None
    error_ms: int | None = None
    dies: bool = False
    huge_numbers: bool = False


USUAL = Course()


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One tradeTransaction as the venue saw it: `info` is the received tradeTransInfo, `size_bytes` its frame.

    `request` is None when it was refused at once. `position` is the position or pending order it made or touched.
    `kept_comment` is the customComment that the venue works with, which may not be the received one. `fault` names the
    faults that decided how it fared. Entries with connection "scripted" come from the venue's own
    trader; a frame that came before any login has the login "".
    """

    seq: int
    at_ms: int
    connection: str
    login: str
    size_bytes: int
    info: dict[str, object]
    request: int | None
    verdict: Verdict
    code: str | None
    message: str | None
    position: int | None
    kept_comment: str | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerDeal:
    """A closed trade or balance operation, why it was closed, and the request that did it where one did."""

    login: str
    record: TradeRecord
    reason: CloseReason
    request: int | None


@dataclass(frozen=True, slots=True)
class LedgerRemoval:
    """A pending order that is gone: why, by which request where one deleted it, and the position that it became."""

    at_ms: int
    login: str
    number: int
    reason: RemovalReason
    custom_comment: str | None = None
    request: int | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """The venue's truth at one moment: every transaction, and what is open, pending, done and gone on all accounts."""

    now_ms: int
    logins: tuple[str, ...]
    transactions: tuple[LedgerEntry, ...]
    positions: tuple[tuple[str, TradeRecord], ...]
    pending: tuple[tuple[str, TradeRecord], ...]
    deals: tuple[LedgerDeal, ...]
    removals: tuple[LedgerRemoval, ...]
