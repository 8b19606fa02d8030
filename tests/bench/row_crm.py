"""CRM tables of 100,000 rows: how long a keystroke of a filter, a click on a column and the figures take."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from typing import Any

from tests.bench.figures import Figure, Options, middle
from tui.crm.queries import Report
from tui.crm.reader import Reader
from tui.crm.records import Row
from tui.desk.crm_columns import report_table
from tui.desk.crm_figures import Figures, sets_of
from tui.desk.crm_table import RowTable, TableOrder

ROWS = 100_000
_COLUMNS = ("amount", "last_name", "at", "customer_id")


def measure(options: Options) -> list[Figure]:
    """Look at one table in several ways; the worst of each kind, as medians of processor time."""
    reader, repeats = Reader(Report.TRANSACTIONS), options.repeats(5, 2)
    rows: list[Row] = []
    reading_ms = _spent_ms(lambda: rows.extend(reader.read(raw) for raw in _sample()))
    kept: list[RowTable[Any]] = []
    preparing_ms = _spent_ms(lambda: kept.append(_prepared(rows)))
    table = kept[0]
    sorting_ms = max(_median_ms(table, TableOrder("", column, True), repeats) for column in _COLUMNS)
    looks = (TableOrder("lee49 ann"), TableOrder("lee", "amount", True), TableOrder("!ann", "at"))
    filtering_ms = max(_median_ms(table, look, repeats) for look in looks)
    figures_ms = _spent_ms(lambda: _work_out(rows))
    made = f"beside the screen: read {reading_ms:,.0f} ms, prepared {preparing_ms:,.0f} ms"
    return [
        Figure("sort a prepared CRM table of 100 000 rows", sorting_ms, "ms", 100.0, made),
        Figure("filter and sort it", filtering_ms, "ms", 100.0),
        Figure("work out who brings what of 100 000 transactions", figures_ms, "ms", None, "beside the screen"),
    ]


def _sample() -> list[str]:
    chance = random.Random(1)
    return [
        json.dumps(
            {
                "transactionId": number,
                "customerId": chance.randrange(9999),
                "firstName": chance.choice(("Ann", "Bob", "Cid")),
                "lastName": f"Lee{chance.randrange(5000)}",
                "email": f"a{number}@example.com",
                "type": "Deposit",
                "amount": f"{chance.uniform(1, 9999):.2f}",
                "currency": chance.choice(("EUR", "USD")),
                "transactionDate": f"2026-01-{chance.randrange(1, 29):02}T03:04:05Z",
                "isFake": False,
                "tags": [{"category": "Desk", "tags": ["North", "VIP"]}],
                "utmDetails": {"affiliate_id": str(chance.randrange(40)), "utm_medium": "cpc"},
            }
        )
        for number in range(ROWS)
    ]


def _prepared(rows: list[Row]) -> RowTable[Any]:
    table = report_table(Report.TRANSACTIONS, rows)
    table.prepare(tuple(column.id for column in table.columns if column.usual))
    return table


def _work_out(rows: list[Row]) -> None:
    figures = Figures(sets_of({Report.TRANSACTIONS: rows}))
    figures.report(figures.usual)


def _median_ms(table: RowTable[Any], order: TableOrder, repeats: int) -> float:
    return middle([_spent_ms(lambda: table.arrange(order)) for _ in range(repeats)])


def _spent_ms(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return (time.process_time() - before) * 1000
