"""Every request-reply command of XAPI 5 with typed arguments and a typed answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tui.domain.account import AccountProfile
from tui.domain.candle import Period
from tui.domain.facts import StepRule
from tui.domain.hours import TradingHours
from tui.domain.ib import IbDeal
from tui.domain.news_events import NewsPublished
from tui.domain.position import ClosedTrade
from tui.domain.quote import Quote
from tui.domain.releases import Release
from tui.xapi import parsing
from tui.xapi.endpoint import Secret
from tui.xapi.replies import (
    Chart,
    CommissionEstimate,
    LoggedIn,
    MarginFigures,
    OpenTrades,
    SymbolSnapshot,
    TradeVerdict,
)
from tui.xapi.request import Command as Command  # noqa: PLC0414 - it belongs to this module for its users
from tui.xapi.request import command_batches

ALL_COMMANDS = (
    "login",
    "logout",
    "getAllSymbols",
    "getCalendar",
    "getChartLastRequest",
    "getChartRangeRequest",
    "getCommissionDef",
    "getCurrentUserData",
    "getIbsHistory",
    "getMarginLevel",
    "getMarginTrade",
    "getNews",
    "getProfitCalculation",
    "getServerTime",
    "getStepRules",
    "getSymbol",
    "getTickPrices",
    "getTradeRecords",
    "getTrades",
    "getTradesHistory",
    "getTradingHours",
    "getVersion",
    "ping",
    "tradeTransaction",
    "tradeTransactionStatus",
)
"""The names of all request-reply commands."""

ALL_LEVELS = -1
"""The `level` of `tick_prices` that asks for the whole depth."""


@dataclass(frozen=True, slots=True)
class TradeTransaction:
    """TRADE_TRANS_INFO (XAPI 5.3.22) in the field's terms.

    `operation` is 0 buy, 1 sell, 2/3 buy/sell limit, 4/5 buy/sell stop; `kind` is 0 open, 2 close, 3 modify,
    4 delete. `order` is the position number for all kinds but opening. A modification replaces everything: a stop
    loss left out is removed.
    """

    kind: int
    operation: int
    symbol: str
    volume: Decimal
    price: Decimal
    order: int = 0
    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None
    trailing_offset: int = 0
    expires_at: int | None = None
    custom_comment: str = ""


def login(user: str, password: Secret, app_name: str = "") -> Command[LoggedIn]:
    """Open a session (5.1). The returned command holds the password: build it late and drop it soon."""
    arguments: dict[str, object] = {"userId": user, "password": password.get_secret_value()}
    if app_name:
        arguments["appName"] = app_name
    return Command("login", arguments, parsing.logged_in)


def logout() -> Command[None]:
    """Close the session (5.2)."""
    return Command("logout", {}, parsing.nothing)


def all_symbols() -> Command[tuple[SymbolSnapshot, ...]]:
    """Every symbol of the account (5.3.1); a symbol that cannot be read is left out."""
    return Command("getAllSymbols", {}, parsing.symbols, row_wise=True)


def calendar() -> Command[tuple[Release, ...]]:
    """The economic calendar (5.3.2)."""
    return Command("getCalendar", {}, parsing.calendar)


def chart_last(symbol: str, period: Period, start_ms: int) -> Command[Chart]:
    """Candles from `start_ms` to now (5.3.3); the last one may still change."""
    info = {"period": int(period), "start": start_ms, "symbol": symbol}
    return Command("getChartLastRequest", {"info": info}, parsing.chart)


def chart_range(
    symbol: str, period: Period, start_ms: int, end_ms: int | None = None, ticks: int = 0
) -> Command[Chart]:
    """Candles of a span, or a number of them (5.3.4).

    With `ticks` above zero the answer has so many candles from `start_ms` on, below zero so many up to it; `end_ms`
    is then not looked at. It may hold fewer than asked for; above 50,000 the venue refuses (EX009).
    """
    if ticks == 0 and end_ms is None:
        raise ValueError("a chart needs an end or a number of candles")
    info = {"end": end_ms or 0, "period": int(period), "start": start_ms, "symbol": symbol, "ticks": ticks}
    return Command("getChartRangeRequest", {"info": info}, parsing.chart)


def commission(symbol: str, volume: Decimal) -> Command[CommissionEstimate]:
    """The expected commission of a volume in lots (5.3.5)."""
    return Command("getCommissionDef", {"symbol": symbol, "volume": volume}, parsing.commission)


def current_user_data() -> Command[AccountProfile]:
    """What the broker says about the account (5.3.6)."""
    return Command("getCurrentUserData", {}, parsing.profile)


def ibs_history(start_ms: int, end_ms: int) -> Command[tuple[IbDeal, ...]]:
    """Trades of an introducing broker's clients (5.3.7)."""
    return Command("getIbsHistory", {"end": end_ms, "start": start_ms}, parsing.ib_deals)


def margin_level() -> Command[MarginFigures]:
    """Balance, equity and margin (5.3.8)."""
    return Command("getMarginLevel", {}, parsing.margin_level)


def margin_trade(symbol: str, volume: Decimal) -> Command[Decimal]:
    """The expected margin of a volume in lots, in account currency (5.3.9)."""
    return Command("getMarginTrade", {"symbol": symbol, "volume": volume}, parsing.margin)


def news(start_ms: int, end_ms: int = 0) -> Command[tuple[NewsPublished, ...]]:
    """News of a span (5.3.10); an end of 0 is now."""
    return Command("getNews", {"end": end_ms, "start": start_ms}, parsing.news)


def profit_calculation(
    symbol: str, operation: int, volume: Decimal, open_price: Decimal, close_price: Decimal
) -> Command[Decimal]:
    """The expected profit of a deal in account currency (5.3.11); `operation` is 0 buy, 1 sell."""
    arguments = {
        "closePrice": close_price,
        "cmd": operation,
        "openPrice": open_price,
        "symbol": symbol,
        "volume": volume,
    }
    return Command("getProfitCalculation", arguments, parsing.profit)


def server_time() -> Command[int]:
    """The venue's clock in UTC milliseconds (5.3.12)."""
    return Command("getServerTime", {}, parsing.server_time)


def step_rules() -> Command[tuple[StepRule, ...]]:
    """By what steps volumes move (5.3.13)."""
    return Command("getStepRules", {}, parsing.step_rules)


def symbol(name: str) -> Command[SymbolSnapshot]:
    """One symbol (5.3.14)."""
    return Command("getSymbol", {"symbol": name}, parsing.symbol)


def tick_prices(symbols: Sequence[str], timestamp_ms: int = 0, level: int = 0) -> Command[tuple[Quote, ...]]:
    """Prices that changed since `timestamp_ms` (5.3.15); level 0 is the best price, `ALL_LEVELS` the whole depth.

    Many symbols do not fit into one command: `tick_price_batches` splits them.
    """
    arguments = {"level": level, "symbols": list(symbols), "timestamp": timestamp_ms}
    return Command("getTickPrices", arguments, parsing.quotes)


def tick_price_batches(
    symbols: Sequence[str], timestamp_ms: int = 0, level: int = 0
) -> list[Command[tuple[Quote, ...]]]:
    """`tick_prices` for any number of symbols, each command within 1 kB."""
    return command_batches(symbols, lambda part: tick_prices(part, timestamp_ms, level))


def trade_records(positions: Sequence[int]) -> Command[OpenTrades]:
    """The trades with these position numbers (5.3.16); `trade_record_batches` splits many."""
    return Command("getTradeRecords", {"orders": list(positions)}, parsing.open_trades)


def trade_record_batches(positions: Sequence[int]) -> list[Command[OpenTrades]]:
    """`trade_records` for any number of positions, each command within 1 kB."""
    return command_batches(positions, trade_records)


def trades(opened_only: bool = True) -> Command[OpenTrades]:
    """Everything open (5.3.17). A row that cannot be read refuses the whole answer: a missing one would look closed."""
    return Command("getTrades", {"openedOnly": opened_only}, parsing.open_trades)


def trades_history(start_ms: int = 0, end_ms: int = 0) -> Command[tuple[ClosedTrade, ...]]:
    """Closed trades of a span (5.3.18); a start of 0 is the last month, an end of 0 is now."""
    return Command("getTradesHistory", {"end": end_ms, "start": start_ms}, parsing.closed_trades)


def trading_hours(symbols: Sequence[str]) -> Command[tuple[TradingHours, ...]]:
    """When symbols are quoted and trade (5.3.19); `trading_hours_batches` splits many."""
    return Command("getTradingHours", {"symbols": list(symbols)}, parsing.trading_hours)


def trading_hours_batches(symbols: Sequence[str]) -> list[Command[tuple[TradingHours, ...]]]:
    """`trading_hours` for any number of symbols, each command within 1 kB."""
    return command_batches(symbols, trading_hours)


def version() -> Command[str]:
    """The venue's API version (5.3.20)."""
    return Command("getVersion", {}, parsing.version)


def ping() -> Command[None]:
    """Keep the session alive (5.3.21)."""
    return Command("ping", {}, parsing.nothing)


def trade_transaction(transaction: TradeTransaction) -> Command[int]:
    """Ask for a trade (5.3.22); the answer is the request number, not a verdict."""
    info = {
        "cmd": transaction.operation,
        "customComment": transaction.custom_comment,
        "expiration": transaction.expires_at or 0,
        "offset": transaction.trailing_offset,
        "order": transaction.order,
        "price": transaction.price,
        "sl": transaction.stop_loss or 0,
        "symbol": transaction.symbol,
        "tp": transaction.take_profit or 0,
        "type": transaction.kind,
        "volume": transaction.volume,
    }
    return Command("tradeTransaction", {"tradeTransInfo": info}, parsing.request_number)


def trade_transaction_status(request_id: int) -> Command[TradeVerdict]:
    """The verdict on a trade request (5.3.23)."""
    return Command("tradeTransactionStatus", {"order": request_id}, parsing.verdict)
