"""Tables of CRM rows: sorted, filtered, masked and exported without losing or revealing anything."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.crm.errors import QueryError
from tui.crm.lines import TOTAL, Group, Line, Place
from tui.crm.money import money_of
from tui.crm.queries import Report, Span
from tui.crm.reader import Reader
from tui.crm.reports import By, Part
from tui.desk.crm_columns import details, line_columns, raw_text, report_table
from tui.desk.crm_export import Extract, csv_of, json_of, write
from tui.desk.crm_privacy import Private, mask_email, mask_name, masked
from tui.desk.crm_range import Preset, span_of
from tui.desk.crm_table import Column, RowTable, TableOrder, amount_text, masking_people, text_of

PEOPLE = [
    {
        "customerId": 1,
        "firstName": "Ann",
        "lastName": "Lee",
        "email": "ann@example.com",
        "registrationDate": "2026-01-05",
    },
    {"customerId": 2, "firstName": "=cmd|'x'!A1", "lastName": "[b]", "email": "@bob", "shoe size": 44},
    {
        "customerId": 10,
        "firstName": "Zoë",
        "lastName": "",
        "email": "zoe@example.com",
        "registrationDate": "2025-12-31",
    },
]
TODAY = date(2026, 5, 20)


def people() -> RowTable[Any]:
    reader = Reader(Report.REGISTRATIONS)
    return report_table(Report.REGISTRATIONS, [reader.read(json.dumps(each)) for each in PEOPLE])


def payments(*amounts: str) -> RowTable[Any]:
    reader = Reader(Report.TRANSACTIONS)
    rows = [reader.read(json.dumps({"id": at, "amount": amount})) for at, amount in enumerate(amounts)]
    return report_table(Report.TRANSACTIONS, rows)


def test_amounts_sort_as_numbers_and_rows_without_one_stay_at_the_end() -> None:
    table = payments("10", "9", "", "-1.5", "9")
    assert list(table.arrange(TableOrder(column="amount"))) == [3, 1, 4, 0, 2]
    assert list(table.arrange(TableOrder(column="amount", reverse=True))) == [0, 4, 1, 3, 2]
    assert list(table.arrange(TableOrder(column="nonsense"))) == [0, 1, 2, 3, 4]


def test_a_filter_wants_all_its_words_and_can_be_turned_round() -> None:
    table = people()
    assert list(table.arrange(TableOrder("EXAMPLE.com"))) == [0, 2]
    assert list(table.arrange(TableOrder("zoë example"))) == [2]
    assert list(table.arrange(TableOrder("!example.com"))) == [1]
    assert list(table.arrange(TableOrder("44"))) == [1]
    assert list(table.arrange(TableOrder("example", "registered"))) == [2, 0]


@settings(max_examples=60)
@given(
    st.lists(st.one_of(st.just(""), st.integers(-50, 50).map(str), st.sampled_from("abc")), max_size=30),
    st.sampled_from(["", "1", "a", "!1", "!"]),
    st.booleans(),
)
def test_every_look_shows_exactly_the_rows_that_match(values: list[str], filter_text: str, reverse: bool) -> None:
    table = RowTable([Column("x", "X", lambda row: Decimal(row) if row.lstrip("-").isdigit() else row)], values)
    shown = table.arrange(TableOrder(filter_text, "x", reverse))
    word = filter_text.lstrip("!")
    fits = [at for at, value in enumerate(values) if not word or (word in value) is not filter_text.startswith("!")]
    assert sorted(shown) == fits
    numbers = [int(values[at]) for at in shown if values[at].lstrip("-").isdigit()]
    assert numbers == sorted(numbers, reverse=reverse)
    empty = [values[at] == "" for at in shown]
    assert empty == sorted(empty)


def test_columns_that_nobody_foresaw_can_be_chosen_and_empty_ones_are_not_shown() -> None:
    table = people()
    assert table.text(1, "shoe size") == "44"
    assert not table.by_id["shoe size"].usual
    assert table.by_id["email"].usual
    assert not table.by_id["affiliate"].usual


def test_the_detail_pane_has_everything_and_the_row_as_it_came() -> None:
    row = people().rows[1]
    assert ("shoe size", "44") in details(Report.REGISTRATIONS, row)
    assert ("shoe size", "•••") in details(Report.REGISTRATIONS, row, hide=True)
    assert json.loads(raw_text(row)) == PEOPLE[1]


def test_masking_hides_people_and_keeps_figures() -> None:
    table = people()
    hidden = " ".join(" ".join(table.record(at, hide=True).values()) for at in range(3))
    for secret in ("Ann", "Lee", "example", "bob", "Zoë", "44"):
        assert secret not in hidden
    assert table.text(0, "id", hide=True) == "•••"
    assert (mask_name("Ann Lee"), mask_email("ann@example.com")) == ("A••• L•••", "a•••@•••.com")


def test_masking_hides_amounts_and_accounts_but_not_in_files_of_figures() -> None:
    row = {"id": 1, "amount": "250", "login": "500147", "lastName": "Lee"}
    table = report_table(Report.TRANSACTIONS, [Reader(Report.TRANSACTIONS).read(json.dumps(row))])
    hidden, shown = table.record(0, hide=True), masking_people(table).record(0, hide=True)
    assert (hidden["amount"], hidden["account"], hidden["last_name"]) == ("•••", "•••47", "L•••")
    assert (shown["amount"], shown["account"], shown["last_name"]) == ("250", "500147", "L•••")
    assert payments("").text(0, "amount", hide=True) == ""


def test_masked_amounts_are_masked_in_files_too() -> None:
    line = Line(Group("North"), deposits=money_of({"EUR": Decimal(250), "USD": Decimal(7)}))
    of = Extract(RowTable(line_columns(By(Part.CAMPAIGN)), [line]), range(1), ("group", "deposits"), hide=True)
    assert "".join(csv_of(of)).splitlines() == ["Campaign,Deposits EUR,Deposits USD", "North,•••,•••"]
    assert json.loads("".join(json_of(of)))["data"] == [{"group": "North", "deposits": "•••"}]


def test_masking_hides_the_numbers_of_people_and_who_brought_them_and_still_tells_rows_apart() -> None:
    row = {"id": 535910002, "leadId": 36910001, "ibName": "Ann Lee", "affiliate": "best.example"}
    row |= {"utmDetails": {"utm_source": "Ann Lee"}}
    table = report_table(Report.REGISTRATIONS, [Reader(Report.REGISTRATIONS).read(json.dumps(row))])
    hidden, shown = table.record(0, hide=True), masking_people(table).record(0, hide=True)
    assert {name: hidden[name] for name in ("id", "ib", "affiliate", "utm")} == {
        "id": "•••02",
        "ib": "A••• L•••",
        "affiliate": "b•••",
        "utm": "•••",
    }
    assert (shown["id"], shown["ib"]) == ("535910002", "Ann Lee")


@pytest.mark.parametrize(
    ("part", "name"), [*((part, "A••• L•••") for part in (Part.IB, Part.AFFILIATE, Part.SOURCE)), (Part.TAG, "Ann Lee")]
)
def test_lines_of_partners_are_masked_by_name_and_those_of_nobody_keep_their_words(part: Part, name: str) -> None:
    groups = [Group("Ann Lee"), Group("", Place.NOBODY), TOTAL]
    table = RowTable(line_columns(By(part)), [Line(group) for group in groups])
    assert [table.text(at, "group", hide=True) for at in range(3)] == [name, "(none named)", "Total"]


@pytest.mark.parametrize(
    ("number", "shown"),
    [("mail:ann@example.com", "•••"), ("login:live-1:500147", "•••47"), ("1000", "•••"), ("(not visible)",) * 2],
)
def test_what_serves_as_a_number_gives_no_letter_of_an_address_away(number: str, shown: str) -> None:
    assert masked(number, Private.ID) == shown


@given(st.text(max_size=20), st.sampled_from(list(Private)))
def test_masking_never_fails_and_never_shows_a_whole_word(text: str, private: Private) -> None:
    found = masked(text, private)
    assert found == text or private is not Private.NOTHING
    if private is not Private.NOTHING:
        assert all(len(part) <= 1 or part not in found.split() for part in text.split() if "•" not in part) or (
            private is Private.EMAIL
        )


def extract(table: RowTable[Any], **more: Any) -> Extract:
    usual = tuple(column.id for column in table.columns if column.usual)
    return Extract(table, range(len(table)), usual, **more)


def test_a_spreadsheet_runs_nothing_of_an_export() -> None:
    rows = list(csv.reader(io.StringIO("".join(csv_of(extract(people()))))))
    assert rows[0][:4] == ["Customer", "First name", "Last name", "E-mail"]
    assert rows[2][1] == "'=cmd|'x'!A1"
    assert rows[2][3] == "'@bob"
    assert len(rows) == 4
    amounts = list(csv.reader(io.StringIO("".join(csv_of(extract(payments("-3.20", "1000")))))))
    assert [row[amounts[0].index("Amount")] for row in amounts[1:]] == ["-3.20", "1000"]


def test_sums_get_a_column_for_each_currency() -> None:
    sums = [money_of({"EUR": Decimal("1.10")}), money_of({"USD": Decimal(-2), "EUR": Decimal(3)}), money_of({})]
    table = RowTable([Column("net", "Net", lambda row: row)], sums)
    rows = list(csv.reader(io.StringIO("".join(csv_of(extract(table))))))
    assert rows == [["Net EUR", "Net USD"], ["1.10", ""], ["3", "-2"], ["", ""]]
    data = json.loads("".join(json_of(extract(table))))["data"]
    assert data == [{"net": {"EUR": "1.10"}}, {"net": {"EUR": "3", "USD": "-2"}}, {"net": {}}]


def test_json_says_how_complete_it_is() -> None:
    found = json.loads("".join(json_of(extract(people(), announced=5, partial=True, title="registrations"))))
    assert (found["rows"], found["of"], found["announced"], found["partial"]) == (3, 3, 5, True)
    assert found["data"][0]["registered"] == "2026-01-05T00:00:00"
    assert found["data"][1]["first_name"] == "=cmd|'x'!A1"


def test_a_written_file_is_its_owner_s_alone_and_says_n_of_m(tmp_path: Path) -> None:
    table = people()
    shown = Extract(table, table.arrange(TableOrder("example")), ("id", "email"), hide=True, announced=9, partial=True)
    done = write(shown, tmp_path / "out.csv", as_json=False)
    assert str(done).startswith("2 of 3 rows, partial: the CRM announced 9 in ")
    assert (tmp_path / "out.csv").stat().st_mode & 0o077 == 0
    assert "example" not in (tmp_path / "out.csv").read_text()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("today", "2026-05-20", "2026-05-20"),
        ("this week", "2026-05-18", "2026-05-20"),
        ("last-week", "2026-05-11", "2026-05-17"),
        ("last month", "2026-04-01", "2026-04-30"),
        ("Last Quarter", "2026-01-01", "2026-03-31"),
        ("last_30_days", "2026-04-21", "2026-05-20"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("2026-01-01 2026-03-31", "2026-01-01", "2026-03-31"),
        ("2026-01-01..2026-03-31", "2026-01-01", "2026-03-31"),
        ("2026-02-03", "2026-02-03", "2026-02-03"),
    ],
)
def test_days_can_be_named_and_typed(text: str, first: str, last: str) -> None:
    assert span_of(text, TODAY) == Span(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["", "2026-02-30", "2026-03-01 2026-02-01", "yesteryear", "2026-01-01 2026"])
def test_days_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(QueryError, match="days:"):
        span_of(text, TODAY)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_no_preset_reaches_beyond_today_or_turns_round(today: date) -> None:
    for preset in Preset:
        span = preset.span(today)
        assert span.first <= span.last <= today


def test_amounts_keep_their_digits() -> None:
    assert [amount_text(Decimal(each)) for each in ("1234.5", "0.12345", "1E+3", "-0.1")] == [
        "1,234.50",
        "0.12345",
        "1,000.00",
        "-0.10",
    ]
    assert text_of(Decimal("1E+3")) == "1000"
