"""What one account really did up to a moment: its trades as legs, its deposits and withdrawals, from the exchange."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from tui.simulator.exchange import AccountProfile, Exchange, ExchangeSettings, TradeRecord, money
from tui.simulator.flex.days import Span, day_of
from tui.simulator.market import Symbol

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of a position that was opened, and perhaps closed, in one piece.

    `units` are positive; prices are for a unit in the instrument's currency; money is in the account's. `nominal` is
    the opening value of cash stocks, zero for the rest. The commissions of both sides and the swap cost when negative;
    the swap is what was gathered until `swap_until_ms`.
    """

    position: int
    symbol: Symbol
    is_buy: bool
    units: Decimal
    opened_at_ms: int
    open_price: Decimal
    open_order: int
    open_commission: Decimal
    nominal: Decimal
    swap: Decimal
    swap_until_ms: int
    closed_at_ms: int | None = None
    close_price: Decimal = ZERO
    close_order: int = 0
    close_commission: Decimal = ZERO
    profit: Decimal = ZERO
    reason: str = ""

    @property
    def is_stock(self) -> bool:
        """Tell whether it is a share that is bought outright."""
        return money.is_cash_stock(self.symbol)

    @property
    def sign(self) -> int:
        """1 for long, -1 for short."""
        return 1 if self.is_buy else -1

    @property
    def change(self) -> Decimal:
        """What the closing made, in the instrument's currency."""
        return (self.close_price - self.open_price) * self.units * self.sign

    def is_open_at(self, end_ms: int) -> bool:
        """Tell whether it is held when the moment before `end_ms` is over."""
        return self.opened_at_ms < end_ms and (self.closed_at_ms is None or self.closed_at_ms >= end_ms)


@dataclass(frozen=True, slots=True)
class Transfer:
    """A deposit (positive) or a withdrawal."""

    number: int
    at_ms: int
    amount: Decimal
    comment: str


@dataclass(frozen=True, slots=True)
class Story:
    """One account up to `until_ms`: legs by their opening, transfers by their time."""

    login: str
    currency: str
    until_ms: int
    legs: tuple[Leg, ...]
    transfers: tuple[Transfer, ...]

    @property
    def account(self) -> str:
        """The account's id in statements."""
        return account_id(self.login)

    @property
    def opened_on(self) -> date:
        """The day on which the account begins."""
        return day_of(self.transfers[0].at_ms if self.transfers else self.until_ms)

    def held(self, end_ms: int) -> list[Leg]:
        """Return the legs that are open at the end of a day."""
        return [leg for leg in self.legs if leg.is_open_at(end_ms)]

    def opened(self, span: Span) -> Iterator[Leg]:
        """Return the legs that were opened in the span."""
        return (leg for leg in self.legs if leg.opened_at_ms in span)

    def closed(self, span: Span) -> Iterator[Leg]:
        """Return the legs that were closed in the span."""
        return (leg for leg in self.legs if leg.closed_at_ms in span)

    def touched(self, span: Span) -> list[Symbol]:
        """Return the instruments that were held or traded in the span, by name."""
        found = {
            leg.symbol.name: leg.symbol
            for leg in self.legs
            if leg.opened_at_ms < span.end_ms and (leg.closed_at_ms is None or leg.closed_at_ms >= span.start_ms)
        }
        return [found[name] for name in sorted(found)]


def account_id(login: str) -> str:
    """Return how statements name an account."""
    return f"U900{login}"


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells the stories of the accounts of one exchange."""

    settings: ExchangeSettings
    symbols: Mapping[str, Symbol]

    def profile(self, login: str) -> AccountProfile | None:
        """Return an account, None when there is none."""
        return next((profile for profile in self.settings.accounts if profile.login == login), None)

    def tell(self, exchange: Exchange, profile: AccountProfile, until_ms: int, now_ms: int) -> Story:
        """Return an account's story up to `until_ms`; what happened later counts as not yet happened."""
        done = exchange.history(profile.login, 1, 0, now_ms)
        held = [record for record in exchange.trades(profile.login, True, now_ms) if record.operation.is_market]
        trades = [record for record in [*done, *held] if record.symbol is not None and record.opened_at_ms <= until_ms]
        legs = sorted((self._leg(record, until_ms, now_ms) for record in trades), key=_by_opening)
        paid = [
            Transfer(record.order_number, record.opened_at_ms, record.profit, record.comment)
            for record in done
            if record.symbol is None and record.opened_at_ms <= until_ms
        ]
        paid.sort(key=lambda transfer: (transfer.at_ms, transfer.number))
        if profile.credit and paid:
            paid.insert(0, Transfer(1, paid[0].at_ms, profile.credit, "Credit"))
        return Story(profile.login, profile.currency, until_ms, tuple(legs), tuple(paid))

    def _leg(self, record: TradeRecord, until_ms: int, now_ms: int) -> Leg:
        assert record.symbol is not None
        symbol = self.symbols[record.symbol]
        nominal = record.nominal_value or ZERO
        total = record.commission or ZERO
        closed_at_ms = record.closed_at_ms if record.closed else None
        # A closed trade has the costs of both sides in one sum: the opening's is reckoned again by its rate.
        cost = -money.cents(nominal * self.settings.stock_commission_percent / 100)
        opening = total if closed_at_ms is None else max(cost, total)
        leg = Leg(
            record.position_number, symbol, record.operation.is_buy, record.volume * symbol.contract_size,
            record.opened_at_ms, record.open_price, record.position_number, opening, nominal, record.swap,
            now_ms if closed_at_ms is None else closed_at_ms,
        )  # fmt: skip
        if closed_at_ms is None or closed_at_ms > until_ms:
            return leg
        return replace(
            leg,
            closed_at_ms=closed_at_ms,
            close_price=record.close_price,
            close_order=record.order_number,
            close_commission=total - opening,
            profit=record.profit,
            reason=record.comment,
        )


def _by_opening(leg: Leg) -> tuple[int, int, int]:
    return leg.opened_at_ms, leg.position, leg.close_order
