"""How the exchange behaves: its rules, its delays and the accounts that exist on it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class AccountProfile:
    """What is fixed about one account; `hidden_symbols` do not exist for it, `blocked_categories` cannot be traded."""

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
    `closing_comment_wins`: a closed trade carries the closing request's customComment instead of the opening one's.
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
