"""How statements, days and replies are written."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.unit.simulator_flex.desk import Office
from tui.errors import UsageError
from tui.simulator.flex.codes import MESSAGES, FlexRefusalError
from tui.simulator.flex.days import Span, Writing, office_time
from tui.simulator.flex.envelope import refused
from tui.simulator.flex.mischief import damaged
from tui.simulator.flex.period import asked_for
from tui.simulator.flex.references import Reference, References
from tui.simulator.flex.rows import cut, number
from tui.simulator.flex.settings import QUERIES, FlexQuery, FlexSettings, Layout, credentials
from tui.simulator.options import SimulatorOptions, check


@pytest.fixture(scope="module")
def office() -> Office:
    return Office.open()


@pytest.fixture(scope="module")
def statement(office: Office) -> ElementTree.Element:
    return office.tree()


def test_a_statement_has_the_known_sections_in_order_some_empty_and_one_that_nobody_knows(
    statement: ElementTree.Element,
) -> None:
    assert [section.tag for section in statement] == [
        "AccountInformation", "ChangeInNAV", "EquitySummaryInBase", "CashReport", "MTMPerformanceSummaryInBase",
        "FIFOPerformanceSummaryInBase", "OpenPositions", "Trades", "CashTransactions", "CorporateActions",
        "OpenDividendAccruals", "InterestAccruals", "SimulatorDiary", "ConversionRates", "SecuritiesInfo",
    ]  # fmt: skip
    assert [section.tag for section in statement if not len(section) and not section.attrib] == [
        "CorporateActions", "OpenDividendAccruals",
    ]  # fmt: skip
    diary = statement.find("SimulatorDiary/DiaryDay")
    assert diary is not None
    assert int(diary.attrib["deeds"]) == len(diary.findall("DiaryNote")) > 0


def test_trades_hold_rows_of_five_kinds(statement: ElementTree.Element) -> None:
    trades = statement.find("Trades")
    assert trades is not None
    assert {(row.tag, row.get("levelOfDetail")) for row in trades} == {
        ("AssetSummary", "ASSET_SUMMARY"), ("SymbolSummary", "SYMBOL_SUMMARY"), ("Order", "ORDER"),
        ("Trade", "EXECUTION"), ("Lot", "CLOSED_LOT"),
    }  # fmt: skip
    assert {row.get("tradeDate") for row in trades.iter("SymbolSummary")} == {"MULTI"}


def test_a_closing_was_converted_with_the_rate_that_it_names(statement: ElementTree.Element) -> None:
    results = {row.get("symbol"): row for row in statement.iter("FIFOPerformanceSummaryUnderlying")}
    made: dict[str, Decimal] = {}
    for row in statement.iter("Trade"):
        if row.get("assetCategory") == "CFD":
            change = Decimal(row.attrib["fifoPnlRealized"]) * Decimal(row.attrib["fxRateToBase"])
            made[row.attrib["symbol"]] = made.get(row.attrib["symbol"], Decimal(0)) + change
    for symbol, change in made.items():
        assert abs(change - Decimal(results[symbol].attrib["totalRealizedPnl"])) < Decimal("0.01")


@pytest.mark.parametrize("layout", ["csv", "csv_records"])
def test_csv_says_what_the_xml_says(office: Office, statement: ElementTree.Element, layout: Layout) -> None:
    rows = list(csv.reader(io.StringIO(office.text(FlexQuery("1", 'A "name", more', layout=layout)))))
    skipped = 2 if layout == "csv_records" else 0
    if layout == "csv_records":
        assert rows[0][2] == 'A "name", more'
        rows = [row for row in rows if row[0] in ("HEADER", "DATA")]
    header: list[str] = []
    executions = []
    for row in rows:
        if row[skipped] in ("ClientAccountID", "ReportDate", "AssetCategory"):
            header = row[skipped:]
        else:
            found = dict(zip(header, row[skipped:], strict=True))
            executions += [found["TransactionID"]] if found.get("LevelOfDetail") == "EXECUTION" else []
    assert executions == [trade.get("transactionID") for trade in statement.iter("Trade")]


def test_dates_are_written_in_two_styles() -> None:
    day, moment = date(2026, 1, 5), 1_767_606_600_000
    assert (Writing().day(day), Writing().moment(moment)) == ("20260105", "20260105;105000")
    assert (Writing(True).day(day), Writing(True).moment(moment)) == ("2026-01-05", "2026-01-05;10:50:00")


@pytest.mark.parametrize(
    ("at_ms", "text"),
    [
        (1_767_606_600_000, "05 January, 2026 04:50 AM EST"),
        (1_782_878_400_000, "01 July, 2026 12:00 AM EDT"),
        (1_782_921_600_000, "01 July, 2026 12:00 PM EDT"),
        (1_782_925_200_000, "01 July, 2026 01:00 PM EDT"),
    ],
)
def test_replies_carry_the_time_of_new_york(at_ms: int, text: str) -> None:
    assert office_time(at_ms) == text


def test_a_span_holds_its_days_also_where_the_clocks_change() -> None:
    summer = Span(date(2026, 3, 29), date(2026, 3, 29))
    assert summer.end_ms - summer.start_ms == 23 * 3_600_000
    assert summer.start_ms in summer
    assert summer.end_ms not in summer
    assert None not in summer


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("LastBusinessDay", date(2026, 1, 4), date(2026, 1, 4)),
        ("LastWeek", date(2025, 12, 29), date(2026, 1, 4)),
        ("MonthToDate", date(2026, 1, 1), date(2026, 1, 4)),
        ("LastMonth", date(2025, 12, 1), date(2025, 12, 31)),
        ("YearToDate", date(2026, 1, 1), date(2026, 1, 4)),
        ("Last30CalendarDays", date(2026, 1, 4), date(2026, 1, 4)),
    ],
)
def test_a_querys_own_period(period: object, first: date, last: date) -> None:
    query = FlexQuery("1", "x", period=period)  # type: ignore[arg-type]
    assert asked_for(query, {}, date(2026, 1, 4)) == Span(first, last)


def test_a_refusal_says_the_documents_sentence_unless_told_otherwise() -> None:
    assert len(MESSAGES) == 20
    reply = refused(FlexRefusalError(1018), 0)
    assert f"<ErrorMessage>{MESSAGES[1018]}</ErrorMessage>" in reply
    assert "<Status>Fail</Status>" in reply


@pytest.mark.parametrize(
    ("value", "text"), [("1.50", "1.5"), ("100", "100"), ("-0.00", "0"), ("1E+3", "1000"), ("0.00000010", "0.0000001")]
)
def test_numbers_are_plain(value: str, text: str) -> None:
    assert number(Decimal(value)) == text


@pytest.mark.parametrize("parts", [1, 3, 7, 1000])
def test_parts_sum_up_to_the_whole(parts: int) -> None:
    whole = Decimal("-12345.67")
    assert sum(cut(whole, parts, which) for which in range(parts)) == whole


def test_damage_comes_once_and_behind_a_line() -> None:
    lines = ["<a>\n", "<b />\n", "<c />\n", "</a>\n"]
    assert "".join(damaged(iter(lines), "truncated", 7)) == "<a>\n<b "
    found = list(damaged(iter(lines), "malformed", 5))
    assert [line for line in found if line not in lines] == ['<Trade symbol="A&B" note="no end />\n']
    assert found.index("<b />\n") == 2


def test_a_torn_or_foreign_line_of_the_references_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "references"
    first = References(1, 60.0, path)
    kept = Reference(first.next_code(), "main", "7", "2026-01-01", "2026-01-02", 0, 1000, 1)
    first.keep(kept)
    with path.open("a") as file:
        file.write('{"code": 1}\n[]\nnull\n{"code"')
    again = References(1, 60.0, path)
    assert again.find(kept.code, "main", 61_000) == kept
    assert again.find(kept.code, "main", 61_001) is None
    assert again.find(kept.code, "other", 0) is None
    assert again.next_code() != kept.code


def test_the_ready_line_names_the_good_tokens_queries_only() -> None:
    told = credentials(FlexSettings())
    assert told["token"] == "104729130363170603209831"
    assert [query["id"] for query in told["queries"]] == [query.id for query in QUERIES if query.announced]
    assert [one["role"] for one in told["other_tokens"]] == [
        "second user", "expired", "bound to another address", "service inactive", "replaced",
    ]  # fmt: skip


@pytest.mark.parametrize("rows", [0, -1, 100_001])
def test_a_statement_cannot_be_cut_into_no_rows_or_too_many(rows: int) -> None:
    with pytest.raises(UsageError, match="--flex-rows"):
        check(SimulatorOptions(flex_rows=rows))
