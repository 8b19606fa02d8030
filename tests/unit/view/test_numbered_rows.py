"""Rows that are made when they are seen: what is shown, where a row is, and where the cursor stays."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tui.view.widgets.made_rows import LateRows, NumberedRows
from tui.view.widgets.table_cells import Cell, Column
from tui.view.widgets.table_rows import TableRows

COLUMNS = (Column("name", "Name", 8),)


def made(count: int) -> NumberedRows:
    rows = NumberedRows(lambda at: (Cell(f"row {at}"),), lambda: None)
    rows.show(count, COLUMNS)
    return rows


def test_all_rows_of_a_table_are_shown_and_the_cursor_is_on_the_first() -> None:
    rows = made(3)
    assert (list(rows.shown), rows.cursor, rows.index_of("2")) == (["0", "1", "2"], "0", 2)
    assert rows.rows["2"] == (Cell("row 2"),)


@pytest.mark.parametrize("places", [None, [1, -1, 0]])
def test_rows_are_found_in_another_order_whoever_worked_out_their_places(places: Sequence[int] | None) -> None:
    rows = made(3)
    rows.take([2, 0], places)
    assert [rows.index_of(key) for key in ("0", "1", "2", "7", "", None)] == [1, None, 0, None, None, None]


def test_the_cursor_stays_on_its_row_or_takes_the_place_of_one_that_is_gone() -> None:
    rows = made(5)
    rows.cursor = "3"
    rows.take([4, 3, 0])
    assert rows.cursor == "3"
    rows.take([4, 0])
    assert rows.cursor == "0"
    rows.take([])
    assert rows.cursor is None


def test_a_cursor_of_a_longer_table_is_moved_into_a_shorter_one() -> None:
    rows = made(9)
    rows.cursor = "8"
    rows.show(3, COLUMNS)
    assert rows.cursor == "2"


def late(names: dict[str, str], asked: list[str]) -> LateRows[str]:
    def make(name: str) -> tuple[Cell, ...]:
        asked.append(name)
        return (Cell(name),)

    return LateRows(names, make)


def test_rows_that_are_made_late_are_counted_and_ordered_without_being_made() -> None:
    asked: list[str] = []
    model = TableRows(COLUMNS)
    rows = late({"1": "one", "2": "two", "3": "three"}, asked)
    model.set_rows(rows, rows)
    assert (list(model.shown), len(model.rows), "2" in model.rows, asked) == (["1", "2", "3"], 3, True, [])
    assert model.rows["2"] == (Cell("two"),)
    assert (model.rows.get("9", ()), asked) == ((), ["two"])
    model.sort_by("name")
    assert list(model.shown) == ["1", "3", "2"]
    assert asked == ["two", "one", "three"]


def test_late_rows_follow_other_things_and_only_what_was_made_is_made_anew() -> None:
    rows = late({"1": "one", "2": "two"}, [])
    assert rows["1"] == (Cell("one"),)
    assert rows.renew(late({"1": "ONE", "2": "TWO"}, [])) == {"1": (Cell("ONE"),)}
    assert rows["2"] == (Cell("TWO"),)
