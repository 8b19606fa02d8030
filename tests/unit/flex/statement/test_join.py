"""Joining windows and comparing statements: nothing twice, nothing lost, and what differs told by its key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.flex.statement.samples import ACTIVITY, read, rows
from tui.flex.overview import overview
from tui.flex.statement.compare import KindChange, compare
from tui.flex.statement.join import join
from tui.flex.statement.model import StatementFile


def window(first: str, last: str, inside: str, made: str = "20260101;000000", account: str = "U1") -> StatementFile:
    head = f'accountId="{account}" fromDate="{first}" toDate="{last}" whenGenerated="{made}"'
    return read(
        f'<FlexQueryResponse queryName="Q"><FlexStatements count="1"><FlexStatement {head}>{inside}</FlexStatement>'
        "</FlexStatements></FlexQueryResponse>"
    )


def cash(*numbers: int, text: str = "x") -> str:
    found = "".join(f'<CashTransaction transactionID="{number}" description="{text}"/>' for number in numbers)
    return f"<CashTransactions>{found}</CashTransactions>"


def ids(file: StatementFile) -> list[list[str]]:
    kind = ("CashTransactions", "CashTransaction")
    return [[row["transactionID"] for row in rows(statement, *kind)] for statement in file.statements]


def test_windows_side_by_side_keep_everything_in_order_of_days() -> None:
    late, early = window("20250601", "20250630", cash(3, 4)), window("20250501", "20250531", cash(1, 2))

    joined = join([late, early])

    assert ids(joined.file) == [["1", "2"], ["3", "4"]]
    assert joined.left_out == {}


def test_a_booking_that_two_windows_have_counts_once_and_the_newer_file_s_stays() -> None:
    old = window("20250501", "20250605", cash(1, 2, 3, text="old"), "20260101")
    new = window("20250601", "20250630", cash(3, 4, text="new"), "20260102")

    for files in ([old, new], [new, old]):
        joined = join(files)
        assert ids(joined.file) == [["1", "2"], ["3", "4"]]
        assert rows(joined.file.statements[1], "CashTransactions", "CashTransaction")[0]["description"] == "new"
        assert joined.left_out == {"CashTransactions": 1}
        assert joined.file.problems[-1].text == "1 rows were in more than one file and count once."


def test_two_equal_bookings_in_one_file_are_two() -> None:
    double = '<Stays><Stay text="fee" amount="-1"/><Stay text="fee" amount="-1"/></Stays>'
    one, two = window("20250501", "20250531", double), window("20250515", "20250615", double)

    joined = join([one, two]).file

    assert sum(len(rows(statement, "Stays", "Stay")) for statement in joined.statements) == 2
    assert len(rows(join([one]).file.statements[0], "Stays", "Stay")) == 2


def test_equal_rows_without_a_number_are_two_where_the_days_do_not_overlap() -> None:
    fee = '<Stays><Stay text="monthly fee" amount="-1"/></Stays>'

    joined = join([window("20250501", "20250531", fee), window("20250601", "20250630", fee)]).file

    assert [len(rows(statement, "Stays", "Stay")) for statement in joined.statements] == [1, 1]


def test_the_same_days_fetched_again_replace_the_older_sections() -> None:
    old = window("20250501", "20250531", cash(1, 2) + "<Other><Row a='1'/></Other>", "20260101")
    new = window("20250501", "20250531", cash(1, 3), "20260102")

    joined = join([new, old])

    assert sorted(number for found in ids(joined.file) for number in found) == ["1", "3"]
    assert joined.left_out == {"CashTransactions": 2}
    assert any(rows(statement, "Other", "Row") for statement in joined.file.statements)


def test_a_broken_file_replaces_nothing_that_it_may_have_lost() -> None:
    whole = window("20250501", "20250531", cash(1, 2), "20260101")
    head = 'accountId="U1" fromDate="20250501" toDate="20250531" whenGenerated="20260102"'
    broken = read(f"<FlexQueryResponse><FlexStatements><FlexStatement {head}>{cash(1)}")

    assert sorted(number for found in ids(join([whole, broken]).file) for number in found) == ["1", "2"]


def test_numbers_of_one_account_say_nothing_about_another() -> None:
    joined = join([window("20250501", "20250531", cash(1)), window("20250501", "20250531", cash(1), account="U2")]).file

    assert ids(joined) == [["1"], ["1"]]
    assert joined.accounts == ("U1", "U2")


def test_sections_about_a_moment_stay_with_their_statement() -> None:
    report = '<CashReport><C currency="USD" startingCash="1" endingCash="{}"/></CashReport>'
    joined = join(
        [
            window("20250501", "20250531", report.format(2)),
            window("20250601", "20250630", report.format(2).replace('"1"', '"2"')),
        ]
    ).file

    (line,) = overview(joined.statements).cash.lines
    assert (line.starting, line.ending) == (1, 2)


def test_nested_rows_still_know_where_they_stood_after_doubles_were_taken_out() -> None:
    nested = "<Outer>{}</Outer>"
    pair = '<Box n="{0}"><Item of="{0}"/></Box>'
    old = window("20250501", "20250605", nested.format(pair.format(1) + pair.format(2)), "20260101")
    new = window("20250601", "20250630", nested.format(pair.format(1)), "20260102")

    section = join([old, new]).file.statements[0].section("Outer")

    assert section is not None
    items = section.table("Item")
    assert items is not None
    assert items.parent is not None
    assert [row["of"] for row in map(items.attributes, range(len(items)))] == ["2"]
    assert items.parent.attributes(items.parent_row(0) or 0)["n"] == "2"


def test_nothing_cannot_be_joined() -> None:
    with pytest.raises(ValueError, match="nothing"):
        join([])


numbers = st.lists(st.integers(1, 30), max_size=12, unique=True)


@given(st.lists(numbers, min_size=1, max_size=4))
def test_every_booking_is_there_exactly_once_whatever_the_windows_have(windows: list[list[int]]) -> None:
    files = [
        window(f"2025{at + 1:02}01", f"2025{at + 2:02}05", cash(*found), f"202601{at + 1:02}")
        for at, found in enumerate(windows)
    ]

    joined = [number for found in ids(join(files).file) for number in found]

    assert sorted(map(int, joined)) == sorted({number for found in windows for number in found})


def changes(before: str, after: str) -> dict[str, KindChange]:
    found = compare(read(before).statements, read(after).statements)
    return {change.path[-1]: change for change in found if change.added or change.gone or change.changed}


def test_a_statement_does_not_differ_from_itself() -> None:
    assert changes(ACTIVITY, ACTIVITY) == {}


def test_a_changed_cell_is_told_by_the_booking_s_number() -> None:
    changed = changes(ACTIVITY, ACTIVITY.replace('amount="-1.5"', 'amount="-1.25"'))

    (row,) = changed["CashTransaction"].changed
    assert row.cells == (("amount", "-1.5", "-1.25"),)
    assert row.after["transactionID"] == "9102"
    assert (changed["CashTransaction"].added, changed["CashTransaction"].gone) == ((), ())


def test_a_position_that_grew_is_one_change_and_its_lots_are_not_mixed_up() -> None:
    changed = changes(ACTIVITY, ACTIVITY.replace('position="10"', 'position="12"'))

    (row,) = changed["OpenPosition"].changed
    assert row.cells == (("position", "10", "12"),)


def test_new_and_gone_rows_are_told() -> None:
    without = "\n".join(line for line in ACTIVITY.splitlines() if 'tradeID="503"' not in line)

    (gone,) = changes(ACTIVITY, without)["Trade"].gone
    (added,) = changes(without, ACTIVITY)["Trade"].added
    assert gone == added
    assert gone["tradeID"] == "503"


def test_a_row_without_a_number_that_changed_is_one_gone_and_one_new() -> None:
    changed = changes(ACTIVITY, ACTIVITY.replace('phase="full"', 'phase="new"'))["MoonPhase"]

    assert (changed.gone, changed.added) == (({"phase": "full", "tide": ""},), ({"phase": "new", "tide": ""},))
