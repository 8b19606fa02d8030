"""From wire records to domain values: names, scales and the traps of the numbers are settled here."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tui.domain.account import AccountFigures, AccountProfile
from tui.domain.candle import Candle
from tui.domain.hours import Interval, TradingHours
from tui.domain.instrument import Instrument
from tui.domain.position import ClosedTrade, OrderKind, PendingOrder, Position, Side
from tui.domain.quote import Quote
from tui.xapi.records import (
    IntervalRecord,
    RateInfoRecord,
    StreamingCandleRecord,
    SymbolRecord,
    TickRecord,
    TradingHoursRecord,
)
from tui.xapi.replies import Chart, OpenTrades, SymbolSnapshot
from tui.xapi.trade_records import BalanceRecord, MarginLevelRecord, TradeRecord, UserDataRecord

ZERO = Decimal(0)

_SIDES = {0: Side.BUY, 1: Side.SELL, 2: Side.BUY, 3: Side.SELL, 4: Side.BUY, 5: Side.SELL}
_KINDS = {2: OrderKind.LIMIT, 3: OrderKind.LIMIT, 4: OrderKind.STOP, 5: OrderKind.STOP}
STATE_DELETED = "Deleted"
TYPE_PENDING = 1
TYPE_CLOSE = 2


# Facts that only change their name on the way in.
_SAME_FACTS = {
    "symbol": "symbol",
    "description": "description",
    "category": "categoryName",
    "group": "groupName",
    "currency": "currency",
    "digits": "precision",
    "leverage_percent": "leverage",
    "lot_min": "lotMin",
    "lot_max": "lotMax",
    "lot_step": "lotStep",
    "tick_size": "tickSize",
    "tick_value": "tickValue",
    "step_rule_id": "stepRuleId",
    "swap_enabled": "swapEnable",
    "swap_long": "swapLong",
    "swap_short": "swapShort",
    "swap_type": "swapType",
    "swap_triple_day": "swap_rollover3days",
    "currency_pair": "currencyPair",
    "long_only": "longOnly",
    "short_selling": "shortSelling",
    "trailing_enabled": "trailingEnabled",
    "margin_mode": "marginMode",
    "profit_mode": "profitMode",
    "quote_id": "quoteId",
    "instant_max_volume": "instantMaxVolume",
    "initial_margin": "initialMargin",
    "margin_hedged": "marginHedged",
    "margin_hedged_strong": "marginHedgedStrong",
    "margin_maintenance": "marginMaintenance",
    "starts_at": "starting",
    "expires_at": "expiration",
    "type_code": "type",
}


def instrument(record: SymbolRecord) -> Instrument:
    """Return the static facts of a symbol; a missing pip precision is one place coarser than the price."""
    pip_digits = record.pipsPrecision if record.pipsPrecision is not None else max(0, record.precision - 1)
    same: dict[str, Any] = {name: getattr(record, wire) for name, wire in _SAME_FACTS.items()}
    return Instrument(
        profit_currency=record.currencyProfit or record.currency,
        pip_digits=pip_digits,
        contract_size=record.contractSize if record.contractSize is not None else Decimal(1),
        stops_level=record.stopsLevel or ZERO,
        **same,
    )


def symbol_snapshot(record: SymbolRecord) -> SymbolSnapshot:
    """Return a symbol with the price and the day's change that came with it."""
    price = Quote(record.symbol, record.bid, record.ask, record.high, record.low, record.time or 0)
    return SymbolSnapshot(instrument(record), price, record.percentage)


def tick(record: TickRecord) -> Quote:
    """Return the price of one level; a tick without a level is the best price."""
    return Quote(
        record.symbol,
        record.bid,
        record.ask,
        record.high,
        record.low,
        record.timestamp,
        record.level or 0,
        record.bidVolume,
        record.askVolume,
    )


def _unscaled(value: Decimal, digits: int) -> Decimal:
    # The wire writes 41848.0 for 4.1848: the point is the scale's, the zero behind it says nothing.
    whole = int(value)
    return (Decimal(whole) if whole == value else value).scaleb(-digits)


def chart(digits: int, rates: Sequence[RateInfoRecord]) -> Chart:
    """Return ascending candles: `open` is scaled by 10^digits, the others are shifts from it, scaled the same."""
    candles = [
        Candle(
            start_ms=rate.ctm,
            open=_unscaled(rate.open, digits),
            high=_unscaled(rate.open + rate.high, digits),
            low=_unscaled(rate.open + rate.low, digits),
            close=_unscaled(rate.open + rate.close, digits),
            volume=rate.vol or ZERO,
        )
        for rate in rates
    ]
    candles.sort(key=lambda candle: candle.start_ms)
    return Chart(digits, tuple(candles))


def streamed_candle(record: StreamingCandleRecord) -> Candle:
    """Return a completed minute; the stream sends plain prices."""
    return Candle(record.ctm, record.open, record.high, record.low, record.close, record.vol or ZERO)


def _intervals(records: tuple[IntervalRecord, ...] | None) -> tuple[Interval, ...]:
    return tuple(Interval(record.day, record.fromT, record.toT) for record in records or ())


def trading_hours(record: TradingHoursRecord) -> TradingHours:
    """Return the week of one symbol."""
    return TradingHours(record.symbol, _intervals(record.quotes), _intervals(record.trading))


def margin_figures(record: MarginLevelRecord) -> AccountFigures:
    """Return the figures that getMarginLevel answered."""
    return AccountFigures(
        record.balance,
        record.credit or ZERO,
        record.equity,
        record.margin,
        record.margin_free,
        record.margin_level or ZERO,
    )


def balance_figures(record: BalanceRecord) -> AccountFigures:
    """Return the figures that the stream sent."""
    return AccountFigures(
        record.balance,
        record.credit or ZERO,
        record.equity,
        record.margin,
        record.marginFree,
        record.marginLevel or ZERO,
    )


def profile(record: UserDataRecord) -> AccountProfile:
    """Return what the broker says about the account."""
    return AccountProfile(
        currency=record.currency,
        group=record.group,
        company_unit=record.companyUnit,
        leverage_multiplier=record.leverageMultiplier,
        spread_type=record.spreadType or None,
        trailing_stop=record.trailingStop,
        ib_account=record.ibAccount,
    )


def is_market(record: TradeRecord) -> bool:
    """Whether the record is of a position rather than of a pending order or a cash operation."""
    return record.cmd in (0, 1)


def is_pending(record: TradeRecord) -> bool:
    """Whether the record is of a pending order."""
    return record.cmd in _KINDS


def position(record: TradeRecord) -> Position:
    """Return an open position; zero stop loss and take profit mean none."""
    return Position(
        position=record.position,
        order=record.order or 0,
        request_id=record.order2 or 0,
        symbol=record.symbol,
        side=_SIDES[record.cmd],
        volume=record.volume or ZERO,
        open_price=record.open_price or ZERO,
        opened_at=record.open_time or 0,
        stop_loss=record.sl or None,
        take_profit=record.tp or None,
        trailing_offset=record.offset or 0,
        swap=record.storage or ZERO,
        commission=record.commission or ZERO,
        profit=record.profit,
        close_price=record.close_price or None,
        margin_rate=record.margin_rate,
        digits=record.digits or 0,
        comment=record.comment,
        custom_comment=record.customComment,
    )


def pending_order(record: TradeRecord) -> PendingOrder:
    """Return a pending order; its price stands in the wire's open price."""
    return PendingOrder(
        position=record.position,
        order=record.order or 0,
        request_id=record.order2 or 0,
        symbol=record.symbol,
        side=_SIDES[record.cmd],
        kind=_KINDS[record.cmd],
        volume=record.volume or ZERO,
        price=record.open_price or ZERO,
        placed_at=record.open_time or 0,
        stop_loss=record.sl or None,
        take_profit=record.tp or None,
        trailing_offset=record.offset or 0,
        expires_at=record.expiration or None,
        digits=record.digits or 0,
        comment=record.comment,
        custom_comment=record.customComment,
    )


def closed_trade(record: TradeRecord) -> ClosedTrade:
    """Return an ended trade; operations that are no trade (cash, cancelled pendings, unknown codes) have no side."""
    return ClosedTrade(
        position=record.position,
        order=record.order or 0,
        request_id=record.order2 or 0,
        symbol=record.symbol,
        side=_SIDES[record.cmd] if is_market(record) else None,
        volume=record.volume or ZERO,
        open_price=record.open_price or ZERO,
        opened_at=record.open_time or 0,
        close_price=record.close_price or ZERO,
        closed_at=record.close_time or 0,
        profit=record.profit or ZERO,
        swap=record.storage or ZERO,
        commission=record.commission or ZERO,
        digits=record.digits or 0,
        comment=record.comment,
        custom_comment=record.customComment,
        operation=record.cmd,
    )


def open_trades(records: Sequence[TradeRecord]) -> OpenTrades:
    """Sort trade records into open positions, pending orders and the rest.

    `getTrades` lists pending orders also when asked for opened trades only; what it adds otherwise is not
    documented, so a closed row is taken for what it says.
    """
    live = [record for record in records if not record.closed]
    return OpenTrades(
        positions=tuple(position(record) for record in live if is_market(record)),
        pending=tuple(pending_order(record) for record in live if is_pending(record)),
        closed=tuple(closed_trade(record) for record in records if record.closed),
    )
