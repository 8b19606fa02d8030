"""The wire records with the broker's own names (XAPI 5 and 6); nothing past this room knows these names.

Every record keeps unknown fields and unknown enum numbers, takes null for any value that is not a key, cleans its
strings and holds finite decimals only. A value that fits nothing refuses its record, never the connection.
"""

# ruff: noqa: N815 - the fields bear the names of the wire

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from tui.net.text import clean, clean_line

NEWS_LIMIT = 64_000
"""Characters of a news body that are kept."""


def _line(value: object) -> object:
    if isinstance(value, str):
        return clean_line(value)
    if value is None:
        return ""
    # Numbers stand where the document promises text: `userId` and `impact` come both ways.
    return str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


def _optional_line(value: object) -> object:
    return None if value is None else _line(value)


def _body(value: object) -> object:
    return clean(value, NEWS_LIMIT) if isinstance(value, str) else _line(value)


def _number(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a boolean is not a number")
    # A float can only come from a caller of ours: its text is what the wire would have carried.
    return Decimal(repr(value)) if isinstance(value, float) else value


def _integer(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a boolean is not a number")
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value


def _flag(value: object) -> object:
    return False if value is None else value


Line = Annotated[str, BeforeValidator(_line)]
OptionalLine = Annotated[str | None, BeforeValidator(_optional_line)]
Body = Annotated[str, BeforeValidator(_body)]
Number = Annotated[Decimal, BeforeValidator(_number)]
Integer = Annotated[int, BeforeValidator(_integer)]
Flag = Annotated[bool, BeforeValidator(_flag)]


class Record(BaseModel):
    """Base of all wire records."""

    model_config = ConfigDict(extra="allow", frozen=True, hide_input_in_errors=True, protected_namespaces=())


class SymbolRecord(Record):
    """SYMBOL_RECORD, 5.3.1."""

    symbol: Line
    precision: Integer
    ask: Number | None = None
    bid: Number | None = None
    categoryName: Line = ""
    contractSize: Number | None = None
    currency: Line = ""
    currencyPair: Flag = False
    currencyProfit: Line = ""
    description: Line = ""
    expiration: Integer | None = None
    groupName: Line = ""
    high: Number | None = None
    initialMargin: Number | None = None
    instantMaxVolume: Number | None = None
    leverage: Number | None = None
    longOnly: Flag = False
    lotMax: Number | None = None
    lotMin: Number | None = None
    lotStep: Number | None = None
    low: Number | None = None
    marginHedged: Number | None = None
    marginHedgedStrong: Flag = False
    marginMaintenance: Number | None = None
    marginMode: Integer | None = None
    percentage: Number | None = None
    pipsPrecision: Integer | None = None
    profitMode: Integer | None = None
    quoteId: Integer | None = None
    shortSelling: Flag = False
    spreadRaw: Number | None = None
    spreadTable: Number | None = None
    starting: Integer | None = None
    stepRuleId: Integer | None = None
    stopsLevel: Number | None = None
    swapEnable: Flag = False
    swapLong: Number | None = None
    swapShort: Number | None = None
    swapType: Integer | None = None
    swap_rollover3days: Integer | None = None
    tickSize: Number | None = None
    tickValue: Number | None = None
    time: Integer | None = None
    timeString: Line = ""
    trailingEnabled: Flag = False
    type: Integer | None = None


class TickRecord(Record):
    """TICK_RECORD, 5.3.15; the stream's ticks take the hand-written path of `mapping.quote`."""

    symbol: Line
    timestamp: Integer
    ask: Number | None = None
    bid: Number | None = None
    askVolume: Number | None = None
    bidVolume: Number | None = None
    high: Number | None = None
    low: Number | None = None
    level: Integer | None = None
    exemode: Integer | None = None
    quoteId: Integer | None = None
    spreadRaw: Number | None = None
    spreadTable: Number | None = None


class CalendarRecord(Record):
    """CALENDAR_RECORD, 5.3.2."""

    time: Integer
    country: Line = ""
    current: Line = ""
    forecast: Line = ""
    impact: Line = ""
    period: Line = ""
    previous: Line = ""
    title: Line = ""


class RateInfoRecord(Record):
    """RATE_INFO_RECORD, 5.3.3: `open` scaled by 10^digits, the others shifts from it, scaled the same."""

    ctm: Integer
    open: Number
    close: Number
    high: Number
    low: Number
    vol: Number | None = None
    ctmString: Line = ""


class StreamingCandleRecord(Record):
    """STREAMING_CANDLE_RECORD, 6.2: plain prices."""

    symbol: Line
    ctm: Integer
    open: Number
    close: Number
    high: Number
    low: Number
    vol: Number | None = None
    quoteId: Integer | None = None
    ctmString: Line = ""


class NewsRecord(Record):
    """NEWS_TOPIC_RECORD, 5.3.10, and STREAMING_NEWS_RECORD, 6.4."""

    key: Line
    time: Integer
    title: Line = ""
    body: Body = ""
    bodylen: Integer | None = None
    timeString: Line = ""


class StepRecord(Record):
    """STEP_RECORD, 5.3.13."""

    fromValue: Number
    step: Number


class StepRuleRecord(Record):
    """STEP_RULE_RECORD, 5.3.13."""

    id: Integer
    name: Line = ""
    steps: tuple[StepRecord, ...] = ()


class IntervalRecord(Record):
    """QUOTES_RECORD and TRADING_RECORD, 5.3.19: ms from the midnight of the broker's zone."""

    day: Integer
    fromT: Integer
    toT: Integer


class TradingHoursRecord(Record):
    """TRADING_HOURS_RECORD, 5.3.19; a symbol without hours may carry null."""

    symbol: Line
    quotes: tuple[IntervalRecord, ...] | None = None
    trading: tuple[IntervalRecord, ...] | None = None


class KeepAliveRecord(Record):
    """STREAMING_KEEP_ALIVE_RECORD, 6.3."""

    timestamp: Integer


class ServerTimeRecord(Record):
    """The answer to getServerTime, 5.3.12."""

    time: Integer
    timeString: Line = ""
