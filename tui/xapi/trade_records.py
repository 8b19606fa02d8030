"""The wire records of account and trades with the broker's own names (XAPI 5.3 and 6)."""

# ruff: noqa: N815 - the fields bear the names of the wire

from __future__ import annotations

from tui.xapi.records import Flag, Integer, Line, Number, OptionalLine, Record


class CommissionRecord(Record):
    """The answer to getCommissionDef, 5.3.5."""

    commission: Number | None = None
    rateOfExchange: Number | None = None


class UserDataRecord(Record):
    """The answer to getCurrentUserData, 5.3.6; `leverage` is inactive by the document and not read."""

    currency: Line
    companyUnit: Integer | None = None
    group: Line = ""
    ibAccount: Flag = False
    leverageMultiplier: Number | None = None
    spreadType: Line = ""
    trailingStop: Flag = False


class IbRecord(Record):
    """IB_RECORD, 5.3.7; null where the account may not see the value."""

    closePrice: Number | None = None
    login: OptionalLine = None
    nominal: Number | None = None
    openPrice: Number | None = None
    side: Integer | None = None
    surname: OptionalLine = None
    symbol: OptionalLine = None
    timestamp: Integer | None = None
    volume: Number | None = None


class MarginLevelRecord(Record):
    """The answer to getMarginLevel, 5.3.8: snake case here, camel case on the stream."""

    balance: Number
    equity: Number
    margin: Number
    margin_free: Number
    margin_level: Number | None = None
    credit: Number | None = None
    currency: Line = ""


class BalanceRecord(Record):
    """STREAMING_BALANCE_RECORD, 6.1."""

    balance: Number
    equity: Number
    margin: Number
    marginFree: Number
    marginLevel: Number | None = None
    credit: Number | None = None


class TradeRecord(Record):
    """TRADE_RECORD, 5.3.16, and STREAMING_TRADE_RECORD, 6.7, which has `state` and `type` besides.

    `position` is the only lasting key: `order` changes its series on closing, `order2` names the request.
    """

    position: Integer
    cmd: Integer
    order: Integer | None = None
    order2: Integer | None = None
    symbol: Line = ""
    volume: Number | None = None
    open_price: Number | None = None
    open_time: Integer | None = None
    close_price: Number | None = None
    close_time: Integer | None = None
    closed: Flag = False
    profit: Number | None = None
    storage: Number | None = None
    commission: Number | None = None
    sl: Number | None = None
    tp: Number | None = None
    offset: Integer | None = None
    expiration: Integer | None = None
    margin_rate: Number | None = None
    nominalValue: Number | None = None
    digits: Integer | None = None
    comment: Line = ""
    customComment: Line = ""
    state: Line = ""
    type: Integer | None = None


class ProfitRecord(Record):
    """STREAMING_PROFIT_RECORD, 6.5."""

    position: Integer
    profit: Number
    order: Integer | None = None
    order2: Integer | None = None


class TradeStatusRecord(Record):
    """The answer to tradeTransactionStatus, 5.3.23, and STREAMING_TRADE_STATUS_RECORD, 6.8."""

    order: Integer
    requestStatus: Integer
    message: Line = ""
    customComment: Line = ""
    ask: Number | None = None
    bid: Number | None = None
    price: Number | None = None
