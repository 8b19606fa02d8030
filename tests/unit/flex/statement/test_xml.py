"""Statements in XML: everything in them comes out as tables, and what breaks says where."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.unit.flex.statement.samples import ACTIVITY, CONFIRMATIONS, only, read, rows, wrapped
from tui.flex.statement.errors import NotAStatementError, StatementError
from tui.flex.statement.model import Format
from tui.flex.statement.read import read_statement


def test_a_statement_says_whose_it_is_and_which_days_it_covers() -> None:
    file = read(ACTIVITY)
    (statement,) = file.statements

    assert (file.format, file.query_name, file.statement_type) == (Format.XML, "Quarter", "AF")
    assert (statement.account, statement.period, statement.generated) == ("U7000001", "LastQuarter", "20251001;062234")
    assert str(statement.returned) == "2025-07-01 … 2025-09-30"
    assert statement.complete
    assert not file.problems
    assert file.size == len(ACTIVITY.encode())


def test_an_unknown_section_is_read_like_a_known_one() -> None:
    assert rows(only(ACTIVITY), "MoonPhases", "MoonPhase") == [{"phase": "full", "tide": ""}]


def test_an_empty_section_is_there_and_empty() -> None:
    section = only(ACTIVITY).section("CorporateActions")

    assert section is not None
    assert len(section) == 0


def test_a_section_that_was_not_asked_for_is_missing() -> None:
    assert only(ACTIVITY).section("OptionEAE") is None


def test_the_kinds_of_rows_in_one_section_are_tables_of_their_own() -> None:
    section = only(ACTIVITY).section("Trades")

    assert section is not None
    assert {table.kind: len(table) for table in section.tables} == {
        "AssetSummary": 1,
        "SymbolSummary": 1,
        "Order": 1,
        "Trade": 3,
        "Lot": 1,
    }


def test_a_nested_row_knows_the_row_that_it_stands_in() -> None:
    section = only(ACTIVITY).section("FxPositions")

    assert section is not None
    lots = section.table("FxLot")
    assert lots is not None
    assert lots.parent is not None
    owners = [lots.parent.attributes(lots.parent_row(at) or 0)["fxCurrency"] for at in range(len(lots))]
    assert owners == ["USD", "USD", "GBP"]


def test_an_absent_attribute_is_none_and_an_empty_one_is_empty() -> None:
    section = only(wrapped('<S><R a="1" b=""/><R c="3"/></S>')).section("S")

    assert section is not None
    assert section.tables[0].columns == ("a", "b", "c")
    assert list(section.tables[0]) == [("1", "", None), (None, None, "3")]
    assert section.tables[0].column("B") == ["", None]
    assert section.tables[0].column("nothing") == [None, None]


def test_several_accounts_and_days_are_statements_of_their_own() -> None:
    days = "".join(
        f'<FlexStatement accountId="{account}" fromDate="2025070{day}" toDate="2025070{day}"><S><R n="{day}"/></S>'
        "</FlexStatement>"
        for account in ("U1", "U2")
        for day in (1, 2)
    )
    file = read(f'<FlexQueryResponse><FlexStatements count="4">{days}</FlexStatements></FlexQueryResponse>')

    assert file.accounts == ("U1", "U2")
    assert [str(each.returned) for each in file.of("U2")] == ["2025-07-01 … 2025-07-01", "2025-07-02 … 2025-07-02"]
    assert not file.problems


@pytest.mark.parametrize(("announced", "count", "there"), [("2 statements", 2, 1), ("1 statement", 1, 2)])
def test_a_wrong_count_is_told_and_everything_is_read(announced: str, count: int, there: int) -> None:
    before, opened, rest = ACTIVITY.partition("<FlexStatement ")
    one, closed, after = rest.partition("</FlexStatement>")
    file = read(before.replace('count="1"', f'count="{count}"') + f"{opened}{one}{closed}" * there + after)

    assert [problem.text for problem in file.problems] == [
        f"The file announces {announced} and has {there}; all of them were read."
    ]
    assert file.broke is None


def test_a_message_beside_the_statements_is_kept() -> None:
    file = read(ACTIVITY.replace("<FlexStatements ", "<Message>No data\nfor one account</Message><FlexStatements "))

    assert file.messages == ("No data for one account",)
    assert len(file.statements) == 1


def test_account_data_directly_below_the_root_are_kept_outside_the_statements() -> None:
    file = read(ACTIVITY.replace("<FlexStatements ", '<AccountInformation accountId="U9"/><FlexStatements '))

    assert rows(file.outside, "AccountInformation", "AccountInformation") == [{"accountId": "U9"}]


def test_words_between_tags_are_not_lost() -> None:
    statement = only(wrapped('<S>before<R a="1">inside</R></S>'))

    assert [table.path for section in statement.sections for table in section.tables] == [
        ("S", "#text"),
        ("S", "R"),
        ("S", "R", "#text"),
    ]
    assert statement.sections[0].tables[2].attributes(0) == {"#text": "inside"}


def test_confirmations_are_read_the_same_way() -> None:
    assert rows(only(CONFIRMATIONS), "TradeConfirms", "TradeConfirm")[0]["execID"] == "0001.01"


def test_text_that_steers_or_hides_is_cleaned_and_counted() -> None:
    file = read(wrapped('<S><R a="x&#x202E;y&#x9B;2J" z&#xAD;="1" /></S>'.replace("z&#xAD;", "z")))

    assert rows(file.statements[0], "S", "R") == [{"a": "xy2J", "z": "1"}]
    assert any("2 characters that hide or steer" in problem.text for problem in file.problems)


def test_a_cell_that_is_too_long_is_cut_and_told() -> None:
    file = read(wrapped(f'<S><R a="{"x" * 300_000}" b="2"/></S>'))

    row = rows(file.statements[0], "S", "R")[0]
    assert len(row["a"]) == 200_000
    assert row["b"] == "2"
    assert any("100000 characters" in problem.text for problem in file.problems)


def test_a_file_that_ends_in_the_middle_gives_what_stands_before() -> None:
    cut = ACTIVITY[: ACTIVITY.index('tradeID="503"')]
    file = read(cut)

    (statement,) = file.statements
    assert not statement.complete
    assert [row["tradeID"] for row in rows(statement, "Trades", "Trade")] == ["501", "502"]
    assert file.broke is not None
    assert file.broke.line == cut.count("\n") + 1


def test_a_raw_ampersand_says_line_and_byte_of_the_break() -> None:
    text = wrapped('<S>\n<R a="1"/>\n<R a="Smith & Sons"/>\n<R a="3"/></S>')
    file = read(text)

    assert file.broke is not None
    assert file.broke.line == 4
    assert text[: file.broke.offset].endswith("Smith &")
    assert rows(file.statements[0], "S", "R") == [{"a": "1"}]


def test_statements_that_are_whole_stay_whole_when_a_later_one_breaks() -> None:
    file = read(ACTIVITY.replace("</FlexStatements>", '<FlexStatement accountId="U2"><S><R a="1"/></Oops>'))

    assert [(each.account, each.complete) for each in file.statements] == [("U7000001", True), ("U2", False)]


@pytest.mark.parametrize("piece", range(0, 700, 7))
def test_a_file_that_is_cut_anywhere_gives_a_result_or_our_error(piece: int) -> None:
    try:
        file = read(ACTIVITY[:piece])
    except StatementError:
        assert "<FlexQueryResponse queryName" not in ACTIVITY[:piece] or ">" not in ACTIVITY[:piece]
    else:
        assert file.broke is not None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", "The file is empty"),
        ("  \n ", "The file is empty"),
        ("<!DOCTYPE html><html><body>Not found</body></html>", "The file is a web page, not a statement"),
        ("<HTML><body/></HTML>", "The file is a web page, not a statement"),
        (
            "<FlexStatementResponse timestamp='x'><Status>Warn</Status></FlexStatementResponse>",
            "The file is not a statement but <FlexStatementResponse>",
        ),
        ("<", "The file is not a statement"),
        ("our services are temporarily unavailable, please try later", "The file is text, but no table"),
        ("\x01\x00\x02", "The file is not text"),
    ],
)
def test_what_is_no_statement_is_named(text: str, title: str) -> None:
    with pytest.raises(NotAStatementError) as caught:
        read(text)

    assert caught.value.title == title


def test_a_byte_order_mark_and_wide_text_are_read() -> None:
    assert read(b"\xef\xbb\xbf" + ACTIVITY.encode()).accounts == ("U7000001",)
    assert read(ACTIVITY.encode("utf-16")).accounts == ("U7000001",)


def test_old_encodings_are_read_as_the_file_declares_them() -> None:
    text = "<?xml version='1.0' encoding='ISO-8859-1'?>" + wrapped('<S><R a="Zürich"/></S>')

    assert rows(read(text.encode("latin-1")).statements[0], "S", "R") == [{"a": "Zürich"}]


@pytest.mark.parametrize("encoding", ["klingon", "utf-7", "shift_jis", "utf-32", "rot13", "base64"])
def test_an_encoding_that_nobody_can_read_is_our_error(encoding: str) -> None:
    with pytest.raises(StatementError):
        read(f"<?xml version='1.0' encoding='{encoding}'?>" + ACTIVITY)


def test_a_file_is_read_from_its_path_and_progress_is_told(tmp_path: Path) -> None:
    path = tmp_path / "s.xml"
    path.write_text(ACTIVITY, encoding="utf-8")
    told: list[int] = []

    file = read_statement(path, progress=told.append)

    assert file.accounts == ("U7000001",)
    assert told[-1] == path.stat().st_size


def test_what_progress_raises_ends_the_reading_and_comes_through() -> None:
    class EnoughError(Exception):
        """The user closed the screen."""

    def stop(_: int) -> None:
        raise EnoughError

    with pytest.raises(EnoughError):
        read_statement(io.BytesIO(ACTIVITY.encode()), progress=stop)


def test_a_file_that_is_not_there_is_our_error(tmp_path: Path) -> None:
    with pytest.raises(StatementError):
        read_statement(tmp_path / "none.xml")
