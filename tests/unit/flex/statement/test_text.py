"""Statements in CSV and in text: with and without records, in all three formats."""

from __future__ import annotations

import pytest

from tests.unit.flex.statement.samples import read, rows
from tui.flex.statement.errors import NotAStatementError
from tui.flex.statement.model import Format

RECORDS = """"BOF","U7000001","Quarter","2","2025-07-01","2025-09-30","2025-10-01;06:22:34"
"BOA","U7000001"
"BOS","TRNT","Trades; trade date basis"
"HEADER","TRNT","ClientAccountID","CurrencyPrimary","Symbol","Quantity","TradeID","LevelOfDetail"
"DATA","TRNT","U7000001","USD","ACME","5","501","EXECUTION"
"DATA","TRNT","U7000001","USD","ACME, ""the"" one","-5","502","EXECUTION"
"EOS","TRNT","2","123456"
"BOS","XYZW","Something new"
"EOS","XYZW","0","0"
"EOA","U7000001"
"BOA","U7000002"
"BOS","CTRN","Cash Transactions"
"HEADER","CTRN","ClientAccountID","Amount","TransactionID"
"DATA","CTRN","U7000002","12.5","9001"
"EOS","CTRN","1","7"
"EOA","U7000002"
"EOF","2"
"""


def test_records_are_split_into_accounts_and_sections() -> None:
    file = read(RECORDS)

    assert file.format is Format.COMMA
    assert file.query_name == "Quarter"
    assert file.accounts == ("U7000001", "U7000002")
    assert [section.name for section in file.statements[0].sections] == ["Trades", "XYZW"]
    assert file.statements[0].sections[0].title == "Trades; trade date basis"
    assert len(file.statements[0].sections[1]) == 0
    assert rows(file.statements[1], "CashTransactions", "CTRN") == [
        {"ClientAccountID": "U7000002", "Amount": "12.5", "TransactionID": "9001"}
    ]
    assert not file.problems


def test_quotes_inside_cells_are_read() -> None:
    assert rows(read(RECORDS).statements[0], "Trades", "TRNT")[1]["Symbol"] == 'ACME, "the" one'


def test_the_days_of_the_file_are_those_of_its_statements() -> None:
    assert str(read(RECORDS).statements[1].returned) == "2025-07-01 … 2025-09-30"


def test_everything_that_the_first_record_says_is_kept() -> None:
    assert read(RECORDS).attributes["BOF 6"] == "2025-10-01;06:22:34"


def test_a_wrong_number_of_rows_is_told() -> None:
    file = read(RECORDS.replace('"EOS","TRNT","2"', '"EOS","TRNT","3"'))

    assert [str(problem) for problem in file.problems] == ["line 7: Section TRNT announces 3 rows and has 2."]


def test_a_file_without_its_end_is_broken_there() -> None:
    file = read(RECORDS[: RECORDS.index('"EOS","CTRN"')])

    assert file.broke is not None
    assert file.broke.line == 14
    assert [statement.complete for statement in file.statements] == [True, False]


@pytest.mark.parametrize(("mark", "found"), [("|", Format.PIPE), ("\t", Format.TAB)])
def test_pipes_and_tabs_are_read_like_commas(mark: str, found: Format) -> None:
    file = read(RECORDS.replace('","', f'"{mark}"'))

    assert file.format is found
    assert len(rows(file.statements[0], "Trades", "TRNT")) == 2


PLAIN = """"ClientAccountID","CurrencyPrimary","Symbol","Buy/Sell","TradeID","Quantity"
"U7000001","USD","ACME","BUY","501","5"
"U7000002","USD","ACME","SELL","502","-5"
"ClientAccountID","Amount","Type","SettleDate"
"U7000001","10","Dividends","20250715"
"ClientAccountID","Phase"
"U7000001","full"
"""


def test_headers_one_after_another_begin_new_sections() -> None:
    file = read(PLAIN)

    assert file.accounts == ("U7000001", "U7000002")
    assert [section.name for section in file.of("U7000001")[0].sections] == ["Trades", "CashTransactions", "Table 3"]
    assert rows(file.of("U7000002")[0], "Trades", "Row")[0]["Buy/Sell"] == "SELL"
    assert rows(file.of("U7000001")[0], "Table 3", "Row") == [{"ClientAccountID": "U7000001", "Phase": "full"}]


def test_plain_rows_between_section_records_take_the_section_s_name() -> None:
    text = '"BOS","TRNT","Trades"\n"Symbol","Quantity"\n"ACME","5"\n"EOS","TRNT","1"\n'

    assert rows(read(text).statements[0], "Trades", "TRNT") == [{"Symbol": "ACME", "Quantity": "5"}]


def test_rows_that_do_not_fit_their_header_lose_nothing_and_are_told() -> None:
    file = read("Name,Amount,Day\nx,1\ny,2,3,4\n")

    assert rows(file.statements[0], "Table 1", "Row") == [
        {"Name": "x", "Amount": "1"},
        {"Name": "y", "Amount": "2", "Day": "3", "Column 4": "4"},
    ]
    assert [problem.line for problem in file.problems] == [2, 3]


def test_two_columns_of_one_name_are_told_apart() -> None:
    text = '"BOS","ABCD","x"\n"HEADER","ABCD","Name","Name"\n"DATA","ABCD","1","2"\n"EOS","ABCD","1"\n'

    assert rows(read(text).statements[0], "ABCD", "ABCD") == [{"Name": "1", "Name (2)": "2"}]


def test_line_ends_of_all_systems_are_read() -> None:
    for end in ("\r\n", "\r"):
        assert len(rows(read(RECORDS.replace("\n", end)).statements[0], "Trades", "TRNT")) == 2


def test_bytes_that_are_no_text_are_told_and_the_rest_is_read() -> None:
    file = read(b"Name,Amount\nM\xfcller,1\nMeier,2\n")

    assert rows(file.statements[0], "Table 1", "Row")[0]["Name"] == "M\ufffdller"
    assert any("no UTF-8" in problem.text for problem in file.problems)


def test_a_quote_that_never_ends_breaks_the_file_there() -> None:
    file = read('Name,Amount\nx,1\n"y,2\n' + "z,3\n" * 200_000)

    assert file.broke is not None
    assert rows(file.statements[0], "Table 1", "Row") == [{"Name": "x", "Amount": "1"}]


def test_a_line_without_end_is_given_up() -> None:
    file = read("Name,Amount\nx,1\n" + "y" * 3_000_000)

    assert file.broke is not None
    assert "a line of more than" in file.broke.text


def test_names_of_columns_without_rows_are_an_empty_section() -> None:
    (section,) = read("ClientAccountID,Amount,Type,SettleDate\n").statements[0].sections

    assert (section.name, len(section)) == ("CashTransactions", 0)


def test_a_file_with_nothing_in_it_says_why() -> None:
    with pytest.raises(NotAStatementError) as caught:
        read(",,\n")
    assert caught.value.title == "The file has neither rows nor names of columns"
    with pytest.raises(NotAStatementError) as caught:
        read(f"A,{'x' * 3_000_000}\n")
    assert "a line of more than" in caught.value.detail
