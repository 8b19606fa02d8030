"""Example values for tests: each is a plausible one with the named fields changed."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from tui.domain.account import AccountFigures, AccountProfile
from tui.domain.candle import Candle
from tui.domain.instrument import Instrument
from tui.domain.position import ClosedTrade, OrderKind, PendingOrder, Position, Side
from tui.domain.quote import Quote

AT_MS = 1_772_618_400_000
"""Wednesday 4 March 2026, 10:00 UTC: an ordinary trading hour."""


def an_instrument(**changes: Any) -> Instrument:
    zero = Decimal(0)
    instrument = Instrument(
        symbol="EURUSD",
        description="Euro to American Dollar",
        category="FX",
        group="Major",
        currency="EUR",
        profit_currency="USD",
        digits=5,
        pip_digits=4,
        contract_size=Decimal(100_000),
        leverage_percent=Decimal("3.33"),
        lot_min=Decimal("0.01"),
        lot_max=Decimal(100),
        lot_step=Decimal("0.01"),
        tick_size=None,
        tick_value=None,
        stops_level=zero,
        step_rule_id=1,
        swap_enabled=True,
        swap_long=Decimal("-7.1"),
        swap_short=Decimal("2.4"),
        swap_type=0,
        swap_triple_day=2,
        currency_pair=True,
        long_only=False,
        short_selling=True,
        trailing_enabled=True,
        margin_mode=101,
        profit_mode=5,
        quote_id=5,
        instant_max_volume=Decimal(2147483647),
        initial_margin=zero,
        margin_hedged=zero,
        margin_hedged_strong=False,
        margin_maintenance=zero,
        starts_at=None,
        expires_at=None,
        type_code=21,
    )
    return replace(instrument, **changes)


def a_quote(bid: str | None = "1.08412", ask: str | None = "1.08420", **changes: Any) -> Quote:
    quote = Quote(
        symbol="EURUSD",
        bid=None if bid is None else Decimal(bid),
        ask=None if ask is None else Decimal(ask),
        high=Decimal("1.08500"),
        low=Decimal("1.08100"),
        at_ms=AT_MS,
    )
    return replace(quote, **changes)


def a_candle(start_ms: int = AT_MS, prices: str = "1.1 1.3 1.0 1.2", volume: int = 10) -> Candle:
    open_, high, low, close = (Decimal(price) for price in prices.split())
    return Candle(start_ms, open_, high, low, close, Decimal(volume))


def a_position(number: int = 312408331, **changes: Any) -> Position:
    position = Position(
        position=number,
        order=number,
        request_id=number - 2,
        symbol="EURUSD",
        side=Side.BUY,
        volume=Decimal("0.10"),
        open_price=Decimal("1.08310"),
        opened_at=AT_MS - 7_440_000,
        stop_loss=Decimal("1.08200"),
        take_profit=Decimal("1.08800"),
        trailing_offset=0,
        swap=Decimal("-0.12"),
        commission=Decimal("0.00"),
        profit=Decimal("9.41"),
        close_price=Decimal("1.08412"),
        margin_rate=Decimal("1.0"),
        digits=5,
        comment="",
        custom_comment="",
    )
    return replace(position, **changes)


def a_pending_order(number: int = 312408400, **changes: Any) -> PendingOrder:
    order = PendingOrder(
        position=number,
        order=number,
        request_id=number,
        symbol="GBPUSD",
        side=Side.SELL,
        kind=OrderKind.LIMIT,
        volume=Decimal("0.20"),
        price=Decimal("1.28000"),
        placed_at=AT_MS - 3_600_000,
        stop_loss=None,
        take_profit=None,
        trailing_offset=0,
        expires_at=None,
        digits=5,
        comment="",
        custom_comment="",
    )
    return replace(order, **changes)


def a_closed_trade(number: int = 312408001, **changes: Any) -> ClosedTrade:
    trade = ClosedTrade(
        position=number,
        order=74_148_499,
        request_id=number + 900,
        symbol="EURUSD",
        side=Side.BUY,
        volume=Decimal("0.10"),
        open_price=Decimal("1.08000"),
        opened_at=AT_MS - 90_000_000,
        close_price=Decimal("1.08100"),
        closed_at=AT_MS - 80_000_000,
        profit=Decimal("9.22"),
        swap=Decimal("-0.30"),
        commission=Decimal("0.00"),
        digits=5,
        comment="[T/P]",
        custom_comment="",
    )
    return replace(trade, **changes)


def figures(balance: str = "10000.00", **changes: Any) -> AccountFigures:
    known = AccountFigures(
        balance=Decimal(balance),
        credit=Decimal("0.00"),
        equity=Decimal("10312.44"),
        margin=Decimal("879.90"),
        free_margin=Decimal("9120.10"),
        margin_level=Decimal("1172.00"),
    )
    return replace(known, **changes)


def a_profile(**changes: Any) -> AccountProfile:
    profile = AccountProfile(
        currency="EUR",
        group="demoEUR",
        company_unit=8,
        leverage_multiplier=Decimal("0.33"),
        spread_type="FLOAT",
        trailing_stop=True,
        ib_account=False,
    )
    return replace(profile, **changes)
