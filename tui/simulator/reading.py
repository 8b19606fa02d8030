"""The commands that read: symbols, quotes, hours, calendar, news, account, trades."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeVar

from tui.simulator.arguments import Arguments
from tui.simulator.context import Job, MainSession
from tui.simulator.exchange import Operation, Refusal
from tui.simulator.market import Market, Quote
from tui.simulator.plain_shapes import hours, ib_record, release, step_rule, user_data
from tui.simulator.refusals import INVALID_PARAMETERS, NO_SUCH_TRANSACTION, ApiError
from tui.simulator.shapes import Shapes
from tui.simulator.snapshots import trade_list

VERSION = "2.5.0"
Answer = TypeVar("Answer")


def granted(answer: Answer | Refusal) -> Answer:
    """Return the exchange's answer, or raise its refusal."""
    if isinstance(answer, Refusal):
        raise ApiError(answer.code, answer.message)
    return answer


def all_symbols(session: MainSession, _: Arguments) -> Job:
    """getAllSymbols (5.3.1)."""
    now = session.context.clock.now_ms()
    hidden = session.hidden
    shapes = session.context.shapes

    def work(market: Market) -> list[dict[str, Any]]:
        return [_symbol(shapes, market, name, now) for name in market.symbols if name not in hidden]

    return Job(work)


def one_symbol(session: MainSession, arguments: Arguments) -> dict[str, Any]:
    """getSymbol (5.3.14)."""
    name = arguments.text("symbol")
    session.require_symbol(name)
    context = session.context
    return _symbol(context.shapes, context.market, name, context.clock.now_ms())


def _symbol(shapes: Shapes, market: Market, name: str, now_ms: int) -> dict[str, Any]:
    return shapes.symbol(market.symbols[name], market.quote(name, now_ms), market.percentage(name, now_ms))


def tick_prices(session: MainSession, arguments: Arguments) -> dict[str, Any]:
    """getTickPrices (5.3.15): level −1 all, 0 the base level, above 0 that one; only what changed since `timestamp`."""
    context = session.context
    level = arguments.integer("level", 0)
    since = arguments.integer("timestamp")
    if level < -1:
        raise INVALID_PARAMETERS()
    now = context.clock.now_ms()
    rows: list[dict[str, Any]] = []
    for name in known_symbols(session, arguments.texts("symbols")):
        symbol = context.market.symbols[name]
        quotes: tuple[Quote, ...] = context.market.depth(name, now)
        rows += [
            context.shapes.tick(symbol, quote)
            for quote in quotes
            if level in (-1, quote.level) and quote.time_ms >= since
        ]
    return {"quotations": rows}


def known_symbols(session: MainSession, names: list[str]) -> list[str]:
    """Return the names that exist; strict venues refuse an unknown one, real ones leave it out."""
    if session.context.strict:
        for name in names:
            session.require_symbol(name)
    hidden = session.hidden
    return [name for name in dict.fromkeys(names) if name in session.context.market.symbols and name not in hidden]


def trading_hours(session: MainSession, arguments: Arguments) -> list[dict[str, Any]]:
    """getTradingHours (5.3.19)."""
    market = session.context.market
    names = known_symbols(session, arguments.texts("symbols"))
    return [hours(name, market.quote_hours(name), market.trading_hours(name)) for name in names]


def step_rules(session: MainSession, _: Arguments) -> list[dict[str, Any]]:
    """getStepRules (5.3.13)."""
    return [step_rule(rule) for rule in session.context.market.step_rules]


def calendar(session: MainSession, _: Arguments) -> list[dict[str, Any]]:
    """getCalendar (5.3.2)."""
    return [release(item) for item in session.context.market.calendar(session.context.clock.now_ms())]


def news(session: MainSession, arguments: Arguments) -> list[dict[str, Any]]:
    """getNews (5.3.10); `end` 0 is now."""
    context = session.context
    now = context.clock.now_ms()
    end = arguments.integer("end") or now
    items = context.market.news(arguments.integer("start"), min(end, now) + 1)
    return [context.shapes.news(item) for item in items]


def server_time(session: MainSession, _: Arguments) -> dict[str, Any]:
    """getServerTime (5.3.12)."""
    now = session.context.clock.now_ms()
    return {"time": now, "timeString": session.context.shapes.clock_text(now)}


def version(_: MainSession, __: Arguments) -> dict[str, Any]:
    """getVersion (5.3.20)."""
    return {"version": VERSION}


def current_user(session: MainSession, _: Arguments) -> dict[str, Any]:
    """getCurrentUserData (5.3.6)."""
    return user_data(session.context.exchange.user_data(session.login))


def margin_level(session: MainSession, _: Arguments) -> dict[str, Any]:
    """getMarginLevel (5.3.8)."""
    context = session.context
    return context.shapes.margin_level(context.exchange.margin_level(session.login, context.clock.now_ms()))


def trades(session: MainSession, arguments: Arguments) -> list[dict[str, Any]]:
    """getTrades (5.3.17)."""
    context, opened_only = session.context, arguments.flag("openedOnly")
    now_ms = context.clock.now_ms()
    found = trade_list(
        session,
        "getTrades",
        lambda as_of_ms: context.exchange.trades(session.login, opened_only, now_ms, as_of_ms=as_of_ms),
    )
    return [context.shapes.trade(record) for record in found]


def trades_history(session: MainSession, arguments: Arguments) -> list[dict[str, Any]]:
    """getTradesHistory (5.3.18); `start` 0 is a month ago, `end` 0 is now."""
    context = session.context
    start, end = arguments.integer("start"), arguments.integer("end")
    now_ms = context.clock.now_ms()
    found = trade_list(
        session, "getTradesHistory", lambda _: context.exchange.history(session.login, start, end, now_ms)
    )
    return [context.shapes.trade(record) for record in found]


def trade_records(session: MainSession, arguments: Arguments) -> list[dict[str, Any]]:
    """getTradeRecords (5.3.16); unknown numbers are left out."""
    context, numbers = session.context, arguments.integers("orders")
    now_ms = context.clock.now_ms()
    found = trade_list(
        session,
        "getTradeRecords",
        lambda as_of_ms: context.exchange.records(session.login, numbers, now_ms, as_of_ms=as_of_ms),
    )
    return [context.shapes.trade(record) for record in found]


def ibs_history(session: MainSession, arguments: Arguments) -> list[dict[str, Any]]:
    """getIbsHistory (5.3.7)."""
    start, end = arguments.integer("start"), arguments.integer("end")
    context = session.context
    found = granted(context.exchange.ibs_history(session.login, start, end or context.clock.now_ms()))
    return [ib_record(record) for record in found]


def commission_def(session: MainSession, arguments: Arguments) -> dict[str, Any]:
    """getCommissionDef (5.3.5)."""
    symbol, volume = _deal(session, arguments)
    context = session.context
    found = granted(context.exchange.commission_def(session.login, symbol, volume, context.clock.now_ms()))
    return {"commission": found.commission, "rateOfExchange": found.rate_of_exchange}


def margin_trade(session: MainSession, arguments: Arguments) -> dict[str, Any]:
    """getMarginTrade (5.3.9)."""
    symbol, volume = _deal(session, arguments)
    context = session.context
    return {"margin": granted(context.exchange.margin_trade(session.login, symbol, volume, context.clock.now_ms()))}


def profit_calculation(session: MainSession, arguments: Arguments) -> dict[str, Any]:
    """getProfitCalculation (5.3.11)."""
    symbol, volume = _deal(session, arguments)
    operation = arguments.integer("cmd")
    if operation not in (Operation.BUY, Operation.SELL):
        raise INVALID_PARAMETERS()
    context = session.context
    profit = context.exchange.profit_calculation(
        session.login,
        symbol,
        operation,
        open_price=arguments.decimal("openPrice"),
        close_price=arguments.decimal("closePrice"),
        volume=volume,
        now_ms=context.clock.now_ms(),
    )
    return {"profit": granted(profit)}


def _deal(session: MainSession, arguments: Arguments) -> tuple[str, Decimal]:
    symbol = arguments.text("symbol")
    volume = arguments.decimal("volume")
    session.require_symbol(symbol)
    return symbol, volume


def transaction_status(session: MainSession, arguments: Arguments) -> dict[str, Any]:
    """tradeTransactionStatus (5.3.23)."""
    context = session.context
    found = context.exchange.status(session.login, arguments.integer("order"), connection=session.connection)
    if found is None:
        raise NO_SUCH_TRANSACTION()
    faults = context.faults
    if faults.busy and faults.strike("status_unknown", "main", session.login, "tradeTransactionStatus"):
        raise NO_SUCH_TRANSACTION()
    return context.shapes.status(found)
