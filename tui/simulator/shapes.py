"""The venue's records in their wire form: names, order and extra fields as real servers send them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tui.simulator.exchange import (
    AccountFigures,
    ProfitChanged,
    RequestStatus,
    RequestStatusChanged,
    TradeChanged,
    TradeRecord,
)
from tui.simulator.market import Candle, NewsItem, Quote, Symbol
from tui.simulator.wire import Times, document_form, encode

_TRADE_TYPES = {"open": 0, "pending": 1, "close": 2}
_EXTRA = frozenset(
    {"quoteIdCross", "exemode", "nominalValue", "spread", "taxes", "topics"}
    | {"equityFX", "stockValue", "stockLock", "cashStockValue"}
)


class Shapes:
    """Turns values of the market and the exchange into records; `strict` gives the document's fields in its order."""

    def __init__(self, times: Times, strict: bool) -> None:
        self._times = times
        self._strict = strict

    def shape(self, record: dict[str, Any]) -> dict[str, Any]:
        """Return a record in the dialect's form."""
        return document_form(record, _EXTRA) if self._strict else record

    def clock_text(self, at_ms: int) -> str:
        """The server's time as text (5.3.12)."""
        return self._times.short(at_ms)

    def symbol(self, symbol: Symbol, quote: Quote, percentage: Decimal) -> dict[str, Any]:
        """SYMBOL_RECORD (5.3.1)."""
        return self.shape({**static_symbol(symbol), **self._live_symbol(symbol, quote, percentage)})

    def _live_symbol(self, symbol: Symbol, quote: Quote, percentage: Decimal) -> dict[str, Any]:
        spread = quote.ask - quote.bid
        return {
            "time": quote.time_ms,
            "percentage": percentage,
            "bid": symbol.price(quote.bid),
            "ask": symbol.price(quote.ask),
            "high": symbol.price(quote.high),
            "low": symbol.price(quote.low),
            "spreadRaw": symbol.price(spread),
            "spreadTable": symbol.spread_table(spread),
            "timeString": self._times.long(quote.time_ms),
        }

    def tick(self, symbol: Symbol, quote: Quote) -> dict[str, Any]:
        """TICK_RECORD (5.3.15), the reply's form."""
        spread = quote.ask - quote.bid
        record = {
            "symbol": quote.symbol,
            "ask": symbol.price(quote.ask),
            "bid": symbol.price(quote.bid),
            "high": symbol.price(quote.high),
            "low": symbol.price(quote.low),
            "askVolume": quote.ask_volume,
            "bidVolume": quote.bid_volume,
            "timestamp": quote.time_ms,
            "level": quote.level,
            "exemode": symbol.execution_mode,
            "spreadTable": symbol.spread_table(spread),
            "spreadRaw": symbol.price(spread),
        }
        return self.shape(record)

    def candle(self, symbol: Symbol, candle: Candle) -> dict[str, Any]:
        """STREAMING_CANDLE_RECORD (6.2): plain prices."""
        record = {
            "ctm": candle.start_ms,
            "ctmString": self._times.short(candle.start_ms),
            "open": symbol.price(candle.open),
            "close": symbol.price(candle.close),
            "high": symbol.price(candle.high),
            "low": symbol.price(candle.low),
            "vol": Decimal(candle.volume),
            "quoteId": symbol.quote_id,
            "symbol": symbol.name,
        }
        return self.shape(record)

    def rate_info(self, candle: Candle) -> str:
        """RATE_INFO_RECORD (5.3.3) as text: the open in points, the others as shifts from it."""
        opened = candle.open
        return (
            f'{{"ctm":{candle.start_ms},"ctmString":"{self._times.short(candle.start_ms)}",'
            f'"open":{opened}.0,"close":{candle.close - opened}.0,"high":{candle.high - opened}.0,'
            f'"low":{candle.low - opened}.0,"vol":{candle.volume}.0}}'
        )

    def trade(self, record: TradeRecord) -> dict[str, Any]:
        """TRADE_RECORD (5.3.16)."""
        fields = _trade_head(record)
        fields |= {
            "timestamp": record.timestamp_ms,
            "spread": record.spread,
            "taxes": record.taxes,
            "open_time": record.opened_at_ms,
            "open_timeString": self._times.long(record.opened_at_ms),
            "close_time": record.closed_at_ms,
            "close_timeString": self._times.long(record.closed_at_ms),
            "expiration": record.expires_at_ms,
            "expirationString": self._times.long(record.expires_at_ms),
        }
        return self.shape(fields)

    def streamed_trade(self, event: TradeChanged) -> dict[str, Any]:
        """STREAMING_TRADE_RECORD (6.7)."""
        record = event.record
        fields = _trade_head(record)
        if event.kind == "pending":
            fields["profit"] = None
        fields |= {
            "type": _TRADE_TYPES[event.kind],
            "open_time": record.opened_at_ms,
            "close_time": record.closed_at_ms,
            "expiration": record.expires_at_ms,
            "state": "Deleted" if event.deleted else "Modified",
        }
        return self.shape(fields)

    def margin_level(self, figures: AccountFigures) -> dict[str, Any]:
        """The reply of getMarginLevel (5.3.8)."""
        record = {
            "balance": figures.balance,
            "margin": figures.margin,
            "currency": figures.currency,
            "credit": figures.credit,
            "equity": figures.equity,
            "margin_free": figures.free_margin,
            "margin_level": figures.margin_level,
            **_stock_figures(figures),
        }
        return self.shape(record)

    def balance(self, figures: AccountFigures) -> dict[str, Any]:
        """STREAMING_BALANCE_RECORD (6.1)."""
        record = {
            "balance": figures.balance,
            "margin": figures.margin,
            "equity": figures.equity,
            "marginLevel": figures.margin_level,
            "marginFree": figures.free_margin,
            "credit": figures.credit,
            **_stock_figures(figures),
        }
        return self.shape(record)

    def news(self, item: NewsItem) -> dict[str, Any]:
        """NEWS_TOPIC_RECORD (5.3.10)."""
        return self.shape(
            {
                "body": item.body,
                "bodylen": len(item.body),
                "key": item.key,
                "time": item.time_ms,
                "timeString": self._times.short(item.time_ms),
                "title": item.title,
            }
        )

    def streamed_news(self, item: NewsItem) -> dict[str, Any]:
        """STREAMING_NEWS_RECORD (6.4)."""
        return self.shape({"body": item.body, "key": item.key, "time": item.time_ms, "title": item.title, "topics": []})

    def status(self, status: RequestStatus) -> dict[str, Any]:
        """The reply of tradeTransactionStatus (5.3.23); ask and bid both echo the requested price."""
        return self.shape(
            {
                "order": status.number,
                "requestStatus": int(status.state),
                "message": status.message,
                "customComment": status.custom_comment,
                "ask": status.price,
                "bid": status.price,
            }
        )

    def streamed_status(self, event: RequestStatusChanged) -> dict[str, Any]:
        """STREAMING_TRADE_STATUS_RECORD (6.8)."""
        return self.shape(
            {
                "order": event.number,
                "requestStatus": int(event.status),
                "message": event.message,
                "customComment": event.custom_comment,
                "price": event.price,
            }
        )

    def profit(self, event: ProfitChanged) -> dict[str, Any]:
        """STREAMING_PROFIT_RECORD (6.5)."""
        return {
            "order": event.order_number,
            "order2": event.request_number,
            "position": event.position,
            "profit": event.profit,
        }


def static_symbol(symbol: Symbol) -> dict[str, Any]:
    """The whole SYMBOL_RECORD in the server's order, live fields still empty."""
    return {
        "symbol": symbol.name, "currency": symbol.currency, "categoryName": symbol.category,
        "currencyProfit": symbol.currency_profit, "quoteId": symbol.quote_id, "quoteIdCross": symbol.quote_id_cross,
        "marginMode": symbol.margin_mode, "profitMode": symbol.profit_mode, "pipsPrecision": symbol.pip_digits,
        "contractSize": symbol.contract_size, "exemode": symbol.execution_mode, "time": None,
        "expiration": symbol.expiration_ms, "stopsLevel": symbol.stops_level, "precision": symbol.digits,
        "swapType": symbol.swap_type, "stepRuleId": symbol.step_rule_id, "type": symbol.type_code,
        "instantMaxVolume": symbol.instant_max_volume, "groupName": symbol.group, "description": symbol.description,
        "longOnly": symbol.long_only, "trailingEnabled": symbol.trailing_enabled,
        "marginHedgedStrong": symbol.margin_hedged_strong, "swapEnable": symbol.swap_enabled, "percentage": None,
        "bid": None, "ask": None, "high": None, "low": None, "lotMin": symbol.lot_min, "lotMax": symbol.lot_max,
        "lotStep": symbol.lot_step, "tickSize": symbol.tick_size, "tickValue": symbol.tick_value,
        "swapLong": symbol.swap_long, "swapShort": symbol.swap_short, "leverage": symbol.leverage_percent,
        "spreadRaw": None, "spreadTable": None, "starting": symbol.starting_ms,
        "swap_rollover3days": symbol.swap_rollover_three_days, "marginMaintenance": symbol.margin_maintenance,
        "marginHedged": symbol.margin_hedged, "initialMargin": symbol.initial_margin,
        "currencyPair": symbol.currency_pair, "shortSelling": symbol.short_selling, "timeString": None,
    }  # fmt: skip


def _trade_head(record: TradeRecord) -> dict[str, Any]:
    return {
        "cmd": int(record.operation), "order": record.order_number, "digits": record.digits,
        "offset": record.trailing_offset, "order2": record.request_number, "position": record.position_number,
        "symbol": record.symbol, "comment": record.comment, "customComment": record.custom_comment,
        "commission": record.commission, "storage": record.swap, "margin_rate": record.margin_rate,
        "close_price": record.close_price, "open_price": record.open_price, "nominalValue": record.nominal_value,
        "profit": record.profit, "volume": record.volume, "sl": record.stop_loss, "tp": record.take_profit,
        "closed": record.closed,
    }  # fmt: skip


def _stock_figures(figures: AccountFigures) -> dict[str, Any]:
    return {
        "equityFX": figures.equity_fx,
        "stockValue": figures.stock_value,
        "stockLock": figures.stock_lock,
        "cashStockValue": figures.cash_stock_value,
    }


def message(command: str, data: Mapping[str, Any]) -> str:
    """Return one stream message as text."""
    return f'{{"command":"{command}","data":{encode(data)}}}'
