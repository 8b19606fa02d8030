"""From replies to typed answers: each function reads one command's reply and raises ProtocolError when it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from pydantic import ValidationError

from tui.domain.account import AccountProfile
from tui.domain.facts import StepRule, VolumeStep
from tui.domain.hours import TradingHours
from tui.domain.ib import IbDeal
from tui.domain.news_events import NewsPublished
from tui.domain.position import ClosedTrade, Side
from tui.domain.quote import Quote
from tui.domain.releases import Release
from tui.errors import ProtocolError
from tui.net.text import clean_line
from tui.xapi import mapping
from tui.xapi.records import (
    CalendarRecord,
    NewsRecord,
    RateInfoRecord,
    Record,
    ServerTimeRecord,
    StepRuleRecord,
    SymbolRecord,
    TickRecord,
    TradingHoursRecord,
)
from tui.xapi.replies import (
    Chart,
    CommissionEstimate,
    LoggedIn,
    MarginFigures,
    OpenTrades,
    SymbolSnapshot,
    TradeVerdict,
)
from tui.xapi.request import Envelope
from tui.xapi.trade_records import (
    CommissionRecord,
    IbRecord,
    MarginLevelRecord,
    TradeRecord,
    TradeStatusRecord,
    UserDataRecord,
)

M = TypeVar("M", bound=Record)

_SIDES = {0: Side.BUY, 1: Side.SELL}


def read(model: type[M], value: object) -> M:
    """Return one record, or raise ProtocolError that names the fields but not their values."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        fields = sorted({".".join(map(str, problem["loc"])) or "record" for problem in error.errors(include_url=False)})
        kind = model.__name__.removesuffix("Record")
        raise ProtocolError(f"A {kind} record cannot be read", f"fields: {', '.join(fields)}"[:300]) from None


def _rows(value: object) -> Sequence[object]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ProtocolError("The broker's answer has another shape", "a list was expected")
    return value


def _every(model: type[M], value: object) -> list[M]:
    return [read(model, row) for row in _rows(value)]


def _readable(model: type[M], value: object) -> list[M]:
    # One odd row must not hide three thousand good ones where a missing row misleads nobody.
    found: list[M] = []
    for row in _rows(value):
        try:
            found.append(model.model_validate(row))
        except ValidationError:
            continue
    return found


def _data(reply: Envelope) -> object:
    return reply.get("returnData")


def _field(reply: Envelope, name: str) -> object:
    data = _data(reply)
    if not isinstance(data, dict):
        raise ProtocolError("The broker's answer has another shape", f"an object with {name} was expected")
    return data.get(name)


def _decimal(reply: Envelope, name: str) -> Decimal:
    value = _field(reply, name)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ProtocolError("The broker's answer has another shape", f"{name} is not a number")
    return Decimal(value)


def _integer(reply: Envelope, name: str) -> int:
    value = _decimal(reply, name)
    if value != value.to_integral_value():
        raise ProtocolError("The broker's answer has another shape", f"{name} is not a whole number")
    return int(value)


def nothing(reply: Envelope) -> None:
    """Read a reply that carries no data."""


def logged_in(reply: Envelope) -> LoggedIn:
    """Read `login`; its token stands beside the status."""
    token = reply.get("streamSessionId")
    if isinstance(token, int) and not isinstance(token, bool):
        token = str(token)
    if not isinstance(token, str) or not 0 < len(token) <= 200 or not token.isprintable():
        raise ProtocolError("The login was taken but no stream was offered", "the reply has no usable streamSessionId")
    return LoggedIn(token)


def symbols(reply: Envelope) -> tuple[SymbolSnapshot, ...]:
    """Read `getAllSymbols`."""
    return tuple(mapping.symbol_snapshot(record) for record in _readable(SymbolRecord, _data(reply)))


def symbol(reply: Envelope) -> SymbolSnapshot:
    """Read `getSymbol`."""
    return mapping.symbol_snapshot(read(SymbolRecord, _data(reply)))


def calendar(reply: Envelope) -> tuple[Release, ...]:
    """Read `getCalendar`."""
    return tuple(
        Release(
            at_ms=record.time,
            country=record.country,
            title=record.title,
            impact=record.impact,
            period=record.period,
            previous=record.previous,
            forecast=record.forecast,
            current=record.current,
        )
        for record in _readable(CalendarRecord, _data(reply))
    )


def chart(reply: Envelope) -> Chart:
    """Read the chart requests."""
    digits = _integer(reply, "digits")
    if not 0 <= digits <= 20:
        raise ProtocolError("The broker's answer has another shape", "digits is out of range")
    return mapping.chart(digits, _readable(RateInfoRecord, _field(reply, "rateInfos")))


def commission(reply: Envelope) -> CommissionEstimate:
    """Read `getCommissionDef`."""
    record = read(CommissionRecord, _data(reply))
    return CommissionEstimate(record.commission, record.rateOfExchange)


def profile(reply: Envelope) -> AccountProfile:
    """Read `getCurrentUserData`."""
    return mapping.profile(read(UserDataRecord, _data(reply)))


def ib_deals(reply: Envelope) -> tuple[IbDeal, ...]:
    """Read `getIbsHistory`; a side that the document does not know is none."""
    return tuple(
        IbDeal(
            login=record.login,
            surname=record.surname,
            symbol=record.symbol,
            side=None if record.side is None else _SIDES.get(record.side),
            volume=record.volume,
            open_price=record.openPrice,
            close_price=record.closePrice,
            nominal=record.nominal,
            at_ms=record.timestamp,
        )
        for record in _every(IbRecord, _data(reply))
    )


def margin_level(reply: Envelope) -> MarginFigures:
    """Read `getMarginLevel`."""
    record = read(MarginLevelRecord, _data(reply))
    return MarginFigures(mapping.margin_figures(record), record.currency)


def margin(reply: Envelope) -> Decimal:
    """Read `getMarginTrade`."""
    return _decimal(reply, "margin")


def profit(reply: Envelope) -> Decimal:
    """Read `getProfitCalculation`."""
    return _decimal(reply, "profit")


def news(reply: Envelope) -> tuple[NewsPublished, ...]:
    """Read `getNews`."""
    return tuple(
        NewsPublished(record.key, record.title, record.body, record.time)
        for record in _readable(NewsRecord, _data(reply))
    )


def server_time(reply: Envelope) -> int:
    """Read `getServerTime`."""
    return read(ServerTimeRecord, _data(reply)).time


def step_rules(reply: Envelope) -> tuple[StepRule, ...]:
    """Read `getStepRules`."""
    return tuple(
        StepRule(record.id, record.name, tuple(VolumeStep(step.fromValue, step.step) for step in record.steps))
        for record in _every(StepRuleRecord, _data(reply))
    )


def quotes(reply: Envelope) -> tuple[Quote, ...]:
    """Read `getTickPrices`."""
    return tuple(mapping.tick(record) for record in _readable(TickRecord, _field(reply, "quotations")))


def open_trades(reply: Envelope) -> OpenTrades:
    """Read `getTrades` and `getTradeRecords`; every row counts."""
    return mapping.open_trades(_every(TradeRecord, _data(reply)))


def closed_trades(reply: Envelope) -> tuple[ClosedTrade, ...]:
    """Read `getTradesHistory`; every row counts."""
    return tuple(mapping.closed_trade(record) for record in _every(TradeRecord, _data(reply)))


def trading_hours(reply: Envelope) -> tuple[TradingHours, ...]:
    """Read `getTradingHours`."""
    return tuple(mapping.trading_hours(record) for record in _readable(TradingHoursRecord, _data(reply)))


def version(reply: Envelope) -> str:
    """Read `getVersion`."""
    value = _field(reply, "version")
    if not isinstance(value, str):
        raise ProtocolError("The broker's answer has another shape", "version is not text")
    return clean_line(value)


def request_number(reply: Envelope) -> int:
    """Read `tradeTransaction`: the number of the request, by which its verdict is found."""
    return _integer(reply, "order")


def verdict(reply: Envelope) -> TradeVerdict:
    """Read `tradeTransactionStatus`."""
    record = read(TradeStatusRecord, _data(reply))
    return TradeVerdict(
        record.order, record.requestStatus, record.message, record.customComment, record.bid, record.ask
    )
