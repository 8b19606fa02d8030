"""The grid of the History screen: tens of thousands of rows of the past, made as they are seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from decimal import Decimal

from tui.desk.crm_table import Column as ValueColumn
from tui.desk.crm_table import RowTable
from tui.domain.history import deal_kind
from tui.domain.position import ClosedTrade
from tui.view.panels.crm_grid import RowGrid
from tui.view.panels.history_rows import HISTORY_COLUMNS, REASONS, comment_of, history_row, kind_word
from tui.view.widgets.live_table import Column, Row


def history_table(rows: Sequence[ClosedTrade], zone: tzinfo) -> RowTable[ClosedTrade]:
    """Return rows of the past as a table that can be filtered and sorted."""
    return RowTable(history_values(zone), rows)


class HistoryGrid(RowGrid):
    """Shows the columns of the blotter's history."""

    def columns_now(self) -> tuple[Column, ...]:
        """Return the columns; which of them fit the painter finds."""
        return HISTORY_COLUMNS

    def made_row(self, at: int) -> Row:
        """Return the cells of a row by its number."""
        table = self.table
        return history_row(self.context, table.rows[at]) if table is not None and at < len(table) else ()


def history_values(zone: tzinfo) -> tuple[ValueColumn[ClosedTrade], ...]:
    """Return what each of `HISTORY_COLUMNS` is sorted and filtered by; a row without a trade has no prices."""

    def closed(row: ClosedTrade) -> datetime:
        return datetime.fromtimestamp(row.closed_at // 1000, zone).replace(tzinfo=None)

    def of_trade(name: str) -> ValueColumn[ClosedTrade]:
        def value(row: ClosedTrade) -> Decimal | None:
            amount: Decimal = getattr(row, name)
            return None if row.side is None else amount

        return ValueColumn(name.removesuffix("_price"), name, value)

    return (
        ValueColumn("closed", "Closed", closed),
        ValueColumn("symbol", "Symbol", lambda row: row.symbol if row.side else kind_word(deal_kind(row))),
        ValueColumn("side", "Side", lambda row: row.side.value if row.side else ""),
        *map(of_trade, ("volume", "open_price", "close_price", "swap", "commission")),
        ValueColumn("profit", "Profit", lambda row: row.profit),
        ValueColumn("net", "Net", lambda row: row.net),
        ValueColumn("reason", "Closed by", lambda row: REASONS[row.reason] if row.side else "cash"),
        ValueColumn("position", "Position", lambda row: row.position),
        ValueColumn("comment", "Comment", comment_of),
    )
