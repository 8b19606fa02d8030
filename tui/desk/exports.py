"""Tables of the screens as CSV and JSON files: every figure in full, no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from pathlib import Path

from tui.domain.history import deal_kind, reason_words
from tui.domain.position import ClosedTrade
from tui.domain.statistics import Statistics
from tui.domain.trade_figures import Figures

Cell = str | int | Decimal | None

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows of plain values, as they are exported; times are ISO 8601 with their offset."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


def history_table(trades: Iterable[ClosedTrade], zone: tzinfo) -> Table:
    """Return history rows, cash included; `zone` is that of the shown times."""
    columns = ("kind", "position", "symbol", "side", "volume", "opened", "open_price", "closed", "close_price")
    money = ("profit", "swap", "commission", "net", "reason", "comment", "custom_comment")
    rows = [
        (
            deal_kind(trade).value,
            trade.position,
            trade.symbol,
            None if trade.side is None else trade.side.value,
            None if trade.side is None else trade.volume,
            iso(trade.opened_at, zone),
            None if trade.side is None else trade.open_price,
            iso(trade.closed_at, zone),
            None if trade.side is None else trade.close_price,
            trade.profit,
            trade.swap,
            trade.commission,
            trade.net,
            reason_words(trade),
            trade.comment,
            trade.custom_comment,
        )
        for trade in trades
    ]
    return Table((*columns, *money), rows)


def statistics_table(statistics: Statistics) -> Table:
    """Return the figures of all trades and of each group, a row each; see `tui.domain.statistics.DEFINITIONS`."""
    columns = ("group", "name", "trades", "wins", "losses", "volume", "gross", "swap", "commission", "net", "win_rate")
    more = ("profit_factor", "expectancy", "average_win", "average_loss", "largest_win", "largest_loss", "drawdown")
    groups: list[tuple[str, str, Figures]] = [("all", "", statistics.all)]
    groups += [("symbol", symbol, each) for symbol, each in statistics.by_symbol.items()]
    groups += [("side", side.value, each) for side, each in statistics.by_side.items()]
    groups += [("reason", reason.value, each) for reason, each in statistics.by_reason.items()]
    groups += [("weekday", _WEEKDAYS[day], each) for day, each in statistics.by_weekday.items()]
    groups += [("hour", f"{hour:02}:00", each) for hour, each in statistics.by_hour.items()]
    drawdown = statistics.drawdown.amount
    rows = [(group, name, *_figures(each), drawdown if group == "all" else None) for group, name, each in groups]
    return Table((*columns, *more), rows)


def _figures(each: Figures) -> tuple[Cell, ...]:
    shares = (each.win_rate, each.profit_factor, each.expectancy, each.average_win, each.average_loss)
    rounded = (None if share is None else round(share, 4) for share in shares)
    counts = (each.trades, each.wins, each.losses)
    sums = (each.volume, each.gross, each.swap, each.commission, each.net)
    return (*counts, *map(_trimmed, sums), *rounded, *map(_trimmed, (each.largest_win, each.largest_loss)))


def _trimmed(value: Decimal | None) -> Decimal | None:
    """Return an amount without the zeros that counting added, with two decimals at least."""
    if value is None:
        return None
    short = value.normalize()
    exponent = short.as_tuple().exponent
    return short if isinstance(exponent, int) and exponent < -2 else value.quantize(Decimal("0.01"))


def iso(at_ms: int | None, zone: tzinfo) -> str | None:
    """Return a moment as ISO 8601 text in a zone; none for an unknown one."""
    if not at_ms:
        return None
    return datetime.fromtimestamp(at_ms / 1000, zone).isoformat(timespec="milliseconds")


def csv_of(table: Table) -> Iterator[str]:
    """Yield a table as CSV, line by line."""
    from tui.desk.spreadsheet import safe_cell

    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\r\n")
    for row in (table.columns, *table.rows):
        # A number of ours is a number; only text can be something that a spreadsheet runs.
        writer.writerow([safe_cell(cell) if isinstance(cell, str) else _text(cell) for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def json_of(table: Table) -> Iterator[str]:
    """Yield a table as a JSON array of objects; amounts are texts, so that none is rounded."""
    yield "["
    for number, row in enumerate(table.rows):
        cells = {
            name: _text(cell) if isinstance(cell, Decimal) else cell
            for name, cell in zip(table.columns, row, strict=True)
        }
        yield (",\n" if number else "\n") + json.dumps(cells, ensure_ascii=False)
    yield "\n]\n"


def write_table(path: Path, table: Table, *, as_json: bool) -> int:
    """Write a table in one step, readable by its owner only, and return its bytes. Raises TradedeckError.

    It blocks: run it beside the screen (`asyncio.to_thread`).
    """
    from tui.files.whole import write_whole

    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return write_whole(path, json_of(table) if as_json else csv_of(table))


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
