"""How the exchange behaves: its rules, its delays and the accounts that exist on it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, slots=True)
class AccountProfile:
    """What is fixed about one account.

    `hidden_symbols` do not exist for it, `blocked_categories` cannot be traded. Without `trading` it may only look on;
    without `hedging` it may not hold both sides of a symbol.
    """

    login: str
    currency: str
    group: str
    deposit: Decimal
    password: str = "demo"  # noqa: S105 - the password of every demo account, printed on start
    credit: Decimal = Decimal("0.00")
    leverage_multiplier: Decimal = Decimal("1.00")
    spread_type: str | None = "FLOAT"
    trailing_stop: bool = True
    ib_account: bool = False
    company_unit: int = 8
    trading: bool = True
    hedging: bool = True
    hidden_symbols: frozenset[str] = frozenset()
    blocked_categories: frozenset[str] = frozenset()


DEFAULT_ACCOUNTS: tuple[AccountProfile, ...] = (
    AccountProfile("1000", "EUR", "demoEUeurSTANDARD100", Decimal("10000.00"), ib_account=True),
    AccountProfile("1001", "USD", "demoUSusdSTANDARD100", Decimal("25000.00"), blocked_categories=frozenset({"CRT"})),
    AccountProfile(
        "1002", "PLN", "demoPLplnPRO100", Decimal("60000.00"), spread_type=None, trailing_stop=False, company_unit=3
    ),
)


@dataclass(frozen=True, slots=True)
class ExchangeSettings:
    """The rules of the venue; the defaults are lenient, as recorded from real servers.

    `strict_free_margin`: equity − margin instead of min(balance, equity) − margin.
    `require_command`: a missing `cmd` is EX000 instead of BUY.
    `check_market_price`: a market price further away than `price_tolerance_points` is BE001 instead of ignored.
    `require_expiration`: a pending order without expiration is EX000.
    `document_codes`: codes as in the document (BE098, BE097, EX000) instead of the recorded BE11, BE51, SE199.
    `announce_in_flight`: a market request in flight shows on the trade stream as type 1.
    `silent_rejects`: the message of a rejected request is lost, as clients report.
    `closing_comment_wins`: a closed trade or deleted order carries the customComment of the request that ended it
    instead of the opening one's (A2). `modify_comment_wins`: a modified one carries that of the change, if it has one.
    `reply_number`: whether the number that answers an order is its record's `order2`, or its `order` (A3).
    `status_scope`: who may ask tradeTransactionStatus, the account or only the session that sent the order;
    `status_memory_ms`: for how long after the order it answers, None is for ever (A4).
    `pending_when_opened_only`, `pending_when_all`: whether getTrades shows pending orders for true and false (A7).
    `second_login_kicks`: a login ends the earlier sessions of its account (A9).
    `verdict_order`: whether a verdict is told before or after the records of the same moment, or any way round (A10).
    `least_gap_ms`, `most_waiting`: an account that sends orders closer together gets BE014, one that has so many
    under way BE016; 0 and None know no limit. `freezes_near_market`: a pending order within the stops level of its
    price can be neither changed nor deleted (BE008).
    `error_executes`: an order that came to request status 0 is executed all the same (A13).
    """

    seed: int = 1
    strict_free_margin: bool = False
    require_command: bool = False
    check_market_price: bool = False
    price_tolerance_points: int = 50
    require_expiration: bool = False
    document_codes: bool = False
    announce_in_flight: bool = True
    silent_rejects: bool = False
    closing_comment_wins: bool = False
    modify_comment_wins: bool = False
    reply_number: Literal["order2", "order"] = "order2"
    status_scope: Literal["account", "session"] = "account"
    status_memory_ms: int | None = None
    pending_when_opened_only: bool = True
    pending_when_all: bool = True
    second_login_kicks: bool = False
    verdict_order: Literal["any", "first", "last"] = "any"
    error_executes: bool = False
    least_gap_ms: int = 0
    most_waiting: int | None = None
    freezes_near_market: bool = False
    disabled_symbols: frozenset[str] = frozenset()
    min_delay_ms: int = 50
    max_delay_ms: int = 400
    stop_out_level_percent: Decimal = Decimal("50.00")
    stock_commission_percent: Decimal = Decimal("0.08")
    stock_commission_minimum: Decimal = Decimal("1.00")
    figures_every_ms: int = 1000
    scripted_trader: bool = True
    with_past: bool = True
    accounts: tuple[AccountProfile, ...] = DEFAULT_ACCOUNTS

    @classmethod
    def lenient(cls, seed: int = 1) -> ExchangeSettings:
        """Return the rules as real servers show them."""
        return cls(seed=seed)

    @classmethod
    def strict(cls, seed: int = 1) -> ExchangeSettings:
        """Return the rules as the document writes them."""
        return cls(
            seed=seed,
            strict_free_margin=True,
            require_command=True,
            check_market_price=True,
            require_expiration=True,
            document_codes=True,
            announce_in_flight=False,
        )
