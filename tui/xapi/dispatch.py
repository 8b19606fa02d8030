"""From messages of the stream to events; a message that cannot be read is counted and dropped."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import ValidationError

from tui.domain.events import (
    CandleClosed,
    Event,
    FeedHeard,
    FiguresChanged,
    PendingChanged,
    PendingRemoved,
    PositionChanged,
    ProfitChanged,
    QuoteChanged,
    RequestStatusChanged,
    TradeClosed,
)
from tui.domain.news_events import NewsPublished
from tui.domain.quote import Quote
from tui.net.text import clean_line
from tui.xapi import mapping
from tui.xapi.records import KeepAliveRecord, NewsRecord, Record, StreamingCandleRecord
from tui.xapi.trade_records import BalanceRecord, ProfitRecord, TradeRecord, TradeStatusRecord
from tui.xapi.watch import Counters

M = TypeVar("M", bound=Record)
Handler = Callable[[dict[str, Any], float], Event | None]


class BadRecordError(ValueError):
    """A tick whose values are of no use."""


def _price(value: object) -> Decimal | None:
    if type(value) is Decimal or value is None:
        return value
    if type(value) is int:
        return Decimal(value)
    raise BadRecordError


def tick_event(data: dict[str, Any], received: float) -> QuoteChanged:
    """Return a tick by hand: thousands come in a second, and a model costs several times as much."""
    symbol, at_ms, level = data.get("symbol"), data.get("timestamp"), data.get("level")
    if type(symbol) is not str or type(at_ms) is not int:
        raise BadRecordError
    if type(level) is not int:
        if level is not None:
            raise BadRecordError
        level = 0
    quote = Quote(
        clean_line(symbol),
        _price(data.get("bid")),
        _price(data.get("ask")),
        _price(data.get("high")),
        _price(data.get("low")),
        at_ms,
        level,
        _price(data.get("bidVolume")),
        _price(data.get("askVolume")),
    )
    return QuoteChanged(quote, received)


def _candle(data: dict[str, Any], received: float) -> Event:
    record = StreamingCandleRecord.model_validate(data)
    return CandleClosed(record.symbol, mapping.streamed_candle(record), received)


def _keep_alive(data: dict[str, Any], received: float) -> Event:
    return FeedHeard(KeepAliveRecord.model_validate(data).timestamp, received)


def _balance(data: dict[str, Any], received: float) -> Event:
    return FiguresChanged(mapping.balance_figures(BalanceRecord.model_validate(data)), received)


def _profit(data: dict[str, Any], received: float) -> Event:
    record = ProfitRecord.model_validate(data)
    return ProfitChanged(record.position, record.profit, received)


def _news(data: dict[str, Any], received: float) -> Event:
    record = NewsRecord.model_validate(data)
    return NewsPublished(record.key, record.title, record.body, record.time)


def _trade_status(data: dict[str, Any], received: float) -> Event:
    record = TradeStatusRecord.model_validate(data)
    return RequestStatusChanged(
        record.order, record.requestStatus, record.message, record.customComment, record.price, received
    )


def _trade(data: dict[str, Any], received: float) -> Event | None:
    record = TradeRecord.model_validate(data)
    deleted = record.state == mapping.STATE_DELETED
    ended = record.closed or record.type == mapping.TYPE_CLOSE or deleted
    if mapping.is_pending(record):
        if ended:
            return PendingRemoved(record.position, received)
        return PendingChanged(mapping.pending_order(record), received)
    if mapping.is_market(record):
        # "Pending" with a market operation is a request in flight; its `position` is a parameter, not a key.
        if record.type == mapping.TYPE_PENDING:
            return None
        if ended:
            return TradeClosed(mapping.closed_trade(record), received)
        return PositionChanged(mapping.position(record), received)
    return TradeClosed(mapping.closed_trade(record), received) if ended else None


_HANDLERS: dict[str, Handler] = {
    "tickPrices": tick_event,
    "candle": _candle,
    "keepAlive": _keep_alive,
    "balance": _balance,
    "profit": _profit,
    "news": _news,
    "trade": _trade,
    "tradeStatus": _trade_status,
}


class Dispatcher:
    """Reads stream messages and counts what it cannot."""

    def __init__(self, counters: Counters) -> None:
        self._counters = counters

    def event(self, message: dict[str, Any], received: float) -> Event | None:
        """Return what a message says, None when it says nothing that we know."""
        command, data = message.get("command"), message.get("data")
        if type(command) is not str or type(data) is not dict or (handler := _HANDLERS.get(command)) is None:
            self._counters.unknown_messages += 1
            return None
        streamed = self._counters.streamed
        streamed[command] = streamed.get(command, 0) + 1
        try:
            return handler(data, received)
        except (ValidationError, BadRecordError):
            self._counters.bad_records += 1
            return None
