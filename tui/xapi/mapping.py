"""From wire records to domain values: names, scales and the traps of the numbers are settled here."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

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


def instrument(record: SymbolRecord) -> Instrument:
    """Return the static facts of a symbol; a missing pip precision is one place coarser than the price."""
    pip_digits = record.pipsPrecision if record.pipsPrecision is not None else max(0, record.precision - 1)
    return Instrument(
        symbol=record.symbol,
        description=record.description,
        category=record.categoryName,
        group=record.groupName,
        currency=record.currency,
        profit_currency=record.currencyProfit or record.currency,
        digits=record.precision,
        pip_digits=pip_digits,
        contract_size=record.contractSize if record.contractSize is not None else Decimal(1),
        leverage_percent=record.leverage,
        lot_min=record.lotMin,
        lot_max=record.lotMax,
        lot_step=record.lotStep,
        tick_size=record.tickSize,
        tick_value=record.tickValue,
        stops_level=record.stopsLevel or ZERO,
        step_rule_id=record.stepRuleId,
        swap_enabled=record.swapEnable,
        swap_long=record.swapLong,
        swap_short=record.swapShort,
        swap_type=record.swapType,
        swap_triple_day=record.swap_rollover3days,
        currency_pair=record.currencyPair,
        long_only=record.longOnly,
        short_selling=record.shortSelling,
        trailing_enabled=record.trailingEnabled,
        margin_mode=record.marginMode,
        profit_mode=record.profitMode,
        quote_id=record.quoteId,
        instant_max_volume=record.instantMaxVolume,
        initial_margin=record.initialMargin,
        margin_hedged=record.marginHedged,
        margin_hedged_strong=record.marginHedgedStrong,
        margin_maintenance=record.marginMaintenance,
        starts_at=record.starting,
        expires_at=record.expiration,
        type_code=record.type,
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


def chart(digits: int, rates: Sequence[RateInfoRecord]) -> Chart:
    """Return ascending candles: `open` is scaled by 10^digits, the others are shifts from it, scaled the same."""
    candles = [
        Candle(
            start_ms=rate.ctm,
            open=rate.open.scaleb(-digits),
            high=(rate.open + rate.high).scaleb(-digits),
            low=(rate.open + rate.low).scaleb(-digits),
            close=(rate.open + rate.close).scaleb(-digits),
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
