"""The venue's exchange: accounts, orders, matching, margin, history and the book that keeps them."""

from tui.simulator.exchange.book import Book, FileBook, MemoryBook
from tui.simulator.exchange.events import (
    BalanceChanged,
    Event,
    EventSink,
    ProfitChanged,
    RequestStatusChanged,
    TradeChanged,
    TradeKind,
)
from tui.simulator.exchange.exchange import Exchange
from tui.simulator.exchange.records import (
    USUAL,
    AccountFigures,
    CommissionDef,
    Course,
    IbRecord,
    Ledger,
    LedgerDeal,
    LedgerEntry,
    LedgerRemoval,
    Operation,
    Refusal,
    RequestState,
    RequestStatus,
    TradeRecord,
    TransactionType,
    UserData,
)
from tui.simulator.exchange.settings import AccountProfile, ExchangeSettings

__all__ = [
    "USUAL", "AccountFigures", "AccountProfile", "BalanceChanged", "Book", "CommissionDef", "Course", "Event",
    "EventSink", "Exchange", "ExchangeSettings", "FileBook", "IbRecord", "Ledger", "LedgerDeal", "LedgerEntry",
    "LedgerRemoval", "MemoryBook", "Operation", "ProfitChanged", "Refusal", "RequestState", "RequestStatus",
    "RequestStatusChanged", "TradeChanged", "TradeKind", "TradeRecord", "TransactionType", "UserData",
]  # fmt: skip
