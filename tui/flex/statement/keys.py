"""What makes a row of a section the same row in another file: the service's own numbers, or the whole row."""

from __future__ import annotations

from collections.abc import Sequence

from tui.flex.statement.levels import place_of
from tui.flex.statement.tables import Row, Table

BOOKING_KEYS: dict[tuple[str, str], tuple[tuple[str, ...], ...]] = {
    ("Trades", "Trade"): (("transactionID",), ("tradeID",), ("ibExecID",)),
    ("Trades", "TRNT"): (("transactionID",), ("tradeID",), ("ibExecID",)),
    ("TradeConfirms", "TradeConfirm"): (("execID",), ("tradeID",)),
    ("CashTransactions", "CashTransaction"): (("transactionID",),),
    ("CashTransactions", "CTRN"): (("transactionID",),),
    ("CorporateActions", "CorporateAction"): (("transactionID",),),
    ("Transfers", "Transfer"): (("transactionID",),),
    ("OptionEAE", "OptionEAE"): (("tradeID",),),
}
"""Per section and kind of row the columns that number a booking, the best first; the first that the row has counts.

A number is good for one account and one level of detail (a summary may repeat the number of what it sums up), which
are therefore part of each key. Every other kind of row is the same only when all of its cells are.
"""

_WITH = ("accountId", "levelOfDetail")

STATE_SECTIONS = frozenset(
    {
        *("AccountInformation", "CashReport", "ChangeInNAV", "FIFOPerformanceSummaryInBase", "FxPositions"),
        *("InterestAccruals", "MTDYTDPerformanceSummary", "MTMPerformanceSummaryInBase", "NetStockPositionSummary"),
        *("OpenDividendAccruals", "OpenPositions", "PriorPeriodPositions", "SecuritiesInfo", "StmtFunds"),
    }
)
"""Sections about one period or one moment: each statement keeps its own, also where days overlap."""

STATE_KEYS: dict[str, tuple[str, ...]] = {
    "AccountInformation": ("accountId",),
    "CashReport": ("accountId", "currency", "levelOfDetail"),
    "ChangeInNAV": ("accountId",),
    "ConversionRates": ("reportDate", "fromCurrency", "toCurrency"),
    "EquitySummaryInBase": ("accountId", "reportDate"),
    "FIFOPerformanceSummaryInBase": ("accountId", "assetCategory", "symbol", "conid", "description"),
    "FxPositions": ("accountId", "fxCurrency", "functionalCurrency", "levelOfDetail", "lotOpenDateTime"),
    "InterestAccruals": ("accountId", "currency"),
    "MTMPerformanceSummaryInBase": ("accountId", "assetCategory", "symbol", "conid", "description"),
    "OpenPositions": (
        *("accountId", "assetCategory", "symbol", "conid", "side", "levelOfDetail"),
        *("openDateTime", "originatingTransactionID"),
    ),
    "SecuritiesInfo": ("assetCategory", "symbol", "conid"),
}
"""What names a thing whose figures change from one statement to the next; only `compare` uses it."""

Key = tuple[str | None, ...]


class Keys:
    """Gives the key of each row of a table."""

    def __init__(self, table: Table, *, states: bool = False) -> None:
        """Prepare for one table; `states` also names things whose figures change (`STATE_KEYS`)."""
        self._with = _places(table, _WITH)
        ladder = BOOKING_KEYS.get((table.section, table.kind), ())
        self._numbers = [(columns, places) for columns in ladder if None not in (places := _places(table, columns))]
        named = [at for at in _places(table, STATE_KEYS.get(table.section, ())) if at is not None] if states else []
        self._named = named
        self._columns = table.columns

    def of(self, row: Row) -> Key | None:
        """Return the row's key, None when only all of its cells together name it."""
        for columns, places in self._numbers:
            cells = [row[at] for at in places if at is not None]
            if all(cells):
                return (*columns, *[row[at] if at is not None else None for at in self._with], *cells)
        if self._named:
            return tuple([row[at] for at in self._named])
        return None

    def whole(self, row: Row) -> Key:
        """Return all cells with their names, so that tables with other columns can be compared."""
        pairs = sorted((name, cell) for name, cell in zip(self._columns, row, strict=True) if cell is not None)
        return tuple(part for pair in pairs for part in pair)


def _places(table: Table, columns: Sequence[str]) -> list[int | None]:
    return [place_of(table, column) for column in columns]
