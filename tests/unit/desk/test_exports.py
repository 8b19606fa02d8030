"""Exports: complete, exact, and harmless in a spreadsheet."""

import csv
import json
import stat
from dataclasses import replace
from datetime import UTC
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.examples import a_closed_trade
from tui.desk.exports import (
    Table,
    csv_of,
    history_table,
    json_of,
    statistics_table,
    write_table,
)
from tui.domain.statistics import summarise


def cells(table: Table) -> list[dict[str, str]]:
    return list(csv.DictReader("".join(csv_of(table)).splitlines()))


def test_history_has_every_row_with_its_kind_and_reason() -> None:
    cash = a_closed_trade(9, side=None, symbol="", operation=6, profit=Decimal("500.00"), comment="", swap=Decimal(0))
    rows = cells(history_table([a_closed_trade(), cash], ZoneInfo("Europe/Warsaw")))
    assert (rows[0]["kind"], rows[0]["net"], rows[0]["reason"], rows[0]["side"]) == (
        "trade",
        "8.92",
        "take profit",
        "buy",
    )
    assert rows[0]["closed"] == "2026-03-03T12:46:40.000+01:00"
    assert (rows[1]["kind"], rows[1]["profit"], rows[1]["volume"], rows[1]["side"]) == ("deposit", "500.00", "", "")


def test_what_a_spreadsheet_would_run_is_made_text_and_numbers_stay_numbers() -> None:
    evil = replace(a_closed_trade(), comment="=HYPERLINK(1)", custom_comment="+1 2", profit=Decimal("-3.50"))
    row = cells(history_table([evil], UTC))[0]
    assert (row["comment"], row["custom_comment"], row["profit"]) == ("'=HYPERLINK(1)", "'+1 2", "-3.50")
    assert json.loads("".join(json_of(history_table([evil], UTC))))[0]["comment"] == "=HYPERLINK(1)"


def test_json_keeps_amounts_exact_and_missing_ones_null() -> None:
    table = Table(("a", "b", "c"), [(Decimal("1E-8"), None, 7), (Decimal("0.10"), "ż", None)])
    assert json.loads("".join(json_of(table))) == [
        {"a": "0.00000001", "b": None, "c": 7},
        {"a": "0.10", "b": "ż", "c": None},
    ]
    assert json.loads("".join(json_of(Table(("a",), [])))) == []


def test_statistics_have_a_row_for_all_and_for_each_group() -> None:
    rows = cells(statistics_table(summarise([a_closed_trade(), a_closed_trade(2, profit=Decimal(-4))], UTC)))
    assert [row["group"] for row in rows] == ["all", "symbol", "side", "reason", "weekday", "hour"]
    first = rows[0]
    assert (first["trades"], first["net"], first["win_rate"], first["drawdown"]) == (
        "2",
        "4.62",
        "50.0000",
        "4.30",
    )


def test_a_file_is_written_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "exports" / "history.csv"
    size = write_table(path, history_table([a_closed_trade()], UTC), as_json=False)
    assert path.stat().st_size == size > 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
