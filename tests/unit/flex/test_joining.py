"""Windows put together: nothing twice, nothing lost."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from tui.flex.joining import Rows, join


class Table:
    """Rows as a list of mappings."""

    def __init__(self, rows: list[dict[str, str]]) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    def attributes(self, index: int) -> Mapping[str, str]:
        return self.rows[index]


def trade(number: int, quantity: str = "1", level: str = "EXECUTION") -> dict[str, str]:
    return {"transactionID": str(number), "quantity": quantity, "levelOfDetail": level}


def joined(*windows: list[dict[str, str]]) -> tuple[list[dict[str, str]], int, tuple[str, ...]]:
    tables: list[Rows] = [Table(rows) for rows in windows]
    found = join(tables)
    return [windows[at][i] for at, stays in enumerate(found.kept) for i in stays], found.doubles, found.changed


def test_a_row_that_two_windows_have_is_kept_once() -> None:
    rows, doubles, changed = joined([trade(1), trade(2)], [trade(2), trade(3)])
    assert (rows, doubles, changed) == ([trade(1), trade(2), trade(3)], 1, ())


def test_equal_lots_of_one_window_are_all_kept() -> None:
    lots = [trade(1, level="LOT"), trade(1, level="LOT")]
    assert joined(lots, lots) == (lots, 2, ())


def test_rows_without_an_id_are_never_doubles() -> None:
    row = {"transactionID": "--", "tradeID": "", "amount": "5"}
    assert joined([row], [row]) == ([row, row], 0, ())


def test_an_event_that_is_told_differently_is_kept_twice_and_named() -> None:
    rows, doubles, changed = joined([trade(1, "5")], [trade(1, "6"), trade(1, "5")])
    assert (rows, doubles, changed) == ([trade(1, "5"), trade(1, "6")], 1, ("transactionID=1",))


@given(st.lists(st.tuples(st.integers(0, 8), st.sampled_from(["1", "2"])), max_size=12), st.data())
def test_overlapping_windows_of_one_list_give_the_list(events: list[tuple[int, str]], data: st.DataObject) -> None:
    rows = [trade(number, quantity) for number, quantity in sorted(set(events))]
    start = data.draw(st.integers(0, len(rows)))
    end = data.draw(st.integers(start, len(rows)))
    got, doubles, _ = joined(rows[:end], rows[start:])
    assert got == rows
    assert doubles == end - start


@given(st.lists(st.lists(st.integers(0, 3), max_size=5), max_size=4))
def test_the_join_holds_each_row_as_often_as_the_window_that_has_it_most(windows: list[list[int]]) -> None:
    got, _, _ = joined(*[[trade(number) for number in window] for window in windows])
    numbers = [int(row["transactionID"]) for row in got]
    for number in range(4):
        assert numbers.count(number) == max((window.count(number) for window in windows), default=0)
